/// A place in a text file, for people: both count from 1, columns in characters.
struct TextPosition: Sendable, Hashable {
    var line: Int
    var column: Int
}

/// A course list or plan that can't be taken as it is. The description is a sentence that names the file and, where
/// there is one, the line and column: `courses.csv:3:7: …`.
struct InputError: Error, Equatable, CustomStringConvertible {
    var file: String
    var position: TextPosition?
    var message: String

    var description: String {
        guard let position else { return "\(file): \(message)" }
        return "\(file):\(position.line):\(position.column): \(message)"
    }
}

extension Unicode.Scalar {
    /// A control character or a line break.
    var isControl: Bool {
        switch value {
        case 0x20..<0x7F: return false
        default:
            return [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
        }
    }
}

extension String {
    /// A piece of the input inside a message: in quotes and short.
    var quoted: String {
        "“\(String(unicodeScalars.prefix(60)).visible)\(unicodeScalars.count > 60 ? "…" : "")”"
    }

    /// Without characters that a terminal would act on, or that would turn the text around them.
    var visible: String {
        let scalars = unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: String(scalar)
            }
        }
        return scalars.joined()
    }

    /// Without white space, no-break spaces and invisible marks at its ends, which spreadsheets and web pages leave.
    var trimmed: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || scalar == "\u{FEFF}" || scalar == "\u{200B}" || scalar == "\u{2060}"
        }
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { (0x21...0x7E).contains($0) } ?? false }
        if isPlain(utf8.first), isPlain(utf8.last) { return self }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
