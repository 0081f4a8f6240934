import Foundation
import GRDB
import TestSupport
import Testing

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

@testable import OverrideReport

@Suite("The life of a snapshot")
struct SnapshotLifecycleTests {
    private let directory: ScratchDirectory
    private let next = ".override-report-snapshot.next.sqlite"
    private let lock = ".override-report-snapshot.sqlite.lock"

    init() throws {
        directory = try ScratchDirectory()
    }

    private func begin(
        identity: SnapshotIdentity = .sample,
        at instant: Instant = SampleRecords.start,
        reports: String? = nil,
        fresh: Bool = false
    ) throws(SnapshotError) -> SnapshotLifecycle {
        try SnapshotLifecycle.begin(
            file: directory.snapshot,
            identity: identity,
            startedAt: instant,
            reports: reports,
            fresh: fresh
        )
    }

    /// A whole run of one course, whose name tells the runs apart.
    private func finishRun(_ name: String) throws {
        let run = try begin()
        try save(name, in: run)
        try run.finish(at: SampleRecords.day(1))
    }

    private func save(_ name: String, in run: SnapshotLifecycle) throws {
        let record = SampleRecords.complete(1, named: name)
        try run.store.setCourseList([record.reference])
        try run.store.save(record)
    }

    private func courseName(in name: String) throws -> String? {
        let store = try SnapshotStore.openForReading(directory.file(name))
        guard case .read(let snapshot) = try store.record(for: SampleRecords.complete(1).reference)?.outcome else {
            return nil
        }
        return snapshot.course.name
    }

    @Test("a first run fills a file beside, and the snapshot appears when it finishes")
    func firstRun() throws {
        let run = try begin()
        #expect(run.beginning == .new)
        #expect(try directory.names() == [next, lock])
        try save("first", in: run)
        try run.finish(at: SampleRecords.day(1))
        #expect(try directory.names() == ["snapshot.sqlite"])
        #expect(try directory.permissions("snapshot.sqlite") == 0o600)
        let finished = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(try finished.run().finishedAt == SampleRecords.day(1))
        #expect(try courseName(in: "snapshot.sqlite") == "first")
    }

    @Test("a run after a finished one begins anew, and the two before it stay until it has finished")
    func nextRun() throws {
        try finishRun("first")
        try finishRun("second")
        let third = try begin()
        #expect(third.beginning == .new)
        #expect(try third.store.courseList() == [])
        #expect(try courseName(in: "snapshot.sqlite") == "second")
        #expect(try courseName(in: "snapshot.previous.sqlite") == "first")
        try save("third", in: third)
        try third.finish(at: SampleRecords.day(1))
        #expect(try courseName(in: "snapshot.sqlite") == "third")
        #expect(try courseName(in: "snapshot.previous.sqlite") == "second")
        #expect(try directory.names() == ["snapshot.previous.sqlite", "snapshot.sqlite"])
    }

    @Test("the previous run is the snapshot while a later one fills its file, and the previous one afterwards")
    func runBefore() throws {
        func nameBefore(_ store: SnapshotStore) throws -> String? {
            guard let before = try SnapshotLifecycle.openBefore(store, file: directory.snapshot) else { return nil }
            return try before.closing { try courseName(in: String($0.path.split(separator: "/").last ?? "")) }
        }
        let first = try begin()
        #expect(try nameBefore(first.store) == nil)
        try save("first", in: first)
        try first.finish(at: SampleRecords.day(1))
        let second = try begin()
        #expect(try nameBefore(second.store) == "first")
        try save("second", in: second)
        try second.finish(at: SampleRecords.day(1))
        let finished = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(try nameBefore(finished) == "first")

        try finished.close()
        let queue = try DatabaseQueue(path: directory.file("snapshot.previous.sqlite"))
        try queue.write { try $0.execute(sql: "UPDATE run SET canvas_url = 'https://test.example.edu'") }
        try queue.close()
        let again = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        let error = #expect(throws: SnapshotError.self) { try nameBefore(again) }
        #expect(
            error?.description
                == "\(directory.file("snapshot.previous.sqlite")) is a snapshot of https://test.example.edu, not of "
                + "https://canvas.example.edu. Choose another --snapshot for this Canvas."
        )
    }

    @Test("an unfinished run is resumed")
    func resume() throws {
        let killed = try begin()
        try save("kept", in: killed)
        try killed.close()
        let run = try begin(at: SampleRecords.day(1))
        #expect(run.beginning == .resumed)
        #expect(try run.store.run().startedAt == SampleRecords.start)
        #expect(try run.store.completeCourses(notBefore: SampleRecords.start) == [.canvas(1): 1])
        try run.finish(at: SampleRecords.day(2))
        #expect(try courseName(in: "snapshot.sqlite") == "kept")
    }

    @Test("a fresh run drops the unfinished one, even one that can't be read", arguments: [true, false])
    func fresh(readable: Bool) throws {
        let killed = try begin()
        try save("dropped", in: killed)
        try killed.close()
        if !readable { try Data("rubbish, far from any database".utf8).write(to: URL(filePath: directory.file(next))) }
        let run = try begin(fresh: true)
        #expect(run.beginning == .new)
        #expect(try run.store.completeCourses(notBefore: SampleRecords.start) == [:])
    }

    @Test("another user's unfinished run is not mixed with this one's")
    func otherViewer() throws {
        let killed = try begin()
        try save("seen by another", in: killed)
        try killed.close()
        var identity = SnapshotIdentity.sample
        identity.viewerID = 10
        let run = try begin(identity: identity)
        #expect(
            run.beginning
                == .startedOver(reason: "the unfinished run was made with the token of another Canvas user")
        )
        #expect(try run.store.run().identity == identity)
        #expect(try run.store.completeCourses(notBefore: SampleRecords.start) == [:])
    }

    @Test("unfinished runs with and without --accommodations or --teachers are not mixed", arguments: [true, false])
    func otherParts(asked: Bool) throws {
        let parts: [(String, WritableKeyPath<SnapshotIdentity, Bool>)] = [
            ("--accommodations", \.hasAccommodations), ("--teachers", \.hasTeachers),
        ]
        for (option, isAsked) in parts {
            var identity = SnapshotIdentity.sample
            identity[keyPath: isAsked] = asked
            try begin(identity: identity, fresh: true).close()
            identity[keyPath: isAsked] = !asked
            let run = try begin(identity: identity)
            let how = asked ? "with" : "without"
            #expect(run.beginning == .startedOver(reason: "the unfinished run was made \(how) \(option)"))
            #expect(try run.store.run().identity == identity)
            try run.close()
        }
    }

    @Test("a run killed before its first transaction, or in the middle of it, is begun anew")
    func blankFile() throws {
        close(try FileSystem.createFile(directory.file(next)))
        close(try FileSystem.createFile(directory.file(next + "-journal")))
        #expect(try begin().beginning == .new)
    }

    @Test("a run killed in the middle of a course's transaction keeps the courses before it")
    func hotJournal() throws {
        let killed = try begin()
        try save("kept", in: killed)
        try killed.close()
        let original = try Data(contentsOf: URL(filePath: directory.file(next)))
        try leaveHotJournal()
        #expect(try Data(contentsOf: URL(filePath: directory.file(next))) != original)
        let run = try begin()
        #expect(run.beginning == .resumed)
        try run.finish(at: SampleRecords.day(1))
        #expect(try courseName(in: "snapshot.sqlite") == "kept")
        #expect(try directory.names() == ["snapshot.sqlite"])
    }

    /// The files as a process leaves them that is killed after SQLite began to write changed pages into the database.
    private func leaveHotJournal() throws {
        let queue = try DatabaseQueue(path: directory.file(next))
        let names = [next, next + "-journal"]
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: "PRAGMA cache_size = 5; BEGIN; DELETE FROM course_fetch; UPDATE run SET canvas_url = ''"
            )
            try database.execute(
                sql: """
                    WITH RECURSIVE number (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM number WHERE n < 9000)
                    INSERT INTO course_list SELECT n, 'canvas', n, 'a text that fills the pages', '' FROM number
                    """
            )
            for name in names {
                try FileManager.default.copyItem(atPath: directory.file(name), toPath: directory.file(name + ".copy"))
            }
            try database.execute(sql: "ROLLBACK")
        }
        try queue.close()
        for name in names { try FileSystem.rename(directory.file(name + ".copy"), to: directory.file(name)) }
    }

    @Test("a run can't finish before every listed course was tried")
    func untried() throws {
        let run = try begin()
        try save("first", in: run)
        try run.store.setCourseList([2, 1, 3].map { SampleRecords.complete($0).reference })
        let error = #expect(throws: SnapshotError.self) { try run.finish(at: SampleRecords.day(1)) }
        #expect(
            error?.description
                == "2 courses of the list are not in the snapshot \(run.paths.next) yet. Start the run again: it goes "
                + "on where it stopped."
        )
        try run.close()
        #expect(try directory.names() == [next])
    }

    @Test("a run is closed twice, or after it has finished, without harm")
    func closedTwice() throws {
        let run = try begin()
        try run.finish(at: SampleRecords.day(1))
        try run.close()
        try run.close()
        #expect(try directory.names() == ["snapshot.sqlite"])
    }

    @Test("a journal whose database is gone is not played into a new one")
    func orphanJournal() throws {
        try Data(repeating: 0xD9, count: 4096).write(to: URL(filePath: directory.file(next + "-journal")))
        let run = try begin()
        try save("clean", in: run)
        try run.finish(at: SampleRecords.day(1))
        #expect(try courseName(in: "snapshot.sqlite") == "clean")
        #expect(try directory.names() == ["snapshot.sqlite"])
    }

    @Test("killed between any two steps of taking its place, it takes it at the next start", arguments: 0...6)
    func killedWhileSwapping(steps: Int) throws {
        try finishRun("first")
        try finishRun("second")
        let killed = try begin()
        try save("third", in: killed)
        try killed.store.markFinished(at: SampleRecords.day(1))
        try killed.close()
        for step in SnapshotSwap.allCases.prefix(steps) { try step.perform(killed.paths) }
        // The snapshot is there at every moment, the old one or the new one.
        let seen = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(try seen.run().finishedAt == SampleRecords.day(1))

        let run = try begin()
        #expect(run.beginning == .new)
        #expect(try courseName(in: "snapshot.sqlite") == "third")
        #expect(try courseName(in: "snapshot.previous.sqlite") == "second")
        try run.close()
        #expect(try directory.names() == [next, "snapshot.previous.sqlite", "snapshot.sqlite"])
    }

    @Test("killed between the two renames of a file system without hard links, it is repaired, and read meanwhile")
    func killedWithoutHardLinks() throws {
        try finishRun("first")
        let killed = try begin()
        try save("second", in: killed)
        try killed.store.markFinished(at: SampleRecords.day(1))
        try killed.close()
        try FileSystem.rename(directory.snapshot, to: directory.file("snapshot.previous.sqlite"))
        let waiting = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(
            try waiting.record(for: SampleRecords.complete(1).reference) == SampleRecords.complete(1, named: "second")
        )
        try begin().close()
        #expect(try courseName(in: "snapshot.sqlite") == "second")
        #expect(try courseName(in: "snapshot.previous.sqlite") == "first")
    }

    /// What a run leaves that is killed between publishing its reports and its end.
    private func publishAndKill(_ name: String, at instant: Instant, to reports: String) throws {
        let run = try begin(reports: reports)
        let record = SampleRecords.complete(1, named: name, fetchedAt: instant)
        try run.store.setCourseList([record.reference])
        try run.store.save(record)
        try run.store.markFinished(at: instant)
        let fetch = try run.store.fetchFacts()
        let facts = RunFacts(
            version: "1.0.0",
            canvasURL: SnapshotIdentity.sample.canvasURL,
            viewerName: "",
            viewerID: nil,
            asOf: instant,
            timeZone: .utc,
            snapshotName: "snapshot.sqlite",
            firstFetchedAt: fetch.firstFetchedAt,
            lastFetchedAt: fetch.lastFetchedAt,
            requestCount: fetch.requestCount,
            options: [:]
        )
        _ = try OutputDirectory(reports).prepare().stage().publish(facts, ReportTotals())
        try run.close()
    }

    @Test("killed between publishing its reports and its end: read is the run that the reports are of, and it is ended")
    func killedAfterPublishing() throws {
        try finishRun("first")
        try publishAndKill("second", at: SampleRecords.day(2), to: directory.path)
        let seen = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(
            try seen.record(for: SampleRecords.complete(1).reference)
                == SampleRecords.complete(1, named: "second", fetchedAt: SampleRecords.day(2))
        )
        try seen.close()
        let run = try begin()
        #expect(run.beginning == .new)
        try run.close()
        #expect(try courseName(in: "snapshot.sqlite") == "second")
        #expect(try courseName(in: "snapshot.previous.sqlite") == "first")
    }

    @Test("killed before its reports are published, a run is resumed, and read is the one before it")
    func killedBeforePublishing() throws {
        try publishAndKill("first", at: SampleRecords.day(1), to: directory.path)
        try begin().close()
        let killed = try begin(reports: directory.path)
        let record = SampleRecords.complete(1, named: "second", fetchedAt: SampleRecords.day(2))
        try killed.store.setCourseList([record.reference])
        try killed.store.save(record)
        // Its reports are written, and not in place.
        try killed.store.markFinished(at: SampleRecords.day(2))
        try killed.close()
        let seen = try SnapshotLifecycle.openFinished(file: directory.snapshot)
        #expect(
            try seen.record(for: record.reference)
                == SampleRecords.complete(1, named: "first", fetchedAt: SampleRecords.day(1))
        )
        let run = try begin()
        #expect(run.beginning == .resumed)
        #expect(try run.store.run().finishedAt == nil)
        try run.close()
    }

    @Test("reports in another directory end the run that they are of as well")
    func publishedElsewhere() throws {
        try publishAndKill("first", at: SampleRecords.day(1), to: directory.file("reports"))
        try begin().close()
        #expect(try directory.names().contains("snapshot.sqlite") == false)
        try SnapshotLifecycle.begin(
            file: directory.snapshot,
            identity: .sample,
            startedAt: SampleRecords.start,
            reports: directory.file("reports")
        ).close()
        #expect(try courseName(in: "snapshot.sqlite") == "first")
    }

    @Test(
        "an unfinished run of other courses gives up its room on a full disk, and is kept where there is room",
        .enabled(if: SmallFileSystem.isPossible)
    )
    func room() throws {
        for kilobytes in [1_000, 8_000] {
            try SmallFileSystem.with(kilobytes: kilobytes) { path in
                func begin(_ courses: ClosedRange<Int64>) throws -> SnapshotLifecycle {
                    let list = courses.map { SampleRecords.complete($0).reference }
                    let run = try SnapshotLifecycle.begin(
                        file: path + "/snapshot.sqlite",
                        identity: .sample,
                        startedAt: SampleRecords.start,
                        courses: list
                    )
                    return run
                }
                let large = try begin(1...2)
                try large.store.setCourseList([1, 2].map { SampleRecords.complete($0).reference })
                let name = String(repeating: "long ", count: 120_000)
                try large.store.save(SampleRecords.complete(1, named: name))
                try large.close()
                // The same list goes on with it, whatever the room.
                let same = try begin(1...2)
                #expect(same.beginning == .resumed)
                try same.close()

                let small = try begin(2...2)
                let reason = "the unfinished run has courses that are not asked for, and the disk has no room for both"
                #expect(small.beginning == (kilobytes == 1_000 ? .startedOver(reason: reason) : .resumed))
                try small.store.setCourseList([SampleRecords.complete(2).reference])
                try small.store.save(SampleRecords.complete(2))
                try small.finish(at: SampleRecords.day(1))
            }
        }
    }

    @Test(
        "a disk with room for bytes and none for another file is told as such",
        .enabled(if: SmallFileSystem.isPossible)
    )
    func noFilesLeft() throws {
        // The directory, the run's file and its lock; the journal of the first transaction is gone again by then.
        try SmallFileSystem.with(kilobytes: 4_000, files: 5) { path in
            let run = try SnapshotLifecycle.begin(
                file: path + "/snapshot.sqlite",
                identity: .sample,
                startedAt: SampleRecords.start
            )
            while let file = fopen(path + "/\(UUID().uuidString)", "wx") { fclose(file) }
            let error = #expect(throws: SnapshotError.self) {
                try run.store.setCourseList([SampleRecords.complete(1).reference])
            }
            #expect(
                error?.description
                    == "can't create \(run.store.path)-journal: no space left on the file system, or none for another "
                    + "file. Make room there, or choose another directory, and start again."
            )
        }
    }

    @Test("what another program left beside the snapshot moves along with it")
    func sidecars() throws {
        try finishRun("first")
        try Data("a log".utf8).write(to: URL(filePath: directory.snapshot + "-shm"))
        try finishRun("second")
        #expect(
            try directory.names() == ["snapshot.previous.sqlite", "snapshot.previous.sqlite-shm", "snapshot.sqlite"]
        )
    }

    @Test("a snapshot without an ending has names of the same kind")
    func paths() {
        let paths = SnapshotPaths(file: "/data/night")
        #expect(paths.previous == "/data/night.previous")
        #expect(paths.next == "/data/.override-report-night.next")
        #expect(paths.lock == "/data/.override-report-night.lock")
        #expect(SnapshotPaths(file: "/night.db").previous == "/night.previous.db")
        #expect(SnapshotPaths(file: "/.hidden").previous == "/.hidden.previous")
        // One path has one meaning: a shell may expand it, this program does not.
        #expect(SnapshotPaths(file: "~/night.db").file == "~/night.db")
        #expect(SnapshotPaths(file: "/data/~/night.db").file == "/data/~/night.db")
    }

    @Test("a symbolic link is followed, and stays")
    func symbolicLink() throws {
        try FileSystem.createDirectory(directory.file("real"))
        try FileManager.default.createSymbolicLink(
            atPath: directory.snapshot,
            withDestinationPath: directory.file("real/night.sqlite")
        )
        #expect(SnapshotPaths(file: directory.snapshot).file.hasSuffix("/real/night.sqlite"))
        try Data().write(to: URL(filePath: directory.file("real/night.sqlite")))
        #expect(SnapshotPaths(file: directory.snapshot).file.hasSuffix("/real/night.sqlite"))
    }

    @Test("the snapshot's directory is made for its owner alone, those above it are not made")
    func directories() throws {
        let file = directory.file("new/snapshot.sqlite")
        try SnapshotLifecycle.begin(file: file, identity: .sample, startedAt: SampleRecords.start).close()
        #expect(try directory.permissions("new") == 0o700)
        let missing = directory.file("none/new")
        #expect(throws: SnapshotError.file(FileError(.createDirectory, missing, code: ENOENT))) {
            try SnapshotLifecycle.begin(
                file: missing + "/snapshot.sqlite",
                identity: .sample,
                startedAt: SampleRecords.start
            )
        }
    }

    @Test("two runs can't hold one snapshot, and a dead one does not hold it")
    func locked() throws {
        let first = try begin()
        #expect(throws: SnapshotError.locked(path: directory.snapshot, processID: getpid())) { try begin() }
        // Another snapshot in the same directory is free.
        let other = try SnapshotLifecycle.begin(
            file: directory.file("other.sqlite"),
            identity: .sample,
            startedAt: SampleRecords.start
        )
        try other.close()
        try first.close()
        // A dead process leaves the file and frees the lock.
        try Data("4194305\n".utf8).write(to: URL(filePath: directory.file(lock)))
        try begin().close()
        #expect(try directory.names().contains(lock) == false)
    }
}
