import CanvasAPI
import Foundation

/// The zones that the dates of one workbook are written in.
enum ReportZones: Sendable, Equatable {
    /// All dates are in this zone: the headings name it.
    case single(TimeZone)
    /// Each course has its own: a column of the row says which.
    case several

    /// - Parameter courseZones: the zones of the courses in the list, as `--time-zone course` writes their dates.
    init(_ choice: TimeZoneChoice, courseZones: Set<TimeZone>) {
        switch choice {
        case .utc: self = .single(.gmt)
        case .named(let zone): self = .single(zone)
        case .course:
            if let zone = courseZones.first, courseZones.count == 1 {
                self = .single(zone)
            } else {
                self = .several
            }
        }
    }

    /// The zone of dates that belong to no course: when the run was, say.
    var forRun: TimeZone {
        if case .single(let zone) = self { zone } else { .gmt }
    }

    /// `Due (America/New_York)`, or `Due` where the rows say which zone.
    func heading(_ heading: String) -> String {
        if case .single(let zone) = self { "\(heading) (\(zone.nameForReaders))" } else { heading }
    }
}

extension TimeZone {
    /// Foundation calls UTC `GMT`.
    var nameForReaders: String { self == .gmt || identifier == "GMT" ? "UTC" : identifier }
}
