import Foundation
import GRDB

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// Which Canvas a snapshot is of, and through whose eyes: what must be the same for a run to be resumed.
struct SnapshotIdentity: Sendable, Equatable {
    /// The Canvas that is read, without a trailing slash.
    var canvasURL: String
    var viewerID: CanvasID?
    var viewerName: String
    /// Its courses were asked for extra time and attempts.
    var hasAccommodations = false
    /// Its courses were asked for their teachers.
    var hasTeachers = false
    var toolVersion: String
}

/// The run that filled a snapshot.
struct SnapshotRun: Sendable, Equatable {
    var identity: SnapshotIdentity
    var schemaVersion: Int
    var startedAt: Instant
    /// Reports are put in place before it takes the place of the last snapshot.
    var hasReports: Bool
    /// `nil` while courses of the list are still to be tried.
    var finishedAt: Instant?
}

extension SnapshotRun: StoredRow {
    static let databaseTableName = "run"
    static let blank = SnapshotRun(
        identity: SnapshotIdentity(canvasURL: "", viewerName: "", toolVersion: ""),
        schemaVersion: 0,
        startedAt: Instant(secondsSince1970: 0),
        hasReports: false
    )

    mutating func columns(_ row: inout RowColumns) throws {
        try row("canvas_url", &identity.canvasURL)
        try row("viewer_id", &identity.viewerID)
        try row("viewer_name", &identity.viewerName)
        try row("accommodations", &identity.hasAccommodations)
        try row("teachers", &identity.hasTeachers)
        try row("tool_version", &identity.toolVersion)
        try row("schema_version", &schemaVersion)
        try row("started_at", &startedAt)
        try row("has_reports", &hasReports)
        try row("finished_at", &finishedAt)
    }
}

/// One run's courses in an SQLite file: the seam between fetching and reporting. A course is saved in one transaction,
/// so that a run that dies leaves whole courses only. ``SnapshotSchema`` describes the tables.
final class SnapshotStore: Sendable {
    let path: String
    private let queue: DatabaseQueue

    private init(path: String, queue: DatabaseQueue) {
        self.path = path
        self.queue = queue
    }

    /// What SQLite may leave beside a database file.
    static let sidecarSuffixes = ["-journal", "-wal", "-shm"]

    /// Opens a snapshot for reading; nothing beside it is created.
    static func openForReading(_ path: String) throws(SnapshotError) -> SnapshotStore {
        try open(path, readOnly: true)
    }

    /// Opens a snapshot to go on filling it.
    static func openForWriting(_ path: String) throws(SnapshotError) -> SnapshotStore {
        try open(path, readOnly: false)
    }

    private static func open(_ path: String, readOnly: Bool) throws(SnapshotError) -> SnapshotStore {
        try SnapshotError.translating(path) {
            try checkKind(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: readOnly))
            try queue.read { try checkSchema($0, path: path) }
            return SnapshotStore(path: path, queue: queue)
        }
    }

    /// An empty snapshot that only its owner may read, from the first byte on; something by that name is an error.
    static func create(
        _ path: String,
        identity: SnapshotIdentity,
        startedAt: Instant,
        hasReports: Bool = false
    ) throws(SnapshotError) -> SnapshotStore {
        try SnapshotError.translating(path) {
            // A journal without its database would be played back into the new one.
            for suffix in sidecarSuffixes { try FileSystem.removeFile(path + suffix) }
            Foundation.close(try FileSystem.createFile(path))
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            try queue.write { database in
                try database.execute(sql: "PRAGMA application_id = \(SnapshotSchema.applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(SnapshotSchema.version)")
                try database.execute(sql: SnapshotSchema.statements)
                let run = SnapshotRun(
                    identity: identity,
                    schemaVersion: SnapshotSchema.version,
                    startedAt: startedAt,
                    hasReports: hasReports
                )
                try SnapshotRun.insert([run], database)
            }
            return SnapshotStore(path: path, queue: queue)
        }
    }

    /// Whether there is nothing in the file yet: a run was killed before its first transaction.
    static func isBlank(_ path: String) throws(SnapshotError) -> Bool {
        try SnapshotError.translating(path) {
            try checkKind(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration(readOnly: false))
            return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") == 0 }
        }
    }

    /// Ends all access; the file may be renamed or copied then. Closing twice does nothing.
    func close() throws(SnapshotError) {
        try SnapshotError.translating(path) { try queue.close() }
    }

    /// Gives itself to `body`, and closes.
    func closing<Result>(after body: (SnapshotStore) throws -> Result) throws -> Result {
        let result = try attempt {
            try body(self)
        } onFailure: {
            try close()
        }
        try close()
        return result
    }

    func run() throws(SnapshotError) -> SnapshotRun {
        try reading { database in
            guard let run = try SnapshotRun.fetchOne(database) else {
                throw UnexpectedColumn(table: SnapshotRun.databaseTableName, column: "run_id")
            }
            return run
        }
    }

    func reading<Result>(_ body: (Database) throws -> Result) throws(SnapshotError) -> Result {
        try SnapshotError.translating(path) { try queue.read(body) }
    }

    /// All of it is written, or nothing.
    func writing<Result>(_ body: (Database) throws -> Result) throws(SnapshotError) -> Result {
        try SnapshotError.translating(path) { try queue.write(body) }
    }

    private static func checkKind(_ path: String) throws {
        switch try FileSystem.kind(path, followingLink: true) {
        case nil: throw SnapshotError.missing(path: path)
        case .file: return
        case .directory: throw SnapshotError.notASnapshot(path: path, found: "a directory")
        case .link, .other: throw SnapshotError.notASnapshot(path: path, found: "no regular file")
        }
    }

    private static func checkSchema(_ database: Database, path: String) throws {
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
            guard !readOnly else { return }
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
        }
        return configuration
    }
}
