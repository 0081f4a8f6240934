import Testing

@testable import Spreadsheet

@Suite("Tables longer than a sheet")
struct ContinuedWorksheetTests {
    private func layout() -> ContinuedWorksheet.Layout {
        var layout = ContinuedWorksheet.Layout(columns: [
            .init(heading: "Name", widths: 20...20),
            .init(heading: "Id", widths: 9...9, isFolded: true, holdsNumbersAsText: true),
        ])
        layout.frozenColumns = 1
        layout.page.landscape = true
        return layout
    }

    @Test("every row is there, each sheet with the same heading and setup")
    func goesOn() throws {
        var names: [String] = []
        var addresses: [String] = []
        let limits = SpreadsheetLimits(rows: 3, links: 10, sheetBytes: .max)
        let parts = try parts(limits: limits) { workbook in
            let table = try ContinuedWorksheet(name: "People", layout: layout(), in: workbook)
            for number in 1...5 {
                addresses.append(try table.append([.text("p\(number)"), .text("\(number)")]).description)
            }
            try table.finish()
            names = table.sheetNames
            #expect(table.rowCount == 5)
            #expect(workbook.sheetNames == names)
        }
        #expect(names == ["People", "People (2)", "People (3)"])
        #expect(addresses == ["People!A2", "People!A3", "People (2)!A2", "People (2)!A3", "People (3)!A2"])
        func row(_ number: Int, _ name: String, _ id: String) -> String {
            """
            <row r="\(number)"><c r="A\(number)" t="inlineStr"><is><t>\(name)</t></is></c>\
            <c r="B\(number)" t="inlineStr"><is><t>\(id)</t></is></c></row>
            """
        }
        #expect(try rows(parts, sheet: 1) == row(1, "Name", "Id") + row(2, "p1", "1") + row(3, "p2", "2"))
        #expect(try rows(parts, sheet: 2) == row(1, "Name", "Id") + row(2, "p3", "3") + row(3, "p4", "4"))
        #expect(try rows(parts, sheet: 3) == row(1, "Name", "Id") + row(2, "p5", "5"))
        for (number, last) in [(1, 3), (2, 3), (3, 2)] {
            let xml = try #require(parts["xl/worksheets/sheet\(number).xml"])
            #expect(xml.contains("<autoFilter ref=\"A1:B\(last)\"/>"))
            #expect(xml.contains("topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\""))
            #expect(xml.contains("<ignoredError sqref=\"B2:B\(last)\" numberStoredAsText=\"1\"/>"))
            #expect(xml.contains("orientation=\"landscape\""))
            #expect(xml.contains("<col min=\"3\" max=\"3\" width=\"9.140625\" collapsed=\"1\"/>"))
        }
    }

    @Test("a full last sheet starts no empty one")
    func exactlyFull() throws {
        let parts = try parts(limits: SpreadsheetLimits(rows: 3, links: 10, sheetBytes: .max)) { workbook in
            let table = try ContinuedWorksheet(name: "People", layout: layout(), in: workbook)
            for number in 1...2 { try table.append([.number(number)]) }
            try table.finish()
            #expect(table.sheetNames == ["People"])
        }
        #expect(parts["xl/worksheets/sheet2.xml"] == nil)
    }

    @Test("a sheet whose XML is near what a zip part holds goes on as well")
    func bytes() throws {
        _ = try parts(limits: SpreadsheetLimits(rows: 1_000, links: 10, sheetBytes: 2_000)) { workbook in
            let table = try ContinuedWorksheet(name: "People", layout: layout(), in: workbook)
            for _ in 1...10 { try table.append([.text(String(repeating: "x", count: 500))]) }
            try table.finish()
            #expect(table.sheetNames.count == 2)
            #expect(table.rowCount == 10)
        }
    }

    @Test("a table without rows has its heading and filter")
    func empty() throws {
        let parts = try parts { workbook in
            try ContinuedWorksheet(name: "People", layout: layout(), in: workbook).finish()
        }
        let xml = try #require(parts["xl/worksheets/sheet1.xml"])
        #expect(xml.contains("<autoFilter ref=\"A1:B1\"/>"))
        #expect(xml.components(separatedBy: "<row ").count == 2)
    }

    @Test("a column is as wide as its longest text, within its bounds")
    func widths() throws {
        var layout = ContinuedWorksheet.Layout(columns: [])
        layout.columns = [6.0...6, 6...40, 6...12, 6...40].map { .init(heading: "H", widths: $0) }
        let parts = try parts { workbook in
            let table = try ContinuedWorksheet(name: "People", layout: layout, in: workbook)
            let text = String(repeating: "x", count: 18)
            try table.append([.text(text), .text(text + "\n漢字"), .text(text), .text("漢字かな漢字")])
            try table.append([.text("a"), .text("b"), .link(.web("https://a.example"), text: "c"), .number(1)])
            try table.finish()
        }
        #expect(
            try #require(parts["xl/worksheets/sheet1.xml"]).contains(
                """
                <cols><col min="1" max="1" width="6.7109375" customWidth="1"/>\
                <col min="2" max="2" width="20.7109375" customWidth="1"/>\
                <col min="3" max="3" width="12.7109375" customWidth="1"/>\
                <col min="4" max="4" width="14.7109375" customWidth="1"/></cols>
                """
            )
        )
    }
}
