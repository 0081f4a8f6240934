/// A CSV file with a header: cells are asked for by the name of their column, whatever the order of the columns.
struct CSVTable {
    let file: String
    let header: CSVRecord
    private var reader: CSVReader
    private let columns: [String: Int]

    /// - Parameter known: the columns that have a meaning; they tell which of comma, semicolon (Excel in many countries)
    ///   and tab separates the cells. A column of them that stands twice is an error.
    init(_ input: InputText, known: Set<String>) throws(InputError) {
        reader = CSVReader(input, separator: Self.separator(of: input, known: known))
        guard let header = try reader.next() else {
            throw InputError(file: input.file, message: "the file is empty.")
        }
        self.file = input.file
        self.header = header
        var columns: [String: Int] = [:]
        for (index, cell) in header.cells.enumerated() {
            let name = Self.columnName(cell)
            guard columns.updateValue(index, forKey: name) != nil, known.contains(name) else { continue }
            throw InputError(file: file, position: cell.position, message: "the column \(name.quoted) stands twice.")
        }
        self.columns = columns
    }

    /// The records below the header one after another: a list of millions is never in memory as cells.
    func forEachRecord(_ body: (CSVRecord) throws(InputError) -> Void) throws(InputError) {
        var reader = reader
        while let record = try reader.next() {
            try requireHeaderWidth(record)
            try body(record)
        }
    }

    func has(_ column: String) -> Bool {
        columns[column] != nil
    }

    /// The cell without blanks around it, and without the `'` that guards a text against being run; `nil` where the
    /// column is missing, the record is too short, or the cell is blank.
    func cell(_ column: String, of record: CSVRecord) -> CSVCell? {
        guard let index = columns[column], index < record.cells.count else { return nil }
        var cell = record.cells[index]
        cell.text = cell.text.trimmed.withoutFormulaGuard
        return cell.text.isEmpty ? nil : cell
    }

    /// More cells than columns come from a comma that nobody quoted, as in `1,234`: every cell after it would be read as
    /// another column's.
    private func requireHeaderWidth(_ record: CSVRecord) throws(InputError) {
        let surplus = record.cells.dropFirst(header.cells.count).first { !$0.text.trimmed.isEmpty }
        guard let surplus else { return }
        throw InputError(
            file: file,
            position: surplus.position,
            message: "this row has more cells than the first line has columns; put a cell that holds the separator in "
                + "quotes."
        )
    }

    /// How many of the known columns the first line has, under the separator that finds most of them.
    static func knownColumnCount(_ input: InputText, known: Set<String>) -> Int {
        count(input, known: known, separator: separator(of: input, known: known))
    }

    private static func separator(of input: InputText, known: Set<String>) -> UInt8 {
        let separators: [UInt8] = [.comma, UInt8(ascii: ";"), .tab]
        let counts = separators.map { count(input, known: known, separator: $0) }
        // The first of equals, so that a comma wins where nothing tells.
        return zip(separators, counts).reduce((.comma, 0)) { best, next in next.1 > best.1 ? next : best }.0
    }

    private static func count(_ input: InputText, known: Set<String>, separator: UInt8) -> Int {
        var reader = CSVReader(input, separator: separator)
        // A first line that can't be read has no columns; the error is reported when the whole file is read.
        guard let header = try? reader.next() else { return 0 }
        return header.cells.count { known.contains(columnName($0)) }
    }

    private static func columnName(_ cell: CSVCell) -> String {
        cell.text.trimmed.lowercased()
    }
}

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
    private var cursor: TextCursor
    private let separator: UInt8

    init(_ input: InputText, separator: UInt8) {
        cursor = TextCursor(input)
        self.separator = separator
    }

    /// The next record that is not blank.
    mutating func next() throws(InputError) -> CSVRecord? {
        while cursor.byte != nil {
            var record = CSVRecord(cells: [try nextCell()])
            while cursor.skip(separator) { record.cells.append(try nextCell()) }
            if !cursor.skip(.carriageReturn) || cursor.byte == .lineFeed { _ = cursor.skip(.lineFeed) }
            if !record.isBlank { return record }
        }
        return nil
    }

    private var isAtCellEnd: Bool {
        guard let byte = cursor.byte else { return true }
        return byte == separator || byte == .lineFeed || byte == .carriageReturn
    }

    private mutating func nextCell() throws(InputError) -> CSVCell {
        let position = cursor.position()
        if cursor.skip(.quote) { return CSVCell(text: try quotedText(from: position), position: position) }
        let start = cursor.offset
        while !isAtCellEnd { cursor.advance() }
        return CSVCell(text: cursor.text(from: start), position: position)
    }

    /// From behind the opening quote.
    private mutating func quotedText(from position: TextPosition) throws(InputError) -> String {
        var text: [UInt8] = []
        while let byte = cursor.byte {
            cursor.advance()
            // A quote inside is written twice.
            guard byte != .quote || cursor.skip(.quote) else {
                guard isAtCellEnd else {
                    throw cursor.error("text follows a closing quote; a quote inside a quoted cell is written twice.")
                }
                return String(decoding: text, as: UTF8.self)
            }
            text.append(byte)
        }
        throw InputError(
            file: cursor.input.file,
            position: position,
            message: "a quote is opened here and never closed; close it, or double the quotes inside the cell."
        )
    }
}
