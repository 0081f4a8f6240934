import CanvasAPI
import Foundation

/// One immutable value that many rows point at: a course of a thousand students and sixty items has 60,000 rows, but
/// only a thousand students and sixty items.
@dynamicMemberLookup
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }

    subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member {
        value[keyPath: path]
    }
}

extension Shared: Equatable where Value: Equatable {
    static func == (left: Shared, right: Shared) -> Bool {
        left === right || left.value == right.value
    }
}

/// What every row of one course shares: the course itself and the zone its dates are written in.
struct ReportedCourse: Sendable, Equatable {
    var course: Course
    /// The zone dates are written in: the course's, UTC, or the one named by `--time-zone`.
    var displayZone: TimeZone
    /// The Canvas this came from, without a trailing slash, for links.
    var canvasURL: String

    /// The course's page in Canvas.
    var pageURL: String { "\(canvasURL)/courses/\(course.id)" }
}

/// `students.csv`: one row for each section enrollment and item.
struct StudentRow: Sendable, Equatable {
    var course: Shared<ReportedCourse>
    var section: Shared<Section>
    var student: Shared<Student>
    /// Shared by the enrollments that have the same.
    var enrollment: Shared<EnrollmentInSection>
    var item: Shared<Item>
    /// Those of this item alone; shared by the students who have them for the same reason.
    var effectiveDates: Shared<EffectiveDates>
    /// Shared by the students of whom Canvas says the same.
    var canvas: Shared<CanvasComparison>

    var enrollmentState: EnrollmentState { enrollment.value.state }
    /// Through this enrollment; `nil` where it is not known.
    var access: Access? { enrollment.value.access }
    var canvasCheck: CanvasCheck { canvas.value.check }
    var canvasDueAt: Instant? { canvas.value.dueAt }
}

/// What an enrollment in one section gives a student: a state there, and when they can enter the course.
struct EnrollmentInSection: Sendable, Hashable {
    var state: EnrollmentState
    /// `nil` where it is not known.
    var access: Access?
}

/// What `effective_due_dates` says of a student and item, beside the effective dates.
struct CanvasComparison: Sendable, Hashable {
    var check: CanvasCheck
    /// `nil`, as all that follows, where it was not asked, or does not list them.
    var dueAt: Instant?
    var gradingPeriodID: CanvasID?
    var isInClosedGradingPeriod: Bool?
}

extension Dictionary where Key: Sendable, Value == Shared<Key> {
    /// One object for all equal values.
    mutating func shared(_ value: Key) -> Shared<Key> {
        if let known = self[value] { return known }
        let new = Shared(value)
        self[value] = new
        return new
    }
}

/// `sections.csv`: what a student with one active enrollment in this section, and nothing individual, gets.
struct SectionRow: Sendable, Equatable {
    var course: Shared<ReportedCourse>
    var section: Shared<Section>
    var item: Shared<Item>
    var studentCount: Int
    /// Those of this item alone.
    var effectiveDates: Shared<EffectiveDates>
    /// Students of the section whose dates or assignment differ from the section's.
    var individualExceptions: Int
}

/// `overrides.csv`: one active override as recorded.
struct OverrideRow: Sendable, Equatable {
    enum ListedByQuizEndpoint: String, Sendable, Hashable, CaseIterable {
        case yes
        case no
        case notAQuiz = "not_a_quiz"
    }

    var course: Shared<ReportedCourse>
    var override: Override
    /// The item it belongs to, for an override of an item.
    var item: Shared<Item>?
    /// The module it belongs to, for an override of a module.
    var module: Shared<Module>?
    var targetIDs: [CanvasID]
    var targetNames: [String]
    /// `nil` where the token can't see whom the override is for.
    var studentsReached: Int?
    /// `nil` for a quiz whose override endpoint could not be read.
    var listedByQuizEndpoint: ListedByQuizEndpoint?
    var notes: Set<RowNote>
}

/// `findings.csv`: what an auditor should look at.
package struct FindingRow: Sendable, Equatable {
    package enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        case error
        case warning
        case note
    }

    var severity: Severity
    /// The code of its `FindingRule`.
    var rule: String
    var course: Shared<ReportedCourse>
    var section: Shared<Section>?
    var student: Shared<Student>?
    var item: Shared<Item>?
    var overrideID: CanvasID?
    var module: Shared<Module>?
    /// One plain sentence with the values in it.
    var message: String
    var canvasURL: String
}

/// `courses.csv`: one course as asked for.
package struct CourseRow: Sendable, Equatable {
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case complete
        case partial
        case failed
    }

    var reference: String
    /// `nil` for a course that could not be read.
    var course: Shared<ReportedCourse>?
    var status: Status
    /// Why it is partial or failed, with the permission to ask for; empty for a complete course.
    var reason: String
    var sections = 0
    var students = 0
    var items = 0
    /// `nil` where the token can't see every override.
    var overrides: Int?
    var findings = 0
    var requests: Int
    var fetchedAt: Instant
    /// By name; empty where they are not known, or are left out.
    var teachers: [String] = []
}

/// A course that is missing or partial, and why.
package struct IncompleteCourse: Sendable, Equatable {
    /// As the list names it.
    package var reference: String
    package var status: CourseRow.Status
    package var reason: String
}

/// What a run that only fetches has to tell.
package struct FetchTotals: Sendable, Equatable {
    package var courses: [CourseRow.Status: Int] = [:]
    package var incomplete: [IncompleteCourse] = []
}

/// `--rows`: which rows of students and sections are shown. Findings, counts and charts are of all.
package enum RowChoice: String, Sendable, Hashable, CaseIterable {
    case all
    /// The dates are others than everyone's, or the item is not assigned.
    case differing
    /// An override decides a date or the assignment.
    case overridden
    case assigned

    func includes(_ effective: EffectiveDates, of item: Item) -> Bool {
        let isAssigned = effective.assignment.isAssigned
        return switch self {
        case .all: true
        case .differing: !isAssigned || effective.differs(from: item.base)
        case .overridden:
            effective.assignment.overrideID != nil
                || isAssigned && DateField.allCases.contains { effective[$0].overrideID != nil }
        case .assigned: isAssigned
        }
    }

    /// For those who see a part of the rows: which.
    var sentence: String? {
        switch self {
        case .all: nil
        case .differing:
            "Only dates that differ from those for everyone, and items that are not assigned, are listed here."
        case .overridden: "Only dates and assignments that an override decides are listed here."
        case .assigned: "Only items that are assigned are listed here."
        }
    }
}

/// Everything the writers need of one course. A writer sees the courses one after another, in the list's order, and
/// keeps none of them, so that memory does not grow with their number.
struct CourseReport: Sendable, Equatable {
    /// Without a course for one that could not be read; every list is then empty.
    var row: CourseRow
    var students: [StudentRow] = []
    var sections: [SectionRow] = []
    var overrides: [OverrideRow] = []
    var findings: [FindingRow] = []
    var accommodations: [AccommodationRow] = []
    /// The course was asked for accommodations.
    var hasAccommodations = false
    /// What of accommodations can't be read; empty where all can, or they were not asked for.
    var accommodationRemark = ""
    /// Since the run before, where there was one. Those of the list's last course are followed by the courses that are no
    /// longer listed.
    var changes: [Change] = []
    /// The course is failed or partial here or there, so that what is not seen any more may still be there.
    var isComparedInPart = false
    /// Here or there, it was not asked who has extra time and attempts, so that nobody's is told as added or removed.
    var isComparedWithoutAccommodations = false

    /// Which of the students' and sections' rows are shown.
    var rowChoice = RowChoice.all

    var course: Shared<ReportedCourse>? { row.course }

    var shownStudents: [StudentRow] {
        rowChoice == .all
            ? students : students.filter { rowChoice.includes($0.effectiveDates.value, of: $0.item.value) }
    }

    var shownSections: [SectionRow] {
        rowChoice == .all
            ? sections : sections.filter { rowChoice.includes($0.effectiveDates.value, of: $0.item.value) }
    }
}
