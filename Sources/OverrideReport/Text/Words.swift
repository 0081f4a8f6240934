import CanvasAPI
import Foundation

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
func quantity(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
}

/// The full text, of which Canvas allows 255 characters in a name (longer ones come from imports and mistakes), stands
/// in the CSV reports; a page shows the beginning.
func shortened(_ text: String, to limit: Int = 255) -> String {
    guard text.utf8.count > limit, let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex),
        end != text.endIndex
    else { return text }
    return text[..<end] + "…"
}

extension CivilDate {
    /// `20 Feb`
    var dayAndMonth: String { "\(day) \(Self.monthNames[month - 1])" }
    /// `20 Feb 2026`
    var words: String { "\(dayAndMonth) \(year)" }

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension LocalTime {
    /// `Fri 20 Feb 2026, 23:59`. Seconds appear only where they are neither 0 nor 59, the ends of a minute.
    var words: String {
        func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][daysSinceMonday]
        let time = "\(twoDigits(secondOfDay / 3600)):\(twoDigits(secondOfDay / 60 % 60))"
        let second = secondOfDay % 60
        return "\(weekday) \(date.words), \(time)" + (second == 0 || second == 59 ? "" : ":\(twoDigits(second))")
    }
}

extension Instant {
    /// `Fri 20 Feb 2026, 23:59`, with the offset only where clocks are set back and the local time comes twice:
    /// `Sun 25 Oct 2026, 02:30 (UTC+01:00)`.
    func words(in zone: TimeZone) -> String {
        let words = LocalTime(self, in: zone).words
        return comesTwice(in: zone) ? "\(words) (UTC\(DateText.text(self, in: zone).suffix(6)))" : words
    }

    /// `Fri 20 Feb 2026, 23:59 America/New_York`
    func wordsAndZone(_ zone: TimeZone) -> String { "\(words(in: zone)) \(zone.nameForReaders)" }

    /// Whether another moment has the same local time.
    private func comesTwice(in zone: TimeZone) -> Bool {
        let offset = zone.offsetSeconds(at: self)
        let halfDay: Int64 = 43_200
        return [-halfDay, halfDay].contains { distance in
            let other = zone.offsetSeconds(at: adding(seconds: distance))
            return other != offset && zone.offsetSeconds(at: adding(seconds: Int64(offset - other))) == other
        }
    }
}

/// The words of a text in lines for a terminal.
///
/// - Parameter hanging: how far the second and later lines are moved in; two more than the first where left out.
func wrapped(_ text: String, indent: Int = 0, hanging: Int? = nil) -> [String] {
    let width = 78
    let margin = String(repeating: " ", count: hanging ?? indent + 2)
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isFirstWord = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if !isFirstWord, line.count + 1 + word.count > width {
            lines.append(line)
            line = margin + word
        } else {
            line += (isFirstWord ? "" : " ") + word
        }
        isFirstWord = false
    }
    return lines + [line]
}

/// How far a date is moved from another, as the clocks of a zone show the two: a week later at the same time of day is
/// seven days, whatever clock change lies between.
struct TimeDifference {
    private let seconds: Int64

    init(from usual: Instant, to own: Instant, in zone: TimeZone) {
        let elapsed = own.secondsSince1970 - usual.secondsSince1970
        let shown = elapsed + Int64(zone.offsetSeconds(at: own) - zone.offsetSeconds(at: usual))
        // Where clocks are set back, a later date may show the same time or an earlier one.
        seconds = shown.signum() == elapsed.signum() ? shown : elapsed
    }

    /// `7 days later`, `2 h 30 min earlier`
    var text: String {
        let length = Int(seconds.magnitude)
        var parts: [String] = []
        if length >= 86_400 { parts.append(quantity(length / 86_400, "day")) }
        if length % 86_400 >= 3600 { parts.append("\(length % 86_400 / 3600) h") }
        if length % 3600 >= 60 { parts.append("\(length % 3600 / 60) min") }
        if parts.isEmpty { parts.append("\(length) s") }
        return parts.joined(separator: " ") + (seconds < 0 ? " earlier" : " later")
    }

    /// To a hundredth; what is less than an hour keeps more digits, so that it does not look like nothing.
    var days: Double {
        let digits = abs(seconds) < 3600 ? 10_000.0 : 100
        return (Double(seconds) / 86_400 * digits).rounded() / digits
    }
}

extension TimeZone {
    /// Foundation calls UTC `GMT`.
    var nameForReaders: String { self == .gmt || identifier == "GMT" ? "UTC" : identifier }
}
