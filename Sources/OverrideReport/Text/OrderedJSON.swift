/// JSON whose members stay in the order they were given: a schema reads in the order of its columns, and its bytes are
/// the same every time.
enum OrderedJSON: Sendable {
    case object([(name: String, value: OrderedJSON)])
    case array([OrderedJSON])
    case string(String)
    case integer(Int)
    /// Finite.
    case number(Double)
    case boolean(Bool)
    case null

    static func strings(_ texts: [String]) -> OrderedJSON { .array(texts.map(OrderedJSON.string)) }
    static func integers(_ numbers: [Int]) -> OrderedJSON { .array(numbers.map(OrderedJSON.integer)) }

    /// Indented by two spaces, a line break at the end.
    var pretty: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, depth: 0)
        bytes.append(.lineFeed)
        return bytes
    }

    /// On one line, for a `<script type="application/json">` element: without anything that could end the element.
    var inScript: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes, depth: nil)
        return bytes
    }

    /// - Parameter depth: of the indentation; `nil` for a script.
    private func write(to bytes: inout [UInt8], depth: Int?) {
        let inner = depth.map { $0 + 1 }
        func append(_ text: String) {
            if depth == nil { bytes.appendScriptJSON(text) } else { bytes.appendJSON(text) }
        }
        func list<Element>(_ elements: [Element], _ brackets: (String, String), _ write: (Element) -> Void) {
            func breakLine(_ depth: Int?) {
                guard let depth else { return }
                bytes.append(.lineFeed)
                bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
            }
            bytes.append(contentsOf: brackets.0.utf8)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(.comma) }
                breakLine(inner)
                write(element)
            }
            if !elements.isEmpty { breakLine(depth) }
            bytes.append(contentsOf: brackets.1.utf8)
        }
        switch self {
        case .object(let members):
            list(members, ("{", "}")) { member in
                append(member.name)
                bytes.append(contentsOf: (depth == nil ? ":" : ": ").utf8)
                member.value.write(to: &bytes, depth: inner)
            }
        case .array(let elements): list(elements, ("[", "]")) { $0.write(to: &bytes, depth: inner) }
        case .string(let text): append(text)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .number(let number): bytes.append(contentsOf: String(number).utf8)
        case .boolean(let isTrue): bytes.append(contentsOf: (isTrue ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        }
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
        case 0..<0x20: appendUnicodeEscape(UInt16(byte))
        default: append(byte)
        }
    }

    /// `<` would let a name end the script element or open a comment in it; U+2028 and U+2029 end a line in JavaScript;
    /// controls and noncharacters have no place in HTML.
    fileprivate mutating func appendScriptJSON(_ text: String) {
        append(.quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": append(contentsOf: "\\\(scalar)".utf8)
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\t", "\n", "\r": appendUnicodeEscapes(scalar)
            case _ where isForbiddenInHTML(scalar): appendUnicodeEscapes(scalar)
            default: append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        append(.quote)
    }

    private mutating func appendUnicodeEscapes(_ scalar: Unicode.Scalar) {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter { appendUnicodeEscape(unit) }
    }

    private mutating func appendUnicodeEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }
}

/// HTML allows no control characters and no noncharacters, not even escaped.
func isForbiddenInHTML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case ..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
}

extension UInt8 {
    static let backslash = UInt8(ascii: "\\")
}
