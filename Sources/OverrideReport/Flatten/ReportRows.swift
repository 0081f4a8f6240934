import CanvasAPI
import Foundation

/// What every row of one course shares: the course itself and the zone its dates are written in.
package struct ReportedCourse: Sendable, Equatable {
    package var course: Course
    /// The zone dates are written in: the course's, UTC, or the one named by `--time-zone`.
    package var displayZone: TimeZone
    /// The Canvas this came from, without a trailing slash, for links.
    package var canvasURL: String

    package init(course: Course, displayZone: TimeZone, canvasURL: String) {
        self.course = course
        self.displayZone = displayZone
        self.canvasURL = canvasURL
    }
}

/// `students.csv`: one row for each section enrollment and item.
package struct StudentRow: Sendable, Equatable {
    package var course: Shared<ReportedCourse>
    package var section: Shared<Section>
    package var student: Shared<Student>
    package var enrollmentState: EnrollmentState
    package var item: Shared<Item>
    package var effective: EffectiveDates
    package var canvasDueAt: Instant?
    package var canvasCheck: CanvasCheck

    package init(
        course: Shared<ReportedCourse>,
        section: Shared<Section>,
        student: Shared<Student>,
        enrollmentState: EnrollmentState,
        item: Shared<Item>,
        effective: EffectiveDates,
        canvasDueAt: Instant?,
        canvasCheck: CanvasCheck
    ) {
        self.course = course
        self.section = section
        self.student = student
        self.enrollmentState = enrollmentState
        self.item = item
        self.effective = effective
        self.canvasDueAt = canvasDueAt
        self.canvasCheck = canvasCheck
    }
}

/// `sections.csv`: what a student with one active enrollment in this section, and nothing individual, gets.
package struct SectionRow: Sendable, Equatable {
    package var course: Shared<ReportedCourse>
    package var section: Shared<Section>
    package var item: Shared<Item>
    package var studentCount: Int
    package var effective: EffectiveDates
    /// Students of the section whose dates or assignment differ from the section's.
    package var individualExceptions: Int

    package init(
        course: Shared<ReportedCourse>,
        section: Shared<Section>,
        item: Shared<Item>,
        studentCount: Int,
        effective: EffectiveDates,
        individualExceptions: Int
    ) {
        self.course = course
        self.section = section
        self.item = item
        self.studentCount = studentCount
        self.effective = effective
        self.individualExceptions = individualExceptions
    }
}

/// `overrides.csv`: one active override as recorded.
package struct OverrideRow: Sendable, Equatable {
    package enum ListedByQuizEndpoint: String, Sendable, Hashable, CaseIterable {
        case yes
        case no
        case notAQuiz = "not_a_quiz"
    }

    package var course: Shared<ReportedCourse>
    package var override: Override
    /// The item it belongs to, for an override of an item.
    package var item: Shared<Item>?
    /// The module it belongs to, for an override of a module.
    package var module: Shared<Module>?
    package var targetIDs: [CanvasID]
    package var targetNames: [String]
    /// `nil` where the token can't see whom the override is for.
    package var studentsReached: Int?
    /// `nil` for a quiz whose override endpoint could not be read.
    package var listedByQuizEndpoint: ListedByQuizEndpoint?
    package var notes: Set<RowNote>

    package init(
        course: Shared<ReportedCourse>,
        override: Override,
        item: Shared<Item>?,
        module: Shared<Module>?,
        targetIDs: [CanvasID],
        targetNames: [String],
        studentsReached: Int?,
        listedByQuizEndpoint: ListedByQuizEndpoint?,
        notes: Set<RowNote>
    ) {
        self.course = course
        self.override = override
        self.item = item
        self.module = module
        self.targetIDs = targetIDs
        self.targetNames = targetNames
        self.studentsReached = studentsReached
        self.listedByQuizEndpoint = listedByQuizEndpoint
        self.notes = notes
    }
}

/// `findings.csv`: what an auditor should look at.
package struct FindingRow: Sendable, Equatable {
    package enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        case error
        case warning
        case note
    }

    package var severity: Severity
    package var rule: FindingRule
    package var course: Shared<ReportedCourse>
    package var section: Shared<Section>?
    package var student: Shared<Student>?
    package var item: Shared<Item>?
    package var overrideID: CanvasID?
    package var module: Shared<Module>?
    /// One plain sentence with the values in it.
    package var message: String
    package var canvasURL: String

    package init(
        severity: Severity,
        rule: FindingRule,
        course: Shared<ReportedCourse>,
        section: Shared<Section>? = nil,
        student: Shared<Student>? = nil,
        item: Shared<Item>? = nil,
        overrideID: CanvasID? = nil,
        module: Shared<Module>? = nil,
        message: String,
        canvasURL: String
    ) {
        self.severity = severity
        self.rule = rule
        self.course = course
        self.section = section
        self.student = student
        self.item = item
        self.overrideID = overrideID
        self.module = module
        self.message = message
        self.canvasURL = canvasURL
    }
}

package enum FindingRule: String, Sendable, Hashable, Codable, CaseIterable {
    case lockBeforeDue = "lock-before-due"
    case unlockAfterDue = "unlock-after-due"
    case unlockAfterLock = "unlock-after-lock"
    case dueOutsideTerm = "due-outside-term"
    case dueOutsideCourse = "due-outside-course"
    case noDueDate = "no-due-date"
    case nobodyAssigned = "nobody-assigned"
    case overrideReachesNobody = "override-reaches-nobody"
    case competingOverrides = "competing-overrides"
    case hiddenFromQuizEndpoint = "hidden-from-quiz-endpoint"
    case canvasDisagrees = "canvas-disagrees"
    case moduleHidesItem = "module-hides-item"
    case concludedSectionIgnored = "concluded-section-ignored"
    case midnightDue = "midnight-due"
    case dstGap = "dst-gap"
    case dataHidden = "data-hidden"
}

/// `courses.csv`: one course as asked for.
package struct CourseRow: Sendable, Equatable {
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case complete
        case partial
        case failed
    }

    package var reference: String
    /// `nil` for a course that could not be read.
    package var course: Course?
    package var status: Status
    /// Why it is partial or failed, with the permission to ask for; empty for a complete course.
    package var reason: String
    package var sections: Int
    package var students: Int
    package var items: Int
    /// `nil` where the token can't see every override.
    package var overrides: Int?
    package var findings: Int
    package var requests: Int
    package var fetchedAt: Instant

    package init(
        reference: String,
        course: Course?,
        status: Status,
        reason: String,
        sections: Int,
        students: Int,
        items: Int,
        overrides: Int?,
        findings: Int,
        requests: Int,
        fetchedAt: Instant
    ) {
        self.reference = reference
        self.course = course
        self.status = status
        self.reason = reason
        self.sections = sections
        self.students = students
        self.items = items
        self.overrides = overrides
        self.findings = findings
        self.requests = requests
        self.fetchedAt = fetchedAt
    }
}

/// Everything the writers need of one course. A writer sees the courses one after another, in the list's order, and
/// keeps none of them, so that memory does not grow with their number.
package struct CourseReport: Sendable, Equatable {
    package var row: CourseRow
    /// `nil` for a course that could not be read; every list is then empty.
    package var course: Shared<ReportedCourse>?
    package var students: [StudentRow]
    package var sections: [SectionRow]
    package var overrides: [OverrideRow]
    package var findings: [FindingRow]

    package init(
        row: CourseRow,
        course: Shared<ReportedCourse>? = nil,
        students: [StudentRow] = [],
        sections: [SectionRow] = [],
        overrides: [OverrideRow] = [],
        findings: [FindingRow] = []
    ) {
        self.row = row
        self.course = course
        self.students = students
        self.sections = sections
        self.overrides = overrides
        self.findings = findings
    }
}
