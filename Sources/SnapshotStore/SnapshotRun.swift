import CanvasAPI
import OverrideReport

/// Which Canvas a snapshot is of, and through whose eyes: what must be the same for a run to be gone on with.
package struct SnapshotIdentity: Sendable, Equatable {
    /// The Canvas that is read, without a trailing slash.
    package var canvasURL: String
    package var viewerID: CanvasID?
    package var viewerName: String
    package var toolVersion: String

    package init(canvasURL: String, viewerID: CanvasID?, viewerName: String, toolVersion: String) {
        self.canvasURL = canvasURL
        self.viewerID = viewerID
        self.viewerName = viewerName
        self.toolVersion = toolVersion
    }
}

/// The run that filled a snapshot.
package struct SnapshotRun: Sendable, Equatable {
    package var identity: SnapshotIdentity
    package var schemaVersion: Int
    package var startedAt: Instant
    /// `nil` while courses of the list are still to be tried.
    package var finishedAt: Instant?

    package init(identity: SnapshotIdentity, schemaVersion: Int, startedAt: Instant, finishedAt: Instant?) {
        self.identity = identity
        self.schemaVersion = schemaVersion
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// When the listed courses were fetched and what it took, for what a report says about its run.
package struct FetchFacts: Sendable, Equatable {
    package var firstFetchedAt: Instant?
    package var lastFetchedAt: Instant?
    package var requestCount: Int

    package init(firstFetchedAt: Instant?, lastFetchedAt: Instant?, requestCount: Int) {
        self.firstFetchedAt = firstFetchedAt
        self.lastFetchedAt = lastFetchedAt
        self.requestCount = requestCount
    }
}
