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

    /// Reads a whole positive decimal number; anything else (sign, blank, fraction, exponent) is refused.
    package init?(text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = Int64(text)
        else { return nil }
        self.rawValue = value
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
