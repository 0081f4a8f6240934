import CXLSXWriter
import Foundation

/// One sheet. Rows are written from top to bottom; what is written can't be changed.
package final class Worksheet {
    let part: SheetPart
    let file: WorkbookFile
    let limits: SpreadsheetLimits
    private let dateStyle: StyleID

    init(part: SheetPart, file: WorkbookFile, limits: SpreadsheetLimits) throws(SpreadsheetError) {
        self.part = part
        self.file = file
        self.limits = limits
        var style = CellStyle()
        style.numberFormat = "yyyy-mm-dd hh:mm"
        dateStyle = try file.register(style)
    }

    package var name: String { part.name }
    /// The row that `append` writes next, counted from 0.
    package var nextRow: Int { part.nextRow }
    package var isFull: Bool { part.nextRow >= limits.rows || part.bytesSoFar >= limits.sheetBytes }
    /// Links that the sheet can still hold; once there are none, links are written as text.
    package var linksLeft: Int { max(0, limits.links - part.links) }

    /// Writes the next row, starting in the first column.
    ///
    /// - Parameters:
    ///   - height: in points; nil leaves it to the program that opens the file.
    ///   - merged: columns shown as one cell, which has the value of the first.
    package func append(
        _ cells: [Cell],
        height: Double? = nil,
        merged: [ClosedRange<Int>] = []
    ) throws(SpreadsheetError) {
        try write(cells, inRow: part.nextRow, height: height, merged: merged)
    }

    /// Writes a row further down and leaves those between blank.
    package func write(
        _ cells: [Cell],
        inRow row: Int,
        height: Double? = nil,
        merged: [ClosedRange<Int>] = []
    ) throws(SpreadsheetError) {
        _ = try file.opened()
        if row < part.nextRow { throw .rowOrder(sheet: name, row: row, next: part.nextRow) }
        if row >= limits.rows { throw .rowLimit(sheet: name, limit: limits.rows) }
        if cells.count > SpreadsheetLimits.columns {
            throw .columnLimit(sheet: name, column: SpreadsheetLimits.columns, limit: SpreadsheetLimits.columns)
        }
        part.nextRow = row + 1
        let cellsBefore = part.cellElements
        if let height { try set(height: height, ofRow: row) }
        for range in merged { try merge(range, inRow: row) }
        for column in cells.indices { try write(cells[column], row: row, column: column) }
        if height != nil || part.cellElements > cellsBefore { part.rowElements += 1 }
        if part.hasFailed {
            throw part.damage(of: file.path, problem: "its temporary file is cut at row \(row)")
        }
    }

    private func set(height: Double, ofRow row: Int) throws(SpreadsheetError) {
        guard SpreadsheetLimits.rowHeights.contains(height) else {
            throw .setting(
                name: "height of row \(row + 1)",
                place: name,
                value: "\(height)",
                allowed: "0 to 409 points"
            )
        }
        try check(worksheet_set_row(part.pointer, UInt32(row), height, nil), "set a row's height", place: name)
    }

    private func merge(_ columns: ClosedRange<Int>, inRow row: Int) throws(SpreadsheetError) {
        guard columns.lowerBound >= 0, columns.count > 1, columns.upperBound < SpreadsheetLimits.columns else {
            throw .setting(
                name: "merged columns",
                place: name,
                value: "\(columns)",
                allowed: "two or more columns of the sheet"
            )
        }
        let row = UInt32(row)
        // Without text and style the library only notes the range; the cells are written with the row.
        let code = worksheet_merge_range(
            part.pointer,
            row,
            UInt16(columns.lowerBound),
            row,
            UInt16(columns.upperBound),
            "",
            nil
        )
        try check(code, "merge cells of row \(row + 1)", place: name)
    }

    private func write(_ cell: Cell, row: Int, column: Int) throws(SpreadsheetError) {
        if cell.value == .blank && cell.style == nil { return }
        let address = { CellAddress(sheet: self.name, row: row, column: column) }
        let format = try file.format(of: cell.style, place: address().description)
        let (line, place) = (UInt32(row), UInt16(column))
        let code: lxw_error
        switch cell.value {
        case .blank:
            code = worksheet_write_blank(part.pointer, line, place, format)
        case .text(let text):
            if text.isEmpty {
                if format == nil { return }
                code = worksheet_write_blank(part.pointer, line, place, format)
            } else {
                code = worksheet_write_string(part.pointer, line, place, CellText.prepared(text), format)
            }
        case .number(let number):
            guard number.isFinite else { throw .notFinite(address(), number) }
            code = worksheet_write_number(part.pointer, line, place, number, format)
        case .date(let date):
            guard let serial = date.serial else { throw .date(address(), date) }
            let shown = try file.format(of: cell.style ?? dateStyle, place: name)
            code = worksheet_write_number(part.pointer, line, place, serial, shown)
        case .boolean(let boolean):
            code = worksheet_write_boolean(part.pointer, line, place, boolean ? 1 : 0, format)
        case .link(let link, let text):
            code = write(link, text: text.isEmpty ? link.shownTarget : text, line, place, format)
        }
        try check(code, "write a cell", place: address().description)
        part.cellElements += 1
    }

    private func write(
        _ link: Link,
        text: String,
        _ row: UInt32,
        _ column: UInt16,
        _ format: UnsafeMutablePointer<lxw_format>?
    ) -> lxw_error {
        let text = CellText.prepared(text)
        guard let target = link.target, part.links < limits.links else {
            return worksheet_write_string(part.pointer, row, column, text, format)
        }
        let code = worksheet_write_url_opt(part.pointer, row, column, target, format, text, nil)
        guard code == LXW_NO_ERROR else { return code }
        if case .cell = link { part.cellLinks += 1 } else { part.webLinks += 1 }
        return code
    }
}

/// What is known of one sheet while it is written, and compared with the file once it is closed.
final class SheetPart {
    let name: String
    let pointer: UnsafeMutablePointer<lxw_worksheet>
    /// The library's temporary file of this sheet's rows.
    private let rowsFile: UnsafeMutablePointer<FILE>
    private let rowsDescriptor: Int32
    private let rowsIdentity: FileIdentity?

    /// The first row that can still be written.
    var nextRow = 0
    /// Rows and cells that stand in the sheet's XML, which leaves out what is blank and has no style.
    var rowElements = 0
    var cellElements = 0
    var webLinks = 0
    var cellLinks = 0
    var hasCharts = false
    /// Bytes of the rows' XML, known for certain once `finishRows` has run.
    private(set) var rowBytes = 0

    init(name: String, pointer: UnsafeMutablePointer<lxw_worksheet>, rowsFile: UnsafeMutablePointer<FILE>) {
        self.name = name
        self.pointer = pointer
        self.rowsFile = rowsFile
        rowsDescriptor = fileno(rowsFile)
        rowsIdentity = FileIdentity(of: rowsDescriptor)
    }

    var links: Int { webLinks + cellLinks }

    /// The library ignores what the system answers to its writes; the stream remembers it.
    var hasFailed: Bool { ferror(rowsFile) != 0 }

    var bytesSoFar: Int { Int(ftello(rowsFile)) }

    /// Writes the last row, which the library would do on closing, so that every byte is known to have arrived.
    func finishRows(path: String) throws(SpreadsheetError) {
        lxw_worksheet_write_single_row(pointer)
        guard fflush(rowsFile) == 0, !hasFailed else {
            throw damage(of: path, problem: "its temporary file is cut")
        }
        rowBytes = bytesSoFar
    }

    func damage(of path: String, problem: String) -> SpreadsheetError {
        .damaged(
            path: path,
            part: "sheet “\(name)”",
            problem: problem,
            cause: LossCause(of: path, largest: bytesSoFar)
        )
    }

    /// The library closes the file of the rows only while it writes the workbook; freeing one that was not written
    /// leaves the file open, and its space taken.
    func closeRows() { fclose(rowsFile) }

    /// After a failure on the way: closes the file unless the library did, by what the descriptor stands for now.
    func closeRowsIfStillOpen() {
        if let rowsIdentity, FileIdentity(of: rowsDescriptor) == rowsIdentity { close(rowsDescriptor) }
    }
}

/// What tells an open file from another that has its number later.
private struct FileIdentity: Equatable {
    let device: UInt64
    let inode: UInt64

    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
