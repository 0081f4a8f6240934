/// A place in a text file, for people: both count from 1, columns in characters.
struct TextPosition: Sendable, Hashable {
    var line: Int
    var column: Int

    func isBefore(_ other: Self) -> Bool { (line, column) < (other.line, other.column) }
}

/// A course list, plan, configuration or manifest that can't be taken as it is. The description is a sentence that names the file and, where
/// there is one, the line and column: `courses.csv:3:7: …`.
package struct InputError: Error, Equatable, CustomStringConvertible {
    var file: String
    var position: TextPosition?
    var message: String

    init(file: String, position: TextPosition? = nil, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    package init(file: String, line: Int, column: Int, message: String) {
        self.init(file: file, position: TextPosition(line: line, column: column), message: message)
    }

    package var description: String {
        guard let position else { return "\(file): \(message)" }
        return "\(file):\(position.line):\(position.column): \(message)"
    }
}

/// A text file as people save it, made sure of: UTF-8 with or without byte order mark, or UTF-16 with one, and no
/// control characters that show it is no text at all.
package struct InputText: Sendable {
    /// As messages name it: a path, or `standard input`.
    let file: String
    /// Valid UTF-8 without byte order mark.
    let bytes: [UInt8]
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    init(_ raw: [UInt8], file: String) throws(InputError) {
        self.file = file
        try Self.refuseKnownBinary(raw, file: file)
        if raw.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes = Array(raw.dropFirst(3))
        } else if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
            bytes = try Self.utf8(fromUTF16: raw, file: file)
        } else {
            bytes = raw
        }
        try checkEncoding()
        try checkControls()
    }

    private func error(_ message: String, at offset: Int) -> InputError {
        var cursor = TextCursor(self)
        cursor.offset = offset
        return cursor.error(message)
    }

    private func checkEncoding() throws(InputError) {
        // The fast way first; the position is looked for only when there is something to find.
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded): offset += encoded.count
            case .emptyInput: return
            case .error:
                throw error(
                    "the file is not in UTF-8 here (byte 0x\(String(bytes[offset], radix: 16, uppercase: true))); "
                        + "save it again as “CSV UTF-8” or as Unicode text.",
                    at: offset
                )
            }
        }
    }

    private func checkControls() throws(InputError) {
        let offset = bytes.firstIndex { byte in
            byte < 0x20 && byte != .tab && byte != .lineFeed && byte != .carriageReturn
        }
        guard let offset else { return }
        throw error("a control character (byte \(bytes[offset])) shows that this is no text file.", at: offset)
    }

    private static func refuseKnownBinary(_ raw: [UInt8], file: String) throws(InputError) {
        guard raw.starts(with: [0x50, 0x4B, 0x03, 0x04]) || raw.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else { return }
        throw InputError(
            file: file,
            message: "this is a workbook or an archive, no text; save the sheet as “CSV UTF-8” and use that file."
        )
    }

    private static func utf8(fromUTF16 raw: [UInt8], file: String) throws(InputError) -> [UInt8] {
        let isLittleEndian = raw[0] == 0xFF
        var units: [UInt16] = []
        units.reserveCapacity(raw.count / 2)
        for index in stride(from: 2, to: raw.count - 1, by: 2) {
            let (first, second) = (UInt16(raw[index]), UInt16(raw[index + 1]))
            units.append(isLittleEndian ? second << 8 | first : first << 8 | second)
        }
        if raw.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) {
            return Array(text.utf8)
        }
        throw InputError(
            file: file,
            message: "the file says that it is UTF-16, and then is not; it may be cut. Save it again as “CSV UTF-8”."
        )
    }
}

/// Goes through a text byte by byte, and tells line and column of where it is. Line breaks are LF, CRLF and CR.
struct TextCursor {
    let input: InputText
    fileprivate(set) var offset = 0
    // Counted on from where it was asked for last, so that a line of a million cells is not counted a million times.
    private var countedOffset = 0
    private var counted = TextPosition(line: 1, column: 1)

    init(_ input: InputText) {
        self.input = input
    }

    var byte: UInt8? { offset < input.bytes.count ? input.bytes[offset] : nil }

    mutating func advance() { offset += 1 }

    /// Past this byte, where it stands here.
    mutating func skip(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        advance()
        return true
    }

    func text(from start: Int) -> String { String(decoding: input.bytes[start..<offset], as: UTF8.self) }

    mutating func position() -> TextPosition {
        let bytes = input.bytes
        while countedOffset < min(offset, bytes.count) {
            let byte = bytes[countedOffset]
            countedOffset += 1
            let isBeforeLineFeed = countedOffset < bytes.count && bytes[countedOffset] == .lineFeed
            if byte == .lineFeed || byte == .carriageReturn && !isBeforeLineFeed {
                counted = TextPosition(line: counted.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                counted.column += 1
            }
        }
        return counted
    }

    /// Says it of this place.
    mutating func error(_ message: String) -> InputError {
        InputError(file: input.file, position: position(), message: message)
    }
}

// MARK: Words of the input

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
    package var quoted: String {
        "“\(String(unicodeScalars.prefix(60)).visible)\(unicodeScalars.count > 60 ? "…" : "")”"
    }

    /// Without characters that a terminal would act on, or that would turn the text around them.
    package var visible: String {
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
