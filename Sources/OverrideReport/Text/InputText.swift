/// A text file as people save it, made sure of: UTF-8 with or without byte order mark, or UTF-16 with one, and no
/// control characters that show it is no text at all.
struct InputText: Sendable {
    /// As messages name it: a path, or `standard input`.
    let file: String
    /// Valid UTF-8 without byte order mark.
    let bytes: [UInt8]

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

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func error(_ message: String, at offset: Int) -> InputError {
        InputError(file: file, position: position(of: offset), message: message)
    }

    /// Line breaks are LF, CRLF and CR.
    func position(of offset: Int) -> TextPosition {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) {
            let endsLine =
                bytes[index] == .lineFeed
                || bytes[index] == .carriageReturn && (index + 1 == bytes.count || bytes[index + 1] != .lineFeed)
            if endsLine {
                line += 1
                lineStart = index + 1
            }
        }
        let column = bytes[lineStart..<max(lineStart, min(offset, bytes.count))].count { !isContinuation($0) } + 1
        return TextPosition(line: line, column: column)
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

func isContinuation(_ byte: UInt8) -> Bool {
    byte & 0xC0 == 0x80
}
