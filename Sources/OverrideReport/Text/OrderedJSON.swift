/// JSON whose members stay in the order they were given: a schema reads in the order of its columns, and its bytes are
/// the same every time.
indirect enum OrderedJSON: Sendable, Equatable {
    case object([(name: String, value: OrderedJSON)])
    case array([OrderedJSON])
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case null

    /// Indented by two spaces, a line break at the end.
    var pretty: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes, depth: 0)
        bytes.append(.lineFeed)
        return bytes
    }

    private func write(into bytes: inout [UInt8], depth: Int) {
        switch self {
        case .object(let members):
            writeList(members, between: ("{", "}"), into: &bytes, depth: depth) { member, bytes in
                bytes.appendJSON(member.name)
                bytes.append(contentsOf: ": ".utf8)
                member.value.write(into: &bytes, depth: depth + 1)
            }
        case .array(let elements):
            writeList(elements, between: ("[", "]"), into: &bytes, depth: depth) { element, bytes in
                element.write(into: &bytes, depth: depth + 1)
            }
        case .string(let text): bytes.appendJSON(text)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .boolean(let isTrue): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        }
    }

    private func writeList<Element>(
        _ elements: [Element],
        between brackets: (String, String),
        into bytes: inout [UInt8],
        depth: Int,
        write: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: brackets.0.utf8)
        for (index, element) in elements.enumerated() {
            bytes.append(contentsOf: (index > 0 ? ",\n" : "\n").utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (depth + 1) * 2))
            write(element, &bytes)
        }
        if !elements.isEmpty {
            bytes.append(.lineFeed)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
        }
        bytes.append(contentsOf: brackets.1.utf8)
    }

    static func == (left: OrderedJSON, right: OrderedJSON) -> Bool {
        left.pretty == right.pretty
    }
}

extension [UInt8] {
    /// A JSON string: quoted, with what JSON forbids inside escaped.
    mutating func appendJSON(_ text: String) {
        var text = text
        append(.quote)
        text.withUTF8 { utf8 in
            if utf8.contains(where: { $0 < 0x20 || $0 == .quote || $0 == .backslash }) {
                for byte in utf8 { appendJSONEscaped(byte) }
            } else {
                append(contentsOf: utf8)
            }
        }
        append(.quote)
    }

    private mutating func appendJSONEscaped(_ byte: UInt8) {
        switch byte {
        case .quote: append(contentsOf: "\\\"".utf8)
        case .backslash: append(contentsOf: "\\\\".utf8)
        case .lineFeed: append(contentsOf: "\\n".utf8)
        case .carriageReturn: append(contentsOf: "\\r".utf8)
        case .tab: append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        default: append(byte)
        }
    }
}

extension UInt8 {
    static let backslash = UInt8(ascii: "\\")
}
