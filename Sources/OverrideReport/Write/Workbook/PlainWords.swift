/// The codes of the text formats in words, for people who read a sheet.
enum PlainWords {
    private static let special = [
        "base": "Everyone",
        "new_quiz": "New Quiz",
        "match": "Same as Canvas",
        "mismatch": "Canvas differs",
        "not_listed": "Not in Canvas's list",
        "listed": "Only in Canvas's list",
    ]

    /// `classic_quiz` is `Classic quiz`.
    static func text(ofCode code: String) -> String {
        if let text = special[code] { return text }
        let words = code.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    static func text(of boolean: Bool) -> String { boolean ? "Yes" : "No" }
}

extension FindingRule {
    /// What the rule finds, for the front page of a report.
    var meaning: String {
        switch self {
        case .lockBeforeDue: "locks before it is due"
        case .unlockAfterDue: "unlocks after it is due"
        case .unlockAfterLock: "unlocks after it locks"
        case .dueOutsideTerm: "due outside the term"
        case .dueOutsideCourse: "due outside the course's or section's dates"
        case .noDueDate: "no due date, though everyone else has one"
        case .nobodyAssigned: "published, and assigned to nobody"
        case .overrideReachesNobody: "an override reaches no student"
        case .competingOverrides: "several overrides set the same date"
        case .hiddenFromQuizEndpoint: "not in the quiz override list"
        case .canvasDisagrees: "Canvas's own due date is another"
        case .moduleHidesItem: "a module keeps the item from the student"
        case .concludedSectionIgnored: "override of a concluded section set aside"
        case .midnightDue: "due at midnight, likely a day early"
        case .dstGap: "falls into a clock change"
        case .dataHidden: "hidden from the token"
        }
    }
}

extension RowNote {
    /// ``explanation`` in as few words as a cell has room for.
    var phrase: String {
        switch self {
        case .concludedSectionIgnored: "section override set aside: enrollment there is not active"
        case .expiredUnlockIgnored: "unlock date of an override left out: its lock date has passed"
        case .datesFromQuizEndpoint: "override rows hidden from the token; dates from the quiz override list"
        case .itemOverridesHidden: "overrides hidden from the token; the dates may be those for everyone only"
        case .moduleOverridesHidden: "module overrides not readable; assignment not certain"
        case .groupMembersHidden: "members of a group not readable; its override is left out"
        case .checkpointsHidden: "parts of the discussion have dates that the token can't see"
        case .unassignOrderOpen: "overrides both assign and unassign; the lowest id goes first"
        case .assignedByModuleTag: "assigned by a differentiation tag of a module"
        case .groupInAnotherCategory: "group override sets no date: not of the item's group set"
        case .unknownTarget: "an override whose target can't be read is left out"
        case .enrollmentInactive: "only inactive enrollments: Canvas shows the student nothing"
        case .groupVisibilityOpen: "Canvas disagrees with itself on what a group override assigns here"
        case .moduleOnlyDue: "assigned by a module only: due date for everyone, as in the gradebook"
        case .timeZoneUnknown: "no known time zone; dates in UTC"
        case .textCut: "a long text was cut"
        }
    }
}
