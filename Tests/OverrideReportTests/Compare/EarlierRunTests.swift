import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("The run before, course by course")
struct EarlierRunTests {
    private let directory: ScratchDirectory
    private let flattener = CourseFlattener(options: .fixture())

    init() throws {
        directory = try ScratchDirectory()
    }

    private func record(_ id: CanvasID, as text: String? = nil, failing reason: String? = nil) -> CourseRecord {
        var record = CourseSnapshot.fixture().record
        if case .read(var snapshot) = record.outcome {
            snapshot.course.id = id
            record.outcome = .read(snapshot)
        }
        if let reason { record.outcome = .failed(reason: reason) }
        let identity: CourseReference.Identity = text.map { .sis($0) } ?? .canvas(id)
        record.reference = CourseReference(identity: identity, text: text ?? id.description)
        return record
    }

    /// The changes of each course of the later run, and what is not listed any more.
    private func compare(_ old: [CourseRecord], _ new: [CourseRecord]) throws -> [String] {
        let store = try directory.newStore()
        try store.setCourseList(old.map(\.reference))
        for record in old { try store.save(record) }
        let earlier = try EarlierRun(store, flattener, isPerStudent: false)
        var compared: Set<CourseReference.Identity> = []
        var changes: [Change] = []
        for record in new {
            var report = flattener.flatten(record)
            if let counterpart = try earlier.compare(record, &report) { compared.insert(counterpart) }
            changes += report.changes
        }
        changes += try earlier.removals(except: compared)
        try store.close()
        try FileManager.default.removeItem(atPath: directory.snapshot)
        return changes.map { change in
            "\(change.kind.rawValue) \(change.course?.course.id.description ?? "?") "
                + "\(change.students.map(String.init) ?? "?"): \(change.reason)"
        }
    }

    @Test("a course that is added, or removed, is told alone, also where it could not be read")
    func list() throws {
        #expect(
            try compare(
                [record(1), record(2), record(3, failing: "It is gone.")],
                [record(1), record(4), record(5, failing: "It is closed."), record(0, as: "X", failing: "No.")]
            ) == [
                "course_added 4 1: The list names it as “4”.",
                "course_added 5 ?: The list names it as “5”. It could not be read: It is closed.",
                "course_added ? ?: The list names it as “X”. It could not be read: No.",
                "course_removed 2 ?: The list named it as “2”.",
                "course_removed 3 ?: The list named it as “3”.",
            ]
        )
    }

    @Test("a course that could not be read on one side says so, and on both sides nothing")
    func failures() throws {
        #expect(
            try compare(
                [record(1, failing: "Down."), record(2), record(3, failing: "Down.")],
                [record(1), record(2, failing: "Forbidden."), record(3, failing: "Still down.")]
            ) == [
                "course_readable 1 1: It could not be read before: Down.",
                "course_unreadable 2 ?: Forbidden.",
            ]
        )
    }

    @Test("a course is the same however the lists name it, and in whatever order")
    func names() throws {
        #expect(try compare([record(1, as: "A"), record(2)], [record(2, as: "B"), record(1)]) == [])
        // An SIS id that means another course now.
        #expect(
            try compare([record(1, as: "A")], [record(2, as: "A")]) == [
                "course_added 2 1: The list names it as “A”.", "course_removed 1 ?: The list named it as “A”.",
            ]
        )
    }
}
