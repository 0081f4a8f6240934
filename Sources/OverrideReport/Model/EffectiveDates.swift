import CanvasAPI

/// What one student (or a plain member of one section) gets for one item, and through what.
struct EffectiveDates: Sendable, Hashable {
    var assignment: AssignmentDecision
    /// Meaningful only while ``AssignmentDecision/isAssigned``; a report leaves the dates of an unassigned item empty.
    var due: DatedDecision
    var unlock: DatedDecision
    var lock: DatedDecision
    /// Section overrides were set aside because the enrollment there is not active.
    var ignoredSectionOverrideIDs: [CanvasID] = []
    var notes: Set<RowNote> = []

    subscript(field: DateField) -> DatedDecision {
        switch field {
        case .due: due
        case .unlock: unlock
        case .lock: lock
        }
    }

    var dates: DateSet {
        DateSet(dueAt: due.instant, unlockAt: unlock.instant, lockAt: lock.instant)
    }

    /// Those of an item that no override says anything of.
    static func base(_ base: DateSet, assigned assignment: AssignmentDecision) -> EffectiveDates {
        EffectiveDates(
            assignment: assignment,
            due: .base(base.dueAt),
            unlock: .base(base.unlockAt),
            lock: .base(base.lockAt)
        )
    }

    /// The student sees something else: assigned or not, or another date.
    func givesOther(than other: EffectiveDates) -> Bool {
        assignment.isAssigned != other.assignment.isAssigned || assignment.isAssigned && dates != other.dates
    }

    /// Any of the three dates is another than everyone's; an unassigned item has no dates to differ.
    func differs(from base: DateSet) -> Bool {
        assignment.isAssigned && dates != base
    }
}

/// Whether the item is assigned, and what decided it.
struct AssignmentDecision: Sendable, Hashable {
    var isAssigned: Bool
    /// `nil` when the item is not assigned and nothing in particular took it away.
    var source: AssignmentSource?
    var overrideID: CanvasID?

    static let everyone = AssignmentDecision(isAssigned: true, source: .everyone)
    /// Nothing gives it to the student, and nothing in particular took it away.
    static let nobody = AssignmentDecision(isAssigned: false)
}

enum AssignmentSource: String, Sendable, Hashable, Codable, CaseIterable {
    case everyone
    case student
    case group
    case section
    case course
    case moduleStudent = "module_student"
    case moduleSection = "module_section"
}

/// One effective date and the override it came from.
struct DatedDecision: Sendable, Hashable {
    var instant: Instant?
    var source: DateSource
    /// `nil` for the base date.
    var overrideID: CanvasID?

    static func base(_ instant: Instant?) -> DatedDecision {
        DatedDecision(instant: instant, source: .base)
    }
}

enum DateSource: String, Sendable, Hashable, Codable, CaseIterable {
    case base
    case student
    case group
    case section
    case course
}

/// How the due date compares with Canvas's own `effective_due_dates`.
enum CanvasCheck: String, Sendable, Hashable, Codable, CaseIterable {
    /// The same to the minute, or unassigned in both.
    case match
    case mismatch
    /// Assigned here, not there.
    case notListed = "not_listed"
    /// There, not here.
    case listed
    case notChecked = "not_checked"
}
