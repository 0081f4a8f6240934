import Spreadsheet

/// How one kind of row becomes a sheet: the columns for people in front, all others of the CSV folded away behind them.
struct SheetDefinition<Row> {
    let name: String
    /// What a row is, for the Summary.
    let rowMeaning: String
    let columns: [SheetColumn<Row>]
    /// Columns at the left that stay in view.
    let frozenColumns: Int
    /// Columns at the left that are printed; nil prints all in view.
    let printedColumns: Int?
    let tabColor: Color
    let tone: @Sendable (Row) -> CellTone

    init(
        name: String,
        rowMeaning: String,
        front: [SheetColumn<Row>],
        all: [ReportColumn<Row>],
        zones: ReportZones,
        frozenColumns: Int,
        printedColumns: Int? = nil,
        tabColor: Color,
        tone: @escaping @Sendable (Row) -> CellTone = { _ in .plain }
    ) {
        self.name = name
        self.rowMeaning = rowMeaning
        self.frozenColumns = frozenColumns
        self.printedColumns = printedColumns
        self.tabColor = tabColor
        self.tone = tone
        let shown = Set(front.map(\.name))
        let headings = Set(front.map(\.heading))
        let folded = all.filter { !shown.contains($0.name) }.map { column in
            var column = SheetColumn(column, zones: zones)
            // The front has the same in words.
            if headings.contains(column.heading) { column.heading += " (codes)" }
            return column
        }
        columns = front + folded
    }
}

/// Picks columns of a report for the front of its sheet.
struct FrontColumns<Row> {
    let all: [ReportColumn<Row>]
    let zones: ReportZones

    /// The report's column of this name; none where the report has no such column.
    func column(
        _ name: String,
        heading: String? = nil,
        widths: ClosedRange<Double>? = nil,
        link: (@Sendable (Row) -> String?)? = nil,
        tone: (@Sendable (Row) -> CellTone?)? = nil,
        change: (inout SheetColumn<Row>) -> Void = { _ in }
    ) -> [SheetColumn<Row>] {
        guard let column = all.first(where: { $0.name == name }) else { return [] }
        var front = SheetColumn(column, zones: zones)
        front.isFolded = false
        if let heading { front.heading = heading }
        if let widths { front.widths = widths }
        front.link = link
        front.tone = tone
        change(&front)
        return [front]
    }
}
