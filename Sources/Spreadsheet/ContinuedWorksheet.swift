/// A table of any length: a header, then rows. When a sheet is full it goes on in `Name (2)`, with the same header,
/// widths, frozen rows, filter and page setup; no row is dropped.
package final class ContinuedWorksheet {
    package struct Column: Equatable, Sendable {
        package var heading: String
        package var headingStyle: StyleID?
        /// The width is the least there is, where `widest` is given.
        package var layout: Worksheet.ColumnLayout
        /// The column grows with its longest text, up to this width; nil keeps the layout's.
        package var widest: Double?
        /// Its texts are numbers on purpose, such as ids.
        package var holdsNumbersAsText: Bool

        package init(
            heading: String,
            headingStyle: StyleID? = nil,
            layout: Worksheet.ColumnLayout,
            widest: Double? = nil,
            holdsNumbersAsText: Bool = false
        ) {
            self.heading = heading
            self.headingStyle = headingStyle
            self.layout = layout
            self.widest = widest
            self.holdsNumbersAsText = holdsNumbersAsText
        }
    }

    package struct Layout: Equatable, Sendable {
        package var columns: [Column]
        package var headingHeight: Double?
        /// Columns at the left that stay in view; the heading always does.
        package var frozenColumns = 0
        package var page = PageSetup()
        /// Columns at the left that are printed; nil prints all in view. The page's own area is not heeded.
        package var printedColumns: Int?
        package var tabColor: Color?
        /// For the rows below the heading; a formula is written as for row 2.
        package var rules: [Rule] = []

        package init(columns: [Column]) { self.columns = columns }
    }

    package struct Rule: Equatable, Sendable {
        package var rule: ConditionalRule
        package var columns: ClosedRange<Int>

        package init(_ rule: ConditionalRule, columns: ClosedRange<Int>) {
            self.rule = rule
            self.columns = columns
        }
    }

    package let name: String
    /// Names of the sheets so far: `Students`, `Students (2)`.
    package private(set) var sheetNames: [String] = []
    /// Rows so far on all sheets, without headings.
    package private(set) var rowCount = 0

    private let workbook: Workbook
    private let layout: Layout
    private var sheet: Worksheet
    private var widths: [TextWidth]

    package init(name: String, layout: Layout, in workbook: Workbook) throws(SpreadsheetError) {
        self.name = name
        self.layout = layout
        self.workbook = workbook
        guard !layout.columns.isEmpty else { throw .emptyText(name: "list of columns", place: name) }
        guard workbook.limits.rows > 1 else { throw .rowLimit(sheet: name, limit: workbook.limits.rows) }
        widths = layout.columns.map { _ in TextWidth() }
        sheet = try workbook.addWorksheet(named: name)
        try start()
    }

    /// Writes the next row, on the next sheet if this one is full.
    ///
    /// - Parameter height: in points; nil leaves it to the program that opens the file.
    /// - Returns: where its first cell is, for links to it.
    @discardableResult
    package func append(_ cells: [Cell], height: Double? = nil) throws(SpreadsheetError) -> CellAddress {
        if sheet.isFull {
            try finish()
            sheet = try workbook.addWorksheet(named: SheetName.continued(name, part: sheetNames.count + 1))
            try start()
        }
        let address = CellAddress(sheet: sheet.name, row: sheet.nextRow, column: 0)
        try sheet.append(cells, height: height)
        for index in widths.indices where index < cells.count && layout.columns[index].widest != nil {
            widths[index].include(cells[index])
        }
        rowCount += 1
        return address
    }

    /// Links that the next row can still hold; what is past them is written as text.
    package var linksLeft: Int { sheet.isFull ? workbook.limits.links : sheet.linksLeft }

    /// Sets what needs the last row: widths, printed cells, filter, conditional formats. To be called once, after the last row.
    package func finish() throws(SpreadsheetError) {
        let last = sheet.nextRow - 1
        let columns = layout.columns.indices
        var page = layout.page
        page.repeatedRows = 0...0
        page.area = layout.printedColumns.map { CellRange(rows: 0...last, columns: 0...($0 - 1)) }
        try sheet.set(page)
        for index in columns { try setWidth(ofColumn: index) }
        try sheet.autofilter(CellRange(rows: 0...last, columns: 0...(columns.count - 1)))
        guard last > 0 else { return }
        for rule in layout.rules {
            try sheet.add(rule.rule, to: CellRange(rows: 1...last, columns: rule.columns))
        }
        let ids = columns.filter { layout.columns[$0].holdsNumbersAsText }
        if !ids.isEmpty {
            try sheet.allowNumbersAsText(in: ids.map { CellRange(rows: 1...last, columns: $0...$0) })
        }
    }

    private func setWidth(ofColumn index: Int) throws(SpreadsheetError) {
        var column = layout.columns[index].layout
        // Room for the cell's margins and the filter's button.
        let needed = Double(widths[index].characters) + 2
        column.width = max(column.width, min(needed, layout.columns[index].widest ?? column.width))
        try sheet.set(column, forColumn: index)
    }

    private func start() throws(SpreadsheetError) {
        sheetNames.append(sheet.name)
        if let last = layout.columns.last?.layout, last.hidden, last.outlineLevel > 0 {
            let button = Worksheet.ColumnLayout(width: 8.43, showsFoldedGroup: true)
            try sheet.set(button, forColumn: layout.columns.count)
        }
        try sheet.freeze(rows: 1, columns: layout.frozenColumns)
        if let color = layout.tabColor { try sheet.set(tabColor: color) }
        try sheet.append(
            layout.columns.map { .text($0.heading, $0.headingStyle) },
            height: layout.headingHeight
        )
    }
}
