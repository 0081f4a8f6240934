/// A table of any length: a header, then rows. When a sheet is full it goes on in `Name (2)`, with the same header,
/// widths, frozen rows, filter and page setup; no row is dropped.
package final class ContinuedWorksheet {
    package struct Column: Equatable, Sendable {
        package var heading: String
        package var headingStyle: StyleID?
        /// In digits of the default font; the column grows with its longest text from the lower to the upper.
        package var widths: ClosedRange<Double>
        /// In a group at the right that is folded away at first.
        package var isFolded: Bool
        /// Its texts are numbers on purpose, such as ids.
        package var holdsNumbersAsText: Bool

        package init(
            heading: String,
            headingStyle: StyleID? = nil,
            widths: ClosedRange<Double>,
            isFolded: Bool = false,
            holdsNumbersAsText: Bool = false
        ) {
            (self.heading, self.headingStyle, self.widths) = (heading, headingStyle, widths)
            (self.isFolded, self.holdsNumbersAsText) = (isFolded, holdsNumbersAsText)
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

        package init(columns: [Column]) { self.columns = columns }
    }

    package let name: String
    /// Names of the sheets so far: `Students`, `Students (2)`.
    package private(set) var sheetNames: [String] = []
    /// Rows so far on all sheets, without headings.
    package private(set) var rowCount = 0

    private let workbook: Workbook
    private let layout: Layout
    private var sheet: Worksheet

    package init(name: String, layout: Layout, in workbook: Workbook) throws(SpreadsheetError) {
        (self.name, self.layout, self.workbook) = (name, layout, workbook)
        guard !layout.columns.isEmpty else { throw .emptyText(name: "list of columns", place: name) }
        guard workbook.limits.rows > 1 else { throw .rowLimit(sheet: name, limit: workbook.limits.rows) }
        sheet = try workbook.addWorksheet(named: name)
        // What doesn't grow isn't measured.
        try start(widths: layout.columns.map { $0.widths.lowerBound < $0.widths.upperBound ? 0 : .max })
    }

    /// Writes the next row, on the next sheet if this one is full.
    ///
    /// - Parameter height: in points; nil leaves it to the program that opens the file.
    /// - Returns: where its first cell is, for links to it.
    @discardableResult
    package func append(height: Double? = nil, _ cells: (inout RowWriter) -> Void) throws(SpreadsheetError)
        -> CellAddress
    {
        if sheet.isFull {
            try finish()
            let widths = sheet.textWidths
            sheet = try workbook.addWorksheet(named: SheetName.continued(name, part: sheetNames.count + 1))
            try start(widths: widths)
        }
        let address = CellAddress(sheet: sheet.name, row: sheet.nextRow, column: 0)
        try sheet.append(height: height, cells)
        rowCount += 1
        return address
    }

    /// Writes the next row, starting in the first column.
    @discardableResult
    package func append(_ cells: [Cell], height: Double? = nil) throws(SpreadsheetError) -> CellAddress {
        try append(height: height) { row in
            for column in cells.indices { row.write(cells[column], column: column) }
        }
    }

    /// Sets what needs the last row: widths, printed cells, filter. To be called once, after the last row.
    package func finish() throws(SpreadsheetError) {
        let last = sheet.nextRow - 1
        let columns = layout.columns
        var page = layout.page
        page.repeatedRows = 0...0
        page.area = layout.printedColumns.map { CellRange(rows: 0...last, columns: 0...($0 - 1)) }
        try sheet.set(page)
        for (index, column) in columns.enumerated() {
            // Room for the cell's margins and the filter's button.
            let needed = Double(sheet.textWidths[index]) + 2
            let width = min(max(column.widths.lowerBound, needed), column.widths.upperBound)
            try sheet.set(width: width, ofColumn: index, isFolded: column.isFolded)
        }
        try sheet.autofilter(CellRange(rows: 0...last, columns: 0...(columns.count - 1)))
        let ids = columns.indices.filter { columns[$0].holdsNumbersAsText }
        if last > 0, !ids.isEmpty {
            try sheet.allowNumbersAsText(in: ids.map { CellRange(rows: 1...last, columns: $0...$0) })
        }
    }

    /// - Parameter widths: of the texts on earlier sheets.
    private func start(widths: [Int]) throws(SpreadsheetError) {
        let columns = layout.columns
        sheetNames.append(sheet.name)
        if let last = columns.last, last.isFolded {
            try sheet.set(width: 8.43, ofColumn: columns.count, showsFoldedGroup: true)
        }
        try sheet.freeze(rows: 1, columns: layout.frozenColumns)
        if let color = layout.tabColor { try sheet.set(tabColor: color) }
        try sheet.append(columns.map { .text($0.heading, $0.headingStyle) }, height: layout.headingHeight)
        sheet.textWidths = widths
    }
}
