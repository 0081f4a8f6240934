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

/// What a report says about the run that made it. How and when it was fetched stands only in `manifest.json`,
/// `index.html` and the workbook's Summary; as-of, Canvas, token's owner and version may stand on every page.
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
    /// Evidence of what was read, for the manifest and for single answers: worked out once the file changes no more.
    var snapshotSHA256: String?
    var firstFetchedAt: Instant?
    var lastFetchedAt: Instant?
    var requestCount: Int
    /// The options that shaped the rows, by their long names, for the manifest.
    var options: [String: String]

    /// `Ada Registrar (id 9)`
    var viewer: String { shortened(viewerID.map { "\(viewerName) (id \($0))" } ?? viewerName) }

    /// `canvas.example.edu`, with the port where one is given.
    var canvasHost: String {
        let components = URLComponents(string: canvasURL)
        guard let host = components?.host else { return canvasURL }
        return components?.port.map { "\(host):\($0)" } ?? host
    }

    /// Of the moments of the run itself: courses may have several, the run has one.
    var zone: TimeZone { if case .named(let zone) = timeZone { zone } else { .gmt } }

    /// When the courses were read; empty where none was.
    var fetchedText: String {
        guard let first = firstFetchedAt, let last = lastFetchedAt else { return "" }
        let end = last.wordsAndZone(zone)
        return first == last ? end : "\(first.words(in: zone)) to \(end)"
    }
}
