import CanvasAPI
import Foundation

extension Instant {
    package var date: Date { Date(timeIntervalSince1970: Double(secondsSince1970)) }

    /// `2026-02-20 23:59:59`, as a clock in that zone shows it.
    package func wallTime(in zone: TimeZone) -> String {
        let local = adding(seconds: Int64(zone.secondsFromGMT(for: date)))
        return local.rfc3339().replacing("T", with: " ").replacing("Z", with: "")
    }

    /// Seconds since local midnight.
    package func secondOfDay(in zone: TimeZone) -> Int64 {
        let local = secondsSince1970 + Int64(zone.secondsFromGMT(for: date))
        return ((local % 86_400) + 86_400) % 86_400
    }

    /// Whether the clock in that zone shows a time that a clock change makes doubtful: one that occurs twice, or one in
    /// the hour after a spring change, which is what a time typed into the missing hour becomes.
    package func fallsIntoClockChange(in zone: TimeZone) -> Bool {
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
