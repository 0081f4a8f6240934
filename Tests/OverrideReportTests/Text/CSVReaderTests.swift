import Testing

@testable import OverrideReport

@Suite("Reading CSV")
struct CSVReaderTests {
    private func records(_ text: String, separator: Character = ",") throws -> [[String]] {
        try cells(text, separator: separator).map { $0.map(\.text) }
    }

    private func cells(_ text: String, separator: Character = ",") throws -> [[CSVCell]] {
        let input = try InputText(Array(text.utf8), file: "a.csv")
        var reader = CSVReader(input, separator: try #require(separator.asciiValue))
        var records: [[CSVCell]] = []
        while let record = try reader.next() { records.append(record.cells) }
        return records
    }

    @Test(
        "line breaks are LF, CRLF and CR, with or without one at the end",
        arguments: ["a,b\n1,2", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "\n\na,b\n\n,\n1,2\n\n"]
    )
    func lineBreaks(text: String) throws {
        #expect(try records(text) == [["a", "b"], ["1", "2"]])
    }

    @Test("quoted cells hold separators, quotes and line breaks")
    func quoting() throws {
        let text = "\"a,1\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n\"\", b\"c ,\r\n"
        #expect(try records(text) == [["a,1", "say \"hi\"", "two\r\nlines"], ["", " b\"c ", ""]])
    }

    @Test("semicolons and tabs separate where they are asked to")
    func separators() throws {
        #expect(try records("a;b,c\n", separator: ";") == [["a", "b,c"]])
        #expect(try records("a\tb;c\n", separator: "\t") == [["a", "b;c"]])
    }

    @Test("a cell knows its line and column, counted in characters")
    func positions() throws {
        let positions = try cells("é,\"x\ny\",z\r\n1,2").map { $0.map(\.position) }
        #expect(
            positions == [
                [TextPosition(line: 1, column: 1), TextPosition(line: 1, column: 3), TextPosition(line: 2, column: 4)],
                [TextPosition(line: 3, column: 1), TextPosition(line: 3, column: 3)],
            ]
        )
    }

    @Test("an open quote is an error where it was opened, not at the end of the file")
    func openQuote() {
        #expect(
            throws: InputError(
                file: "a.csv",
                position: TextPosition(line: 2, column: 3),
                message: "a quote is opened here and never closed; close it, or double the quotes inside the cell."
            )
        ) { try records("a,b\n1,\"2\n3,4\n") }
    }

    @Test("text after a closing quote is an error")
    func textAfterQuote() {
        #expect(
            throws: InputError(
                file: "a.csv",
                position: TextPosition(line: 1, column: 6),
                message: "text follows a closing quote; a quote inside a quoted cell is written twice."
            )
        ) { try records("a,\"b\"c\n") }
    }

    @Test("the known column tells the separator, and names match whatever their case")
    func table() throws {
        for text in ["x,Course_ID\n,7", "x;Course_ID\n;7", "x\tCourse_ID\n\t7", "\u{FEFF}x;\" course_id \"\n;7"] {
            let input = try InputText(Array(text.utf8), file: "a.csv")
            let table = try CSVTable(input, known: ["course_id"])
            var cells: [String?] = []
            try table.forEachRecord { cells.append(table.cell("course_id", of: $0)?.text) }
            #expect(cells == ["7"], "\(text)")
        }
    }

    @Test("a known column that stands twice is an error, an unknown one is not")
    func twice() throws {
        let good = try InputText(Array("x,x,id\n1,2,3".utf8), file: "a.csv")
        #expect(throws: Never.self) { try CSVTable(good, known: ["id"]) }
        let bad = try InputText(Array("id,x,ID\n1,2,3".utf8), file: "a.csv")
        #expect(
            throws: InputError(
                file: "a.csv",
                position: TextPosition(line: 1, column: 6),
                message: "the column “id” stands twice."
            )
        ) { try CSVTable(bad, known: ["id"]) }
    }

    @Test("the guard before a formula is taken off, other apostrophes stay")
    func formulaGuard() {
        #expect("'=1+1".withoutFormulaGuard == "=1+1")
        #expect("'-x".withoutFormulaGuard == "-x")
        #expect("'tis".withoutFormulaGuard == "'tis")
        #expect("'".withoutFormulaGuard == "'")
        #expect("=1".withoutFormulaGuard == "=1")
    }
}
