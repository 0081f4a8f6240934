import Testing

@testable import Spreadsheet

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
