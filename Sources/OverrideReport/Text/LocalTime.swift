import CanvasAPI
import Foundation

/// What a clock and a calendar in some zone show at a moment.
struct LocalTime {
    /// Days since 1970-01-01.
    let day: Int64
    /// Since local midnight.
    let secondOfDay: Int

    init(_ instant: Instant, in zone: TimeZone) {
        let local = instant.secondsSince1970 + Int64(zone.offsetSeconds(at: instant))
        // Before 1970 the remainder is negative, and the day is still the one that the moment lies in.
        let second = ((local % 86_400) + 86_400) % 86_400
        day = (local - second) / 86_400
        secondOfDay = Int(second)
    }

    var date: CivilDate { CivilDate(daysSince1970: day) }

    /// 0 for Monday, 6 for Sunday. 1970-01-01 was a Thursday: three days after a Monday.
    var daysSinceMonday: Int { Int(((day + 3) % 7 + 7) % 7) }
}

extension TimeZone {
    func offsetSeconds(at instant: Instant) -> Int {
        secondsFromGMT(for: instant.date)
    }
}

extension Instant {
    var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }

    /// `2026-02-20 23:59:59`, as a clock in that zone shows it.
    func wallTime(in zone: TimeZone) -> String {
        let local = adding(seconds: Int64(zone.offsetSeconds(at: self)))
        return local.rfc3339().replacing("T", with: " ").replacing("Z", with: "")
    }

    /// Whether the clock in that zone shows a time that a clock change makes doubtful: one that occurs twice, or one in
    /// the hour after a spring change, which is what a time typed into the missing hour becomes.
    func fallsIntoClockChange(in zone: TimeZone) -> Bool {
        let searchStart = adding(seconds: -6 * 3600).date
        guard let transition = zone.nextDaylightSavingTimeTransition(after: searchStart) else { return false }
        let change = Int64(transition.timeIntervalSince1970.rounded())
        let before = zone.secondsFromGMT(for: transition.addingTimeInterval(-1))
        let after = zone.secondsFromGMT(for: transition.addingTimeInterval(1))
        let shift = Int64(abs(after - before))
        if after > before { return (change..<change + shift).contains(secondsSince1970) }
        return (change - shift..<change + shift).contains(secondsSince1970)
    }
}

/// Dates as text in a time zone: ISO 8601 with the offset that holds at that moment (`2026-02-20T23:59:59-05:00`,
/// UTC as `+00:00`). Remembers what it wrote, because a course has thousands of rows but few distinct dates.
struct DateText {
    /// Of what was written last: the rows of a course, which share one zone, stand together.
    private var zone: TimeZone?
    private var texts: [Instant: String] = [:]

    mutating func text(_ instant: Instant, in zone: TimeZone) -> String {
        if self.zone != zone { (self.zone, texts) = (zone, [:]) }
        if let text = texts[instant] { return text }
        let text = Self.text(instant, in: zone)
        texts[instant] = text
        return text
    }

    static func text(_ instant: Instant, in zone: TimeZone) -> String {
        let seconds = zone.offsetSeconds(at: instant)
        // Local mean times of the nineteenth century have seconds in their offset, which ISO 8601 can't say: the text
        // then names the same moment with an offset of whole minutes.
        let offset = seconds / 60 * 60
        let text = instant.rfc3339(offsetSeconds: offset)
        return offset == 0 ? text.dropLast() + "+00:00" : text
    }
}
