import Testing

@testable import Spreadsheet

@Suite("Layout of a sheet")
struct WorksheetLayoutTests {
    @Test("widths, groups and folded columns, also after the rows")
    func columns() throws {
        let parts = try parts { workbook in
            let sheet = try workbook.addWorksheet(named: "S")
            try sheet.append([.text("a"), .text("b"), .text("c")])
            try sheet.append([.text("d")])
            try sheet.set(width: 30, ofColumn: 0)
            try sheet.set(width: 12, ofColumn: 1, isFolded: true)
            try sheet.set(width: 8, ofColumn: 2, showsFoldedGroup: true)
        }
        #expect(
            try #require(parts["xl/worksheets/sheet1.xml"]).contains(
                """
                <cols><col min="1" max="1" width="30.7109375" customWidth="1"/>\
                <col min="2" max="2" width="12.7109375" hidden="1" customWidth="1" outlineLevel="1"/>\
                <col min="3" max="3" width="8.7109375" customWidth="1" collapsed="1"/></cols>
                """
            )
        )
    }

    @Test("frozen panes, filter, print setup, tab colour, ids without green corners")
    func setup() throws {
        let parts = try parts { workbook in
            let sheet = try workbook.addWorksheet(named: "S")
            try sheet.append([.text("a"), .text("b")])
            try sheet.append([.text("1"), .text("2")])
            try sheet.freeze(rows: 1, columns: 1)
            try sheet.autofilter(CellRange(rows: 0...1, columns: 0...1))
            try sheet.allowNumbersAsText(in: [
                CellRange(rows: 1...1, columns: 0...0), CellRange(rows: 1...1, columns: 1...1),
            ])
            try sheet.set(tabColor: Color(0x1F4E79))
            var page = PageSetup()
            page.landscape = true
            page.fit = .init(across: 1, down: 0)
            page.repeatedRows = 0...0
            page.area = CellRange(rows: 0...9, columns: 0...1)
            page.printsGridlines = true
            page.header = .init(left: [.text("R&D")], right: [.sheetName])
            page.footer = .init(left: [.text("Page "), .page, .text(" of "), .pages])
            try sheet.set(page)
        }
        let xml = try #require(parts["xl/worksheets/sheet1.xml"])
        #expect(
            xml.contains(
                "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\" activePane=\"bottomRight\" state=\"frozen\"/>"
            )
        )
        #expect(xml.contains("<autoFilter ref=\"A1:B2\"/>"))
        #expect(xml.contains("<printOptions gridLines=\"1\"/>"))
        #expect(xml.contains("<tabColor rgb=\"FF1F4E79\"/>"))
        #expect(
            xml.contains(
                "<ignoredErrors><ignoredError sqref=\"A2:A2 B2:B2\" numberStoredAsText=\"1\"/></ignoredErrors>"
            )
        )
        #expect(xml.contains("<pageSetup paperSize=\"1\" fitToHeight=\"0\" orientation=\"landscape\"/>"))
        #expect(
            xml.contains(
                "<headerFooter><oddHeader>&amp;LR&amp;&amp;D&amp;R&amp;A</oddHeader>"
                    + "<oddFooter>&amp;LPage &amp;P of &amp;N</oddFooter></headerFooter>"
            )
        )
        #expect(try #require(parts["xl/workbook.xml"]).contains("_xlnm.Print_Area\" localSheetId=\"0\">S!$A$1:$B$10<"))
        #expect(try #require(parts["xl/workbook.xml"]).contains("_xlnm.Print_Titles\" localSheetId=\"0\">S!$1:$1<"))
    }

    @Test("merged cells have the first one's value and everyone's style")
    func merged() throws {
        let parts = try parts { workbook in
            let bold = try workbook.register(CellStyle().with { $0.bold = true })
            let sheet = try workbook.addWorksheet(named: "S")
            try sheet.append([.text("wide", bold), .blank(bold), .blank(bold)], height: 30, merged: [0...2])
        }
        #expect(
            try rows(parts) == """
                <row r="1" ht="30" customHeight="1"><c r="A1" s="1" t="inlineStr"><is><t>wide</t></is></c>\
                <c r="B1" s="1"/><c r="C1" s="1"/></row>
                """
        )
        #expect(
            try #require(parts["xl/worksheets/sheet1.xml"]).contains(
                "<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/>"
            )
        )
    }

    @Test("addresses are Excel's")
    func addresses() {
        #expect([0, 25, 26, 51, 52, 701, 702].map(CellAddress.letters) == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"])
        #expect(CellAddress(sheet: "Findings", row: 1, column: 2).description == "Findings!C2")
        #expect(CellAddress(sheet: "It's", row: 0, column: 0).quoted == "'It''s'!A1")
        #expect(CellRange(rows: 0...9, columns: 1...2).reference == "B1:C10")
    }
}

@Suite("Charts")
struct ChartTests {
    private func chart(_ kind: Chart.Kind, sheet: String = "Data") -> Chart {
        Chart(
            kind: kind,
            title: "Due dates by week",
            series: [
                .init(
                    name: "Due dates",
                    sheet: sheet,
                    categories: CellRange(rows: 1...3, columns: 0...0),
                    values: CellRange(rows: 1...3, columns: 1...1),
                    color: Color(0x1F4E79)
                )
            ],
            frame: .init(width: 480, height: 288),
            altText: "Columns of due dates by week"
        )
    }

    @Test(
        "a chart reads its cells, has a title and a text for those who don't see it",
        arguments: [
            (Chart.Kind.column, "<c:barDir val=\"col\"/>"), (.bar, "<c:barDir val=\"bar\"/>"),
        ]
    )
    func written(kind: Chart.Kind, mark: String) throws {
        let parts = try parts { workbook in
            let sheet = try workbook.addWorksheet(named: "Data")
            for row in 0...3 { try sheet.append([.text("w\(row)"), .number(row)]) }
            try sheet.insert(chart(kind), row: 5, column: 0)
        }
        let xml = try #require(parts["xl/charts/chart1.xml"])
        #expect(xml.contains(mark))
        #expect(xml.contains("<a:t>Due dates by week</a:t>"))
        #expect(xml.contains("<c:f>Data!$A$2:$A$4</c:f>"))
        #expect(xml.contains("<c:f>Data!$B$2:$B$4</c:f>"))
        #expect(xml.contains("<a:srgbClr val=\"1F4E79\"/>"))
        #expect(try #require(parts["xl/drawings/drawing1.xml"]).contains("descr=\"Columns of due dates by week\""))
    }

    @Test("a chart without title, series, size or sheet is refused")
    func refused() throws {
        let directory = try TestDirectory()
        let workbook = try Workbook(path: directory.file("a.xlsx"), properties: .init(created: created))
        let sheet = try workbook.addWorksheet(named: "Data")
        let good = chart(.column)
        var charts = [chart(.column, sheet: "Gone"), good, good, good, good, good, good]
        charts[1].title = ""
        charts[2].series = []
        charts[3].frame.width = 0
        charts[4].title = "=A1"
        charts[5].altText = ""
        charts[6].series[0].name = ""
        for chart in charts {
            #expect(throws: SpreadsheetError.self) { try sheet.insert(chart, row: 0, column: 0) }
        }
    }
}
