import CanvasAPI

/// `7 days later`, `2 h earlier`: how far a date is moved from another. An hour more or less over whole days is a clock
/// change between the two, and is left out.
func differenceText(from usual: Instant, to own: Instant) -> String {
    let seconds = own.secondsSince1970 - usual.secondsSince1970
    let direction = seconds < 0 ? "earlier" : "later"
    return "\(durationText(Int(seconds.magnitude))) \(direction)"
}

private func durationText(_ seconds: Int) -> String {
    let day = 86_400
    let nearestDays = (seconds + day / 2) / day
    if nearestDays > 0, [0, 3600].contains(abs(seconds - nearestDays * day)) {
        return quantity(nearestDays, "day")
    }
    let days = seconds / day
    let hours = seconds % day / 3600
    let minutes = seconds % 3600 / 60
    var parts: [String] = []
    if days > 0 { parts.append(quantity(days, "day")) }
    if hours > 0 { parts.append("\(hours) h") }
    if minutes > 0, days == 0 { parts.append("\(minutes) min") }
    if parts.isEmpty { parts.append("\(seconds) s") }
    return parts.joined(separator: " ")
}
