import Foundation
import GRDB

/// Opens and creates snapshot files, and tells them from everything else.
enum SnapshotFile {
    /// What SQLite may leave beside a database file.
    static let sidecarSuffixes = ["-journal", "-wal", "-shm"]

    static func open(_ path: String, readOnly: Bool) throws(SnapshotError) -> DatabaseQueue {
        try checkKind(path)
        return try SnapshotError.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: readOnly))
            try queue.read { try check($0, path: path) }
            return queue
        }
    }

    /// A new, empty snapshot that only its owner may read, from the first byte on.
    static func create(_ path: String, _ fill: (Database) throws -> Void) throws(SnapshotError) -> DatabaseQueue {
        try SnapshotError.translating(path) {
            // A journal without its database would be played back into the new one.
            for suffix in sidecarSuffixes { try FileSystem.removeFile(path + suffix) }
            close(try FileSystem.createFile(path))
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            try queue.write { database in
                try database.execute(sql: "PRAGMA application_id = \(SnapshotSchema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(SnapshotSchema.version)")
                try database.execute(sql: SnapshotSchema.statements)
                try fill(database)
            }
            return queue
        }
    }

    /// Whether there is nothing in the file yet: a run was killed before its first transaction.
    static func isBlank(_ path: String) throws(SnapshotError) -> Bool {
        try checkKind(path)
        return try SnapshotError.translating(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") == 0 }
        }
    }

    private static func checkKind(_ path: String) throws(SnapshotError) {
        let kind = try SnapshotError.translating(path) { try FileSystem.kind(path, followingLink: true) }
        switch kind {
        case nil: throw .missing(path: path)
        case .file: return
        case .directory: throw .notASnapshot(path: path, found: "a directory")
        case .link, .other: throw .notASnapshot(path: path, found: "no regular file")
        }
    }

    private static func check(_ database: Database, path: String) throws {
        let applicationID = try Int64.fetchOne(database, sql: "PRAGMA application_id")
        guard applicationID == SnapshotSchema.applicationID else {
            throw SnapshotError.notASnapshot(path: path, found: "an SQLite database of another program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == SnapshotSchema.version else {
            throw SnapshotError.otherSchema(path: path, found: version, expected: SnapshotSchema.version)
        }
    }

    /// A rollback journal and not a write-ahead log: between transactions the snapshot is one file that can be copied,
    /// and it can be read where nothing can be written. With EXTRA, what was committed outlasts a power failure.
    private static func configuration(readOnly: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            try database.execute(sql: "PRAGMA cache_size = -16384")
            guard !readOnly else { return }
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
        }
        return configuration
    }
}
