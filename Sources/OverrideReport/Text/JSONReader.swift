/// A JSON value and where it begins. Numbers keep their text: an id must not pass through floating point.
indirect enum PositionedJSON: Sendable, Equatable {
    case string(String, TextPosition)
    case number(String, TextPosition)
    case word(String, TextPosition)
    case array([PositionedJSON], TextPosition)
    case object([Member], TextPosition)

    struct Member: Sendable, Equatable {
        var name: String
        var value: PositionedJSON
    }

    var position: TextPosition {
        switch self {
        case .string(_, let position), .number(_, let position), .word(_, let position), .array(_, let position),
            .object(_, let position):
            position
        }
    }
}

/// Reads JSON and knows the line and column of each value, which Foundation's decoder does not tell.
struct JSONReader {
    /// Lists are two deep; more is noise, and must not exhaust the stack.
    private let depthLimit = 32
    private var cursor: TextCursor

    private init(_ input: InputText) {
        cursor = TextCursor(input)
    }

    static func value(_ input: InputText) throws(InputError) -> PositionedJSON {
        var reader = JSONReader(input)
        let value = try reader.value(depth: 0)
        try reader.requireEnd()
        return value
    }

    /// The elements of an array one after another: a list of millions is never in memory as values.
    ///
    /// - Parameter otherwise: the message where the JSON is no array.
    static func forEachElement(
        _ input: InputText,
        otherwise message: String,
        _ body: (PositionedJSON) throws(InputError) -> Void
    ) throws(InputError) {
        var reader = JSONReader(input)
        reader.skipBlanks()
        guard reader.cursor.byte == UInt8(ascii: "[") else {
            throw InputError(file: input.file, position: try reader.value(depth: 0).position, message: message)
        }
        try reader.forEachElement(depth: 0, body)
        try reader.requireEnd()
    }

    private mutating func skipBlanks() {
        while let byte = cursor.byte,
            byte == UInt8(ascii: " ") || byte == .lineFeed || byte == .carriageReturn || byte == .tab
        {
            cursor.advance()
        }
    }

    private mutating func requireEnd() throws(InputError) {
        skipBlanks()
        guard cursor.byte == nil else { throw cursor.error("text follows the end of the JSON value.") }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        return cursor.skip(UInt8(ascii: character))
    }

    private mutating func value(depth: Int) throws(InputError) -> PositionedJSON {
        guard depth < depthLimit else { throw cursor.error("the JSON is nested too deep for a list.") }
        skipBlanks()
        let start = cursor.position()
        switch cursor.byte {
        case UInt8(ascii: "["): return .array(try elements(depth: depth), start)
        case UInt8(ascii: "{"): return .object(try members(depth: depth), start)
        case UInt8.quote: return .string(try string(), start)
        case nil: throw cursor.error("the JSON ends where a value should stand; the file may be cut.")
        default: return try wordOrNumber(from: start)
        }
    }

    private mutating func elements(depth: Int) throws(InputError) -> [PositionedJSON] {
        var elements: [PositionedJSON] = []
        try forEachElement(depth: depth) { elements.append($0) }
        return elements
    }

    private mutating func forEachElement(
        depth: Int,
        _ body: (PositionedJSON) throws(InputError) -> Void
    ) throws(InputError) {
        cursor.advance()
        if skip("]") { return }
        repeat { try body(value(depth: depth + 1)) } while skip(",")
        guard skip("]") else { throw cursor.error("a comma or ] is missing here.") }
    }

    private mutating func members(depth: Int) throws(InputError) -> [PositionedJSON.Member] {
        var members: [PositionedJSON.Member] = []
        cursor.advance()
        if skip("}") { return [] }
        repeat {
            skipBlanks()
            guard cursor.byte == .quote else { throw cursor.error("a name in quotes is missing here.") }
            let name = try string()
            guard skip(":") else { throw cursor.error("a colon is missing here.") }
            members.append(PositionedJSON.Member(name: name, value: try value(depth: depth + 1)))
        } while skip(",")
        guard skip("}") else { throw cursor.error("a comma or } is missing here.") }
        return members
    }

    private mutating func wordOrNumber(from start: TextPosition) throws(InputError) -> PositionedJSON {
        let first = cursor.offset
        while let byte = cursor.byte, isWordCharacter(byte) { cursor.advance() }
        let text = cursor.text(from: first)
        switch text {
        case "true", "false", "null": return .word(text, start)
        case _ where text.first == "-" || text.first?.isNumber == true: return .number(text, start)
        default: throw error("no JSON value stands here; texts need double quotes.", at: start)
        }
    }

    private mutating func string() throws(InputError) -> String {
        let start = cursor.position()
        var bytes: [UInt8] = []
        cursor.advance()
        while let byte = cursor.byte {
            switch byte {
            case .quote:
                cursor.advance()
                return String(decoding: bytes, as: UTF8.self)
            case .backslash:
                cursor.advance()
                bytes += try escapedCharacter()
            case .lineFeed, .carriageReturn: throw error("this text is not closed on its line.", at: start)
            default: bytes.append(byte)
            }
            cursor.advance()
        }
        throw error("a quote is opened here and never closed.", at: start)
    }

    private func error(_ message: String, at start: TextPosition) -> InputError {
        InputError(file: cursor.input.file, position: start, message: message)
    }

    /// Leaves the reader on its last byte.
    private mutating func escapedCharacter() throws(InputError) -> [UInt8] {
        switch cursor.byte {
        case UInt8.quote: [.quote]
        case UInt8.backslash: [.backslash]
        case UInt8(ascii: "/"): [UInt8(ascii: "/")]
        case UInt8(ascii: "n"): [.lineFeed]
        case UInt8(ascii: "r"): [.carriageReturn]
        case UInt8(ascii: "t"): [.tab]
        case UInt8(ascii: "b"): [0x08]
        case UInt8(ascii: "f"): [0x0C]
        case UInt8(ascii: "u"): Array(String(try unicodeEscape()).utf8)
        default: throw cursor.error("no such escape in JSON.")
        }
    }

    /// Leaves the reader on the last digit.
    private mutating func unicodeEscape() throws(InputError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        cursor.advance()
        guard cursor.byte == .backslash else { throw cursor.error("half of a surrogate pair.") }
        cursor.advance()
        guard cursor.byte == UInt8(ascii: "u") else { throw cursor.error("half of a surrogate pair.") }
        let second = try codeUnit()
        guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw cursor.error("half of a surrogate pair.") }
        return scalar
    }

    private mutating func codeUnit() throws(InputError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            cursor.advance()
            guard let byte = cursor.byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw cursor.error("four hexadecimal digits belong after \\u.")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private func isWordCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
