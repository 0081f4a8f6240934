import Testing

@testable import Spreadsheet

@Suite("Text of cells")
struct CellTextTests {
    @Test(
        "what XML can't carry is replaced, what it can stays",
        arguments: [
            ("plain", "plain"),
            ("a\u{0}b", "a\u{FFFD}b"),
            ("a\u{1}\u{8}\u{B}\u{C}\u{E}\u{1F}b", "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b"),
            ("a\u{FFFE}b", "a\u{FFFD}b"), ("a\u{FFFF}b", "a\u{FFFD}b"), ("a\u{FFFD}b", "a\u{FFFD}b"),
            ("a\tb\nc", "a\tb\nc"), ("a\r\nb\rc", "a\nb\nc"),
            ("é😀𝄞漢\u{FEFF}\u{202E}", "é😀𝄞漢\u{FEFF}\u{202E}"),
            ("\u{3FBF}\u{FBFF}\u{FFBF}", "\u{3FBF}\u{FBFF}\u{FFBF}"),
        ]
    )
    func forbidden(text: String, expected: String) {
        #expect(Array(CellText.prepared(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "what looks like a code is shown as typed",
        arguments: [
            ("_x0041_", "_x005F_x0041_"), ("_xabCD_", "_x005F_xabCD_"),
            ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"), ("__x0041_", "__x005F_x0041_"),
            ("_x004_", "_x004_"), ("_x0041", "_x0041"), ("_X0041_", "_X0041_"), ("_x00G1_", "_x00G1_"),
            ("x0041_", "x0041_"), ("_x005F_", "_x005F_x005F_"),
        ]
    )
    func codes(text: String, expected: String) {
        #expect(CellText.prepared(text) == expected)
    }

    @Test("a text of 32,767 UTF-16 units stays, one more is cut and marked")
    func limit() {
        let full = String(repeating: "a", count: 32_767)
        #expect(CellText.prepared(full) == full)
        #expect(CellText.prepared(full + "a") == String(repeating: "a", count: 32_760) + "… [cut]")
        let emoji = String(repeating: "😀", count: 16_383)
        #expect(CellText.prepared(emoji) == emoji)
        #expect(CellText.prepared(emoji + "a") == emoji + "a")
        #expect(CellText.prepared(emoji + "ab") == String(repeating: "😀", count: 16_380) + "… [cut]")
    }

    @Test("a cut never splits a character")
    func boundary() {
        #expect(CellText.prepared("abcd😀efghijk", limit: 12) == "abcd… [cut]")
        #expect(CellText.prepared("abcde\u{301}fghijkl", limit: 12) == "abcd… [cut]")
        #expect(CellText.prepared("abcde\u{301}fghijklm", limit: 13) == "abcde\u{301}… [cut]")
        // A character longer than all the room is cut between its code points.
        #expect(CellText.prepared("e" + String(repeating: "\u{301}", count: 200), limit: 100).utf16.count == 100)
    }

    @Test("escaped codes count as what is written, and a cut never leaves half of one")
    func escapedLength() {
        let text = String(repeating: "_x0041_", count: 4_000)
        let cut = CellText.prepared(text)
        #expect(cut.utf16.count <= 32_767)
        #expect(cut.utf16.count > 32_700)
        #expect(cut.hasSuffix("… [cut]"))
        #expect(CellText.prepared("_x0041_ and more", limit: 20) == "_x005F_x0041_… [cut]")
    }

    @Test("ten megabytes are cut as well")
    func huge() {
        #expect(CellText.prepared(String(repeating: "_x0041_", count: 1_500_000)).utf16.count <= 32_767)
    }

    @Test("the library writes it as prepared")
    func through() throws {
        #expect(try written("a<b>&\"c\"") == "a&lt;b&gt;&amp;\"c\"")
        #expect(try written("=1+1") == "=1+1")
        #expect(try written("_x0041_") == "_x005F_x0041_")
        #expect(try written("a\u{0}\u{1F}\u{FFFE}b") == "a\u{FFFD}\u{FFFD}\u{FFFD}b")
        #expect(try written(" two\nlines ") == " two\nlines ")
        let full = String(repeating: "😀", count: 16_383) + "a"
        #expect(try written(full) == full)
        #expect(try written(full + "b").hasSuffix("😀… [cut]"))
    }
}

private let knownDates: [(WallClock, Double)] = [
    (WallClock(year: 1900, month: 1, day: 1), 1.0),
    (WallClock(year: 1900, month: 2, day: 28), 59),
    (WallClock(year: 1900, month: 3, day: 1), 61),
    (WallClock(year: 1970, month: 1, day: 1), 25_569),
    (WallClock(year: 2000, month: 2, day: 29), 36_585),
    (WallClock(year: 2000, month: 3, day: 1), 36_586),
    (WallClock(year: 2026, month: 2, day: 20), 46_073),
    (WallClock(year: 2026, month: 2, day: 20, hour: 12), 46_073.5),
    (WallClock(year: 2026, month: 2, day: 20, hour: 23, minute: 59, second: 59), 46_073 + 86_399.0 / 86_400),
    (WallClock(year: 9999, month: 12, day: 31), 2_958_465),
]

@Suite("Dates of cells")
struct WallClockTests {
    @Test(
        "a wall-clock date is Excel's number",
        arguments: knownDates
    )
    func serial(date: WallClock, serial: Double) {
        #expect(date.serial == serial)
    }

    @Test(
        "a date that the calendar or Excel doesn't have has no number",
        arguments: [
            WallClock(year: 1899, month: 12, day: 31), WallClock(year: 10_000, month: 1, day: 1),
            WallClock(year: 2026, month: 2, day: 29), WallClock(year: 2100, month: 2, day: 29),
            WallClock(year: 2026, month: 4, day: 31), WallClock(year: 2026, month: 13, day: 1),
            WallClock(year: 2026, month: 0, day: 1), WallClock(year: 2026, month: 1, day: 0),
            WallClock(year: 2026, month: 1, day: 1, hour: 24), WallClock(year: 2026, month: 1, day: 1, minute: 60),
            WallClock(year: 2026, month: 1, day: 1, second: 60),
        ]
    )
    func refused(date: WallClock) throws {
        #expect(date.serial == nil)
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let sheet = try workbook.addWorksheet(named: "S")
        let address = CellAddress(sheet: "S", row: 0, column: 1)
        #expect(throws: SpreadsheetError.date(address, date)) { try sheet.append([.text("x"), .date(date)]) }
    }

    @Test("every day from 1900 to 9999 follows the day before")
    func everyDay() throws {
        var previous = 0.0
        for year in 1900...9999 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let serial = WallClock(year: year, month: month, day: day).serial else { continue }
                    // Excel's 1900-02-29 is the one number without a day.
                    #expect(serial == previous + 1 || (serial == 61 && previous == 59))
                    previous = serial
                }
            }
        }
        #expect(previous == 2_958_465)
    }
}

@Suite("Rows of prepared cells")
struct RowWriterTests {
    private let link = Link.web("https://a.example/?a=1&b=2")
    private let date = WallClock(year: 2026, month: 2, day: 20, hour: 18)

    @Test("prepared cells are the same file as cells one by one")
    func sameAsCells() throws {
        let texts = ["plain", "", " a\u{1}<b>\r\n_x0041_ ", String(repeating: "😀", count: 16_384)]
        func content(_ workbook: Workbook) throws -> (sheet: Worksheet, style: StyleID) {
            let style = try workbook.register(CellStyle().with { $0.bold = true })
            return (try workbook.addWorksheet(named: "S"), style)
        }
        let prepared = try parts { workbook in
            let (sheet, style) = try content(workbook)
            let (texts, empty) = (texts.map(PreparedText.init), PreparedText(""))
            let (web, none) = (PreparedLink(link), PreparedLink(.web("file:///etc")))
            let cell = PreparedLink(.cell(CellAddress(sheet: "S", row: 0, column: 0)))
            try sheet.append(height: 30, merged: [0...1]) { row in
                for (column, text) in texts.enumerated() { row.text(text, column: column, style: style) }
                row.text(texts[1], column: 4)
                row.blank(column: 5, style: style)
                row.number(1.5, column: 7)
                row.date(date, column: 8)
                row.date(date, column: 9, style: style)
                row.boolean(true, column: 10)
            }
            try sheet.append { _ in }
            try sheet.append { row in
                row.link(web, text: texts[0], column: 0, style: style)
                row.link(cell, text: empty, column: 1)
                row.link(none, text: texts[0], column: 2)
                row.link(none, text: empty, column: 3)
            }
        }
        let plain = try parts { workbook in
            let (sheet, style) = try content(workbook)
            var cells = texts.map { Cell.text($0, style) }
            cells += [
                .text(""), .blank(style), .blank(), .number(1.5), .date(date), .date(date, style), .boolean(true),
            ]
            try sheet.append(cells, height: 30, merged: [0...1])
            try sheet.append([])
            try sheet.append([
                .link(link, text: "plain", style),
                .link(.cell(CellAddress(sheet: "S", row: 0, column: 0)), text: ""),
                .link(.web("file:///etc"), text: "plain"), .link(.web("file:///etc"), text: ""),
            ])
        }
        #expect(prepared == plain)
        #expect(try rows(prepared).contains("<t>plain</t>"))
    }

    @Test("what a cell can't hold is the row's error, and the sheet stays whole")
    func refused() throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let other = try Workbook(path: directory.file("b.xlsx"), properties: .init(created: created))
        let foreign = try other.register(CellStyle().with { $0.bold = true })
        let sheet = try workbook.addWorksheet(named: "S")
        let noDate = WallClock(year: 2026, month: 2, day: 29)
        let text = PreparedText("x")
        let refusals: [(SpreadsheetError, (inout RowWriter) -> Void)] = [
            (.foreignStyle(place: "S!B1"), { $0.text(text, column: 1, style: foreign) }),
            (.foreignStyle(place: "S!B2"), { $0.blank(column: 1, style: foreign) }),
            (.notFinite(CellAddress(sheet: "S", row: 2, column: 1), .infinity), { $0.number(.infinity, column: 1) }),
            (.date(CellAddress(sheet: "S", row: 3, column: 1), noDate), { $0.date(noDate, column: 1) }),
            (.columnLimit(sheet: "S", column: 16_384, limit: 16_384), { $0.boolean(true, column: 16_384) }),
            (.columnLimit(sheet: "S", column: -1, limit: 16_384), { $0.text(text, column: -1) }),
            (.columnOrder(CellAddress(sheet: "S", row: 6, column: 0)), { $0.text(text, column: 0) }),
        ]
        for (error, write) in refusals {
            #expect(throws: error) {
                try sheet.append { row in
                    row.number(1, column: 0)
                    write(&row)
                    row.number(.nan, column: 2)
                }
            }
        }
        try workbook.close()
        let xml = try rows(readParts(directory.file("a.xlsx")))
        #expect(xml == (1...7).map { "<row r=\"\($0)\"><c r=\"A\($0)\"><v>1</v></c></row>" }.joined())
    }

    @Test("a table goes on in the next sheet, and its columns grow with prepared texts")
    func table() throws {
        let parts = try parts(limits: SpreadsheetLimits(rows: 3, links: 1, sheetBytes: .max)) { workbook in
            let table = try ContinuedWorksheet(
                name: "People",
                layout: .init(columns: [.init(heading: "Name", widths: 6...40), .init(heading: "Id", widths: 6...6)]),
                in: workbook
            )
            let (long, short) = (PreparedText(String(repeating: "x", count: 18)), PreparedText("y"))
            let web = PreparedLink(link)
            var addresses: [String] = []
            for text in [long, short, short] {
                let address = try table.append { row in
                    row.link(web, text: text, column: 0)
                    row.link(web, text: long, column: 1)
                }
                addresses.append(address.description)
            }
            try table.finish()
            #expect(addresses == ["People!A2", "People!A3", "People (2)!A2"])
        }
        for number in 1...2 {
            let xml = try #require(parts["xl/worksheets/sheet\(number).xml"])
            #expect(xml.contains("max=\"1\" width=\"20.7109375\"") && xml.contains("max=\"2\" width=\"6.7109375\""))
            #expect(xml.components(separatedBy: "<hyperlink ").count == 2)
        }
    }
}
