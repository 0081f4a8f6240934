import CanvasAPI
import Foundation

/// Dates as text in a time zone: ISO 8601 with the offset that holds at that moment (`2026-02-20T23:59:59-05:00`,
/// UTC as `+00:00`). Remembers what it wrote, because a course has thousands of rows but few distinct dates.
struct DateText {
    private struct Key: Hashable {
        let instant: Instant
        let zoneIndex: Int
    }

    private var texts: [Key: String] = [:]
    private var zoneIndexes: [TimeZone: Int] = [:]
    private var lastZone: (zone: TimeZone, index: Int)?

    init() {}

    mutating func text(_ instant: Instant, in zone: TimeZone) -> String {
        let key = Key(instant: instant, zoneIndex: index(of: zone))
        if let text = texts[key] { return text }
        let text = Self.text(instant, in: zone)
        texts[key] = text
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

    private mutating func index(of zone: TimeZone) -> Int {
        if let lastZone, lastZone.zone == zone { return lastZone.index }
        let index = zoneIndexes[zone] ?? zoneIndexes.count
        zoneIndexes[zone] = index
        lastZone = (zone, index)
        return index
    }
}
