/// Writes a `JSONValue` compactly, in UTF-8.
package struct JSONWriter {
    /// Whether ids are written as text.
    private let idsAsText: Bool
    private var bytes: [UInt8] = []

    private init(idsAsText: Bool) {
        self.idsAsText = idsAsText
    }

    package static func bytes(of value: JSONValue, idsAsText: Bool = false) -> [UInt8] {
        var writer = JSONWriter(idsAsText: idsAsText)
        writer.write(value)
        return writer.bytes
    }

    package static func text(of value: JSONValue, idsAsText: Bool = false) -> String {
        String(decoding: bytes(of: value, idsAsText: idsAsText), as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .number(let number): append(number.isFinite ? number.description : "null")
        case .string(let text): writeString(text)
        case .id(let id): idsAsText ? writeString(String(id)) : append(String(id))
        case .array(let elements): writeArray(elements)
        case .object(let members): writeObject(members)
        }
    }

    private mutating func writeArray(_ elements: [JSONValue]) {
        append("[")
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            write(element)
        }
        append("]")
    }

    private mutating func writeObject(_ members: [JSONValue.Member]) {
        append("{")
        for (index, member) in members.enumerated() {
            if index > 0 { append(",") }
            writeString(member.key)
            append(":")
            write(member.value)
        }
        append("}")
    }

    private mutating func writeString(_ text: String) {
        append("\"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}
