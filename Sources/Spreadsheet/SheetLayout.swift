import CXLSXWriter

/// How a sheet is printed.
package struct PageSetup: Equatable, Sendable {
    package enum Paper: Equatable, Sendable { case a4, letter }

    /// Top or bottom of each page, in three parts.
    package struct Line: Equatable, Sendable {
        package var left: [Field]
        package var center: [Field]
        package var right: [Field]

        package init(left: [Field] = [], center: [Field] = [], right: [Field] = []) {
            self.left = left
            self.center = center
            self.right = right
        }
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
            self.left = left
            self.right = right
            self.top = top
            self.bottom = bottom
        }
    }

    /// Pages that the sheet is shrunk to; 0 is as many as it takes.
    package struct Fit: Equatable, Sendable {
        package var across, down: Int

        package init(across: Int, down: Int) {
            self.across = across
            self.down = down
        }
    }

    package var landscape = false
    package var paper = Paper.letter
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
    /// Excel's codes: `&L`, `&C`, `&R` start a part, `&P`, `&N`, `&A` are fields, and `&&` is an ampersand.
    var code: String {
        [("&L", left), ("&C", center), ("&R", right)]
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
        _ = try file.opened()
        if page.landscape { worksheet_set_landscape(part.pointer) } else { worksheet_set_portrait(part.pointer) }
        // Excel's numbers of paper sizes.
        worksheet_set_paper(part.pointer, page.paper == .a4 ? 9 : 1)
        if let fit = page.fit {
            guard (0...32_767).contains(fit.across), (0...32_767).contains(fit.down) else {
                throw .setting(
                    name: "number of pages",
                    place: name,
                    value: "\(fit.across) by \(fit.down)",
                    allowed: "0 to 32767 each"
                )
            }
            worksheet_fit_to_pages(part.pointer, UInt16(fit.across), UInt16(fit.down))
        }
        if let rows = page.repeatedRows {
            let corners = try checked(CellRange(rows: rows, columns: 0...0))
            let code = worksheet_repeat_rows(part.pointer, corners.firstRow, corners.lastRow)
            try check(code, "set the rows printed on each page", place: name)
        }
        if let margins = page.margins {
            worksheet_set_margins(part.pointer, margins.left, margins.right, margins.top, margins.bottom)
        }
        if let area = page.area {
            let corners = try checked(area)
            let code = worksheet_print_area(
                part.pointer,
                corners.firstRow,
                corners.firstColumn,
                corners.lastRow,
                corners.lastColumn
            )
            try check(code, "set the printed cells", place: name)
        }
        if page.printsGridlines { worksheet_gridlines(part.pointer, UInt8(LXW_SHOW_ALL_GRIDLINES.rawValue)) }
        if page.centeredHorizontally { worksheet_center_horizontally(part.pointer) }
        if let code = try code(of: page.header, "page header") {
            try check(worksheet_set_header(part.pointer, code), "set the page header", place: name)
        }
        if let code = try code(of: page.footer, "page footer") {
            try check(worksheet_set_footer(part.pointer, code), "set the page footer", place: name)
        }
    }

    private func code(of line: PageSetup.Line?, _ what: String) throws(SpreadsheetError) -> String? {
        guard let code = line?.code, !code.isEmpty else { return nil }
        guard code.utf16.count <= SpreadsheetLimits.headerFooterUnits else {
            throw .setting(
                name: what,
                place: name,
                value: "\(code.utf16.count) UTF-16 units long",
                allowed: "\(SpreadsheetLimits.headerFooterUnits)"
            )
        }
        return code
    }
}

extension Worksheet {
    /// Width and outline of one column. Its style holds for cells that are never written.
    package struct ColumnLayout: Equatable, Sendable {
        /// In digits of the default font.
        package var width: Double
        /// 1 to 7: the columns are grouped under a button that folds them away. 0: no group.
        package var outlineLevel: Int
        /// Folded away, or hidden where there is no group.
        package var hidden: Bool
        /// The column that shows the button of a folded group: the one right of it.
        package var showsFoldedGroup: Bool

        package init(
            width: Double,
            outlineLevel: Int = 0,
            hidden: Bool = false,
            showsFoldedGroup: Bool = false
        ) {
            self.width = width
            self.outlineLevel = outlineLevel
            self.hidden = hidden
            self.showsFoldedGroup = showsFoldedGroup
        }
    }

    /// Can be called at any time before the workbook is closed, so widths may follow from what was written.
    package func set(_ layout: ColumnLayout, forColumn column: Int) throws(SpreadsheetError) {
        _ = try file.opened()
        try checkColumn(column)
        let place = CellAddress.letters(ofColumn: column)
        guard SpreadsheetLimits.columnWidths.contains(layout.width) else {
            throw .setting(
                name: "width of column \(place)",
                place: name,
                value: "\(layout.width)",
                allowed: "0 to 255"
            )
        }
        guard SpreadsheetLimits.outlineLevels.contains(layout.outlineLevel) else {
            throw .setting(
                name: "outline level of column \(place)",
                place: name,
                value: "\(layout.outlineLevel)",
                allowed: "0 to 7"
            )
        }
        var options = lxw_row_col_options(
            hidden: layout.hidden ? 1 : 0,
            level: UInt8(layout.outlineLevel),
            collapsed: layout.showsFoldedGroup ? 1 : 0
        )
        let code = worksheet_set_column_opt(
            part.pointer,
            UInt16(column),
            UInt16(column),
            layout.width,
            nil,
            &options
        )
        try check(code, "set the width of column \(place)", place: name)
    }

    /// Rows above and columns left of the cell stay in view.
    package func freeze(rows: Int, columns: Int) throws(SpreadsheetError) {
        _ = try file.opened()
        guard (0..<limits.rows).contains(rows) else {
            throw .setting(name: "number of frozen rows", place: name, value: "\(rows)", allowed: "fewer than its rows")
        }
        try checkColumn(columns)
        worksheet_freeze_panes(part.pointer, UInt32(rows), UInt16(columns))
    }

    /// Buttons to filter by, in the first row of the range.
    package func autofilter(_ range: CellRange) throws(SpreadsheetError) {
        _ = try file.opened()
        let corners = try checked(range)
        let code = worksheet_autofilter(
            part.pointer,
            corners.firstRow,
            corners.firstColumn,
            corners.lastRow,
            corners.lastColumn
        )
        try check(code, "set a filter", place: name)
    }

    /// No green corner on numbers that are kept as text on purpose, such as ids.
    package func allowNumbersAsText(in ranges: [CellRange]) throws(SpreadsheetError) {
        _ = try file.opened()
        guard !ranges.isEmpty else { throw .emptyText(name: "list of cells that hold numbers as text", place: name) }
        for range in ranges { _ = try checked(range) }
        let code = worksheet_ignore_errors(
            part.pointer,
            UInt8(LXW_IGNORE_NUMBER_STORED_AS_TEXT.rawValue),
            ranges.map(\.reference).joined(separator: " ")
        )
        try check(code, "allow numbers as text", place: name)
    }

    /// The sheet that is seen when the file is opened.
    package func activate() throws(SpreadsheetError) {
        _ = try file.opened()
        worksheet_activate(part.pointer)
    }

    package func set(tabColor: Color) throws(SpreadsheetError) {
        _ = try file.opened()
        worksheet_set_tab_color(part.pointer, tabColor.library)
    }

    /// For a sheet that is read as a page rather than used as a table.
    package func hideGridlines() throws(SpreadsheetError) {
        _ = try file.opened()
        worksheet_gridlines(part.pointer, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    }

    func checkColumn(_ column: Int) throws(SpreadsheetError) {
        guard (0..<SpreadsheetLimits.columns).contains(column) else {
            throw .columnLimit(sheet: name, column: column, limit: SpreadsheetLimits.columns)
        }
    }

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
}
