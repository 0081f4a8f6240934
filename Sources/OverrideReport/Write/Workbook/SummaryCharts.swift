import CanvasAPI
import Foundation
import Spreadsheet

/// The charts of the Summary, over figures that stand beside the page.
struct SummaryCharts {
    /// The cells with the figures: labels in the first column, numbers in the second.
    let weeks: CellRange?
    let kinds: CellRange?

    func dueDatesByWeek(on sheet: String) -> Chart? {
        weeks.map { cells in
            var chart = Chart(
                kind: .column,
                title: "Distinct due dates of items, by week (Monday)",
                series: [series("Due dates", cells, on: sheet)],
                frame: .init(width: 824, height: 270, offsetY: 6),
                altText: "Columns: how many due dates fall into each week. The figures stand right of the page."
            )
            chart.showsValues = cells.rows.count <= 30
            return chart
        }
    }

    func overridesByKind(on sheet: String) -> Chart? {
        kinds.map { cells in
            var chart = Chart(
                kind: .bar,
                title: "Overrides by what they are for",
                series: [series("Overrides", cells, on: sheet)],
                frame: .init(width: 340, height: 205, offsetY: 4),
                altText: "Bars: how many overrides there are of each kind. The figures stand right of the page."
            )
            chart.showsValues = true
            chart.showsValueAxis = false
            chart.gap = 40
            return chart
        }
    }

    private func series(_ name: String, _ cells: CellRange, on sheet: String) -> Chart.Series {
        let (labels, numbers) = (cells.columns.lowerBound, cells.columns.upperBound)
        return Chart.Series(
            name: name,
            sheet: sheet,
            categories: CellRange(rows: cells.rows, columns: labels...labels),
            values: CellRange(rows: cells.rows, columns: numbers...numbers),
            color: Palette.accent
        )
    }
}

extension SummaryPage {
    /// The figures of the weekly chart; nil where nothing is due.
    func putWeeks(from row: Int, on grid: inout SummaryGrid, _ styles: SummaryStyles) -> CellRange? {
        putFigures(
            WeekSeries(totals.dueDatesByWeek).entries.map { ($0.label, $0.count) },
            headings: ("Week of", "Due dates"),
            at: Place.weeks,
            from: row,
            on: &grid,
            styles
        )
    }

    /// The figures of the chart by kind; nil where there are no overrides.
    func putKinds(from row: Int, on grid: inout SummaryGrid, _ styles: SummaryStyles) -> CellRange? {
        let items = totals.itemOverridesByType.map { (PlainWords.text(ofCode: $0.key), $0.value) }
        let modules = totals.moduleOverridesByType.map { ("Module, \($0.key.replacing("_", with: " "))", $0.value) }
        return putFigures(
            Self.largestFirst(items) + Self.largestFirst(modules),
            headings: ("Overrides for", "Overrides"),
            at: Place.kinds,
            from: row,
            on: &grid,
            styles
        )
    }

    private static func largestFirst(_ figures: [(String, Int)]) -> [(String, Int)] {
        figures.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    private func putFigures(
        _ figures: [(String, Int)],
        headings: (String, String),
        at column: Int,
        from row: Int,
        on grid: inout SummaryGrid,
        _ styles: SummaryStyles
    ) -> CellRange? {
        guard !figures.isEmpty else { return nil }
        grid.put(.text(headings.0, styles.columnHeading), row: row, column: column)
        grid.put(.text(headings.1, styles.columnHeadingRight), row: row, column: column + 1)
        for (index, figure) in figures.enumerated() {
            grid.put(.text(figure.0, styles.text), row: row + 1 + index, column: column)
            grid.put(.number(figure.1, styles.number), row: row + 1 + index, column: column + 1)
        }
        return CellRange(rows: (row + 1)...(row + figures.count), columns: column...(column + 1))
    }
}
