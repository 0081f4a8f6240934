/// A Canvas object id. Ids of other shards pass 2^53 (`shard * 10^13 + local`), so they never travel as floating point,
/// and reports write them as text.
package struct CanvasID: Hashable, Comparable, Sendable, RawRepresentable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Reads a whole positive decimal number; anything else (sign, blank, fraction, exponent) is refused. By hand, because
    /// `Int64(text)` and a generic text cost ten times as much, and lists have millions of ids.
    package init?(text: String) {
        var value: Int64 = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeAgain) = tens.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
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

    package static func < (left: CanvasID, right: CanvasID) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension CanvasID: CustomStringConvertible {
    package var description: String { String(rawValue) }
}

extension CanvasID: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) {
        self.rawValue = value
    }
}

/// Canvas sends ids as numbers, or as strings where `application/json+canvas-string-ids` was accepted; both are read.
extension CanvasID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            guard number >= 0 else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(number) is no Canvas id")
            }
            self.rawValue = number
            return
        }
        guard let text = try? container.decode(String.self) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a Canvas id was expected")
        }
        guard let id = CanvasID(text: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no Canvas id")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
