import CanvasAPI
import Foundation

@testable import OverrideReport

/// A course with one section and nothing in it, for tests to fill in.
extension CourseSnapshot {
    static let sectionA = Section(id: 11, name: "Section A")
    static let sectionB = Section(id: 12, name: "Section B")

    static func fixture(
        sections: [Section] = [sectionA],
        students: [Student] = [.fixture(101)],
        enrollments: [Enrollment]? = nil,
        groups: [Group] = [],
        items: [Item] = [.fixture(201)],
        overrides: [Override] = [],
        modules: [Module] = []
    ) -> CourseSnapshot {
        CourseSnapshot(
            course: .fixture(),
            sections: sections,
            students: students,
            enrollments: enrollments
                ?? students.map { Enrollment(studentID: $0.id, sectionID: sections[0].id, state: .active) },
            groups: groups,
            items: items,
            overrides: overrides,
            modules: modules
        )
    }

    /// The rows of this course, as one complete course of a list.
    func report(_ options: FlattenOptions = .fixture()) -> CourseReport {
        CourseFlattener(options: options).flatten(record)
    }

    var record: CourseRecord {
        CourseRecord(
            reference: CourseReference(identity: .canvas(course.id), text: course.id.description),
            outcome: .read(self),
            fetchedAt: .noon,
            requestCount: 7
        )
    }
}

extension Course {
    static func fixture(timeZoneName: String? = "America/New_York") -> Course {
        Course(
            id: 1,
            sisID: "BOT-101-F26",
            code: "BOT 101",
            name: "Field Botany",
            timeZoneName: timeZoneName,
            term: Term(id: 5, sisID: "2026F", name: "Fall 2026")
        )
    }
}

extension FlattenOptions {
    static func fixture(
        asOf: Instant = .noon,
        concluded: ConcludedPolicy = .asCanvas,
        enrollmentStates: Set<EnrollmentState> = Set(EnrollmentState.allCases),
        timeZone: TimeZoneChoice = .course
    ) -> FlattenOptions {
        FlattenOptions(
            asOf: asOf,
            concluded: concluded,
            enrollmentStates: enrollmentStates,
            timeZone: timeZone,
            canvasURL: "https://canvas.example.edu"
        )
    }
}

extension Student {
    static func fixture(_ id: CanvasID, _ sortableName: String? = nil) -> Student {
        Student(id: id, sisID: "S\(id)", sortableName: sortableName ?? "Student \(id)")
    }
}

extension Enrollment {
    init(_ studentID: CanvasID, in sectionID: CanvasID, _ state: EnrollmentState = .active) {
        self.init(studentID: studentID, sectionID: sectionID, state: state)
    }
}

extension Item {
    static func fixture(
        _ assignmentID: CanvasID,
        _ name: String = "Leaf Quiz",
        due: Instant? = nil,
        unlock: Instant? = nil,
        lock: Instant? = nil,
        onlyOverrides: Bool = false,
        groupCategoryID: CanvasID? = nil
    ) -> Item {
        Item(
            key: .assignment(assignmentID),
            kind: .classicQuiz,
            quizID: CanvasID(assignmentID.rawValue + 1000),
            name: name,
            url: "https://canvas.example.edu/courses/1/assignments/\(assignmentID)",
            base: DateSet(dueAt: due, unlockAt: unlock, lockAt: lock),
            onlyVisibleToOverrides: onlyOverrides,
            groupCategoryID: groupCategoryID
        )
    }
}

extension Override {
    /// An override of the assignment `of`.
    static func item(
        _ id: CanvasID,
        of assignmentID: CanvasID = 201,
        _ target: OverrideTarget,
        due: OverriddenDate = .notOverridden,
        unlock: OverriddenDate = .notOverridden,
        lock: OverriddenDate = .notOverridden,
        unassigns: Bool = false,
        title: String? = nil
    ) -> Override {
        Override(
            id: id,
            origin: .item(.assignment(assignmentID)),
            title: title ?? "Override \(id)",
            target: target,
            dueAt: due,
            unlockAt: unlock,
            lockAt: lock,
            unassigns: unassigns
        )
    }

    static func module(_ id: CanvasID, of moduleID: CanvasID = 301, _ target: OverrideTarget) -> Override {
        Override(id: id, origin: .module(moduleID), title: "Override \(id)", target: target)
    }
}

extension Module {
    static func fixture(_ id: CanvasID, holding items: [ItemKey] = [.assignment(201)]) -> Module {
        Module(id: id, name: "Module \(id)", position: Int(id.rawValue), isPublished: true, itemKeys: items)
    }
}

extension OverriddenDate {
    static func at(_ instant: Instant) -> OverriddenDate { .overridden(instant) }
    /// Overridden to "no date".
    static let noDate = OverriddenDate.overridden(nil)
}

// MARK: Moments

extension Instant {
    /// What counts as now in tests.
    static let noon: Instant = "2026-10-01T12:00:00Z"

    /// Noon of the day that many days from ``noon``.
    static func day(_ days: Int64) -> Instant { noon.adding(seconds: days * 86_400) }
}

extension Instant: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) {
        guard let instant = Instant(rfc3339: text) else { preconditionFailure("\(text) is no RFC 3339 time") }
        self = instant
    }
}
