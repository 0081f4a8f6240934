import CanvasAPI
import Foundation

/// `--time-zone`: the zone dates are written in.
package enum TimeZoneChoice: Sendable, Equatable {
    /// Each course's own.
    case course
    case utc
    case named(TimeZone)

    /// As it is typed after `--time-zone`.
    package var name: String {
        switch self {
        case .course: "course"
        case .utc: "utc"
        case .named(let zone): zone.identifier
        }
    }
}

/// What a report says about the run that made it. These facts stand only in `manifest.json`, `index.html` and the
/// workbook's Summary; every other byte depends on the data alone.
package struct RunFacts: Sendable, Equatable {
    package var version: String
    /// The Canvas that was read, without a trailing slash.
    package var canvasURL: String
    /// Whose token saw it, as Canvas names the user.
    package var viewerName: String
    package var viewerID: CanvasID?
    /// The moment that counts as now.
    package var asOf: Instant
    package var timeZone: TimeZoneChoice
    package var snapshotName: String
    package var firstFetchedAt: Instant?
    package var lastFetchedAt: Instant?
    package var requestCount: Int
    /// The options that shaped the rows, by their long names, for the manifest.
    package var options: [String: String]

    package init(
        version: String,
        canvasURL: String,
        viewerName: String,
        viewerID: CanvasID?,
        asOf: Instant,
        timeZone: TimeZoneChoice,
        snapshotName: String,
        firstFetchedAt: Instant?,
        lastFetchedAt: Instant?,
        requestCount: Int,
        options: [String: String]
    ) {
        self.version = version
        self.canvasURL = canvasURL
        self.viewerName = viewerName
        self.viewerID = viewerID
        self.asOf = asOf
        self.timeZone = timeZone
        self.snapshotName = snapshotName
        self.firstFetchedAt = firstFetchedAt
        self.lastFetchedAt = lastFetchedAt
        self.requestCount = requestCount
        self.options = options
    }

    /// `canvas.example.edu`, with the port where one is given.
    package var canvasHost: String {
        let components = URLComponents(string: canvasURL)
        guard let host = components?.host else { return canvasURL }
        return components?.port.map { "\(host):\($0)" } ?? host
    }
}
