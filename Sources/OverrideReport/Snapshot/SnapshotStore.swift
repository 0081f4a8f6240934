import GRDB

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

/// One run's courses in an SQLite file: the seam between fetching and reporting. A course is saved in one transaction,
/// so that a run that dies leaves whole courses only. ``SnapshotSchema`` describes the tables.
final class SnapshotStore: Sendable {
    let path: String
    private let queue: DatabaseQueue

    private init(path: String, queue: DatabaseQueue) {
        self.path = path
        self.queue = queue
    }

    /// Opens a snapshot for reading; nothing beside it is created.
    static func openForReading(_ path: String) throws(SnapshotError) -> SnapshotStore {
        SnapshotStore(path: path, queue: try SnapshotFile.open(path, readOnly: true))
    }

    /// Opens a snapshot to go on filling it.
    static func openForWriting(_ path: String) throws(SnapshotError) -> SnapshotStore {
        SnapshotStore(path: path, queue: try SnapshotFile.open(path, readOnly: false))
    }

    /// Creates an empty snapshot; something by that name already is an error.
    static func create(
        _ path: String,
        identity: SnapshotIdentity,
        startedAt: Instant
    ) throws(SnapshotError) -> SnapshotStore {
        let queue = try SnapshotFile.create(path) { database in
            try RunTable.insert(identity, startedAt: startedAt, database)
        }
        return SnapshotStore(path: path, queue: queue)
    }

    /// Ends all access; the file may be renamed or copied then. Closing twice does nothing.
    func close() throws(SnapshotError) {
        try SnapshotError.translating(path) { try queue.close() }
    }

    // MARK: The run

    func run() throws(SnapshotError) -> SnapshotRun {
        try reading { try RunTable.load($0) }
    }

    /// Every listed course was tried; one that was not is an error. Courses that are no longer listed leave the file.
    func markFinished(at instant: Instant) throws(SnapshotError) {
        try writing { database in
            let untried = try CourseTables.untriedCount(database)
            guard untried == 0 else { throw SnapshotError.untriedCourses(path: path, count: untried) }
            try CourseTables.removeUnlisted(database)
            try RunTable.markFinished(at: instant, database)
        }
    }

    // MARK: The course list

    /// The courses of the run, in the order of its reports. A course that is listed twice counts where it comes first.
    /// What was saved under a reference takes over its text and lines as they stand in the new list.
    func setCourseList(_ references: [CourseReference]) throws(SnapshotError) {
        try writing { try CourseTables.replaceList(references, $0) }
    }

    func courseList() throws(SnapshotError) -> [CourseReference] {
        try reading { try CourseTables.list($0) }
    }

    /// Courses of the list that were not tried yet.
    func untriedCount() throws(SnapshotError) -> Int {
        try reading { try CourseTables.untriedCount($0) }
    }

    // MARK: Courses

    /// Saves what became of one course, in place of what an earlier attempt saved, all or nothing.
    func save(_ record: CourseRecord) throws(SnapshotError) {
        try writing { try CourseTables.save(record, $0) }
    }

    /// What was saved for this entry of the list, `nil` when it has not been tried.
    func record(for reference: CourseReference) throws(SnapshotError) -> CourseRecord? {
        try reading { try CourseTables.record(for: reference.identity, $0) }
    }

    /// The courses that were read without a gap, not before `instant`: a resumed run leaves them alone.
    func completeCourses(
        notBefore instant: Instant
    ) throws(SnapshotError) -> [CourseReference.Identity: CanvasID] {
        try reading { try CourseTables.completeCourses(notBefore: instant, $0) }
    }

    /// Entries of the list, in its order, turned out to mean one course: they become one, at the first's place.
    func join(_ entries: [CourseReference], _ record: CourseRecord) throws(SnapshotError) {
        try writing { try CourseTables.join(entries, record, $0) }
    }

    /// Gives the saved courses one after another, in the order of `references`, or of the stored course list. One
    /// course is in memory at a time. An unfinished run has courses that were not tried yet, which are left out; in a
    /// finished one that is an error.
    func forEachRecord(
        in references: [CourseReference]? = nil,
        _ body: (CourseRecord) throws -> Void
    ) throws {
        let isFinished = try run().finishedAt != nil
        for reference in try references ?? courseList() {
            if let record = try record(for: reference) {
                try body(record)
            } else if isFinished {
                throw SnapshotError.damaged(path: path, detail: "course \(reference.text) of its list is missing")
            }
        }
    }

    /// Over the saved courses that are listed.
    func fetchFacts() throws(SnapshotError) -> FetchFacts {
        try reading { try CourseTables.fetchFacts($0) }
    }

    /// The zones of the saved courses that are listed, as Canvas names them; `nil` for courses that name none.
    func timeZoneNames() throws(SnapshotError) -> [String?] {
        try reading { try CourseTables.timeZoneNames($0) }
    }

    private func reading<Result>(_ body: (Database) throws -> Result) throws(SnapshotError) -> Result {
        try SnapshotError.translating(path) { try queue.read(body) }
    }

    private func writing<Result>(_ body: (Database) throws -> Result) throws(SnapshotError) -> Result {
        try SnapshotError.translating(path) { try queue.write(body) }
    }
}
