import Spreadsheet

/// A page put together block by block. It is written row by row at the end, as the workbook demands.
struct SummaryGrid {
    private struct Line {
        var cells: [Int: Cell] = [:]
        var merged: [ClosedRange<Int>] = []
        var height: Double?
    }

    private var lines: [Line] = []

    var rowCount: Int { lines.count }

    mutating func put(_ cell: Cell, row: Int, column: Int) {
        reach(row)
        lines[row].cells[column] = cell
    }

    /// One cell over several columns, all with its style.
    mutating func put(_ cell: Cell, row: Int, columns: ClosedRange<Int>) {
        put(cell, row: row, column: columns.lowerBound)
        for column in columns.dropFirst() { put(.blank(cell.style), row: row, column: column) }
        if columns.count > 1 { lines[row].merged.append(columns) }
    }

    mutating func set(height: Double, ofRow row: Int) {
        reach(row)
        lines[row].height = height
    }

    func write(to sheet: Worksheet) throws(SpreadsheetError) {
        for line in lines {
            let last = line.cells.keys.max() ?? -1
            let cells = (0..<(last + 1)).map { line.cells[$0] ?? .blank() }
            try sheet.append(cells, height: line.height, merged: line.merged)
        }
    }

    private mutating func reach(_ row: Int) {
        while lines.count <= row { lines.append(Line()) }
    }
}
