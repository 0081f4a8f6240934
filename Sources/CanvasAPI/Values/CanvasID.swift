/// A Canvas object id. Ids of other shards pass 2^53 (`shard * 10^13 + local`), so they never travel as floating point,
/// and reports write them as text.
package struct CanvasID: Hashable, Comparable, Sendable, RawRepresentable, ExpressibleByIntegerLiteral,
    CustomStringConvertible
{
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(integerLiteral value: Int64) {
        self.rawValue = value
    }

    /// Reads a whole positive decimal number; anything else (sign, blank, fraction, exponent) is refused. By hand, because
    /// `Int64(text)` and a generic text cost ten times as much, and lists have millions of ids.
    package init?(text: String) {
        var value: Int64 = 0
        for byte in text.utf8 {
            guard let digit = byte.digit else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeAgain) = tens.addingReportingOverflow(Int64(digit))
            guard !isTooLarge, !isTooLargeAgain else { return nil }
            value = sum
        }
        guard !text.isEmpty else { return nil }
        self.rawValue = value
    }

    /// Ids of other shards are `shard * 10^13 + local`; `shard~local` is the same id as people and paths write it.
    package static let idsOfAShard: Int64 = 10_000_000_000_000

    /// Whether Canvas means the same object by the two: of its own shard it names the local id alone.
    func isAnswered(by answer: CanvasID) -> Bool {
        self == answer || rawValue > Self.idsOfAShard && rawValue % Self.idsOfAShard == answer.rawValue
    }

    package var description: String { String(rawValue) }

    package static func < (left: CanvasID, right: CanvasID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Canvas sends ids as numbers, or as strings where `application/json+canvas-string-ids` was accepted; both are read.
extension CanvasID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let reason: String
        if let number = try? container.decode(Int64.self) {
            if number >= 0 {
                self.rawValue = number
                return
            }
            reason = "\(number) is no Canvas id"
        } else if let text = try? container.decode(String.self) {
            if let id = CanvasID(text: text) {
                self = id
                return
            }
            reason = "\"\(text)\" is no Canvas id"
        } else {
            reason = "a Canvas id was expected"
        }
        throw DecodingError.dataCorruptedError(in: container, debugDescription: reason)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// How a course is named to Canvas. Every endpoint of a course takes either form, but the id is what the answers use.
package enum CourseLocator: Hashable, Sendable, CustomStringConvertible {
    case id(CanvasID)
    /// The SIS id, as the SIS has it: it is escaped here.
    case sis(String)

    /// One path segment: `42`, or `sis_course_id:CS%2F101%2E11` with everything but letters and digits escaped, the way
    /// Canvas asks for slashes and dots.
    var pathSegment: String {
        switch self {
        case .id(let id): id.description
        case .sis(let sisID): "sis_course_id:" + sisID.percentEncoded
        }
    }

    /// `42` or `sis_course_id:CS/101.11`
    package var description: String {
        switch self {
        case .id(let id): id.description
        case .sis(let sisID): "sis_course_id:" + sisID
        }
    }
}

extension String {
    private static let unescaped = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Every byte escaped but ASCII letters, digits, `-` and `_`: safe in any part of a URL, and for what Canvas reads as a
    /// path segment, where an unescaped `.` would start a format.
    var percentEncoded: String {
        utf8.reduce(into: "") { encoded, byte in
            if Self.unescaped.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
