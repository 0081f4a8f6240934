import CXLSXWriter

/// How a sheet is printed, on Letter paper.
package struct PageSetup: Equatable, Sendable {
    /// Top or bottom of each page, at its left and right edge.
    package struct Line: Equatable, Sendable {
        package var left: [Field]
        package var right: [Field]

        package init(left: [Field] = [], right: [Field] = []) { (self.left, self.right) = (left, right) }
    }

    package enum Field: Equatable, Sendable {
        case text(String)
        case page
        case pages
        case sheetName
    }

    package struct Margins: Equatable, Sendable {
        /// In inches, as Excel counts them.
        package var left, right, top, bottom: Double

        package init(left: Double, right: Double, top: Double, bottom: Double) {
            (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
        }
    }

    /// Pages that the sheet is shrunk to; 0 is as many as it takes.
    package struct Fit: Equatable, Sendable {
        package var across, down: Int

        package init(across: Int, down: Int) { (self.across, self.down) = (across, down) }
    }

    package var landscape = false
    package var fit: Fit?
    /// Rows printed again on each page, counted from 0.
    package var repeatedRows: ClosedRange<Int>?
    package var header: Line?
    package var footer: Line?
    package var margins: Margins?
    package var centeredHorizontally = false
    package var printsGridlines = false
    /// What is printed of the sheet; nil is all of it.
    package var area: CellRange?

    package init() {}
}

extension PageSetup.Line {
    /// Excel's codes: `&L` and `&R` start a part, `&P`, `&N`, `&A` are fields, and `&&` is an ampersand.
    fileprivate var code: String {
        [("&L", left), ("&R", right)]
            .filter { !$0.1.isEmpty }
            .map { part, fields in part + fields.map(\.code).joined() }
            .joined()
    }
}

extension PageSetup.Field {
    fileprivate var code: String {
        switch self {
        case .text(let text):
            CellText.prepared(text).split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&&")
        case .page: "&P"
        case .pages: "&N"
        case .sheetName: "&A"
        }
    }
}

extension Worksheet {
    /// How the sheet is printed.
    package func set(_ page: PageSetup) throws(SpreadsheetError) {
        try opened()
        if page.landscape { worksheet_set_landscape(pointer) } else { worksheet_set_portrait(pointer) }
        // Excel's number of Letter.
        worksheet_set_paper(pointer, 1)
        if let fit = page.fit {
            for pages in [fit.across, fit.down] {
                try requireSetting("number of pages", pages, in: 0...32_767, place: name)
            }
            worksheet_fit_to_pages(pointer, UInt16(fit.across), UInt16(fit.down))
        }
        if let rows = page.repeatedRows {
            let corners = try checked(CellRange(rows: rows, columns: 0...0))
            let code = worksheet_repeat_rows(pointer, corners.firstRow, corners.lastRow)
            try check(code, "set the rows printed on each page", place: name)
        }
        if let margins = page.margins {
            worksheet_set_margins(pointer, margins.left, margins.right, margins.top, margins.bottom)
        }
        if let area = page.area { try apply("set the printed cells", to: area, worksheet_print_area) }
        if page.printsGridlines { worksheet_gridlines(pointer, UInt8(LXW_SHOW_ALL_GRIDLINES.rawValue)) }
        if page.centeredHorizontally { worksheet_center_horizontally(pointer) }
        if let code = try code(of: page.header, "page header") {
            try check(worksheet_set_header(pointer, code), "set the page header", place: name)
        }
        if let code = try code(of: page.footer, "page footer") {
            try check(worksheet_set_footer(pointer, code), "set the page footer", place: name)
        }
    }

    private func code(of line: PageSetup.Line?, _ what: String) throws(SpreadsheetError) -> String? {
        guard let code = line?.code, !code.isEmpty else { return nil }
        guard code.utf16.count <= SpreadsheetLimits.headerFooterUnits else {
            let (value, allowed) = ("\(code.utf16.count) UTF-16 units long", "\(SpreadsheetLimits.headerFooterUnits)")
            throw .setting(name: what, place: name, value: value, allowed: allowed)
        }
        return code
    }

    /// Can be called at any time before the workbook is closed, so widths may follow from what was written.
    ///
    /// - Parameters:
    ///   - width: in digits of the default font.
    ///   - isFolded: in a group that is folded away at first.
    ///   - showsFoldedGroup: has the button of the group left of it.
    package func set(
        width: Double,
        ofColumn column: Int,
        isFolded: Bool = false,
        showsFoldedGroup: Bool = false
    ) throws(SpreadsheetError) {
        try opened()
        try checkColumn(column)
        let letters = CellAddress.letters(ofColumn: column)
        try requireSetting("width of column \(letters)", width, in: SpreadsheetLimits.columnWidths, place: name)
        let folded: UInt8 = isFolded ? 1 : 0
        var options = lxw_row_col_options(hidden: folded, level: folded, collapsed: showsFoldedGroup ? 1 : 0)
        let code = worksheet_set_column_opt(pointer, UInt16(column), UInt16(column), width, nil, &options)
        try check(code, "set the width of column \(letters)", place: name)
    }

    /// Rows above and columns left of the cell stay in view.
    func freeze(rows: Int, columns: Int) throws(SpreadsheetError) {
        try opened()
        let corners = try checked(CellRange(rows: rows...rows, columns: columns...columns))
        worksheet_freeze_panes(pointer, corners.firstRow, corners.firstColumn)
    }

    /// Buttons to filter by, in the first row of the range.
    func autofilter(_ range: CellRange) throws(SpreadsheetError) {
        try apply("set a filter", to: range, worksheet_autofilter)
    }

    /// No green corner on numbers that are kept as text on purpose, such as ids.
    func allowNumbersAsText(in ranges: [CellRange]) throws(SpreadsheetError) {
        try opened()
        guard !ranges.isEmpty else { throw .emptyText(name: "list of cells that hold numbers as text", place: name) }
        for range in ranges { _ = try checked(range) }
        let cells = ranges.map(\.reference).joined(separator: " ")
        let code = worksheet_ignore_errors(pointer, UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue), cells)
        try check(code, "allow numbers as text", place: name)
    }

    /// The sheet that is seen when the file is opened.
    package func activate() throws(SpreadsheetError) {
        try opened()
        worksheet_activate(pointer)
    }

    package func set(tabColor: Color) throws(SpreadsheetError) {
        try opened()
        worksheet_set_tab_color(pointer, tabColor.library)
    }

    /// For a sheet that is read as a page rather than used as a table.
    package func hideGridlines() throws(SpreadsheetError) {
        try opened()
        worksheet_gridlines(pointer, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    }

    // MARK: Ranges as the library takes them

    struct Corners {
        let firstRow, lastRow: UInt32
        let firstColumn, lastColumn: UInt16
    }

    func checked(_ range: CellRange) throws(SpreadsheetError) -> Corners {
        guard range.rows.lowerBound >= 0, range.rows.upperBound < limits.rows else {
            throw .rowLimit(sheet: name, limit: limits.rows)
        }
        try checkColumn(range.columns.lowerBound)
        try checkColumn(range.columns.upperBound)
        return Corners(
            firstRow: UInt32(range.rows.lowerBound),
            lastRow: UInt32(range.rows.upperBound),
            firstColumn: UInt16(range.columns.lowerBound),
            lastColumn: UInt16(range.columns.upperBound)
        )
    }

    private func checkColumn(_ column: Int) throws(SpreadsheetError) {
        guard (0..<SpreadsheetLimits.columns).contains(column) else {
            throw .columnLimit(sheet: name, column: column, limit: SpreadsheetLimits.columns)
        }
    }

    /// - Parameter call: takes first row, first column, last row and last column.
    private func apply(
        _ action: String,
        to range: CellRange,
        _ call: (UnsafeMutablePointer<lxw_worksheet>, UInt32, UInt16, UInt32, UInt16) -> lxw_error
    ) throws(SpreadsheetError) {
        try opened()
        let corners = try checked(range)
        let code = call(pointer, corners.firstRow, corners.firstColumn, corners.lastRow, corners.lastColumn)
        try check(code, action, place: name)
    }
}
