import Foundation

/// A moment in the sample data, with everything Canvas derives from it in the course's time zone.
///
/// The files write it as people read it, in the course's own time zone: `"2026-02-20 23:59"` or with seconds. A moment
/// that a change of clocks makes ambiguous or skips has to be written with an offset: `"2026-11-01T01:30:00-05:00"`.
struct SandboxInstant: Hashable, Comparable, Sendable {
    let secondsSince1970: Int64
    /// As Canvas sends it: UTC, whole seconds, `Z`.
    let text: String
    /// The day in the course's time zone, `2026-02-20`.
    let localDay: String
    /// Whether the local time is 23:59, which Canvas calls "all day".
    let isAllDay: Bool

    init(secondsSince1970: Int64, zone: TimeZone) {
        let date = Date(timeIntervalSince1970: TimeInterval(secondsSince1970))
        let local = date.formatted(.iso8601(zone))
        self.secondsSince1970 = secondsSince1970
        self.text = date.formatted(.iso8601(.gmt))
        self.localDay = String(local.prefix(10))
        self.isAllDay = local.dropFirst(11).hasPrefix("23:59")
    }

    static func < (left: SandboxInstant, right: SandboxInstant) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension FormatStyle where Self == Date.ISO8601FormatStyle {
    fileprivate static func iso8601(_ zone: TimeZone) -> Date.ISO8601FormatStyle {
        Date.ISO8601FormatStyle(timeZone: zone)
    }
}

// MARK: Reading

extension CodingUserInfoKey {
    /// The course's time zone while its file is read; UTC for everything outside courses.
    static let sampleTimeZone = CodingUserInfoKey(rawValue: "override-report.sample-time-zone")
}

extension SandboxInstant: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let key = CodingUserInfoKey.sampleTimeZone
        let zone = key.flatMap { decoder.userInfo[$0] as? TimeZone } ?? .gmt
        do {
            self = try SandboxInstant(sampleText: text, zone: zone)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Reads `YYYY-MM-DD HH:MM[:SS]` in `zone`, or RFC 3339 with an offset.
    init(sampleText text: String, zone: TimeZone) throws(SampleDateError) {
        if text.contains("T") {
            _ = try SandboxInstant.wallSeconds(String(text.prefix(19)))
            guard let date = try? Date(text, strategy: .iso8601) else { throw .unreadable(text) }
            self.init(secondsSince1970: Int64(date.timeIntervalSince1970), zone: zone)
            return
        }
        let wall = try SandboxInstant.wallSeconds(text)
        let day: Int64 = 86_400
        let offsets = Set([wall - day, wall, wall + day].map { offset(of: zone, at: $0) })
        let candidates = offsets.map { wall - $0 }.filter { wall - offset(of: zone, at: $0) == $0 }
        guard let first = candidates.first else { throw .skipped(text, zone: zone.identifier) }
        guard candidates.count == 1 else { throw .ambiguous(text, zone: zone.identifier) }
        self.init(secondsSince1970: first, zone: zone)
    }

    /// The wall clock's reading as if it were UTC; a day that its month doesn't have is refused.
    private static func wallSeconds(_ text: String) throws(SampleDateError) -> Int64 {
        let seconds = text.count == 16 ? ":00" : ""
        let padded = text.replacing(" ", with: "T") + seconds + "Z"
        guard let date = try? Date(padded, strategy: .iso8601), date.formatted(.iso8601(.gmt)) == padded else {
            throw .unreadable(text)
        }
        return Int64(date.timeIntervalSince1970)
    }
}

private func offset(of zone: TimeZone, at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
}

/// Why a date of the sample data can't be used.
enum SampleDateError: Error, Equatable, CustomStringConvertible {
    case unreadable(String)
    case skipped(String, zone: String)
    case ambiguous(String, zone: String)

    var description: String {
        switch self {
        case .unreadable(let text):
            "\"\(text)\" is no date; write it like \"2026-02-20 23:59\" or \"2026-02-20T23:59:00-05:00\""
        case .skipped(let text, let zone):
            "\"\(text)\" does not exist in \(zone), where the clocks skip it; write it with an offset"
        case .ambiguous(let text, let zone):
            "\"\(text)\" happens twice in \(zone), where the clocks go back; write it with an offset"
        }
    }
}
