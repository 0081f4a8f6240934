import CanvasAPI
import Foundation
import Spreadsheet

/// The first sheet: what the run was, what there is in sum, where to look. It fits one printed page.
struct SummaryPage {
    /// A table of the workbook, for the list of sheets.
    struct Sheet {
        let names: [String]
        let meaning: String
        let rows: Int
        let linksAsText: Int

        init<Row>(_ table: ReportTable<Row>) {
            names = table.sheet.sheetNames
            meaning = table.definition.rowMeaning
            rows = table.sheet.rowCount
            linksAsText = table.linksAsText
        }
    }

    /// Columns of the page. The charts' figures stand right of it, where they are not printed.
    enum Place {
        static let left = 0...3
        static let right = 5...7
        static let page = 0...7
        static let weeks = 9
        static let kinds = 12
        static let widths: [Double] = [25, 13, 13, 13, 3, 25, 11, 11, 4, 14, 11, 4, 24, 11]
    }

    let facts: RunFacts
    let totals: ReportTotals
    let zones: ReportZones
    let sheets: [Sheet]
    let firstFindings: [ReportTotals.FindingKey: CellAddress]
    let linkLimit: Int

    func write(to sheet: Worksheet, of workbook: Workbook) throws(SpreadsheetError) {
        let styles = try SummaryStyles(in: workbook)
        var grid = SummaryGrid()
        putTitle(on: &grid, styles)
        let afterFacts = max(
            putList("This run", runFacts(styles), Place.left, from: 3, on: &grid, styles),
            putList("Totals", totalLines(styles), Place.right, from: 3, on: &grid, styles)
        )
        let kindsRow = afterFacts + 1
        let kinds = putKinds(from: 3, on: &grid, styles)
        heading("Overrides by kind", kindsRow, Place.right, on: &grid, styles)
        let afterSheets = putSheets(from: kindsRow, on: &grid, styles)
        let weeksRow = max(afterSheets, kindsRow + 11) + 1
        heading("Due dates by week", weeksRow, Place.page, on: &grid, styles)
        let weeks = putWeeks(from: 3, on: &grid, styles)
        let afterFindings = putFindings(from: weeksRow + 15, on: &grid, styles)
        try grid.write(to: sheet)
        try putCharts(SummaryCharts(weeks: weeks, kinds: kinds), weeksRow: weeksRow, kindsRow: kindsRow, on: sheet)
        try setPage(of: sheet, rows: afterFindings)
    }

    private func putTitle(on grid: inout SummaryGrid, _ styles: SummaryStyles) {
        grid.put(.text("Due, unlock and lock dates", styles.title), row: 0, columns: Place.page)
        grid.set(height: 36, ofRow: 0)
        let terms = Self.list(totals.termNames.sorted(), limit: 4)
        let subtitle = [facts.canvasHost, terms].filter { !$0.isEmpty }.joined(separator: "  ·  ")
        grid.put(.text(subtitle, styles.subtitle), row: 1, columns: Place.page)
        grid.set(height: 22, ofRow: 1)
    }

    private func putCharts(
        _ charts: SummaryCharts,
        weeksRow: Int,
        kindsRow: Int,
        on sheet: Worksheet
    ) throws(SpreadsheetError) {
        if let chart = charts.dueDatesByWeek(on: sheet.name) {
            try sheet.insert(chart, row: weeksRow + 1, column: Place.page.lowerBound)
        }
        if let chart = charts.overridesByKind(on: sheet.name) {
            try sheet.insert(chart, row: kindsRow + 1, column: Place.right.lowerBound)
        }
    }

    private func setPage(of sheet: Worksheet, rows: Int) throws(SpreadsheetError) {
        for (column, width) in Place.widths.enumerated() { try sheet.set(width: width, ofColumn: column) }
        try sheet.hideGridlines()
        try sheet.set(tabColor: Palette.heading)
        var page = PageSetup()
        page.fit = .init(across: 1, down: 1)
        page.area = CellRange(rows: 0...max(0, rows - 1), columns: Place.page)
        page.margins = .init(left: 0.5, right: 0.5, top: 0.5, bottom: 0.6)
        page.centeredHorizontally = true
        page.footer = .init(left: [.text("override-report \(facts.version)")], right: [.text(facts.canvasHost)])
        try sheet.set(page)
    }

    func heading(
        _ text: String,
        _ row: Int,
        _ columns: ClosedRange<Int>,
        on grid: inout SummaryGrid,
        _ styles: SummaryStyles
    ) {
        grid.put(.text(text, styles.section), row: row, columns: columns)
        grid.set(height: 21, ofRow: row)
    }

    /// `a, b, c and 4 more`
    static func list(_ names: [String], limit: Int) -> String {
        guard names.count > limit else { return names.joined(separator: ", ") }
        return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
    }
}
