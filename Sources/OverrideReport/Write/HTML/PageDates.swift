import CanvasAPI
import Foundation

/// Dates as people read them, in one zone: `Fri 20 Feb 2026, 23:59`. A course has few distinct instants and a page
/// shows each of them often, so every text is made once.
final class PageDates {
    let zone: TimeZone
    private var texts: [Instant: PageDate] = [:]

    init(zone: TimeZone) {
        self.zone = zone
    }

    subscript(instant: Instant) -> PageDate {
        if let known = texts[instant] { return known }
        let made = PageDate(instant, in: zone)
        texts[instant] = made
        return made
    }

    func element(_ instant: Instant, class name: String? = nil) -> String {
        let text = self[instant]
        let attribute = name.map { " class=\"\($0)\"" } ?? ""
        return "<time\(attribute) datetime=\"\(text.exact)\">\(text.shown)</time>"
    }
}

struct PageDate: Hashable {
    /// `Fri 20 Feb 2026, 23:59`. Seconds appear only where they are neither 0 nor 59, the ends of a minute; the offset
    /// only where clocks are set back and the local time comes twice: `Sun 25 Oct 2026, 02:30 (UTC+01:00)`.
    let shown: String
    /// `2026-02-20T23:59:59-05:00`
    let exact: String

    init(_ instant: Instant, in zone: TimeZone) {
        let local = LocalTime(instant, in: zone)
        let second = local.secondOfDay % 60
        var shown = "\(weekdayNames[local.daysSinceMonday]) \(dayText(local.date))"
        shown += ", \(twoDigits(local.secondOfDay / 3600)):\(twoDigits(local.secondOfDay / 60 % 60))"
        if second != 0, second != 59 { shown += ":\(twoDigits(second))" }
        let exact = DateText.text(instant, in: zone)
        if comesTwice(instant, in: zone) { shown += " (UTC\(exact.suffix(6)))" }
        self.shown = shown
        self.exact = exact
    }
}

/// Whether another moment has the same local time.
private func comesTwice(_ instant: Instant, in zone: TimeZone) -> Bool {
    let offset = zone.offsetSeconds(at: instant)
    let halfDay: Int64 = 43_200
    return [-halfDay, halfDay].contains { distance in
        let other = zone.offsetSeconds(at: instant.adding(seconds: distance))
        return other != offset && zone.offsetSeconds(at: instant.adding(seconds: Int64(offset - other))) == other
    }
}

/// `20 Feb 2026`
func dayText(_ date: CivilDate) -> String {
    "\(date.day) \(monthNames[date.month - 1]) \(date.year)"
}

let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private let weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

private func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
}

/// `12,345`
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (position, digit) in digits.enumerated() {
        if position > 0, (digits.count - position).isMultiple(of: 3) { text += "," }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}

/// `1 student`, `12,345 students`
func quantity(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
}
