import Foundation
import GRDB
import TestSupport
import Testing

@testable import OverrideReport

@Suite("A file that can't be used as a snapshot")
struct SnapshotRefusalTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    private func begin(identity: SnapshotIdentity = .sample) throws -> SnapshotLifecycle {
        try SnapshotLifecycle.begin(file: directory.snapshot, identity: identity, startedAt: SampleRecords.start)
    }

    private func finishRun() throws {
        try begin().finish(at: SampleRecords.day(1))
    }

    private func sentence(_ body: () throws -> Void) -> String? {
        #expect(throws: SnapshotError.self, performing: body)?.description
    }

    private func execute(_ sql: String, on name: String = "snapshot.sqlite") throws {
        let queue = try DatabaseQueue(path: directory.file(name))
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("is refused for reading when it is missing")
    func missing() {
        #expect(
            sentence { _ = try SnapshotLifecycle.openFinished(file: directory.snapshot) }
                == "there is no snapshot at \(directory.snapshot). Fill one with the fetch or run command, or correct "
                + "the path."
        )
    }

    @Test("is refused for reading when only an unfinished run is there")
    func unfinishedOnly() throws {
        let run = try begin()
        let expected =
            "there is no finished snapshot at \(directory.snapshot), only an unfinished run beside it "
            + "(\(run.paths.next)). Start the run again with the same --snapshot: it goes on where it stopped."
        #expect(sentence { _ = try SnapshotLifecycle.openFinished(file: directory.snapshot) } == expected)
        try run.close()
        #expect(sentence { _ = try SnapshotLifecycle.openFinished(file: directory.snapshot) } == expected)
    }

    @Test("is refused, for reading and for filling, when it is something else")
    func notASnapshot() throws {
        try Data("student_id,due_at\n".utf8).write(to: URL(filePath: directory.snapshot))
        let expected =
            "\(directory.snapshot) is no snapshot of this program: it is no SQLite database. Choose another "
            + "--snapshot, or move it away."
        #expect(sentence { _ = try SnapshotLifecycle.openFinished(file: directory.snapshot) } == expected)
        #expect(sentence { _ = try begin() } == expected)
        #expect(try String(contentsOfFile: directory.snapshot, encoding: .utf8) == "student_id,due_at\n")
    }

    @Test("is refused when it is a database of another program, or a directory")
    func otherKinds() throws {
        try execute("CREATE TABLE bookmarks (url)")
        #expect(
            sentence { _ = try begin() }
                == "\(directory.snapshot) is no snapshot of this program: it is an SQLite database of another "
                + "program. Choose another --snapshot, or move it away."
        )
        try FileSystem.removeFile(directory.snapshot)
        try FileSystem.createDirectory(directory.snapshot)
        #expect(
            sentence { _ = try begin() }
                == "\(directory.snapshot) is no snapshot of this program: it is a directory. Choose another "
                + "--snapshot, or move it away."
        )
    }

    @Test("is refused when something else stands where the previous snapshot would be put")
    func foreignPrevious() throws {
        let previous = directory.file("snapshot.previous.sqlite")
        try Data("mine".utf8).write(to: URL(filePath: previous))
        #expect(
            sentence { _ = try begin() }
                == "\(previous) is no snapshot of this program: it is no SQLite database. Choose another --snapshot, "
                + "or move it away."
        )
    }

    @Test("is refused for reading when it is of another schema version; a run goes on, and moves it aside")
    func otherSchema() throws {
        try finishRun()
        try execute("PRAGMA user_version = 99")
        let expected =
            "\(directory.snapshot) is a snapshot of schema version 99, and this program works with version \(SnapshotSchema.version). "
            + "Move it away and fetch again, or use the program version that wrote it."
        #expect(sentence { _ = try SnapshotLifecycle.openFinished(file: directory.snapshot) } == expected)
        let run = try begin()
        #expect(sentence { _ = try SnapshotLifecycle.openBefore(run.store, file: directory.snapshot) } == expected)
        try run.finish(at: .noon)
        try SnapshotLifecycle.openFinished(file: directory.snapshot).close()
        #expect(
            sentence { _ = try SnapshotStore.openForReading(directory.file("snapshot.previous.sqlite")) }?
                .contains("schema version 99") == true
        )
    }

    @Test("is refused for filling when it is of another Canvas")
    func otherCanvas() throws {
        try finishRun()
        var identity = SnapshotIdentity.sample
        identity.canvasURL = "https://test.example.edu"
        #expect(
            sentence { _ = try begin(identity: identity) }
                == "\(directory.snapshot) is a snapshot of https://canvas.example.edu, not of "
                + "https://test.example.edu. Choose another --snapshot for this Canvas."
        )
    }

    @Test("is refused when the unfinished run is of another Canvas, another version, damaged or no snapshot")
    func unusableUnfinished() throws {
        let run = try begin()
        try run.close()
        let path = run.paths.next
        let name = URL(filePath: path).lastPathComponent
        func expected(_ found: String) -> String {
            "can't go on with the unfinished run \(path): \(found). Start over with --fresh, or choose another "
                + "--snapshot."
        }
        var identity = SnapshotIdentity.sample
        identity.canvasURL = "https://test.example.edu"
        #expect(sentence { _ = try begin(identity: identity) } == expected("it is of https://canvas.example.edu"))
        try execute("DELETE FROM run", on: name)
        #expect(
            sentence { _ = try begin() }
                == expected("it is damaged: unexpected value in column run_id of table run")
        )
        try execute("PRAGMA user_version = 99", on: name)
        #expect(
            sentence { _ = try begin() }
                == expected("it is of schema version 99, and this program works with version \(SnapshotSchema.version)")
        )
        try Data("rubbish, far from any database".utf8).write(to: URL(filePath: path))
        #expect(sentence { _ = try begin() } == expected("it is no SQLite database"))
    }

    @Test(
        "is refused, and does not crash the program, when somebody changed its values",
        arguments: [
            ("UPDATE section SET section_id = 'twelve'", "section", "section_id"),
            ("UPDATE section SET start_at = 'yesterday'", "section", "start_at"),
            ("UPDATE item SET is_published = 7", "item", "is_published"),
            ("UPDATE item SET item_kind = 'essay'", "item", "item_kind"),
            ("UPDATE override SET due_overridden = 0", "override", "due_at"),
            ("UPDATE override SET set_type = 'everyone'", "override", "set_type"),
            ("UPDATE override SET title = x'00'", "override", "title"),
            ("DELETE FROM canvas_course", "canvas_course", "fetch_id"),
            ("UPDATE course_fetch SET status = 'failed'", "course_fetch", "failure_reason"),
        ]
    )
    func changedValues(sql: String, table: String, column: String) throws {
        let store = try directory.newStore()
        try store.save(SampleRecords.full)
        try store.close()
        try execute(sql)
        let reopened = try SnapshotStore.openForReading(directory.snapshot)
        #expect(
            sentence { _ = try reopened.record(for: SampleRecords.full.reference) }
                == "the snapshot \(directory.snapshot) is damaged: unexpected value in column \(column) of table "
                + "\(table). Move it away and fetch again."
        )
    }

    @Test("is refused when a course of its list is gone")
    func missingCourse() throws {
        let store = try directory.newStore()
        try store.setCourseList([SampleRecords.failed.reference])
        try store.save(SampleRecords.failed)
        try store.markFinished(at: SampleRecords.day(1))
        try store.close()
        try execute("DELETE FROM course_fetch")
        let reopened = try SnapshotStore.openForReading(directory.snapshot)
        #expect(
            sentence { try reopened.forEachRecord { _ in } }
                == "the snapshot \(directory.snapshot) is damaged: course https://canvas.example.edu/courses/3 of its "
                + "list is missing. Move it away and fetch again."
        )
    }

    @Test("is refused when its tables are gone")
    func missingTable() throws {
        let store = try directory.newStore()
        try store.save(SampleRecords.full)
        try store.close()
        try execute("DROP TABLE data_gap")
        let reopened = try SnapshotStore.openForReading(directory.snapshot)
        #expect(
            sentence { _ = try reopened.record(for: SampleRecords.full.reference) }
                == "the snapshot \(directory.snapshot) is damaged: no such table: data_gap. Move it away and fetch "
                + "again."
        )
    }

    @Test("is refused for writing when it was opened for reading")
    func readOnly() throws {
        try directory.newStore().close()
        let store = try SnapshotStore.openForReading(directory.snapshot)
        #expect(
            sentence { try store.save(SampleRecords.full) }
                == "can't use the snapshot \(directory.snapshot): it can't be written. Check the owner and "
                + "permissions of the file and of its directory."
        )
    }

    @Test(
        "says what SQLite met, and what to do about it",
        arguments: [
            (
                5,
                "another program is using it. Close it there and start again: what was fetched is kept."
            ),
            (
                10,
                "reading or writing it failed. Check its file system for room, errors and size limits (ulimit -f), and "
                    + "start again: what was fetched is kept."
            ),
            (
                14,
                "unable to open database file. Check the owner and permissions of the file and of its directory."
            ),
            (21, "unable to open database file. Move it away and fetch again."),
        ]
    )
    func databaseErrors(code: Int32, rest: String) {
        let error = SnapshotError.database(path: "/s.sqlite", code: code, message: "unable to open database file")
        #expect(error.description == "can't use the snapshot /s.sqlite: \(rest)")
    }

    @Test("says that the disk is full, and keeps the courses that were saved", .enabled(if: SmallFileSystem.isPossible))
    func fullDisk() throws {
        try SmallFileSystem.with(kilobytes: 512) { path in
            let file = path + "/snapshot.sqlite"
            let store = try SnapshotStore.create(file, identity: .sample, startedAt: SampleRecords.start)
            try store.save(SampleRecords.complete(1))
            #expect(
                sentence { try store.save(SampleRecords.complete(2, named: String(repeating: "x", count: 600_000))) }
                    == "can't use the snapshot \(file): no space left on its file system. Make room and start again: "
                    + "what was fetched is kept."
            )
            #expect(try store.record(for: SampleRecords.complete(2).reference) == nil)
            #expect(try store.record(for: SampleRecords.complete(1).reference) == SampleRecords.complete(1))
            try store.save(SampleRecords.complete(3))
        }
    }
}
