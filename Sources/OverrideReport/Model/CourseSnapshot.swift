import CanvasAPI

/// One course as clean values: the seam between what Canvas sends and what the reports say. It holds facts only, no
/// derived dates, so that a snapshot can be read again by a later version with better rules.
///
/// Every list is in a canonical order (see ``canonicalized()``), whatever the order of Canvas's pages.
struct CourseSnapshot: Sendable, Equatable {
    var course: Course
    var sections: [Section] = []
    var students: [Student] = []
    /// Student enrollments in every state but deleted and rejected; the Test Student's are left out.
    var enrollments: [Enrollment] = []
    /// Groups and differentiation tags that an override names.
    var groups: [Group] = []
    var items: [Item] = []
    /// Overrides of items and of modules alike; ``Override/origin`` tells which.
    var overrides: [Override] = []
    var modules: [Module] = []
    /// What Canvas itself computed, `nil` where the token may not ask.
    var canvasDueDates: CanvasDueDates?
    /// Extra time and attempts in Classic Quizzes; `nil` where they were not asked for.
    var accommodations: [Accommodation]?
    /// What the token could not see; empty for a complete course.
    var gaps: [DataGap] = []
    /// `nil` where they were not asked for, or may not be read.
    var teachers: [Teacher]?
    /// They were asked for, and could not be read. No date depends on them: it is no gap.
    var areTeachersHidden = false
}

/// From when until when something is open; either end may be missing.
struct DateSpan: Sendable, Hashable {
    var startAt: Instant?
    var endAt: Instant?
}

/// Due, unlock and lock as Canvas knows them; `nil` is "no date".
struct DateSet: Sendable, Hashable {
    var dueAt: Instant?
    var unlockAt: Instant?
    var lockAt: Instant?
}

struct Course: Sendable, Hashable {
    var id: CanvasID
    var sisID: String?
    var code: String = ""
    var name: String
    /// `unpublished`, `available`, `completed` or `deleted`.
    var workflowState: String = "available"
    /// The course's IANA zone name as Canvas sends it; may be absent or unknown to this machine.
    var timeZoneName: String?
    var startAt: Instant?
    var endAt: Instant?
    /// Students can enter between these dates, and not the term's.
    var restrictsAccess: Bool = false
    var term: Term?
    var accountID: CanvasID?
    /// Known where teachers were asked for.
    var accountName: String?
}

/// Somebody who teaches the course, and can be asked about its dates.
struct Teacher: Sendable, Hashable {
    var id: CanvasID
    /// Family name first, as Canvas sorts; empty where names are left out.
    var sortableName: String
}

struct Term: Sendable, Hashable {
    var id: CanvasID
    var sisID: String?
    var name: String
    var startAt: Instant?
    var endAt: Instant?
    /// When its students can enter its courses; `nil` where the token may not know.
    var forStudents: DateSpan?
}

struct Section: Sendable, Hashable {
    var id: CanvasID
    var sisID: String?
    var name: String
    var startAt: Instant?
    var endAt: Instant?
    /// Its students can enter between these dates, and not the course's or the term's.
    var restrictsAccess: Bool = false
}

struct Student: Sendable, Hashable {
    var id: CanvasID
    var sisID: String?
    /// Family name first, as Canvas sorts; empty where names are left out.
    var sortableName: String
    /// What rows are ordered by where it is not the name.
    var orderInsteadOfName: String?
}

extension Student {
    var orderName: String { orderInsteadOfName ?? sortableName }
    /// For sentences, headings and links, which need a word for everybody.
    var label: String { sortableName.isEmpty ? "student \(id)" : sortableName }
}

struct Enrollment: Sendable, Hashable {
    var studentID: CanvasID
    var sectionID: CanvasID
    var state: EnrollmentState
    /// Of its own; most have none.
    var startAt: Instant?
    var endAt: Instant?
}

/// Canvas's `enrollments.workflow_state`, less `deleted` and `rejected`, which no report shows; the liveliest first.
package enum EnrollmentState: String, Sendable, Hashable, CaseIterable {
    case active
    case invited
    case creationPending = "creation_pending"
    case inactive
    case completed
}

/// A group, or a differentiation tag (a `non_collaborative` group).
struct Group: Sendable, Hashable {
    var id: CanvasID
    var name: String?
    var categoryID: CanvasID?
    var isDifferentiationTag: Bool = false
    var memberIDs: [CanvasID]
}

struct Module: Sendable, Hashable {
    var id: CanvasID
    var name: String
    var position: Int
    /// `nil` where the token may not know. An unpublished module counts like a published one when dates are decided.
    var isPublished: Bool?
    /// The items of the report that stand in this module; pages, files and links are left out.
    var itemKeys: [ItemKey]
}

/// `effective_due_dates`: who has which due date by Canvas's own reckoning. A student missing under an assignment is
/// not assigned; an assignment with nobody assigned is missing. Practice quizzes are never in it.
struct CanvasDueDates: Sendable, Equatable {
    struct Entry: Sendable, Hashable {
        var assignmentID: CanvasID
        var studentID: CanvasID
        var dueAt: Instant?
        var gradingPeriodID: CanvasID?
        /// `nil` from a Canvas that does not say.
        var isInClosedGradingPeriod: Bool?
    }

    var entries: [Entry]
}

// MARK: Canonical order

extension CourseSnapshot {
    /// The same course with every list sorted by ids, so that the order of pages, overrides and modules leaves no trace.
    func canonicalized() -> CourseSnapshot {
        var copy = self
        copy.sections.sort { $0.id < $1.id }
        copy.students.sort { $0.id < $1.id }
        copy.enrollments.sort { ($0.studentID, $0.sectionID) < ($1.studentID, $1.sectionID) }
        for index in groups.indices { copy.groups[index].memberIDs = Set(groups[index].memberIDs).sorted() }
        copy.groups.sort { $0.id < $1.id }
        for index in items.indices {
            copy.items[index].idsListedByQuizEndpoint = items[index].idsListedByQuizEndpoint.map { Set($0).sorted() }
        }
        copy.items.sort { $0.key < $1.key }
        for index in overrides.indices {
            if case .students(let ids) = overrides[index].target {
                copy.overrides[index].target = .students(Set(ids).sorted())
            }
        }
        copy.overrides.sort { $0.order < $1.order }
        for index in modules.indices { copy.modules[index].itemKeys = Set(modules[index].itemKeys).sorted() }
        copy.modules.sort { $0.id < $1.id }
        copy.canvasDueDates?.entries.sort { ($0.assignmentID, $0.studentID) < ($1.assignmentID, $1.studentID) }
        copy.accommodations?.sort { ($0.quizID, $0.studentID) < ($1.quizID, $1.studentID) }
        copy.teachers?.sort { $0.id < $1.id }
        copy.gaps = gaps.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }.sorted { $0.order < $1.order }
        return copy
    }
}

extension Override {
    /// Item overrides before module overrides.
    fileprivate var order: (Int, ItemKey, CanvasID, CanvasID) {
        switch origin {
        case .item(let key): (0, key, 0, id)
        case .module(let module): (1, .assignment(0), module, id)
        }
    }
}

extension DataGap {
    fileprivate var order: (String, CanvasID, ItemKey, String) {
        (kind.rawValue, moduleID ?? 0, itemKey ?? .assignment(0), message)
    }
}
