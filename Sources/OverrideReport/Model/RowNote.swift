/// What is special about a row: the short codes of the `notes` columns, with a phrase for a cell, and a sentence for
/// the README, for pages, and for people who meet the code in a report.
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
    case notAssigned = "not_assigned"
    case textCut = "text_cut"

    var phrase: String { words.phrase }
    var sentence: String { words.sentence }

    /// The token could not see everything that the row depends on.
    var saysThatDataIsHidden: Bool {
        switch self {
        case .datesFromQuizEndpoint, .itemOverridesHidden, .moduleOverridesHidden, .groupMembersHidden,
            .checkpointsHidden, .unknownTarget:
            true
        default: false
        }
    }

    private var words: (phrase: String, sentence: String) {
        switch self {
        case .concludedSectionIgnored:
            (
                "section override set aside: enrollment there is not active",
                "A section override was set aside, because the student's enrollment in that section is not "
                    + "active."
            )
        case .expiredUnlockIgnored:
            (
                "unlock date of an override left out: its lock date has passed",
                "An override's unlock date is left out, as Canvas does, because the override's own lock date has "
                    + "passed."
            )
        case .datesFromQuizEndpoint:
            (
                "override rows hidden from the token; dates from the quiz override list",
                "The override rows are hidden from the token; the dates come from the quiz override endpoint, "
                    + "which can't tell “not overridden” from “no date” and names no students."
            )
        case .itemOverridesHidden:
            (
                "overrides hidden from the token; the dates may be those for everyone only",
                "The overrides of the item are hidden from the token; the dates may be those for everyone only."
            )
        case .moduleOverridesHidden:
            (
                "module overrides not readable; assignment not certain",
                "Module overrides could not be read; whether the item is assigned to this student is not certain."
            )
        case .groupMembersHidden:
            (
                "members of a group not readable; its override is left out",
                "The members of a group that has an override could not be read; the override is left out."
            )
        case .checkpointsHidden:
            (
                "parts of the discussion have dates that the token can't see",
                "The discussion has parts with dates of their own, which the token can't see."
            )
        case .unassignOrderOpen:
            (
                "overrides both assign and unassign; the lowest id goes first",
                "Overrides of one kind both assign and unassign the student; Canvas leaves their order open, and "
                    + "the one with the lowest id goes first here. Overrides after one that unassigns set no date."
            )
        case .assignedByModuleTag:
            (
                "assigned by a differentiation tag of a module",
                "A differentiation tag assigned to a module assigns the item."
            )
        case .groupInAnotherCategory:
            (
                "group override sets no date: not in the item's group set",
                "A group override sets no date, because its group is not in the item's group set. It still "
                    + "counts for whether the item is assigned."
            )
        case .unknownTarget:
            (
                "an override whose target can't be read is left out",
                "An override has a target that can't be read; it is left out."
            )
        case .enrollmentInactive:
            (
                "only inactive enrollments: Canvas shows the student nothing",
                "The student has only inactive enrollments, so Canvas shows nothing; the row says what the "
                    + "student would get if they were not inactive."
            )
        case .groupVisibilityOpen:
            (
                "Canvas disagrees with itself on what a group override assigns here",
                "Canvas's own parts disagree whether a group or tag override assigns the item to this student, "
                    + "or takes it away; the row follows Canvas's effective due dates."
            )
        case .moduleOnlyDue:
            (
                "assigned by a module only: due date for everyone, as in the gradebook",
                "Only module overrides reach the student. The due date is the one for everyone, as in Canvas's "
                    + "gradebook; the student's own page may show none."
            )
        case .timeZoneUnknown:
            (
                "no known time zone; dates in UTC",
                "The course names no time zone, or one that is not known here; dates are written in UTC."
            )
        case .notAssigned:
            (
                "not assigned to the student",
                "The item is not assigned to the student, who has no dates for it."
            )
        case .textCut:
            (
                "a long text was cut",
                "A text was longer than a cell may be and was cut."
            )
        }
    }
}
