import Foundation
import Testing

@testable import CanvasSandbox

/// What Canvas's own code answered when it was run, one student and item a case, against the sandbox's rules.
@Suite("Executed cases")
struct ExecutedTests {
    @Test(
        "effective due dates list whom Canvas's own code lists, with the same date",
        arguments: try ExecutedCase.all().filter { $0.canvas.eddListed != nil }
    )
    func effectiveDueDates(executed: ExecutedCase) throws {
        let (course, item) = executed.course()
        let dates = EffectiveDueDates(course: course, item: item).dueDates()
        #expect((dates[executed.given.studentId] != nil) == executed.canvas.eddListed)
        #expect(dates[executed.given.studentId].flatMap { $0 } == executed.canvas.eddDueAt)
    }

    @Test("an item is visible to whom Canvas's own code shows it", arguments: try ExecutedCase.all())
    func visibility(executed: ExecutedCase) throws {
        let (course, item) = executed.course()
        let students = ItemVisibility(course: course, item: item).students()
        #expect(students.contains(executed.given.studentId) == executed.canvas.visible)
    }
}

/// A case of `executed.json`, whose keys have underscores.
struct ExecutedCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Given: Decodable, Sendable {
        var item: Item
        var overrides: [Row]
        var modules: [Module]
        var enrollments: [Enrollment]
        var groups: [Group]
        var studentId: Int64
    }

    struct Item: Decodable, Sendable {
        var kind: SandboxItem.Kind
        var published: Bool
        var onlyVisibleToOverrides: Bool
        var groupCategoryId: Int64?
        var dueAt: SandboxInstant?
    }

    struct Module: Decodable, Sendable {
        var id: Int64
        var state: String
        var overrides: [Row]
    }

    struct Enrollment: Decodable, Sendable {
        var sectionId: Int64
        var state: String
    }

    struct Group: Decodable, Sendable {
        var id: Int64
        var groupCategoryId: Int64
        var nonCollaborative: Bool
        var membership: String
    }

    struct Answers: Decodable, Sendable {
        var visible: Bool
        /// Missing for practice quizzes, which effective due dates leave out.
        var eddListed: Bool?
        var eddDueAt: SandboxInstant?
    }

    var id: String
    var given: Given
    var canvas: Answers

    var testDescription: String { id }

    /// An override with its due date, the only one that effective due dates know.
    struct Row: Decodable, Sendable {
        private enum Key: String, CodingKey {
            case id, setType, setId, unassignItem, dueAt, studentIds
        }

        let override: SandboxOverride

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: Key.self)
            let set = try row.decodeIfPresent(Int64.self, forKey: .setId) ?? 0
            let target: SandboxOverride.Target =
                switch try row.decode(String.self, forKey: .setType) {
                case "ADHOC": .students(try row.decode([Int64].self, forKey: .studentIds))
                case "CourseSection": .section(set)
                case "Group": .group(set)
                case "Course": .course
                case let other:
                    throw DecodingError.dataCorruptedError(
                        forKey: .setType,
                        in: row,
                        debugDescription: "no case has the set type \(other)"
                    )
                }
            var override = SandboxOverride(id: try row.decode(Int64.self, forKey: .id), target: target)
            override.unassignsItem = try row.decodeIfPresent(Bool.self, forKey: .unassignItem) ?? false
            if row.contains(.dueAt) {
                override.dueAt = .overridden(try row.decodeIfPresent(SandboxInstant.self, forKey: .dueAt))
            }
            self.override = override
        }
    }

    static func all() throws -> [ExecutedCase] {
        struct Contents: Decodable { var cases: [ExecutedCase] }
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = tests.appending(path: "OverrideReportTests/Fixtures/executed.json")
        return try decoder.decode(Contents.self, from: Data(contentsOf: file)).cases
    }

    /// The case as a course of the sandbox, with its one item.
    func course() -> (SandboxCourse, SandboxItem) {
        let quizID: Int64? = given.item.kind.quizType == nil ? nil : 8
        var item = SandboxItem(kind: given.item.kind, title: id)
        item.assignmentID = given.item.kind == .practiceQuiz ? nil : 7
        item.quizID = quizID
        item.dueAt = given.item.dueAt
        item.onlyVisibleToOverrides = given.item.onlyVisibleToOverrides
        item.isPublished = given.item.published
        item.groupCategoryID = given.item.groupCategoryId
        item.overrides = given.overrides.map(\.override)

        var course = SandboxCourse()
        course.items = [item]
        course.sections = Set(given.enrollments.map(\.sectionId)).map { SandboxSection(id: $0, name: "S") }
        let places = given.enrollments.map { SandboxPerson.Place(sectionID: $0.sectionId, state: $0.state) }
        course.people = [
            SandboxPerson(id: given.studentId, name: "S", sortableName: "S", role: .student, places: places)
        ]
        course.groupCategories = given.groups.map { group in
            SandboxGroupCategory(
                id: group.groupCategoryId,
                name: "G",
                isNonCollaborative: group.nonCollaborative,
                groups: [
                    SandboxGroup(
                        id: group.id,
                        name: "G",
                        members: group.membership == "accepted" ? [given.studentId] : [],
                        // Neither accepted nor gone: what the sandbox calls invited.
                        invited: ["accepted", "deleted"].contains(group.membership) ? [] : [given.studentId]
                    )
                ]
            )
        }
        course.modules = given.modules.map { module in
            SandboxModule(
                id: module.id,
                name: "M",
                state: module.state,
                items: [SandboxModuleItem(id: module.id, content: quizID.map { .quiz($0) } ?? .assignment(7))],
                overrides: module.overrides.map(\.override)
            )
        }
        course.indexPeople(firstEnrollmentID: 1)
        return (course, item)
    }
}
