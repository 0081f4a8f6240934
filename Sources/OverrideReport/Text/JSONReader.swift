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
    private let input: InputText
    private var offset = 0
    private var line = 1
    private var column = 1

    private init(_ input: InputText) {
        self.input = input
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
        guard reader.byte == UInt8(ascii: "[") else {
            throw InputError(file: input.file, position: try reader.value(depth: 0).position, message: message)
        }
        try reader.forEachElement(depth: 0, body)
        try reader.requireEnd()
    }

    private var byte: UInt8? { offset < input.bytes.count ? input.bytes[offset] : nil }
    private var position: TextPosition { TextPosition(line: line, column: column) }

    private func error(_ message: String) -> InputError {
        InputError(file: input.file, position: position, message: message)
    }

    private mutating func advance() {
        guard let byte else { return }
        offset += 1
        if byte == .lineFeed || byte == .carriageReturn && self.byte != .lineFeed {
            line += 1
            column = 1
        } else if !isContinuation(byte) {
            column += 1
        }
    }

    private mutating func skipBlanks() {
        while let byte, byte == UInt8(ascii: " ") || byte == .lineFeed || byte == .carriageReturn || byte == .tab {
            advance()
        }
    }

    private mutating func requireEnd() throws(InputError) {
        skipBlanks()
        guard byte == nil else { throw error("text follows the end of the JSON value.") }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard byte == UInt8(ascii: character) else { return false }
        advance()
        return true
    }

    private mutating func value(depth: Int) throws(InputError) -> PositionedJSON {
        guard depth < depthLimit else { throw error("the JSON is nested too deep for a list.") }
        skipBlanks()
        let start = position
        switch byte {
        case UInt8(ascii: "["): return .array(try elements(depth: depth), start)
        case UInt8(ascii: "{"): return .object(try members(depth: depth), start)
        case UInt8.quote: return .string(try string(), start)
        case nil: throw error("the JSON ends where a value should stand; the file may be cut.")
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
        advance()
        if skip("]") { return }
        repeat { try body(value(depth: depth + 1)) } while skip(",")
        guard skip("]") else { throw error("a comma or ] is missing here.") }
    }

    private mutating func members(depth: Int) throws(InputError) -> [PositionedJSON.Member] {
        var members: [PositionedJSON.Member] = []
        advance()
        if skip("}") { return [] }
        repeat {
            skipBlanks()
            guard byte == .quote else { throw error("a name in quotes is missing here.") }
            let name = try string()
            guard skip(":") else { throw error("a colon is missing here.") }
            members.append(PositionedJSON.Member(name: name, value: try value(depth: depth + 1)))
        } while skip(",")
        guard skip("}") else { throw error("a comma or } is missing here.") }
        return members
    }

    private mutating func wordOrNumber(from start: TextPosition) throws(InputError) -> PositionedJSON {
        let first = offset
        while let byte, isWordCharacter(byte) { advance() }
        let text = String(decoding: input.bytes[first..<offset], as: UTF8.self)
        switch text {
        case "true", "false", "null": return .word(text, start)
        case _ where text.first == "-" || text.first?.isNumber == true: return .number(text, start)
        default:
            throw InputError(
                file: input.file,
                position: start,
                message: "no JSON value stands here; texts need double quotes."
            )
        }
    }

    private mutating func string() throws(InputError) -> String {
        let start = position
        var scalars: [UInt8] = []
        advance()
        while let byte {
            switch byte {
            case .quote:
                advance()
                return String(decoding: scalars, as: UTF8.self)
            case .backslash:
                advance()
                scalars += try escapedCharacter()
            case .lineFeed, .carriageReturn:
                throw InputError(file: input.file, position: start, message: "this text is not closed on its line.")
            default:
                scalars.append(byte)
                advance()
            }
        }
        throw InputError(file: input.file, position: start, message: "a quote is opened here and never closed.")
    }

    private mutating func escapedCharacter() throws(InputError) -> [UInt8] {
        defer { advance() }
        switch byte {
        case UInt8.quote, UInt8.backslash, UInt8(ascii: "/"): return [input.bytes[offset]]
        case UInt8(ascii: "n"): return [.lineFeed]
        case UInt8(ascii: "r"): return [.carriageReturn]
        case UInt8(ascii: "t"): return [.tab]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "u"): return Array(String(try unicodeEscape()).utf8)
        default: throw error("no such escape in JSON.")
        }
    }

    /// Leaves the reader on the last digit.
    private mutating func unicodeEscape() throws(InputError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        advance()
        guard byte == .backslash else { throw error("half of a surrogate pair.") }
        advance()
        guard byte == UInt8(ascii: "u") else { throw error("half of a surrogate pair.") }
        let second = try codeUnit()
        guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair.") }
        return scalar
    }

    private mutating func codeUnit() throws(InputError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            advance()
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits belong after \\u.")
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
