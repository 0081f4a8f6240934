import CXLSXWriter

/// Hands the cells of one row to libxlsxwriter, from left to right.
///
/// This is the fast way in: a cell costs a call with a `PreparedText`, a link or a number, and no Swift text is made or
/// looked at. What a cell can't hold is kept as the row's `failure`, and the rest of the row is left out.
package struct RowWriter: ~Copyable {
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let name: String
    private let row: UInt32
    private let workbook: Int
    private let dateStyle: StyleID
    private var linksLeft: Int
    private var webLinks = 0
    private var cellLinks = 0
    private var textWidths: [Int]
    /// The first column that can still be written; past all columns once something has failed.
    private var nextColumn = 0
    /// Tags of the cells so far.
    private(set) var tags = 0
    private(set) var failure: SpreadsheetError?

    init(_ row: Int, of sheet: Worksheet, in workbook: Workbook) {
        self.sheet = sheet.pointer
        self.row = UInt32(row)
        self.workbook = workbook.number
        name = sheet.name
        dateStyle = sheet.dateStyle
        linksLeft = sheet.linksLeft
        // Taken from the sheet, so that there is one owner and nothing to copy.
        textWidths = sheet.textWidths
        sheet.textWidths = []
    }

    mutating func finish(_ sheet: Worksheet) {
        sheet.webLinks += webLinks
        sheet.cellLinks += cellLinks
        sheet.textWidths = textWidths
        textWidths = []
    }

    // MARK: Cells

    /// A cell without content; one without a style too is left out.
    package mutating func blank(column: Int, style: StyleID?) {
        guard let style, takes(column, style) else { return }
        count(worksheet_write_blank(sheet, row, UInt16(column), style.format), tags: 1, column)
    }

    /// An empty text is a blank cell.
    package mutating func text(_ text: PreparedText, column: Int, style: StyleID? = nil) {
        if text.isEmpty { return blank(column: column, style: style) }
        guard takes(column, style) else { return }
        measure(text.width, column)
        count(
            worksheet_write_string(sheet, row, UInt16(column), text.string.characters, style?.format),
            tags: 6,
            column
        )
    }

    /// For a text that no other cell shows.
    package mutating func text(_ text: String, column: Int, style: StyleID? = nil) {
        if text.isEmpty { return blank(column: column, style: style) }
        guard takes(column, style) else { return }
        if column < textWidths.count { measure(TextWidth.of(text, beyond: textWidths[column]), column) }
        let (sheet, row) = (sheet, row)
        let code = CellText.prepared(text).withCString { characters in
            worksheet_write_string(sheet, row, UInt16(column), characters, style?.format)
        }
        count(code, tags: 6, column)
    }

    /// Must be finite. A date whose `WallClock.serial` is known is a number with a style for dates.
    package mutating func number(_ number: Double, column: Int, style: StyleID? = nil) {
        guard takes(column, style) else { return }
        guard number.isFinite else { return fail(.notFinite(address(column), number)) }
        count(worksheet_write_number(sheet, row, UInt16(column), number, style?.format), tags: 4, column)
    }

    /// Shown by the style's number format; without a style as `yyyy-mm-dd hh:mm`.
    package mutating func date(_ date: WallClock, column: Int, style: StyleID? = nil) {
        guard let serial = date.serial else {
            if takes(column, style) { fail(.date(address(column), date)) }
            return
        }
        number(serial, column: column, style: style ?? dateStyle)
    }

    package mutating func boolean(_ boolean: Bool, column: Int, style: StyleID? = nil) {
        guard takes(column, style) else { return }
        count(worksheet_write_boolean(sheet, row, UInt16(column), boolean ? 1 : 0, style?.format), tags: 4, column)
    }

    /// A text that leads somewhere. It is the text alone where a cell can't hold the link, or the sheet no more links.
    package mutating func link(_ link: PreparedLink, text: PreparedText, column: Int, style: StyleID? = nil) {
        let shown = text.isEmpty ? link.shownTarget : text
        guard let target = link.target, linksLeft > 0 else { return self.text(shown, column: column, style: style) }
        guard takes(column, style) else { return }
        measure(text.width, column)
        let (url, characters) = (target.characters, shown.string.characters)
        let code = worksheet_write_url_opt(sheet, row, UInt16(column), url, style?.format, characters, nil)
        count(code, tags: 6, column)
        guard code == LXW_NO_ERROR else { return }
        linksLeft -= 1
        if link.isWeb { webLinks += 1 } else { cellLinks += 1 }
    }

    mutating func write(_ cell: Cell, column: Int) {
        switch cell.value {
        case .blank: blank(column: column, style: cell.style)
        case .text(let text): self.text(text, column: column, style: cell.style)
        case .number(let number): self.number(number, column: column, style: cell.style)
        case .date(let date): self.date(date, column: column, style: cell.style)
        case .boolean(let boolean): self.boolean(boolean, column: column, style: cell.style)
        case .link(let link, let text):
            self.link(PreparedLink(link), text: PreparedText(text), column: column, style: cell.style)
        }
    }

    // MARK: Checks

    /// Whether the cell can be written: right of those before, within the sheet, with a style of this workbook.
    private mutating func takes(_ column: Int, _ style: StyleID?) -> Bool {
        let isOwn = if let style { style.workbook == workbook } else { true }
        guard isOwn, column >= nextColumn, column < SpreadsheetLimits.columns else {
            if failure != nil { return false }
            if !(0..<SpreadsheetLimits.columns).contains(column) {
                fail(.columnLimit(sheet: name, column: column, limit: SpreadsheetLimits.columns))
            } else if column < nextColumn {
                fail(.columnOrder(address(column)))
            } else {
                fail(.foreignStyle(place: address(column).description))
            }
            return false
        }
        nextColumn = column + 1
        return true
    }

    private mutating func count(_ code: lxw_error, tags: Int, _ column: Int) {
        if code == LXW_NO_ERROR {
            self.tags += tags
        } else {
            do throws(SpreadsheetError) {
                try check(code, "write a cell", place: address(column).description)
            } catch {
                fail(error)
            }
        }
    }

    private mutating func measure(_ width: Int, _ column: Int) {
        if column < textWidths.count, width > textWidths[column] { textWidths[column] = width }
    }

    private mutating func fail(_ error: SpreadsheetError) {
        failure = failure ?? error
        nextColumn = .max
    }

    private func address(_ column: Int) -> CellAddress { CellAddress(sheet: name, row: Int(row), column: column) }
}
