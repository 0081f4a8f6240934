import CanvasAPI
import Foundation
import Spreadsheet

/// The charts of the Summary, over figures that stand beside the page: labels in the first column, numbers in the
/// second.
enum SummaryCharts {
    static func dueDatesByWeek(_ cells: CellRange, on sheet: String) -> Chart {
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

    static func overridesByKind(_ cells: CellRange, on sheet: String) -> Chart {
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

    private static func series(_ name: String, _ cells: CellRange, on sheet: String) -> Chart.Series {
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
    func putWeeks(from row: Int, on grid: inout SummaryGrid) -> CellRange? {
        putFigures(
            Self.weekLabels(totals.dueDatesByWeek),
            headings: ("Week of", "Due dates"),
            at: Place.weeks,
            from: row,
            on: &grid
        )
    }

    /// Weeks from the first to the last that has a due date, those without one too. The year is said where it begins.
    static func weekLabels(_ counts: [CivilDate: Int]) -> [(label: String, count: Int)] {
        var weeks = DueWeek.list(counts)
        // More weeks than this (a date typed into the wrong year) are listed without those in between.
        if let first = weeks.first, let last = weeks.last, (last.day - first.day) / 7 < 80 {
            weeks = DueWeek.filled(weeks)
        }
        var year: Int?
        return weeks.map { week in
            defer { year = week.monday.year }
            return (week.monday.year == year ? week.monday.dayAndMonth : week.monday.words, week.count)
        }
    }

    /// The figures of the chart by kind, the largest first; nil where there are no overrides.
    func putKinds(from row: Int, on grid: inout SummaryGrid) -> CellRange? {
        func largestFirst(_ counts: [String: Int], _ label: (String) -> String) -> [(label: String, count: Int)] {
            counts.map { (label($0.key), $0.value) }.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
        }
        return putFigures(
            largestFirst(totals.itemOverridesByType, PlainWords.text(ofCode:))
                + largestFirst(totals.moduleOverridesByType) { "Module, \($0.replacing("_", with: " "))" },
            headings: ("Overrides for", "Overrides"),
            at: Place.kinds,
            from: row,
            on: &grid
        )
    }

    private func putFigures(
        _ figures: [(label: String, count: Int)],
        headings: (String, String),
        at column: Int,
        from row: Int,
        on grid: inout SummaryGrid
    ) -> CellRange? {
        guard !figures.isEmpty else { return nil }
        let (labels, numbers) = (column...column, (column + 1)...(column + 1))
        grid.put(.text(headings.0, grid.styles.columnHeading), row: row, labels)
        grid.put(.text(headings.1, grid.styles.columnHeadingRight), row: row, numbers)
        for (index, figure) in figures.enumerated() {
            grid.put(.text(figure.label, grid.styles.text), row: row + 1 + index, labels)
            grid.put(.number(figure.count, grid.styles.number), row: row + 1 + index, numbers)
        }
        return CellRange(rows: (row + 1)...(row + figures.count), columns: column...(column + 1))
    }
}
