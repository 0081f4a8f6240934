import CXLSXWriter

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
