import CanvasAPI
import Foundation

/// `--time-zone`: the zone dates are written in.
package enum TimeZoneChoice: Sendable, Equatable {
    /// Each course's own.
    case course
    case utc
    case named(TimeZone)

    /// Nil for a name that is none.
    package init?(name: String) {
        switch name.lowercased() {
        case "course": self = .course
        case "utc": self = .utc
        default:
            guard let zone = TimeZone(identifier: name) else { return nil }
            self = .named(zone)
        }
    }

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
struct RunFacts: Sendable, Equatable {
    var version: String
    /// The Canvas that was read, without a trailing slash.
    var canvasURL: String
    /// Whose token saw it, as Canvas names the user.
    var viewerName: String
    var viewerID: CanvasID?
    /// The moment that counts as now.
    var asOf: Instant
    var timeZone: TimeZoneChoice
    var snapshotName: String
    var firstFetchedAt: Instant?
    var lastFetchedAt: Instant?
    var requestCount: Int
    /// The options that shaped the rows, by their long names, for the manifest.
    var options: [String: String]

    /// `canvas.example.edu`, with the port where one is given.
    var canvasHost: String {
        let components = URLComponents(string: canvasURL)
        guard let host = components?.host else { return canvasURL }
        return components?.port.map { "\(host):\($0)" } ?? host
    }
}
