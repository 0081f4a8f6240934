import GRDB

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// Questions about a snapshot that SQLite answers, so that no course has to be read for them.
extension SnapshotStore {
    /// The students of the listed courses, by id. One whom courses name differently is there once for each of the names.
    func students() throws(SnapshotError) -> [Student] {
        try reading { database in
            let sql = """
                SELECT DISTINCT student_id, sis_user_id, sortable_name FROM student JOIN course_fetch USING (fetch_id)
                WHERE \(Self.isListed) ORDER BY student_id, sortable_name, sis_user_id
                """
            return try Student.load(try database.cachedStatement(sql: sql), [])
        }
    }

    /// The courses that the student is in, in the order of the list.
    func courseList(of studentID: CanvasID) throws(SnapshotError) -> [CourseReference] {
        try reading { database in
            let sql = """
                SELECT course_list.* FROM course_list JOIN course_fetch USING (reference_kind, reference_value)
                WHERE fetch_id IN (SELECT fetch_id FROM student WHERE student_id = ?) ORDER BY course_list.position
                """
            return try CourseReference.load(try database.cachedStatement(sql: sql), [studentID.stored])
        }
    }

    /// The courses of which nothing could be read, in the order of the list.
    func failedCourses() throws -> [IncompleteCourse] {
        let references = try reading { database in
            let sql = """
                SELECT course_list.* FROM course_list JOIN course_fetch USING (reference_kind, reference_value)
                WHERE status = '\(CourseRow.Status.failed.rawValue)' ORDER BY course_list.position
                """
            return try CourseReference.load(try database.cachedStatement(sql: sql), [])
        }
        return try references.compactMap { reference in
            try record(for: reference, isWhole: false)?.reason.map {
                IncompleteCourse(reference: reference.text, status: .failed, reason: $0)
            }
        }
    }

    /// The same, with the digest of the file, for an answer that has to prove what it was read from.
    func evidence(of snapshotName: String, version: String, asOf: Instant, timeZone: TimeZoneChoice) throws -> RunFacts
    {
        var facts = try runFacts(of: snapshotName, version: version, asOf: asOf, timeZone: timeZone)
        facts.snapshotSHA256 = try sha256()
        return facts
    }

    /// Of the file as it is now.
    func sha256() throws(FileError) -> String { try FileDigest(of: path, followsLink: true).sha256 }

    /// What a report says of the run that filled the snapshot.
    ///
    /// - Parameter version: of this program.
    func runFacts(
        of snapshotName: String,
        version: String,
        asOf: Instant,
        timeZone: TimeZoneChoice,
        options: [String: String] = [:]
    ) throws(SnapshotError) -> RunFacts {
        let identity = try run().identity
        let fetch = try fetchFacts()
        return RunFacts(
            version: version,
            canvasURL: identity.canvasURL,
            viewerName: identity.viewerName,
            viewerID: identity.viewerID,
            asOf: asOf,
            timeZone: timeZone,
            snapshotName: snapshotName,
            firstFetchedAt: fetch.firstFetchedAt,
            lastFetchedAt: fetch.lastFetchedAt,
            requestCount: fetch.requestCount,
            options: options
        )
    }
}
