import CXLSXWriter
import Foundation

/// One sheet. Rows are written from top to bottom; what is written can't be changed.
package final class Worksheet {
    package let name: String
    let pointer: UnsafeMutablePointer<lxw_worksheet>
    let limits: SpreadsheetLimits
    /// For dates without a style of their own.
    let dateStyle: StyleID
    private weak var workbook: Workbook?
    private let path: String
    /// The library's temporary file of this sheet's rows.
    private let rowsFile: UnsafeMutablePointer<FILE>
    private let rowsDescriptor: Int32
    private let rowsIdentity: FileIdentity?
    /// Room for more rows than the stream would keep: the system is asked 64 times less often to write them.
    private let rowsBuffer = malloc(262_144)

    /// The row that `append` writes next, counted from 0.
    package internal(set) var nextRow = 0
    /// Tags of the rows' XML, which leaves out what is blank and has no style.
    var rowTags = 0
    var webLinks = 0
    var cellLinks = 0
    var hasCharts = false
    /// How wide the texts of each column are so far, where the sheet's owner wants to know.
    var textWidths: [Int] = []
    /// Bytes of the rows' XML, known for certain once `finishRows` has run.
    private(set) var rowBytes = 0

    init(
        name: String,
        pointer: UnsafeMutablePointer<lxw_worksheet>,
        rowsFile: UnsafeMutablePointer<FILE>,
        dateStyle: StyleID,
        of workbook: Workbook
    ) {
        self.name = name
        self.pointer = pointer
        self.rowsFile = rowsFile
        self.dateStyle = dateStyle
        self.workbook = workbook
        (limits, path) = (workbook.limits, workbook.path)
        rowsDescriptor = fileno(rowsFile)
        rowsIdentity = FileIdentity(of: rowsDescriptor)
        // Nothing has been written so far; where memory is short, the stream keeps its own.
        setvbuf(rowsFile, rowsBuffer?.assumingMemoryBound(to: CChar.self), _IOFBF, 262_144)
    }

    package var isFull: Bool { nextRow >= limits.rows || bytesSoFar >= limits.sheetBytes }
    var links: Int { webLinks + cellLinks }
    /// Links that the sheet can still hold; once there are none, links are written as text.
    var linksLeft: Int { max(0, limits.links - links) }

    /// The workbook, as long as something can be added to it.
    @discardableResult
    func opened() throws(SpreadsheetError) -> Workbook {
        guard let workbook else { throw .closed(path: path) }
        try workbook.opened()
        return workbook
    }

    /// Writes the next row, its cells from left to right.
    ///
    /// - Parameters:
    ///   - height: in points; nil leaves it to the program that opens the file.
    ///   - merged: columns shown as one cell, which has the value of the first.
    package func append(
        height: Double? = nil,
        merged: [ClosedRange<Int>] = [],
        _ cells: (inout RowWriter) -> Void
    ) throws(SpreadsheetError) {
        let workbook = try opened()
        let row = nextRow
        if row >= limits.rows { throw .rowLimit(sheet: name, limit: limits.rows) }
        nextRow = row + 1
        if let height {
            try requireSetting(
                "height of row \(row + 1)",
                height,
                in: SpreadsheetLimits.rowHeights,
                unit: " points",
                place: name
            )
            try check(worksheet_set_row(pointer, UInt32(row), height, nil), "set a row's height", place: name)
        }
        for range in merged { try merge(range, inRow: row) }
        var writer = RowWriter(row, of: self, in: workbook)
        cells(&writer)
        writer.finish(self)
        if writer.tags > 0 { rowTags += writer.tags + 2 } else if height != nil { rowTags += 1 }
        if let failure = writer.failure { throw failure }
        if hasFailed { throw damage("its temporary file is cut at row \(row)") }
    }

    /// Writes the next row, starting in the first column.
    package func append(
        _ cells: [Cell],
        height: Double? = nil,
        merged: [ClosedRange<Int>] = []
    ) throws(SpreadsheetError) {
        if cells.count > SpreadsheetLimits.columns {
            throw .columnLimit(sheet: name, column: SpreadsheetLimits.columns, limit: SpreadsheetLimits.columns)
        }
        try append(height: height, merged: merged) { row in
            for column in cells.indices { row.write(cells[column], column: column) }
        }
    }

    private func merge(_ columns: ClosedRange<Int>, inRow row: Int) throws(SpreadsheetError) {
        guard columns.lowerBound >= 0, columns.count > 1, columns.upperBound < SpreadsheetLimits.columns else {
            let allowed = "two or more columns of the sheet"
            throw .setting(name: "merged columns", place: name, value: "\(columns)", allowed: allowed)
        }
        let (row, first, last) = (UInt32(row), UInt16(columns.lowerBound), UInt16(columns.upperBound))
        // Without text and style the library only notes the range; the cells are written with the row.
        let code = worksheet_merge_range(pointer, row, first, row, last, "", nil)
        try check(code, "merge cells of row \(row + 1)", place: name)
    }

    // MARK: The temporary file

    /// The library ignores what the system answers to its writes; the stream remembers it.
    private var hasFailed: Bool { ferror(rowsFile) != 0 }
    private var bytesSoFar: Int { Int(ftello(rowsFile)) }

    /// Writes the last row, which the library would do on closing, so that every byte is known to have arrived.
    func finishRows() throws(SpreadsheetError) {
        lxw_worksheet_write_single_row(pointer)
        guard fflush(rowsFile) == 0, !hasFailed else { throw damage("its temporary file is cut") }
        rowBytes = bytesSoFar
    }

    private func damage(_ problem: String) -> SpreadsheetError {
        let cause = LossCause(of: path, largest: bytesSoFar)
        return .damaged(path: path, part: "sheet “\(name)”", problem: problem, cause: cause)
    }

    /// The library closes the file of the rows only while it writes the workbook; freeing one that was not written
    /// leaves the file open, and its space taken.
    func closeRows() {
        fclose(rowsFile)
        freeRows()
    }

    /// Once the file of the rows is closed.
    func freeRows() { free(rowsBuffer) }

    /// After a failure on the way: closes the file unless the library did, by what the descriptor stands for now. The
    /// stream may be there still, so that its buffer stays.
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
