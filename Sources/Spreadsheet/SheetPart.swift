import CXLSXWriter
import Foundation

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
