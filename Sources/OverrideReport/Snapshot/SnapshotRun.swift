import CanvasAPI

/// Which Canvas a snapshot is of, and through whose eyes: what must be the same for a run to be gone on with.
struct SnapshotIdentity: Sendable, Equatable {
    /// The Canvas that is read, without a trailing slash.
    var canvasURL: String
    var viewerID: CanvasID?
    var viewerName: String
    var toolVersion: String
}

/// The run that filled a snapshot.
struct SnapshotRun: Sendable, Equatable {
    var identity: SnapshotIdentity
    var schemaVersion: Int
    var startedAt: Instant
    /// `nil` while courses of the list are still to be tried.
    var finishedAt: Instant?
}

/// When the listed courses were fetched and what it took, for what a report says about its run.
struct FetchFacts: Sendable, Equatable {
    var firstFetchedAt: Instant?
    var lastFetchedAt: Instant?
    var requestCount: Int
}
