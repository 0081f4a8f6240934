/// A cell and where it begins.
struct CSVCell: Sendable, Equatable {
    var text: String
    var position: TextPosition
}

/// The cells of one record; a quoted cell may stretch over several lines.
struct CSVRecord: Sendable, Equatable {
    var cells: [CSVCell]

    /// Excel leaves such rows behind.
    var isBlank: Bool { cells.allSatisfy { $0.text.trimmed.isEmpty } }
    var position: TextPosition { cells[0].position }
}

/// Reads RFC 4180 with LF, CRLF or CR, and says where a quote was left open, which would otherwise swallow the rest of
/// the file. A quote inside a cell that does not begin with one is taken as it stands, as spreadsheets do.
struct CSVReader {
    private let input: InputText
    private let separator: UInt8
    private var offset = 0
    private var line = 1
    private var column = 1
    /// Up to where ``column`` has counted.
    private var countedOffset = 0

    init(_ input: InputText, separator: UInt8) {
        self.input = input
        self.separator = separator
    }

    /// The next record that is not blank.
    mutating func next() throws(InputError) -> CSVRecord? {
        while let record = try nextRecord() {
            if !record.isBlank { return record }
        }
        return nil
    }

    private var byte: UInt8? { offset < input.bytes.count ? input.bytes[offset] : nil }

    private mutating func nextRecord() throws(InputError) -> CSVRecord? {
        guard byte != nil else { return nil }
        var cells: [CSVCell] = []
        while true {
            cells.append(try nextCell())
            guard byte == separator else { break }
            offset += 1
        }
        skipLineBreak()
        return CSVRecord(cells: cells)
    }

    private mutating func nextCell() throws(InputError) -> CSVCell {
        let position = position()
        if byte == .quote { return CSVCell(text: try quotedText(from: position), position: position) }
        let start = offset
        while let byte, byte != separator, byte != .lineFeed, byte != .carriageReturn { offset += 1 }
        return CSVCell(text: String(decoding: input.bytes[start..<offset], as: UTF8.self), position: position)
    }

    private mutating func quotedText(from position: TextPosition) throws(InputError) -> String {
        var text: [UInt8] = []
        offset += 1
        while let byte {
            if byte == .lineFeed || byte == .carriageReturn {
                let start = offset
                skipLineBreak()
                text += input.bytes[start..<offset]
                continue
            }
            offset += 1
            if byte != .quote {
                text.append(byte)
            } else if self.byte == .quote {
                text.append(.quote)
                offset += 1
            } else {
                try requireCellEnd()
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw InputError(
            file: input.file,
            position: position,
            message: "a quote is opened here and never closed; close it, or double the quotes inside the cell."
        )
    }

    private mutating func requireCellEnd() throws(InputError) {
        guard let byte, byte != separator, byte != .lineFeed, byte != .carriageReturn else { return }
        throw InputError(
            file: input.file,
            position: position(),
            message: "text follows a closing quote; a quote inside a quoted cell is written twice."
        )
    }

    private mutating func skipLineBreak() {
        guard let byte, byte == .lineFeed || byte == .carriageReturn else { return }
        offset += 1
        if byte == .carriageReturn, self.byte == .lineFeed { offset += 1 }
        line += 1
        column = 1
        countedOffset = offset
    }

    /// Counts on from where it stopped, so that a line of a million cells is not counted a million times.
    private mutating func position() -> TextPosition {
        column += input.bytes[countedOffset..<offset].count { !isContinuation($0) }
        countedOffset = offset
        return TextPosition(line: line, column: column)
    }
}
