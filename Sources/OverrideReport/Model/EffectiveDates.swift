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

/// The short codes of the `notes` columns.
enum RowNote: String, Sendable, Hashable, Codable, CaseIterable {
    case concludedSectionIgnored = "concluded_section_ignored"
    case expiredUnlockIgnored = "expired_unlock_ignored"
    case datesFromQuizEndpoint = "dates_from_quiz_endpoint"
    case itemOverridesHidden = "item_overrides_hidden"
    case moduleOverridesHidden = "module_overrides_hidden"
    case groupMembersHidden = "group_members_hidden"
    case checkpointsHidden = "checkpoints_hidden"
    case unassignOrderOpen = "unassign_order_open"
    case assignedByModuleTag = "assigned_by_module_tag"
    case groupInAnotherCategory = "group_in_another_category"
    case unknownTarget = "unknown_target"
    case enrollmentInactive = "enrollment_inactive"
    case groupVisibilityOpen = "group_visibility_open"
    case moduleOnlyDue = "module_only_due"
    case timeZoneUnknown = "time_zone_unknown"
    case textCut = "text_cut"

    /// A sentence for the README and for people who meet the code in a report.
    var explanation: String {
        switch self {
        case .concludedSectionIgnored:
            "A section override was set aside, because the student's enrollment in that section is not active."
        case .expiredUnlockIgnored:
            "An override's unlock date is left out, as Canvas does, because the override's own lock date has passed."
        case .datesFromQuizEndpoint:
            "The override rows are hidden from the token; the dates come from the quiz override endpoint, which can't "
                + "tell “not overridden” from “no date” and names no students."
        case .itemOverridesHidden:
            "The overrides of the item are hidden from the token; the dates may be those for everyone only."
        case .moduleOverridesHidden:
            "Module overrides could not be read; whether the item is assigned to this student is not certain."
        case .groupMembersHidden:
            "The members of a group that has an override could not be read; the override is left out."
        case .checkpointsHidden:
            "The discussion has parts with dates of their own, which the token can't see."
        case .unassignOrderOpen:
            "Overrides of one kind both assign and unassign the student; Canvas leaves their order open, and the one "
                + "with the lowest id goes first here. What comes behind one that unassigns sets no date."
        case .assignedByModuleTag:
            "A differentiation tag assigned to a module assigns the item."
        case .groupInAnotherCategory:
            "A group override sets no date, because its group is not of the item's group set. It still counts for "
                + "whether the item is assigned."
        case .unknownTarget:
            "An override has a target that can't be read; it is left out."
        case .enrollmentInactive:
            "The student has only inactive enrollments, so Canvas shows nothing; the row says what the student would get "
                + "if they were not inactive."
        case .groupVisibilityOpen:
            "Canvas's own parts disagree whether a group or tag override assigns the item to this student, or takes it "
                + "away; the row follows Canvas's effective due dates."
        case .moduleOnlyDue:
            "Only module overrides reach the student. The due date is the one for everyone, as in Canvas's gradebook; "
                + "the student's own page may show none."
        case .timeZoneUnknown:
            "The course names no time zone, or one that is not known here; dates are written in UTC."
        case .textCut:
            "A text was longer than a cell may be and was cut."
        }
    }
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
