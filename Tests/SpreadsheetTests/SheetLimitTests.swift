import Testing

@testable import Spreadsheet

@Suite("Limits of a sheet")
struct WorksheetLimitTests {
    private let directory: TestDirectory
    private let workbook: Workbook
    private let sheet: Worksheet

    init() throws {
        directory = try TestDirectory()
        workbook = try Workbook(
            path: directory.file("a.xlsx"),
            properties: .init(created: created),
            limits: SpreadsheetLimits(rows: 3, links: 2, sheetBytes: .max)
        )
        sheet = try workbook.addWorksheet(named: "S")
    }

    @Test("the cells of a row go from left to right, each once")
    func order() throws {
        for column in [1, 0] {
            let error = #expect(throws: SpreadsheetError.self) {
                try sheet.append { row in
                    row.number(1, column: 1)
                    row.number(2, column: column)
                    row.number(3, column: 2)
                }
            }
            #expect(error == .columnOrder(CellAddress(sheet: "S", row: sheet.nextRow - 1, column: column)))
        }
        // What stands before the refused cell is whole.
        try workbook.close()
        #expect(
            try rows(readParts(directory.file("a.xlsx"))) == """
                <row r="1"><c r="B1"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>
                """
        )
    }

    @Test("the last row is taken, the next is an error")
    func rowLimit() throws {
        for _ in 0..<3 { try sheet.append([.number(1)]) }
        #expect(sheet.isFull)
        #expect(throws: SpreadsheetError.rowLimit(sheet: "S", limit: 3)) { try sheet.append([.number(1)]) }
    }

    @Test("Excel's own last row is taken, the next is an error")
    func realRowLimit() throws {
        let parts = try parts { workbook in
            let sheet = try workbook.addWorksheet(named: "S")
            sheet.nextRow = 1_048_575
            try sheet.append([.number(7)])
            #expect(throws: SpreadsheetError.rowLimit(sheet: "S", limit: 1_048_576)) { try sheet.append([.number(8)]) }
        }
        #expect(try rows(parts) == "<row r=\"1048576\"><c r=\"A1048576\"><v>7</v></c></row>")
    }

    @Test("a row of 16,384 cells is taken, one more is an error")
    func columnLimit() throws {
        let cells = [Cell](repeating: .number(1), count: 16_384)
        try sheet.append(cells)
        #expect(throws: SpreadsheetError.columnLimit(sheet: "S", column: 16_384, limit: 16_384)) {
            try sheet.append(cells + [.number(1)])
        }
        #expect(CellAddress.letters(ofColumn: 16_383) == "XFD")
        try workbook.close()
        #expect(try rows(readParts(directory.file("a.xlsx"))).hasSuffix("<c r=\"XFD1\"><v>1</v></c></row>"))
    }

    @Test("what is no number is refused, with its cell", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) throws {
        let error = #expect(throws: SpreadsheetError.self) { try sheet.append([.blank(), .number(value)]) }
        #expect(error?.description == "S!B1: \(value) is no number that a cell can hold.")
    }

    @Test("past the limit of links the text stays, without the link")
    func links() throws {
        let cell = CellAddress(sheet: "S", row: 0, column: 0)
        try sheet.append([
            .link(.web("https://a.example/1"), text: "one"), .link(.cell(cell), text: "two"),
            .link(.web("https://a.example/3"), text: "three"), .link(.cell(cell), text: ""),
        ])
        #expect(sheet.linksLeft == 0)
        try workbook.close()
        let parts = try readParts(directory.file("a.xlsx"))
        #expect(
            try rows(parts) == """
                <row r="1"><c r="A1" s="1" t="inlineStr"><is><t>one</t></is></c>\
                <c r="B1" s="1" t="inlineStr"><is><t>two</t></is></c><c r="C1" t="inlineStr"><is><t>three</t></is></c>\
                <c r="D1" t="inlineStr"><is><t>S!A1</t></is></c></row>
                """
        )
        #expect(try #require(parts["xl/worksheets/sheet1.xml"]).components(separatedBy: "<hyperlink ").count == 3)
    }

    @Test("65,530 links are links, the 65,531st is text")
    func realLinks() throws {
        let parts = try parts { workbook in
            let sheet = try workbook.addWorksheet(named: "S")
            for number in 1...65_531 {
                try sheet.append([.link(.web("https://a.example/\(number)"), text: "\(number)")])
            }
        }
        let xml = try #require(parts["xl/worksheets/sheet1.xml"])
        #expect(xml.components(separatedBy: "<hyperlink ").count == 65_531)
        #expect(
            try rows(parts).hasSuffix(
                """
                <row r="65530"><c r="A65530" s="1" t="inlineStr"><is><t>65530</t></is></c></row>\
                <row r="65531"><c r="A65531" t="inlineStr"><is><t>65531</t></is></c></row>
                """
            )
        )
    }

    @Test("a link that Excel can't hold is its text")
    func longLink() throws {
        let longest = "https://a.example/" + String(repeating: "a", count: 2_079 - 18)
        try sheet.append([.link(.web(longest), text: "fits"), .link(.web(longest + "a"), text: "too long")])
        try sheet.append([.link(.web("https://a.example/ b"), text: "space"), .link(.web("file:///etc"), text: "file")])
        try workbook.close()
        let parts = try readParts(directory.file("a.xlsx"))
        #expect(try #require(parts["xl/worksheets/sheet1.xml"]).components(separatedBy: "<hyperlink ").count == 2)
    }

    @Test("settings out of their range are refused, with what is allowed")
    func settings() throws {
        #expect(throws: SpreadsheetError.self) { try sheet.append([.number(1)], height: 410) }
        #expect(throws: SpreadsheetError.self) { try sheet.append([.number(1)], merged: [2...2]) }
        #expect(throws: SpreadsheetError.self) { try sheet.set(width: 256, ofColumn: 0) }
        #expect(throws: SpreadsheetError.self) { try sheet.set(width: .nan, ofColumn: 0) }
        #expect(throws: SpreadsheetError.self) { try sheet.set(width: 1, ofColumn: 16_384) }
        #expect(throws: SpreadsheetError.self) { try sheet.freeze(rows: 3, columns: 0) }
        #expect(throws: SpreadsheetError.self) { try sheet.autofilter(CellRange(rows: 0...3, columns: 0...0)) }
        #expect(throws: SpreadsheetError.self) { try sheet.allowNumbersAsText(in: []) }
        #expect(throws: SpreadsheetError.self) { try workbook.register(CellStyle().with { $0.numberFormat = "" }) }
        #expect(throws: SpreadsheetError.self) { try workbook.register(CellStyle().with { $0.fontSize = 0 }) }
        var page = PageSetup()
        page.header = .init(left: [.text(String(repeating: "&", count: 127))])
        #expect(
            throws: SpreadsheetError.setting(
                name: "page header",
                place: "S",
                value: "256 UTF-16 units long",
                allowed: "255"
            )
        ) { try sheet.set(page) }
    }
}

@Suite("Names of sheets")
struct SheetNameTests {
    @Test(
        "a name that Excel refuses is refused, with the reason",
        arguments: [
            ("", "a name must not be empty"),
            (String(repeating: "a", count: 32), "it has 32 UTF-16 units, and at most 31 are allowed"),
            (String(repeating: "😀", count: 16), "it has 32 UTF-16 units, and at most 31 are allowed"),
            ("a\u{1}b", "it contains a control character (U+0001), which Excel forbids there"),
            ("a\u{FFFF}b", "it contains “\u{FFFF}”, which Excel forbids there"),
            ("'a", "it starts or ends with an apostrophe"), ("a'", "it starts or ends with an apostrophe"),
            ("'", "it starts or ends with an apostrophe"),
            ("History", "Excel keeps this name for itself"), ("hISTORY", "Excel keeps this name for itself"),
            ("Students", "another sheet of the workbook has it already (upper and lower case are the same)"),
            ("sTUDENTS", "another sheet of the workbook has it already (upper and lower case are the same)"),
            ("ÉTÉ", "another sheet of the workbook has it already (upper and lower case are the same)"),
        ] + "[]:*?/\\".map { ("a\($0)b", "it contains “\($0)”, which Excel forbids there") }
    )
    func refused(name: String, problem: String) throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        _ = try workbook.addWorksheet(named: "Students")
        _ = try workbook.addWorksheet(named: "été")
        let error = #expect(throws: SpreadsheetError.self) { try workbook.addWorksheet(named: name) }
        #expect(error?.description == "A sheet can't be named “\(name)”: \(problem).")
        #expect(workbook.sheetNames == ["Students", "été"])
    }

    @Test("names at the edge are taken as they are")
    func accepted() throws {
        let names = [
            String(repeating: "a", count: 31), String(repeating: "😀", count: 15) + "x", "it's", "A & B <c>", "1", " ",
            "History 2", "=1+1",
        ]
        let parts = try parts { workbook in
            for name in names { _ = try workbook.addWorksheet(named: name) }
            #expect(workbook.sheetNames == names)
        }
        let book = try #require(parts["xl/workbook.xml"])
        #expect(book.contains("<sheet name=\"A &amp; B &lt;c&gt;\" sheetId=\"4\" r:id=\"rId4\"/>"))
        #expect(book.contains("<sheet name=\"=1+1\" sheetId=\"8\" r:id=\"rId8\"/>"))
    }

    @Test("the number of a continued sheet fits, whatever the name")
    func continued() {
        #expect(SheetName.continued("Students", part: 2) == "Students (2)")
        #expect(
            SheetName.continued(String(repeating: "a", count: 31), part: 12) == String(repeating: "a", count: 26)
                + " (12)"
        )
        #expect(
            SheetName.continued(String(repeating: "😀", count: 15), part: 2) == String(repeating: "😀", count: 13)
                + " (2)"
        )
    }
}
