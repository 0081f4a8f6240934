/// A moment in time in whole seconds since 1970-01-01T00:00:00Z, the precision of Canvas's dates.
package struct Instant: Hashable, Comparable, Sendable {
    package let secondsSince1970: Int64

    package init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    /// Canvas compares due dates by the minute (`due_date_compare_value`), and so does the check against it.
    package func isSameMinute(as other: Instant) -> Bool {
        flooredDivision(secondsSince1970, 60) == flooredDivision(other.secondsSince1970, 60)
    }

    package func adding(seconds: Int64) -> Instant {
        Instant(secondsSince1970: secondsSince1970 + seconds)
    }
}

// MARK: RFC 3339

extension Instant {
    /// Reads RFC 3339 with any offset (`2026-02-20T23:59:59Z`, `…-05:00`, `…+0530`); a fraction of a second is cut off.
    /// A fixed-width reader, because Foundation's formatters cost thirty times as much over a large course.
    package init?(rfc3339 text: some StringProtocol) {
        self.init(text, longestYear: 4)
    }

    private init?(_ text: some StringProtocol, longestYear: Int) {
        var reader = FixedWidthReader(bytes: Array(text.utf8))
        guard let year = reader.number(digits: 4...longestYear), reader.skip("-"),
            let month = reader.number(), reader.skip("-"),
            let day = reader.number(), reader.skip("T", or: " "),
            let hour = reader.number(), reader.skip(":"),
            let minute = reader.number(), reader.skip(":"),
            let second = reader.number(),
            (1...12).contains(month), (1...daysInMonth(month, year: year)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        reader.skipFraction()
        guard let offset = reader.offsetSeconds(), reader.isAtEnd else { return nil }
        let secondOfDay = Int64(hour * 3600 + minute * 60 + second)
        self.secondsSince1970 = daysSince1970(year: year, month: month, day: day) * 86_400 + secondOfDay - offset
    }

    /// `2026-02-21T04:59:59Z`, or with an offset of whole minutes `2026-02-20T23:59:59-05:00`.
    package func rfc3339(offsetSeconds: Int = 0) -> String {
        let local = secondsSince1970 + Int64(offsetSeconds)
        let days = flooredDivision(local, 86_400)
        let secondOfDay = Int(local - days * 86_400)
        let date = CivilDate(daysSince1970: days)
        var text = date.text
        text += "T\(padded(secondOfDay / 3600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
        guard offsetSeconds != 0 else { return text + "Z" }
        let minutes = abs(offsetSeconds) / 60
        return text + "\(offsetSeconds < 0 ? "-" : "+")\(padded(minutes / 60)):\(padded(minutes % 60))"
    }
}

extension Instant: CustomStringConvertible {
    package var description: String { rfc3339() }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        // Canvas keeps dates past the year 9999 and sends them so; whoever reads the course says which date it is.
        guard let instant = Instant(text, longestYear: 6) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no RFC 3339 time")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339())
    }
}

// MARK: Calendar arithmetic

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Days are counted from 1 March of year 0, so that the leap day ends a year and a 400-year era is regular.
    package init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = flooredDivision(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        self.day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        self.month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        self.year = Int(yearOfEra + era * 400) + (self.month <= 2 ? 1 : 0)
    }

    /// `2026-02-20`
    package var text: String {
        let yearText = String(year.magnitude)
        return (year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - yearText.count)) + yearText
            + "-\(padded(month))-\(padded(day))"
    }
}

package func daysSince1970(year: Int, month: Int, day: Int) -> Int64 {
    let marchYear = Int64(month <= 2 ? year - 1 : year)
    let era = flooredDivision(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let marchMonth = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * marchMonth + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
}

private func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

private func flooredDivision(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let quotient = dividend / divisor
    return dividend % divisor < 0 ? quotient - 1 : quotient
}

private func padded(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
}

private struct FixedWidthReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func number(digits allowed: ClosedRange<Int> = 2...2) -> Int? {
        let digits = bytes[position...].prefix(allowed.upperBound).prefix { $0.digit != nil }
        guard allowed.contains(digits.count) else { return nil }
        position = digits.endIndex
        return digits.reduce(0) { $0 * 10 + ($1.digit ?? 0) }
    }

    mutating func skip(_ first: Unicode.Scalar, or second: Unicode.Scalar? = nil) -> Bool {
        guard position < bytes.count else { return false }
        let scalar = Unicode.Scalar(bytes[position])
        guard scalar == first || scalar == second else { return false }
        position += 1
        return true
    }

    mutating func skipFraction() {
        guard skip(".") else { return }
        position = bytes[position...].firstIndex { $0.digit == nil } ?? bytes.count
    }

    mutating func offsetSeconds() -> Int64? {
        if skip("Z", or: "z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hours = number() else { return nil }
        _ = skip(":")
        guard let minutes = number(), hours < 24, minutes < 60 else { return nil }
        return Int64(hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }
}

extension UInt8 {
    /// Of an ASCII digit its value.
    var digit: Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) ? Int(self & 0xF) : nil
    }
}
