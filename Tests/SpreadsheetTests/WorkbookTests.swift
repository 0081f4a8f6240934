import Foundation
import Testing

@testable import Spreadsheet

@Suite("Workbooks")
struct WorkbookTests {
    private func sample(_ workbook: Workbook) throws {
        var style = CellStyle()
        style.bold = true
        style.fill = Color(0xFFC7CE)
        style.numberFormat = "d mmm yyyy hh:mm"
        let marked = try workbook.register(style)
        let sheet = try workbook.addWorksheet(named: "First")
        try sheet.append([.text("a", marked), .blank(), .blank(marked), .text(""), .text("", marked)])
        try sheet.append([.number(1.5), .number(-3), .boolean(true), .boolean(false)])
        try sheet.append([])
        try sheet.append([
            .date(WallClock(year: 2026, month: 2, day: 20, hour: 18), marked),
            .date(WallClock(year: 2026, month: 2, day: 20)),
        ])
        try sheet.append([
            .link(.web("https://canvas.example.edu/courses/1"), text: "Course 1"),
            .link(.cell(CellAddress(sheet: "It's", row: 1, column: 27)), text: "there"),
            .link(.web("https://canvas.example.edu/?a=1&b=2"), text: ""),
            .link(.web("javascript:alert(1)"), text: "no link"),
        ])
        _ = try workbook.addWorksheet(named: "It's")
    }

    @Test("every kind of cell is written as Excel reads it")
    func cells() throws {
        let parts = try parts(sample)
        #expect(
            try rows(parts) == """
                <row r="1"><c r="A1" s="1" t="inlineStr"><is><t>a</t></is></c><c r="C1" s="1"/><c r="E1" s="1"/></row>\
                <row r="2"><c r="A2"><v>1.5</v></c><c r="B2"><v>-3</v></c><c r="C2" t="b"><v>1</v></c>\
                <c r="D2" t="b"><v>0</v></c></row>\
                <row r="4"><c r="A4" s="1"><v>46073.75</v></c><c r="B4" s="2"><v>46073</v></c></row>\
                <row r="5"><c r="A5" s="3" t="inlineStr"><is><t>Course 1</t></is></c>\
                <c r="B5" s="3" t="inlineStr"><is><t>there</t></is></c>\
                <c r="C5" s="3" t="inlineStr"><is><t>https://canvas.example.edu/?a=1&amp;b=2</t></is></c>\
                <c r="D5" t="inlineStr"><is><t>no link</t></is></c></row>
                """
        )
        let xml = try #require(parts["xl/worksheets/sheet1.xml"])
        #expect(
            xml.contains(
                "<hyperlinks><hyperlink ref=\"A5\" r:id=\"rId1\"/>"
                    + "<hyperlink ref=\"B5\" location=\"'It''s'!AB2\" display=\"there\"/>"
                    + "<hyperlink ref=\"C5\" r:id=\"rId2\"/></hyperlinks>"
            )
        )
        let relations = try #require(parts["xl/worksheets/_rels/sheet1.xml.rels"])
        #expect(relations.contains("Target=\"https://canvas.example.edu/courses/1\" TargetMode=\"External\""))
        #expect(relations.contains("Target=\"https://canvas.example.edu/?a=1&amp;b=2\" TargetMode=\"External\""))
        let styles = try #require(parts["xl/styles.xml"])
        #expect(styles.contains("<numFmt numFmtId=\"164\" formatCode=\"d mmm yyyy hh:mm\"/>"))
        #expect(styles.contains("<fgColor rgb=\"FFFFC7CE\"/>"))
        #expect(xml.contains("<sheetView tabSelected=\"1\" workbookViewId=\"0\"/>"))
    }

    @Test("two runs give the same bytes")
    func deterministic() throws {
        let directory = try TestDirectory()
        let files = try ["a.xlsx", "b.xlsx"].map { name in
            let workbook = try Workbook(
                path: directory.file(name),
                properties: .init(title: "T", author: "A", created: created)
            )
            try sample(workbook)
            try workbook.close()
            return try Data(contentsOf: URL(filePath: directory.file(name)))
        }
        #expect(files[0] == files[1])
        #expect(try directory.names == ["a.xlsx", "b.xlsx"])
    }

    @Test("the properties are in the file, and its date is the one given")
    func properties() throws {
        let directory = try TestDirectory()
        let properties = Workbook.Properties(
            title: "Dates & more",
            subject: "S",
            author: "A\u{1}B",
            created: created
        )
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: properties)
        _ = try workbook.addWorksheet(named: "S")
        try workbook.close()
        let core = try #require(readParts(directory.file("a.xlsx"))["docProps/core.xml"])
        #expect(core.contains("<dc:title>Dates &amp; more</dc:title><dc:subject>S</dc:subject>"))
        #expect(core.contains("<dc:creator>A\u{FFFD}B</dc:creator>"))
        #expect(core.contains("<dcterms:created xsi:type=\"dcterms:W3CDTF\">2026-02-25T06:13:20Z</dcterms:created>"))
    }

    @Test("no date for the properties is refused, because the library would take the clock's")
    func noDate() throws {
        let directory = try TestDirectory()
        #expect(throws: SpreadsheetError.self) {
            try Workbook(path: directory.file("a.xlsx"), properties: .init(created: 0))
        }
        #expect(try directory.names == [])
    }

    @Test("only its owner may read the file")
    func mode() throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        _ = try workbook.addWorksheet(named: "S")
        try workbook.close()
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("a.xlsx"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a file that is there is never overwritten")
    func exists() throws {
        let directory = try TestDirectory()
        let path = directory.file("a.xlsx")
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(throws: SpreadsheetError.fileExists(path: path)) {
            try Workbook(path: path, properties: .init(created: created))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
        #expect(try directory.names == ["a.xlsx"])
    }

    @Test("a directory that is missing is an error with its path")
    func missingDirectory() throws {
        let directory = try TestDirectory()
        let path = directory.file("none/a.xlsx")
        let error = #expect(throws: SpreadsheetError.self) {
            try Workbook(path: path, properties: .init(created: created))
        }
        #expect(error?.description == "\(path): can't create the workbook: No such file or directory.")
    }

    @Test("a workbook that is let go leaves nothing behind")
    func letGo() throws {
        let directory = try TestDirectory()
        do {
            let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
            try workbook.addWorksheet(named: "S").append([.text("x")])
            #expect(try directory.names.count == 2)
        }
        #expect(try directory.names == [])
    }

    @Test("an abandoned workbook gives its temporary files back, and so does one that can't be written")
    func openFiles() throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        for name in ["S", "T"] { try workbook.addWorksheet(named: name).append([.text("x")]) }
        #expect(try directory.openFiles.count == 2)
        workbook.abandon()
        #expect(try directory.openFiles == [])
        let unwritable = try Workbook(path: directory.file("b.xlsx"), properties: .init(created: created))
        try unwritable.addWorksheet(named: "S").append([.text("x")])
        // A directory in its place: the library can't open its file any more.
        try FileManager.default.removeItem(atPath: directory.file("b.xlsx"))
        try FileManager.default.createDirectory(atPath: directory.file("b.xlsx"), withIntermediateDirectories: false)
        #expect(throws: SpreadsheetError.self) { try unwritable.close() }
        #expect(try directory.openFiles == [])
        #expect(try directory.names == ["b.xlsx"])
    }

    @Test("after closing, everything is refused, and the file stays")
    func closed() throws {
        let directory = try TestDirectory()
        let path = directory.file("a.xlsx")
        let closed = SpreadsheetError.closed(path: path)
        do {
            let workbook = try Workbook(path: path, properties: .init(created: created))
            let sheet = try workbook.addWorksheet(named: "S")
            try workbook.close()
            #expect(throws: closed) { try workbook.close() }
            #expect(throws: closed) { try workbook.addWorksheet(named: "T") }
            #expect(throws: closed) { try workbook.register(CellStyle()) }
            #expect(throws: closed) { try sheet.append([.text("x")]) }
            #expect(throws: closed) { try sheet.freeze(rows: 1, columns: 0) }
            #expect(throws: closed) { try sheet.set(PageSetup()) }
            #expect(throws: closed) { try sheet.set(width: 10, ofColumn: 0) }
            #expect(throws: closed) { try sheet.autofilter(CellRange(rows: 0...1, columns: 0...1)) }
            #expect(throws: closed) { try sheet.activate() }
            workbook.abandon()
        }
        #expect(try directory.names == ["a.xlsx"])
    }

    @Test("a sheet that outlives its workbook is refused, not a crash")
    func outlived() throws {
        let directory = try TestDirectory()
        var workbook: Workbook? = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let sheet = try #require(workbook).addWorksheet(named: "S")
        workbook = nil
        #expect(throws: SpreadsheetError.closed(path: directory.file("a.xlsx"))) { try sheet.append([.text("x")]) }
    }

    @Test("a style of another workbook is refused")
    func foreignStyle() throws {
        let directory = try TestDirectory()
        let one = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let other = try Workbook(path: directory.file("b.xlsx"), properties: .init(created: created))
        let style = try one.register(CellStyle().with { $0.bold = true })
        #expect(try one.register(CellStyle().with { $0.bold = true }) == style)
        let sheet = try other.addWorksheet(named: "S")
        #expect(throws: SpreadsheetError.foreignStyle(place: "S!A1")) { try sheet.append([.text("x", style)]) }
    }

    @Test("workbooks of several threads don't disturb one another")
    func threads() async throws {
        let directory = try TestDirectory()
        let path = directory.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let workbook = try Workbook(
                        path: "\(path)/\(number).xlsx",
                        properties: .init(created: created)
                    )
                    for name in ["A", "B"] {
                        let sheet = try workbook.addWorksheet(named: name)
                        for row in 0..<500 { try sheet.append([.number(row), .text("row \(row)")]) }
                    }
                    try workbook.close()
                }
            }
            try await group.waitForAll()
        }
        let files = try directory.names.map { try Data(contentsOf: URL(filePath: directory.file($0))) }
        #expect(files.count == 8)
        #expect(Set(files).count == 1)
    }
}
