import CanvasAPI

/// One course as clean values: the seam between what Canvas sends and what the reports say. It holds facts only, no
/// derived dates, so that a snapshot can be read again by a later version with better rules.
///
/// Every list is in a canonical order (see ``canonicalized()``), whatever the order of Canvas's pages.
package struct CourseSnapshot: Sendable, Equatable, Codable {
    package var course: Course
    package var sections: [Section]
    package var students: [Student]
    /// Student enrollments in every state but deleted and rejected; the Test Student's are left out.
    package var enrollments: [Enrollment]
    /// Groups and differentiation tags that an override names.
    package var groups: [Group]
    package var items: [Item]
    /// Overrides of items and of modules alike; ``Override/origin`` tells which.
    package var overrides: [Override]
    package var modules: [Module]
    /// What Canvas itself computed, `nil` where the token may not ask.
    package var canvasDueDates: CanvasDueDates?
    /// What the token could not see; empty for a complete course.
    package var gaps: [DataGap]

    package init(
        course: Course,
        sections: [Section] = [],
        students: [Student] = [],
        enrollments: [Enrollment] = [],
        groups: [Group] = [],
        items: [Item] = [],
        overrides: [Override] = [],
        modules: [Module] = [],
        canvasDueDates: CanvasDueDates? = nil,
        gaps: [DataGap] = []
    ) {
        self.course = course
        self.sections = sections
        self.students = students
        self.enrollments = enrollments
        self.groups = groups
        self.items = items
        self.overrides = overrides
        self.modules = modules
        self.canvasDueDates = canvasDueDates
        self.gaps = gaps
    }
}

/// Due, unlock and lock as Canvas knows them; `nil` is "no date".
package struct DateSet: Sendable, Hashable, Codable {
    package var dueAt: Instant?
    package var unlockAt: Instant?
    package var lockAt: Instant?

    package init(dueAt: Instant? = nil, unlockAt: Instant? = nil, lockAt: Instant? = nil) {
        self.dueAt = dueAt
        self.unlockAt = unlockAt
        self.lockAt = lockAt
    }
}

package struct Course: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var sisID: String?
    package var code: String
    package var name: String
    /// `unpublished`, `available`, `completed` or `deleted`.
    package var workflowState: String
    /// The course's IANA zone name as Canvas sends it; may be absent or unknown to this machine.
    package var timeZoneName: String?
    package var startAt: Instant?
    package var endAt: Instant?
    package var term: Term?

    package init(
        id: CanvasID,
        sisID: String? = nil,
        code: String = "",
        name: String,
        workflowState: String = "available",
        timeZoneName: String? = nil,
        startAt: Instant? = nil,
        endAt: Instant? = nil,
        term: Term? = nil
    ) {
        self.id = id
        self.sisID = sisID
        self.code = code
        self.name = name
        self.workflowState = workflowState
        self.timeZoneName = timeZoneName
        self.startAt = startAt
        self.endAt = endAt
        self.term = term
    }
}

package struct Term: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var sisID: String?
    package var name: String
    package var startAt: Instant?
    package var endAt: Instant?

    package init(id: CanvasID, sisID: String? = nil, name: String, startAt: Instant? = nil, endAt: Instant? = nil) {
        self.id = id
        self.sisID = sisID
        self.name = name
        self.startAt = startAt
        self.endAt = endAt
    }
}

package struct Section: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var sisID: String?
    package var name: String
    package var startAt: Instant?
    package var endAt: Instant?

    package init(
        id: CanvasID,
        sisID: String? = nil,
        name: String,
        startAt: Instant? = nil,
        endAt: Instant? = nil
    ) {
        self.id = id
        self.sisID = sisID
        self.name = name
        self.startAt = startAt
        self.endAt = endAt
    }
}

package struct Student: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var sisID: String?
    /// Family name first, as Canvas sorts.
    package var sortableName: String

    package init(id: CanvasID, sisID: String? = nil, sortableName: String) {
        self.id = id
        self.sisID = sisID
        self.sortableName = sortableName
    }
}

package struct Enrollment: Sendable, Hashable, Codable {
    package var studentID: CanvasID
    package var sectionID: CanvasID
    package var state: EnrollmentState

    package init(studentID: CanvasID, sectionID: CanvasID, state: EnrollmentState) {
        self.studentID = studentID
        self.sectionID = sectionID
        self.state = state
    }
}

/// Canvas's `enrollments.workflow_state`, less `deleted` and `rejected`, which no report shows.
package enum EnrollmentState: String, Sendable, Hashable, Codable, CaseIterable {
    case active
    case invited
    case creationPending = "creation_pending"
    case inactive
    case completed
}

/// A group, or a differentiation tag (a `non_collaborative` group).
package struct Group: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var name: String?
    package var categoryID: CanvasID?
    package var isDifferentiationTag: Bool
    package var memberIDs: [CanvasID]

    package init(
        id: CanvasID,
        name: String? = nil,
        categoryID: CanvasID? = nil,
        isDifferentiationTag: Bool = false,
        memberIDs: [CanvasID]
    ) {
        self.id = id
        self.name = name
        self.categoryID = categoryID
        self.isDifferentiationTag = isDifferentiationTag
        self.memberIDs = memberIDs
    }
}

package struct Module: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var name: String
    package var position: Int
    /// `nil` where the token may not know. An unpublished module counts like a published one when dates are decided.
    package var isPublished: Bool?
    /// The items of the report that stand in this module; pages, files and links are left out.
    package var itemKeys: [ItemKey]

    package init(id: CanvasID, name: String, position: Int, isPublished: Bool? = nil, itemKeys: [ItemKey]) {
        self.id = id
        self.name = name
        self.position = position
        self.isPublished = isPublished
        self.itemKeys = itemKeys
    }
}

/// `effective_due_dates`: who has which due date by Canvas's own reckoning. A student missing under an assignment is
/// not assigned; an assignment with nobody assigned is missing. Practice quizzes are never in it.
package struct CanvasDueDates: Sendable, Equatable, Codable {
    package struct Entry: Sendable, Hashable, Codable {
        package var assignmentID: CanvasID
        package var studentID: CanvasID
        package var dueAt: Instant?

        package init(assignmentID: CanvasID, studentID: CanvasID, dueAt: Instant?) {
            self.assignmentID = assignmentID
            self.studentID = studentID
            self.dueAt = dueAt
        }
    }

    package var entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }
}
