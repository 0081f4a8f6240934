import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

/// What Canvas's own code answered when it was run, held against the product.
@Suite("Executed cases")
struct ExecutedTests {
    private func decide(_ example: ExecutedCase) throws -> (Resolution, base: DateSet) {
        let index = CourseIndex(try example.snapshot())
        let item = try #require(index.items.first)
        let subject =
            index.subjects.first { !$0.sections.isEmpty }
            ?? DateSubject(studentID: CanvasID(example.given.studentId), sections: [])
        let engine = EffectiveDatesEngine(asOf: try ExecutedCase.instant(example.given.asOf))
        return (engine.resolve(subject, item), item.item.base)
    }

    @Test("a student's three dates are those of Canvas's applicator", arguments: try ExecutedCase.all())
    func dates(example: ExecutedCase) throws {
        let (resolution, base) = try decide(example)
        var expected = DateSet(
            dueAt: try example.canvas.applicator.dueAt.map(ExecutedCase.instant),
            unlockAt: try example.canvas.applicator.unlockAt.map(ExecutedCase.instant),
            lockAt: try example.canvas.applicator.lockAt.map(ExecutedCase.instant)
        )
        if resolution.effective.notes.contains(.moduleOnlyDue) {
            // The report has the gradebook's date here.
            expected.dueAt = base.dueAt
        }
        #expect((resolution.effective.dates == expected) == (Self.otherDates[example.id] == nil))
    }

    @Test("an item is assigned where Canvas shows it, publication aside", arguments: try ExecutedCase.all())
    func assigned(example: ExecutedCase) throws {
        let (resolution, _) = try decide(example)
        let isAgreed = resolution.assignment.decision.isAssigned == example.canvas.visible
        #expect(isAgreed == (Self.otherwiseAssigned[example.id] == nil))
    }

    @Test("each difference from Canvas's effective due dates has a known cause", arguments: try ExecutedCase.all())
    func knownCauses(example: ExecutedCase) throws {
        let (resolution, _) = try decide(example)
        let effective = resolution.effective
        guard let isListed = example.canvas.eddListed else { return }
        let theirs: CourseIndex.CanvasAnswer =
            isListed
            ? .listed(
                CanvasDueDates.Entry(
                    assignmentID: 0,
                    studentID: 0,
                    dueAt: try example.canvas.eddDueAt.map(ExecutedCase.instant)
                )
            ) : .notListed
        let check = theirs.check(of: effective)
        guard check != .match else { return }
        #expect(CanvasDisagreement.cause(of: check, resolution) != nil, "\(check)")
    }

    /// Dates that the report does not have, and why.
    static let otherDates: [String: String] = [
        "tag-rejected": "no list of Canvas has a membership that was rejected"
    ]

    /// Where the report says otherwise than Canvas's visibility, and why.
    static let otherwiseAssigned: [String: String] = [
        "sec-inactive": "only inactive enrollments are decided as if they were not",
        "course-inactive": "only inactive enrollments are decided as if they were not",
        "adhoc-inactive": "only inactive enrollments are decided as if they were not",
        "un-group": "groups follow effective_due_dates: one that unassigns takes the item away",
        "un-tag": "groups follow effective_due_dates: one that unassigns takes the item away",
        "tag-in-module-item": "groups follow effective_due_dates: one that assigns is enough",
        "tag-module": "groups follow effective_due_dates: one that assigns is enough",
        "tag-rejected": "no list of Canvas has a membership that was rejected",
        "unpublished": "publication stands in a column of its own",
    ]
}

/// One student and item of a course that Canvas's own code was run on, and what it answered:
/// `Fixtures/executed.json`, whose keys have underscores.
struct ExecutedCase: Decodable, Sendable {
    let id: String
    let given: Given
    let canvas: Answers

    struct Given: Decodable, Sendable {
        var asOf: String
        var item: ItemRow
        var overrides: [OverrideRecord]
        var modules: [ModuleRecord]
        var enrollments: [EnrollmentRecord]
        var groups: [GroupRecord]
        var courseId: Int64
        var studentId: Int64
    }

    struct ItemRow: Decodable, Sendable {
        var kind: String
        var published: Bool
        var onlyVisibleToOverrides: Bool
        var groupCategoryId: Int64?
        var dueAt: String?
        var unlockAt: String?
        var lockAt: String?
    }

    struct OverrideRecord: Decodable, Sendable {
        private enum Key: String, CodingKey {
            case id, setType, setId, unassignItem, dueAt, unlockAt, lockAt, studentIds
        }

        let id: Int64
        let target: OverrideTarget
        let unassigns: Bool
        /// Due, unlock, lock; a key that is absent is not overridden.
        let dates: [OverriddenDate]

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: Key.self)
            id = try row.decode(Int64.self, forKey: .id)
            unassigns = try row.decodeIfPresent(Bool.self, forKey: .unassignItem) ?? false
            let setID = CanvasID(try row.decodeIfPresent(Int64.self, forKey: .setId) ?? 0)
            target =
                switch try row.decode(String.self, forKey: .setType) {
                case "ADHOC": .students(try row.decode([Int64].self, forKey: .studentIds).map { CanvasID($0) })
                case "CourseSection": .section(setID)
                case "Group": .group(setID)
                case "Course": .course
                default: .unknown
                }
            dates = try [Key.dueAt, .unlockAt, .lockAt].map { key in
                guard row.contains(key) else { return .notOverridden }
                return .overridden(try row.decodeIfPresent(String.self, forKey: key).map(ExecutedCase.instant))
            }
        }
    }

    struct ModuleRecord: Decodable, Sendable {
        var id: Int64
        var state: String
        var overrides: [OverrideRecord]
    }

    struct EnrollmentRecord: Decodable, Sendable {
        var sectionId: Int64
        var state: String
    }

    struct GroupRecord: Decodable, Sendable {
        var id: Int64
        var groupCategoryId: Int64
        var nonCollaborative: Bool
        var membership: String
    }

    struct Answers: Decodable, Sendable {
        struct Dates: Decodable, Sendable {
            var dueAt: String?
            var unlockAt: String?
            var lockAt: String?
        }

        /// The student's dates.
        var applicator: Dates
        var visible: Bool
        /// `nil` for practice quizzes, which effective due dates leave out.
        var eddListed: Bool?
        var eddDueAt: String?
    }

    static func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "\(text) is no instant"))
        }
        return instant
    }

    static func all() throws -> [ExecutedCase] {
        struct Contents: Decodable { var cases: [ExecutedCase] }
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let data = try Data(contentsOf: tests.appending(components: "Fixtures", "executed.json"))
        return try decoder.decode(Contents.self, from: data).cases
    }

    /// The case as a course the product can read. What no list of Canvas has (deleted and rejected enrollments and
    /// memberships) is not in it.
    func snapshot() throws -> CourseSnapshot {
        let student = CanvasID(given.studentId)
        var snapshot = CourseSnapshot(course: Course(id: CanvasID(given.courseId), name: "Case"))
        let kind = try known(ItemKind(rawValue: given.item.kind), given.item.kind)
        let key: ItemKey = kind == .practiceQuiz ? .practiceQuiz(1) : .assignment(1)
        snapshot.items = [
            Item(
                key: key,
                kind: kind,
                name: id,
                isPublished: given.item.published,
                base: DateSet(
                    dueAt: try given.item.dueAt.map(Self.instant),
                    unlockAt: try given.item.unlockAt.map(Self.instant),
                    lockAt: try given.item.lockAt.map(Self.instant)
                ),
                onlyVisibleToOverrides: given.item.onlyVisibleToOverrides,
                groupCategoryID: given.item.groupCategoryId.map { CanvasID($0) }
            )
        ]
        snapshot.students = [Student(id: student, sortableName: "Student")]
        for row in given.enrollments where row.state != "deleted" && row.state != "rejected" {
            let section = CanvasID(row.sectionId)
            let state = try known(EnrollmentState(rawValue: row.state), row.state)
            snapshot.enrollments.append(Enrollment(studentID: student, sectionID: section, state: state))
            if !snapshot.sections.contains(where: { $0.id == section }) {
                snapshot.sections.append(Section(id: section, name: "Section \(section)"))
            }
        }
        snapshot.groups = given.groups.map { row in
            Group(
                id: CanvasID(row.id),
                name: "Group \(row.id)",
                categoryID: CanvasID(row.groupCategoryId),
                isDifferentiationTag: row.nonCollaborative,
                memberIDs: row.membership == "accepted" ? [student] : []
            )
        }
        snapshot.modules = given.modules.map { row in
            Module(
                id: CanvasID(row.id),
                name: "Module \(row.id)",
                position: 1,
                isPublished: row.state == "active",
                itemKeys: [key]
            )
        }
        snapshot.overrides =
            given.overrides.map { $0.override(.item(key)) }
            + given.modules.flatMap { module in module.overrides.map { $0.override(.module(CanvasID(module.id))) } }
        return snapshot
    }

    private struct Unknown: Error { var what: String }

    private func known<Value>(_ value: Value?, _ text: String) throws -> Value {
        guard let value else { throw Unknown(what: text) }
        return value
    }
}

extension ExecutedCase.OverrideRecord {
    func override(_ origin: OverrideOrigin) -> Override {
        Override(
            id: CanvasID(id),
            origin: origin,
            title: "\(id)",
            target: target,
            dueAt: dates[0],
            unlockAt: dates[1],
            lockAt: dates[2],
            unassigns: unassigns
        )
    }
}
