import Foundation
import TestSupport
import Testing

import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

@testable import OverrideReport

@Suite("A snapshot")
struct SnapshotStoreTests {
    private let directory: ScratchDirectory
    private let store: SnapshotStore

    init() throws {
        directory = try ScratchDirectory()
        store = try directory.newStore()
    }

    @Test(
        "gives back the whole value that was saved",
        arguments: [SampleRecords.full, SampleRecords.bare, SampleRecords.failed]
    )
    func roundTrip(record: CourseRecord) throws {
        try store.save(record)
        #expect(try store.record(for: record.reference) == record)
        let reopened = try SnapshotStore.openForReading(store.path)
        #expect(try reopened.record(for: record.reference) == record)
    }

    /// Guards the test above: a field that is added to a value and not to the schema is found out, because the sample
    /// must set it.
    @Test("is tested with a record that sets every field")
    func everyFieldIsSet() {
        // A report sets it where names are left out; no snapshot has it.
        let unset = unsetFields(of: SampleRecords.full, at: "record").filter { !$0.hasSuffix(".orderInsteadOfName") }
        #expect(unset == [])
    }

    @Test("tells kinds of items, targets and dates apart")
    func everyCase() throws {
        var snapshot = CourseSnapshot(course: Course(id: 1, name: "Cases"))
        snapshot.items = ItemKind.allCases.enumerated().map { index, kind in
            Item(key: .assignment(CanvasID(Int64(index + 1))), kind: kind, name: kind.rawValue)
        }
        snapshot.items += [OverrideSource.rows, .quizEndpoint, .hidden].enumerated().map { index, source in
            Item(
                key: .practiceQuiz(CanvasID(Int64(index + 1))),
                kind: .practiceQuiz,
                name: "",
                isPublished: false,
                idsListedByQuizEndpoint: index == 0 ? [] : nil,
                overrideSource: source
            )
        }
        let targets: [OverrideTarget] = [
            .students([]), .students([2, 1]), .group(4), .section(5), .course, .masteryPath, .unknown,
        ]
        snapshot.overrides = targets.enumerated().map { index, target in
            Override(
                id: CanvasID(Int64(index)),
                origin: index % 2 == 0 ? .module(8) : .item(.practiceQuiz(3)),
                target: target,
                dueAt: .overridden(nil),
                unlockAt: .notOverridden,
                lockAt: .overridden(SampleRecords.day(1))
            )
        }
        snapshot.modules = [nil, true, false].enumerated().map { index, isPublished in
            Module(id: CanvasID(Int64(index)), name: "", position: index, isPublished: isPublished, itemKeys: [])
        }
        snapshot.canvasDueDates = CanvasDueDates(entries: [])
        snapshot.gaps = DataGap.Kind.allCases.map { DataGap(kind: $0, message: "") }
        var record = SampleRecords.complete(1)
        record.outcome = .read(snapshot)
        try store.save(record)
        #expect(try store.record(for: record.reference) == record)
    }

    @Test("replaces a course that is saved again, and keeps nothing of the first")
    func replace() throws {
        try store.save(SampleRecords.full)
        var second = SampleRecords.full
        second.outcome = .read(CourseSnapshot(course: Course(id: 1, name: "Second attempt")))
        try store.save(second)
        #expect(try store.record(for: second.reference) == second)
        second.outcome = .failed(reason: "Third attempt")
        try store.save(second)
        #expect(try store.record(for: second.reference) == second)
    }

    @Test("keeps courses apart that share section and student ids, or are the same course under two references")
    func sharedIDs() throws {
        let first = SampleRecords.complete(1, named: "First")
        let second = SampleRecords.complete(2, named: "Second")
        var alias = SampleRecords.complete(1, named: "First, later")
        alias.reference = CourseReference(identity: .sis("1"), text: "sis_course_id:1")
        for record in [first, second, alias] { try store.save(record) }
        for record in [first, second, alias] {
            #expect(try store.record(for: record.reference) == record)
        }
    }

    @Test("gives courses in the order of the list, whatever the order they were saved in")
    func order() throws {
        let records = [3, 1, 2].map { SampleRecords.complete($0) }
        try store.setCourseList(records.map(\.reference) + [SampleRecords.bare.reference])
        for record in records.reversed() { try store.save(record) }
        var seen: [CourseRecord] = []
        try store.forEachRecord { seen.append($0) }
        #expect(seen == records)
        seen = []
        try store.forEachRecord(isWhole: false) { seen.append($0) }
        #expect(
            seen
                == records.map { record in
                    var record = record
                    guard case .read(let whole) = record.outcome else { return record }
                    record.outcome = .read(CourseSnapshot(course: whole.course))
                    return record
                }
        )
    }

    @Test("counts a course that is listed twice where it comes first")
    func listedTwice() throws {
        let list = [
            CourseReference(identity: .canvas(2), text: "2"),
            CourseReference(identity: .sis("2"), text: "sis_course_id:2"),
            CourseReference(identity: .canvas(2), text: "https://canvas.example.edu/courses/2"),
        ]
        try store.setCourseList(list)
        #expect(try store.courseList() == Array(list.prefix(2)))
    }

    @Test("keeps the lines of the list")
    func lines() throws {
        let list = [
            CourseReference(identity: .canvas(2), text: "2", lines: [2, 5]),
            CourseReference(identity: .canvas(3), text: "3", lines: [3]), SampleRecords.complete(4).reference,
        ]
        try store.setCourseList(list)
        #expect(try store.courseList() == list)
    }

    @Test("makes one course of entries that mean one, at the first's place, and keeps the record that was read")
    func joined() throws {
        let first = CourseReference(identity: .sis("S"), text: "sis_course_id:S", lines: [2])
        let other = SampleRecords.complete(2).reference
        let second = CourseReference(identity: .canvas(1), text: "1", lines: [4])
        try store.setCourseList([first, other, second])
        try store.save(SampleRecords.complete(2))
        try store.save(SampleRecords.complete(1))
        let record = SampleRecords.complete(1).joining([first, second], requestCount: 2)
        try store.join([first, second], record)
        try store.markFinished(at: SampleRecords.day(1))
        var seen: [CourseRecord] = []
        try store.forEachRecord { seen.append($0) }
        #expect(seen == [record, SampleRecords.complete(2)])
        #expect(seen[0].reference.lines == [2, 4])
        #expect(try store.fetchFacts().requestCount == 12)
        #expect(try store.record(for: second) == nil)
    }

    @Test("follows a list that has changed: its texts, its order, and without the courses that left it")
    func changedList() throws {
        let records = [1, 2, 3].map { SampleRecords.complete($0) }
        try store.setCourseList(records.map(\.reference))
        for record in records { try store.save(record) }
        let newList = [
            CourseReference(identity: .canvas(3), text: "https://canvas.example.edu/courses/3"),
            records[0].reference,
        ]
        try store.setCourseList(newList)
        try store.markFinished(at: SampleRecords.day(1))
        var renamed = records[2]
        renamed.reference.text = "https://canvas.example.edu/courses/3"
        var seen: [CourseRecord] = []
        try store.forEachRecord { seen.append($0) }
        #expect(seen == [renamed, records[0]])
        #expect(try store.record(for: records[1].reference) == nil)
        #expect(
            try store.fetchFacts()
                == FetchFacts(
                    firstFetchedAt: SampleRecords.start,
                    lastFetchedAt: SampleRecords.start,
                    requestCount: 10
                )
        )
    }

    @Test("counts as complete only what was read without a gap, and not too long ago")
    func completeCourses() throws {
        try store.save(SampleRecords.complete(1, fetchedAt: SampleRecords.day(1)))
        try store.save(SampleRecords.complete(2, fetchedAt: SampleRecords.day(2)))
        try store.save(SampleRecords.full)
        try store.save(SampleRecords.failed)
        #expect(try store.completeCourses(notBefore: SampleRecords.start) == [.canvas(1): 1, .canvas(2): 2])
        #expect(try store.completeCourses(notBefore: SampleRecords.day(2)) == [.canvas(2): 2])
        for (id, count) in [(1, 1), (2, 2), (3, 2)] as [(Int64, Int)] {
            try store.setCourseList((1...id).map { SampleRecords.complete($0).reference })
            #expect(try store.fetchTotals().courses[.complete] == count)
        }
        try store.setCourseList(
            [SampleRecords.full, SampleRecords.complete(1), SampleRecords.failed].map(\.reference)
        )
        let totals = try store.fetchTotals()
        #expect(totals.courses == [.complete: 1, .partial: 1, .failed: 1])
        #expect(
            totals.incomplete
                == [SampleRecords.full, SampleRecords.failed].map { record in
                    IncompleteCourse(
                        reference: record.reference.text,
                        status: record.status,
                        reason: record.reason ?? ""
                    )
                }
        )
    }

    @Test("says which run filled it")
    func run() throws {
        let unfinished = SnapshotRun(
            identity: .sample,
            schemaVersion: 4,
            startedAt: SampleRecords.start,
            hasReports: false,
            finishedAt: nil
        )
        #expect(try store.run() == unfinished)
        try store.markFinished(at: SampleRecords.day(1))
        #expect(try store.run().finishedAt == SampleRecords.day(1))
    }

    @Test("has facts about its fetch: none before the first course")
    func fetchFacts() throws {
        #expect(try store.fetchFacts() == FetchFacts(firstFetchedAt: nil, lastFetchedAt: nil, requestCount: 0))
        try store.setCourseList([SampleRecords.full.reference, SampleRecords.failed.reference])
        for record in [SampleRecords.full, SampleRecords.failed, SampleRecords.bare] { try store.save(record) }
        #expect(
            try store.fetchFacts()
                == FetchFacts(
                    firstFetchedAt: SampleRecords.day(1),
                    lastFetchedAt: SampleRecords.day(3),
                    requestCount: 18
                )
        )
    }

    @Test("knows the zones of the listed courses, each once")
    func timeZoneNames() throws {
        var zoneless = SampleRecords.complete(7)
        guard case .read(var snapshot) = zoneless.outcome else {
            Issue.record("the sample was not read")
            return
        }
        snapshot.course.timeZoneName = "Asia/Tokyo"
        let tokyo = CourseRecord(
            reference: SampleRecords.complete(8).reference,
            outcome: .read(snapshot),
            fetchedAt: SampleRecords.start,
            requestCount: 1
        )
        snapshot.course.timeZoneName = nil
        zoneless.outcome = .read(snapshot)
        let unlisted = SampleRecords.full
        for record in [tokyo, zoneless, unlisted] { try store.save(record) }
        #expect(try store.timeZoneNames() == [])
        try store.setCourseList([tokyo.reference, zoneless.reference])
        #expect(try store.timeZoneNames() == [nil, "Asia/Tokyo"])
    }

    @Test("keeps a text that C would cut off, with the character replaced")
    func nullCharacter() throws {
        try store.save(SampleRecords.complete(1, named: "A\0B"))
        #expect(
            try store.record(for: SampleRecords.complete(1).reference) == SampleRecords.complete(1, named: "A\u{FFFD}B")
        )
    }

    @Test("is one file that its owner alone may read, also while it is written")
    func permissions() throws {
        try store.save(SampleRecords.full)
        #expect(try directory.names() == ["snapshot.sqlite"])
        #expect(try directory.permissions("snapshot.sqlite") == 0o600)
    }

    @Test("holds 60,000 due dates of one course")
    func largeCourse() throws {
        var record = SampleRecords.complete(1)
        let entries = (0..<60_000).map { (number: Int64) -> CanvasDueDates.Entry in
            let (assignment, student) = number.quotientAndRemainder(dividingBy: 1000)
            return CanvasDueDates.Entry(
                assignmentID: CanvasID(assignment),
                studentID: CanvasID(student),
                dueAt: SampleRecords.day(assignment)
            )
        }
        record.outcome = .read(
            CourseSnapshot(course: Course(id: 1, name: "Large"), canvasDueDates: CanvasDueDates(entries: entries))
        )
        try store.save(record)
        try store.save(record)
        #expect(try store.record(for: record.reference) == record)
    }
}

/// The paths of all fields that hold nothing: `nil`, an empty text or list, `false`, zero.
private func unsetFields(of value: Any, at path: String) -> [String] {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
        guard let some = mirror.children.first else { return [path] }
        return unsetFields(of: some.value, at: path)
    }
    if mirror.displayStyle == .collection {
        guard !mirror.children.isEmpty else { return [path] }
        return mirror.children.enumerated().flatMap { unsetFields(of: $1.value, at: "\(path)[\($0)]") }
    }
    if let text = value as? String { return text.isEmpty ? [path] : [] }
    if let flag = value as? Bool { return flag ? [] : [path] }
    if let number = value as? any BinaryInteger { return Int(number) == 0 ? [path] : [] }
    return mirror.children.flatMap { unsetFields(of: $0.value, at: "\(path).\($0.label ?? "?")") }
}
