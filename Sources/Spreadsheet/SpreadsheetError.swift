import Foundation

/// Why a workbook can't be written. Each description names the file, sheet or cell, the limit, and the value.
package enum SpreadsheetError: Error, Equatable {
    case sheetName(String, problem: String)
    case rowLimit(sheet: String, limit: Int)
    case columnLimit(sheet: String, column: Int, limit: Int)
    case columnOrder(CellAddress)
    /// Infinity, or not a number.
    case notFinite(CellAddress, Double)
    /// A date that the calendar or Excel (1900 to 9999) doesn't have.
    case date(CellAddress, WallClock)
    /// A setting whose value is out of its range: `name` of `place`, with what is allowed.
    case setting(name: String, place: String, value: String, allowed: String)
    case emptyText(name: String, place: String)
    case foreignStyle(place: String)
    /// The workbook was closed, or failed before.
    case closed(path: String)
    case fileExists(path: String)
    /// The system refused a file or directory.
    case file(path: String, action: String, code: Int32)
    /// Not enough room for what closing writes, in bytes.
    case space(directory: String, needed: Int, available: Int)
    /// The file was written, and isn't what was meant.
    case damaged(path: String, part: String, problem: String, cause: LossCause = .fullDisk)
    /// libxlsxwriter refused, with its own number and words.
    case library(place: String, action: String, code: UInt32, message: String)
}

/// Why bytes did not arrive, as far as can be told: libxlsxwriter does not keep what the system answered.
package enum LossCause: Equatable, Sendable, CustomStringConvertible {
    case fullDisk
    case sizeLimit(bytes: UInt64)

    package var description: String {
        switch self {
        case .fullDisk: "most likely because the disk is full. The file was removed; free some space and run again."
        case .sizeLimit(let bytes):
            "because a file of it would pass the size limit of this process, \(bytes) bytes. The file was removed; raise "
                + "the limit (ulimit -f) and run again."
        }
    }
}

extension SpreadsheetError: CustomStringConvertible, LocalizedError {
    package var errorDescription: String? { description }

    package var description: String {
        switch self {
        case .sheetName(let name, let problem):
            "A sheet can't be named “\(name)”: \(problem)."
        case .rowLimit(let sheet, let limit):
            "Sheet “\(sheet)” is full: a sheet has at most \(limit) rows. Go on in another sheet."
        case .columnLimit(let sheet, let column, let limit):
            "Sheet “\(sheet)”: there is no column \(column + 1); a sheet has at most \(limit) columns."
        case .columnOrder(let cell):
            "\(cell) can't be written any more: the cells of a row go from left to right."
        case .notFinite(let cell, let value):
            "\(cell): \(value) is no number that a cell can hold."
        case .date(let cell, let value):
            "\(cell): \(value) is no date that a cell can hold (1900-01-01 to 9999-12-31)."
        case .setting(let name, let place, let value, let allowed):
            "\(place): the \(name) can't be \(value); allowed is \(allowed)."
        case .emptyText(let name, let place):
            "\(place): the \(name) is empty."
        case .foreignStyle(let place):
            "\(place): the style belongs to another workbook; register it with this one."
        case .closed(let path):
            "\(path) is closed: nothing can be added to it."
        case .fileExists(let path):
            "\(path) exists already, and a workbook never overwrites a file. Remove it or choose another name."
        case .file(let path, let action, let code):
            "\(path): can't \(action): \(systemMessage(code))."
        case .space(let directory, let needed, let available):
            "\(directory): no room for the workbook: about \(needed) bytes are needed and \(available) are free. "
                + "Free some space and run again."
        case .damaged(let path, let part, let problem, let cause):
            "\(path) was not written whole (\(part): \(problem)), \(cause)"
        case .library(let place, let action, let code, let message):
            "\(place): can't \(action): \(message) (libxlsxwriter error \(code))."
        }
    }
}

extension String {
    /// Zeros in front, for code points and clock times.
    func leftPadded(to width: Int) -> String { String(repeating: "0", count: max(0, width - count)) + self }
}

/// The system's words for an `errno`.
func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Refuses a setting that is out of its range.
func requireSetting<Value: Comparable>(
    _ name: @autoclosure () -> String,
    _ value: Value,
    in range: ClosedRange<Value>,
    unit: String = "",
    place: String
) throws(SpreadsheetError) {
    if range.contains(value) { return }
    let allowed = "\(range.lowerBound) to \(range.upperBound)\(unit)"
    throw .setting(name: name(), place: place, value: "\(value)", allowed: allowed)
}
