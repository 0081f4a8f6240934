import CanvasAPI
import Foundation
import Spreadsheet

/// Dates as a clock in a zone shows them. Remembers what it worked out: a course has many rows but few distinct dates.
struct SheetDates {
    private struct Key: Hashable {
        let instant: Instant
        let zone: TimeZone
    }

    private var values: [Key: Cell.Value] = [:]

    /// A date cell; text for what no cell can hold as a date (before 1900).
    mutating func value(of instant: Instant, in zone: TimeZone) -> Cell.Value {
        let key = Key(instant: instant, zone: zone)
        if let value = values[key] { return value }
        // A list of many courses has many dates in all; those of courses gone by are not needed again.
        if values.count > 50_000 { values.removeAll() }
        let clock = WallClock(instant, in: zone)
        let value = clock.serial == nil ? .text(DateText.text(instant, in: zone)) : Cell.Value.date(clock)
        values[key] = value
        return value
    }
}

extension WallClock {
    init(_ instant: Instant, in zone: TimeZone) {
        let local = LocalTime(instant, in: zone)
        let date = local.date
        self.init(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: local.secondOfDay / 3600,
            minute: local.secondOfDay / 60 % 60,
            second: local.secondOfDay % 60
        )
    }
}
