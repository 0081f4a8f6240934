import GRDB

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// The course list, and what became of each course of it.
enum CourseTables {
    static func replaceList(_ references: [CourseReference], _ database: Database) throws {
        try database.execute(sql: "DELETE FROM course_list")
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO course_list (position, reference_kind, reference_value, reference_text, lines)
                VALUES (?, ?, ?, ?, ?) ON CONFLICT (reference_kind, reference_value) DO NOTHING
                """
        )
        for (position, reference) in references.enumerated() {
            let (kind, value) = reference.identity.columns
            try statement.execute(arguments: [position, kind, value, reference.text, reference.linesColumn])
        }
        try database.execute(
            sql: """
                UPDATE course_fetch SET reference_text = listed.reference_text, lines = listed.lines
                FROM course_list AS listed
                WHERE listed.reference_kind = course_fetch.reference_kind
                    AND listed.reference_value = course_fetch.reference_value
                """
        )
    }

    static func list(_ database: Database) throws -> [CourseReference] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT reference_kind, reference_value, reference_text, lines FROM course_list ORDER BY position"
        )
        var references: [CourseReference] = []
        while let row = try rows.next() {
            var reader = ColumnReader(row, table: "course_list")
            references.append(try reader.reference())
        }
        return references
    }

    /// Of entries that mean one course the first stays in the list, with `record`, and the others leave it.
    static func join(_ entries: [CourseReference], _ record: CourseRecord, _ database: Database) throws {
        for entry in entries where entry.identity != record.reference.identity {
            try delete(entry.identity, from: "course_fetch", database)
            try delete(entry.identity, from: "course_list", database)
        }
        try save(record, database)
        let (kind, value) = record.reference.identity.columns
        try database.execute(
            sql: "UPDATE course_list SET lines = ? WHERE reference_kind = ? AND reference_value = ?",
            arguments: [record.reference.linesColumn, kind, value]
        )
    }

    static func untriedCount(_ database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM course_list WHERE (reference_kind, reference_value) NOT IN
                    (SELECT reference_kind, reference_value FROM course_fetch)
                """
        ) ?? 0
    }

    static func removeUnlisted(_ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM course_fetch WHERE (reference_kind, reference_value) NOT IN
                    (SELECT reference_kind, reference_value FROM course_list)
                """
        )
    }

    static func save(_ record: CourseRecord, _ database: Database) throws {
        let (kind, value) = record.reference.identity.columns
        try delete(record.reference.identity, from: "course_fetch", database)
        try database.execute(
            sql: """
                INSERT INTO course_fetch (
                    reference_kind, reference_value, reference_text, lines, status, failure_reason, fetched_at,
                    request_count
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                kind, value, record.reference.text, record.reference.linesColumn, record.outcome.status.rawValue,
                record.outcome.failureReason, record.fetchedAt.rfc3339(), record.requestCount,
            ]
        )
        if case .read(let snapshot) = record.outcome {
            try StoredSnapshot.insert(snapshot, fetchID: database.lastInsertedRowID, database)
        }
    }

    private static func delete(
        _ identity: CourseReference.Identity,
        from table: String,
        _ database: Database
    ) throws {
        let (kind, value) = identity.columns
        try database.execute(
            sql: "DELETE FROM \(table) WHERE reference_kind = ? AND reference_value = ?",
            arguments: [kind, value]
        )
    }

    static func record(for identity: CourseReference.Identity, _ database: Database) throws -> CourseRecord? {
        let (kind, value) = identity.columns
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT reference_kind, reference_value, reference_text, lines, fetch_id, status, failure_reason,
                    fetched_at, request_count
                FROM course_fetch WHERE reference_kind = ? AND reference_value = ?
                """,
            arguments: [kind, value]
        )
        guard let row else { return nil }
        var reader = ColumnReader(row, table: "course_fetch")
        let reference = try reader.reference()
        let fetchID = try reader.number()
        let status: FetchStatus = try reader.code()
        let failureReason = try reader.optionalText()
        return CourseRecord(
            reference: reference,
            outcome: try outcome(status, failureReason, fetchID: fetchID, database),
            fetchedAt: try reader.instant(),
            requestCount: try reader.integer()
        )
    }

    private static func outcome(
        _ status: FetchStatus,
        _ failureReason: String?,
        fetchID: Int64,
        _ database: Database
    ) throws -> CourseRecord.Outcome {
        switch status {
        case .failed:
            guard let failureReason else { throw UnexpectedColumn(table: "course_fetch", column: "failure_reason") }
            return .failed(reason: failureReason)
        case .complete, .partial:
            guard let snapshot = try StoredSnapshot.load(fetchID: fetchID, database) else {
                throw UnexpectedColumn(table: "canvas_course", column: "fetch_id")
            }
            return .read(snapshot)
        }
    }

    static func completeCourses(
        notBefore instant: Instant,
        _ database: Database
    ) throws -> [CourseReference.Identity: CanvasID] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT reference_kind, reference_value, fetched_at, course_id
                FROM course_fetch JOIN canvas_course USING (fetch_id) WHERE status = ?
                """,
            arguments: [FetchStatus.complete.rawValue]
        )
        var courses: [CourseReference.Identity: CanvasID] = [:]
        while let row = try rows.next() {
            var reader = ColumnReader(row, table: "course_fetch")
            let identity = try reader.identity()
            if try reader.instant() >= instant { courses[identity] = try reader.id() }
        }
        return courses
    }

    static func fetchFacts(_ database: Database) throws -> FetchFacts {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT min(fetched_at), max(fetched_at), coalesce(sum(request_count), 0) FROM course_fetch
                WHERE (reference_kind, reference_value) IN (SELECT reference_kind, reference_value FROM course_list)
                """
        )
        guard let row else { return FetchFacts(firstFetchedAt: nil, lastFetchedAt: nil, requestCount: 0) }
        var reader = ColumnReader(row, table: "course_fetch")
        return FetchFacts(
            firstFetchedAt: try reader.optionalInstant(),
            lastFetchedAt: try reader.optionalInstant(),
            requestCount: try reader.integer()
        )
    }

    static func timeZoneNames(_ database: Database) throws -> [String?] {
        try String?.fetchAll(
            database,
            sql: """
                SELECT DISTINCT time_zone FROM canvas_course JOIN course_fetch USING (fetch_id)
                WHERE (reference_kind, reference_value) IN (SELECT reference_kind, reference_value FROM course_list)
                ORDER BY time_zone
                """
        )
    }
}

/// `course_fetch.status`.
private enum FetchStatus: String {
    case complete
    case partial
    case failed
}

extension CourseRecord.Outcome {
    fileprivate var status: FetchStatus {
        switch self {
        case .read(let snapshot): snapshot.gaps.isEmpty ? .complete : .partial
        case .failed: .failed
        }
    }

    fileprivate var failureReason: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }
}

extension CourseReference.Identity {
    fileprivate var columns: (kind: String, value: String) {
        switch self {
        case .canvas(let id): ("canvas", id.description)
        case .sis(let id): ("sis", id)
        }
    }
}

extension CourseReference {
    fileprivate var linesColumn: String { lines.map(String.init).joined(separator: ", ") }
}

extension ColumnReader {
    /// Four columns: kind, value, text, lines.
    fileprivate mutating func reference() throws -> CourseReference {
        let identity = try identity()
        let text = try text()
        let lines = try self.text().split(separator: ", ").map { line in
            guard let line = Int(line) else { throw unexpected() }
            return line
        }
        return CourseReference(identity: identity, text: text, lines: lines)
    }

    fileprivate mutating func identity() throws -> CourseReference.Identity {
        let kind = try text()
        let value = try text()
        switch kind {
        case "sis": return .sis(value)
        case "canvas":
            guard let id = CanvasID(text: value) else { throw unexpected() }
            return .canvas(id)
        default: throw unexpected()
        }
    }
}
