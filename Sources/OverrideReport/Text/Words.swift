import CanvasAPI
import Foundation

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
