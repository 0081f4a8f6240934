import CanvasAPI

/// Rules that look at one student and one item, and at how the decision came about.
extension FindingRule {
    /// A rule for students whom some override reaches.
    private init(
        _ code: String,
        _ severity: FindingRow.Severity,
        heading: String,
        phrase: String,
        meaning: String,
        remark: @escaping @Sendable (FindingFacts.Individual, FindingFacts) -> (overrideID: CanvasID, message: String)?
    ) {
        self.init(code: code, severity: severity, heading: heading, phrase: phrase, meaning: meaning) { rule, facts in
            facts.individuals.compactMap { individual in
                guard !individual.decision.reach.isEmpty, let found = remark(individual, facts) else { return nil }
                return facts.finding(rule, individual.row, found.overrideID, found.message)
            }
        }
    }

    static let competingOverrides = FindingRule(
        "competing-overrides",
        .note,
        heading: "Several overrides for one date",
        phrase: "several overrides set the same date",
        meaning: "More than one override sets the same date of a student; the message says which wins."
    ) { individual, facts in
        let (row, decision) = individual
        let contests = decision.contests.filter { $0.candidates.count > 1 }
        guard row.effective.assignment.isAssigned, let first = contests.first?.winner else { return nil }
        let outcomes = contests.compactMap { contest -> String? in
            guard let winner = contest.winner else { return nil }
            let losers = contest.candidates.filter { $0.override.id != winner.override.id }.map(\.idAndKind)
            let date = winner.override[contest.field].instant.map { "\(contest.field.rawValue) \(facts.text($0))" }
            return "\(date ?? "no \(contest.field.label)") from override "
                + "\(winner.idAndKind), not from \(losers.joined(separator: ", ")): \(contest.reason.sentence)"
        }
        return (
            first.override.id,
            "Several overrides of “\(row.item.value.displayName)” set the same date of "
                + "\(row.student.value.label): \(outcomes.joined(separator: "; "))."
        )
    }

    /// An override that counts for the student also assigns the item, whatever its modules say. So an item is hidden
    /// by a module, with a date for the student at hand, only where that date sits in an override that does not count:
    /// of a section whose enrollment is inactive, or of a practice quiz's group.
    static let moduleHidesItem = FindingRule(
        "module-hides-item",
        .warning,
        heading: "Module hides the item",
        phrase: "a module hides the item from the student",
        meaning: "A module is for others only, and hides an item that has a date for this student."
    ) { individual, _ in
        let (row, decision) = individual
        guard decision.assignment.reason == .narrowedByModules,
            let override = decision.reach.allDirect.map(\.override).first(where: \.setsAnyDate)
        else { return nil }
        return (
            override.id,
            "A module hides “\(row.item.value.displayName)” from \(row.student.value.label), "
                + "although the override “\(override.title)” has a date for the student."
        )
    }

    static let concludedSectionIgnored = FindingRule(
        "concluded-section-ignored",
        .note,
        heading: "Section override does not count",
        phrase: "override of a concluded section set aside",
        meaning: "A section override is set aside, because the enrollment there is not active."
    ) { individual, _ in
        let row = individual.row
        guard let first = row.effective.ignoredSectionOverrideIDs.first else { return nil }
        let ids = row.effective.ignoredSectionOverrideIDs.map(\.description).joined(separator: ", ")
        return (
            first,
            "The section override \(ids) of “\(row.item.value.displayName)” does not count for "
                + "\(row.student.value.label), whose enrollment in that section is not active."
        )
    }

    /// A note where Canvas's engines are known to differ, an error where nothing known explains it.
    static let canvasDisagrees = FindingRule(
        code: "canvas-disagrees",
        severity: .error,
        heading: "Canvas gives another date",
        phrase: "Canvas's own due date is different",
        meaning: "The due date worked out here and Canvas's own effective due date are not the same. A note where the "
            + "reason is known."
    ) { rule, facts in
        facts.individuals.compactMap { row, decision in
            guard row.canvasCheck != .match, row.canvasCheck != .notChecked else { return nil }
            let theirs =
                row.canvasCheck == .notListed
                ? "Canvas's effective due dates do not list the student"
                : "Canvas's effective due dates have \(facts.text(row.canvasDueAt))"
            let ours =
                row.effective.assignment.isAssigned
                ? row.effective.due.instant.map { "is due \(facts.text($0))" } ?? "has no due date" : "is not assigned"
            let (severity, why) = facts.why(row, decision)
            return facts.finding(
                rule,
                row,
                row.effective.due.overrideID ?? row.effective.assignment.overrideID,
                "For \(row.student.value.label), “\(row.item.value.displayName)” \(ours) by the overrides, while "
                    + "\(theirs). \(why)",
                severity
            )
        }
    }
}

extension FindingFacts {
    fileprivate func finding(
        _ rule: FindingRule,
        _ row: StudentRow,
        _ overrideID: CanvasID?,
        _ message: String,
        _ severity: FindingRow.Severity? = nil
    ) -> FindingRow {
        finding(
            rule,
            severity,
            section: row.section,
            student: row.student,
            item: row.item,
            overrideID: overrideID,
            message: message
        )
    }

    fileprivate func why(_ row: StudentRow, _ decision: Resolution) -> (FindingRow.Severity, String) {
        if row.effective.notes.contains(where: \.saysThatDataIsHidden) {
            let words =
                "The token can't see everything that the date depends on, so Canvas's date may well be the right"
            return (.warning, words + " one.")
        }
        guard let cause = CanvasDisagreement.cause(of: row.canvasCheck, decision) else {
            return (.error, "No known difference inside Canvas explains this; check it in Canvas.")
        }
        return (.note, cause.sentence)
    }
}

extension ReachingOverride {
    /// `51 (section)`
    fileprivate var idAndKind: String { "\(override.id) (\(level.dateSource.rawValue))" }
}
