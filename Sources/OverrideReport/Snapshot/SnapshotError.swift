import Foundation
import GRDB

/// Why a snapshot can't be used. The description is a sentence: which file, what was found, what to do next.
package enum SnapshotError: Error, Equatable {
    case missing(path: String)
    /// Only a run that has not finished yet is there.
    case unfinishedOnly(path: String, unfinishedPath: String)
    /// The file of a run that did not finish can't be gone on with; `found` says why.
    case unusableUnfinished(path: String, found: String)
    /// `found` completes "it is …".
    case notASnapshot(path: String, found: String)
    case otherSchema(path: String, found: Int, expected: Int)
    case otherCanvas(path: String, found: String, expected: String)
    /// It is a snapshot, but holds something that was never written there.
    case damaged(path: String, detail: String)
    /// A run can't be finished while courses of its list were not tried.
    case untriedCourses(path: String, count: Int)
    /// Another run holds the snapshot; `processID` where its lock file tells.
    case locked(path: String, processID: Int32?)
    case file(FileError)
    /// SQLite refused; the code is its primary result code.
    case database(path: String, code: Int32, message: String)
}

extension SnapshotError: CustomStringConvertible, LocalizedError {
    package var description: String {
        switch self {
        case .missing(let path):
            "there is no snapshot at \(path). Fill one with the fetch or run command, or correct the path."
        case .unfinishedOnly(let path, let unfinishedPath):
            "there is no finished snapshot at \(path), only an unfinished run beside it (\(unfinishedPath)). "
                + "Start the run again with the same --snapshot: it goes on where it stopped."
        case .unusableUnfinished(let path, let found):
            "can't go on with the unfinished run \(path): \(found). "
                + "Start over with --fresh, or choose another --snapshot."
        case .notASnapshot(let path, let found):
            "\(path) is no snapshot of this program: it is \(found). Choose another --snapshot, or move it away."
        case .otherSchema(let path, let found, let expected):
            "\(path) is a snapshot of schema version \(found), and this program works with version \(expected). "
                + "Move it away and fetch again, or use the program version that wrote it."
        case .otherCanvas(let path, let found, let expected):
            "\(path) is a snapshot of \(found), not of \(expected). Choose another --snapshot for this Canvas."
        case .damaged(let path, let detail):
            "the snapshot \(path) is damaged: \(detail). Move it away and fetch again."
        case .untriedCourses(let path, let count):
            "\(count) courses of the list are not in the snapshot \(path) yet. Start the run again: it goes on where "
                + "it stopped."
        case .locked(let path, let processID):
            "another run\(processID.map { " (process \($0))" } ?? "") holds the snapshot \(path). "
                + "Wait for it to finish, or choose another --snapshot."
        case .file(let error): error.description
        case .database(let path, let code, let message):
            "can't use the snapshot \(path): \(Self.reason(code) ?? message). \(Self.advice(code))"
        }
    }

    package var errorDescription: String? { description }

    private static func reason(_ code: Int32) -> String? {
        switch ResultCode(rawValue: code) {
        case .SQLITE_FULL: "no space left on its file system"
        case .SQLITE_BUSY, .SQLITE_LOCKED: "another program is using it"
        case .SQLITE_READONLY, .SQLITE_PERM: "it can't be written"
        case .SQLITE_IOERR: "reading or writing it failed"
        default: nil
        }
    }

    private static func advice(_ code: Int32) -> String {
        switch ResultCode(rawValue: code) {
        case .SQLITE_FULL: "Make room and start again: what was fetched is kept."
        case .SQLITE_BUSY, .SQLITE_LOCKED: "Close it there and start again: what was fetched is kept."
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            "Check the owner and permissions of the file and of its directory."
        case .SQLITE_IOERR:
            "Check its file system for room, errors and size limits (ulimit -f), and start again: what was fetched is "
                + "kept."
        default: "Move it away and fetch again."
        }
    }
}

extension SnapshotError {
    /// Runs `body` on the snapshot at `path` and gives every error of it a place and a sentence.
    static func translating<Result>(_ path: String, _ body: () throws -> Result) throws(SnapshotError) -> Result {
        do {
            return try body()
        } catch let error as SnapshotError {
            throw error
        } catch let error as FileError {
            throw .file(error)
        } catch let error as UnexpectedColumn {
            throw .damaged(path: path, detail: "unexpected value in column \(error.column) of table \(error.table)")
        } catch let error as DatabaseError {
            throw translated(error, path: path)
        } catch {
            throw .damaged(path: path, detail: String(describing: error))
        }
    }

    private static func translated(_ error: DatabaseError, path: String) -> SnapshotError {
        switch error.resultCode {
        case .SQLITE_NOTADB: .notASnapshot(path: path, found: "no SQLite database")
        case .SQLITE_CORRUPT: .damaged(path: path, detail: error.message ?? "SQLite finds it malformed")
        // SQLite can't open its journal where the file system has room, and none for another file.
        case .SQLITE_CANTOPEN where FileSystem.isOutOfFiles(DurableFile.directory(of: path)):
            .file(FileError(.create, path + "-journal", code: ENOSPC))
        case .SQLITE_ERROR: .damaged(path: path, detail: error.message ?? "SQLite can't read its tables")
        default:
            .database(
                path: path,
                code: error.resultCode.rawValue,
                message: error.message ?? String(describing: error.resultCode)
            )
        }
    }
}
