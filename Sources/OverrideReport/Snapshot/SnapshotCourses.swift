import GRDB

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// When the listed courses were fetched and what it took, for what a report says about its run.
struct FetchFacts: Sendable, Equatable {
    var firstFetchedAt: Instant?
    var lastFetchedAt: Instant?
    var requestCount: Int
}

/// The course list, and what became of each course of it.
extension SnapshotStore {
    static let isListed =
        "(reference_kind, reference_value) IN (SELECT reference_kind, reference_value FROM course_list)"
    private static let isNamed = "reference_kind = ? AND reference_value = ?"

    // MARK: The course list

    /// The courses of the run, in the order of its reports. A course that is listed twice counts where it comes first.
    /// What was saved under a reference takes over its text and lines as they stand in the new list.
    func setCourseList(_ references: [CourseReference]) throws(SnapshotError) {
        try writing { database in
            try CourseReference.deleteAll(database)
            try CourseReference.insert(references, database, ignoringConflicts: true) { row, position in
                row.write("position", position)
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
    }

    func courseList() throws(SnapshotError) -> [CourseReference] {
        try reading { database in
            let sql = "SELECT * FROM course_list ORDER BY position"
            return try CourseReference.load(try database.cachedStatement(sql: sql), [])
        }
    }

    /// Courses of the list that were not tried yet.
    func untriedCount() throws(SnapshotError) -> Int {
        try reading { try Self.untriedCount($0) }
    }

    /// Every listed course was tried; one that was not is an error. Courses that are no longer listed leave the file.
    func markFinished(at instant: Instant) throws(SnapshotError) {
        try writing { database in
            let untried = try Self.untriedCount(database)
            guard untried == 0 else { throw SnapshotError.untriedCourses(path: path, count: untried) }
            try database.execute(sql: "DELETE FROM course_fetch WHERE NOT \(Self.isListed)")
            try database.execute(sql: "UPDATE run SET finished_at = ?", arguments: [instant.rfc3339()])
        }
    }

    /// A run that another command goes on with.
    func reopen(hasReports: Bool) throws(SnapshotError) {
        try writing { database in
            try database.execute(sql: "UPDATE run SET finished_at = NULL, has_reports = ?", arguments: [hasReports])
        }
    }

    // MARK: Courses

    /// Saves what became of one course, in place of what an earlier attempt saved, all or nothing.
    func save(_ record: CourseRecord) throws(SnapshotError) {
        try writing { try Self.save(record, $0) }
    }

    /// What was saved for this entry of the list, `nil` when it has not been tried.
    ///
    /// - Parameter isWhole: `false` reads of the course its own row, and none of its sections, students, items and so on.
    func record(for reference: CourseReference, isWhole: Bool = true) throws(SnapshotError) -> CourseRecord? {
        try reading { database in
            let sql = "SELECT * FROM course_fetch WHERE \(Self.isNamed)"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: reference.identity.arguments) else {
                return nil
            }
            var record = try CourseRecord(row: row)
            if case .read = record.outcome {
                record.outcome = .read(
                    try CourseRows(fetchID: row["fetch_id"], database: database).course(isWhole: isWhole)
                )
            }
            return record
        }
    }

    /// Gives the saved courses one after another, in the order of the list. One course is in memory at a time. An
    /// unfinished run has courses that were not tried yet, which are left out; in a finished one that is an error.
    func forEachRecord(isWhole: Bool = true, _ body: (CourseRecord) throws -> Void) throws {
        let isFinished = try run().finishedAt != nil
        for reference in try courseList() {
            if let record = try record(for: reference, isWhole: isWhole) {
                try body(record)
            } else if isFinished {
                throw SnapshotError.damaged(path: path, detail: "course \(reference.text) of its list is missing")
            }
        }
    }

    /// Entries of the list, in its order, turned out to mean one course: they become one, at the first's place.
    func join(_ entries: [CourseReference], _ record: CourseRecord) throws(SnapshotError) {
        try writing { database in
            for entry in entries where entry.identity != record.reference.identity {
                for table in ["course_fetch", "course_list"] {
                    let sql = "DELETE FROM \(table) WHERE \(Self.isNamed)"
                    try database.execute(sql: sql, arguments: entry.identity.arguments)
                }
            }
            try Self.save(record, database)
            try database.execute(
                sql: "UPDATE course_list SET lines = ? WHERE \(Self.isNamed)",
                arguments: [record.reference.linesColumn] + record.reference.identity.arguments
            )
        }
    }

    // MARK: Answers that need no course read

    /// The courses that were read without a gap, not before `instant`: a resumed run leaves them alone.
    func completeCourses(
        notBefore instant: Instant
    ) throws(SnapshotError) -> [CourseReference.Identity: CanvasID] {
        try courseIDs("status = '\(CourseRow.Status.complete.rawValue)'") { $0.fetchedAt >= instant }
    }

    /// Which course each entry of the list turned out to mean, for those that were read.
    func courseIDs() throws(SnapshotError) -> [CourseReference.Identity: CanvasID] {
        try courseIDs("true") { _ in true }
    }

    private func courseIDs(
        _ condition: String,
        where isWanted: (CourseRecord) -> Bool
    ) throws(SnapshotError) -> [CourseReference.Identity: CanvasID] {
        try reading { database in
            let sql = "SELECT * FROM course_fetch JOIN canvas_course USING (fetch_id) WHERE \(condition)"
            let rows = try Row.fetchCursor(database, sql: sql)
            var courses: [CourseReference.Identity: CanvasID] = [:]
            while let row = try rows.next() {
                let record = try CourseRecord(row: row)
                if isWanted(record) { courses[record.reference.identity] = try CourseSnapshot(row: row).course.id }
            }
            return courses
        }
    }

    /// The courses of each student whom a Canvas id or SIS id means; an id goes before a SIS id.
    func enrollments(
        ofStudent text: String
    ) throws(SnapshotError) -> [CanvasID: Set<CourseReference.Identity>] {
        let prefix = "sis_user_id:"
        let conditions: [(sql: String, value: String?)] = [
            ("student_id = CAST(? AS INTEGER)", Int64(text).map(String.init)),
            ("sis_user_id = ?", text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text),
        ]
        return try reading { database in
            for case (let condition, let value?) in conditions {
                let sql = "SELECT * FROM student JOIN course_fetch USING (fetch_id) WHERE \(condition)"
                let rows = try Row.fetchCursor(database, sql: sql, arguments: [value])
                var courses: [CanvasID: Set<CourseReference.Identity>] = [:]
                while let row = try rows.next() {
                    let id = CanvasID(row["student_id"] as Int64)
                    courses[id, default: []].insert(try CourseRecord(row: row).reference.identity)
                }
                if !courses.isEmpty { return courses }
            }
            return [:]
        }
    }

    /// What became of the listed courses that were tried. Of courses that are not complete all is read, to tell why.
    func fetchTotals() throws -> FetchTotals {
        let statuses = try reading { database in
            let sql = "SELECT * FROM course_fetch WHERE \(Self.isListed)"
            return try Row.fetchAll(database, sql: sql).map { row in
                (try CourseRecord(row: row).reference.identity, CourseRow.Status(rawValue: row["status"]))
            }
        }
        var totals = FetchTotals()
        for case (_, let status?) in statuses { totals.courses[status, default: 0] += 1 }
        let incomplete = Set(statuses.filter { $0.1 != .complete }.map(\.0))
        for reference in try courseList() where incomplete.contains(reference.identity) {
            guard let record = try record(for: reference), let reason = record.reason else { continue }
            totals.incomplete.append(
                IncompleteCourse(reference: reference.text, status: record.status, reason: reason)
            )
        }
        return totals
    }

    /// Over the saved courses that are listed.
    func fetchFacts() throws(SnapshotError) -> FetchFacts {
        try reading { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT min(fetched_at) AS first, max(fetched_at) AS last, coalesce(sum(request_count), 0) AS requests
                    FROM course_fetch WHERE \(Self.isListed)
                    """
            )
            var columns = RowColumns(row, row.map { Array($0.columnNames) } ?? [], of: "course_fetch")
            return FetchFacts(
                firstFetchedAt: try columns.read("first"),
                lastFetchedAt: try columns.read("last"),
                requestCount: try columns.read("requests")
            )
        }
    }

    /// The zones of the saved courses that are listed, as Canvas names them; `nil` for courses that name none.
    func timeZoneNames() throws(SnapshotError) -> [String?] {
        try reading { database in
            try String?.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT time_zone FROM canvas_course JOIN course_fetch USING (fetch_id)
                    WHERE \(Self.isListed) ORDER BY time_zone
                    """
            )
        }
    }

    // MARK: Inside of a transaction

    private static func save(_ record: CourseRecord, _ database: Database) throws {
        try database.execute(
            sql: "DELETE FROM course_fetch WHERE \(isNamed)",
            arguments: record.reference.identity.arguments
        )
        try CourseRecord.insert([record], database)
        if case .read(let course) = record.outcome {
            try CourseRows(fetchID: database.lastInsertedRowID, database: database).insert(course)
        }
    }

    private static func untriedCount(_ database: Database) throws -> Int {
        let sql = """
            SELECT count(*) FROM course_list WHERE (reference_kind, reference_value) NOT IN
                (SELECT reference_kind, reference_value FROM course_fetch)
            """
        return try Int.fetchOne(database, sql: sql) ?? 0
    }
}

// MARK: Rows

extension CourseReference: StoredRow {
    package static let databaseTableName = "course_list"
    static let blank = CourseReference(identity: .sis(""), text: "")

    mutating func columns(_ row: inout RowColumns) throws {
        var (kind, value) = identity.columns
        var linesText = linesColumn
        try row("reference_kind", &kind)
        try row("reference_value", &value)
        try row("reference_text", &text)
        try row("lines", &linesText)
        self = CourseReference(
            identity: try row.identity(kind, value),
            text: text,
            lines: try linesText.split(separator: ", ").map { line in
                guard let line = Int(line) else { throw row.unexpected("lines") }
                return line
            }
        )
    }

    fileprivate var linesColumn: String { lines.map(String.init).joined(separator: ", ") }
}

extension CourseReference.Identity {
    fileprivate var columns: (kind: String, value: String) {
        switch self {
        case .canvas(let id): ("canvas", id.description)
        case .sis(let id): ("sis", id)
        }
    }

    fileprivate var arguments: StatementArguments { [columns.kind, columns.value] }
}

extension RowColumns {
    fileprivate func identity(_ kind: String, _ value: String) throws -> CourseReference.Identity {
        switch kind {
        case "sis": return .sis(value)
        case "canvas":
            guard let id = CanvasID(text: value) else { throw unexpected("reference_value") }
            return .canvas(id)
        default: throw unexpected("reference_kind")
        }
    }
}

extension CourseRow.Status: StoredValue {}

/// A row of `course_fetch`; of a course that was read, the rest stands in ``CourseRows``.
extension CourseRecord: StoredRow {
    static let databaseTableName = "course_fetch"
    static let blank = CourseRecord(
        reference: .blank,
        outcome: .failed(reason: ""),
        fetchedAt: Instant(secondsSince1970: 0),
        requestCount: 0
    )

    mutating func columns(_ row: inout RowColumns) throws {
        var status = status
        var (failureReason, course): (String?, CourseSnapshot) =
            switch outcome {
            case .read(let course): (nil, course)
            case .failed(let reason): (reason, .blank)
            }
        try reference.columns(&row)
        try row("status", &status)
        try row("failure_reason", &failureReason)
        try row("fetched_at", &fetchedAt)
        try row("request_count", &requestCount)
        switch (status, failureReason) {
        case (.failed, let reason?): outcome = .failed(reason: reason)
        case (.failed, nil): throw row.unexpected("failure_reason")
        default: outcome = .read(course)
        }
    }
}
