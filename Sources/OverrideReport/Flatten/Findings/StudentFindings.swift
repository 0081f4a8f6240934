import CanvasAPI

/// Rules that look at one student and one item, and at how the decision came about.
extension FindingRules {
    func studentFindings() -> [FindingRow] {
        individualRows.flatMap { row -> [FindingRow] in
            guard let item = index.item(row.item.key), let subject = index.subject(row.student.id) else { return [] }
            var found = canvasDisagreement(row, item, subject)
            guard !item.overrides.isEmpty else { return found }
            let resolution = engine.resolve(subject, item.overrides)
            found += competition(row, resolution)
            found += moduleHides(row, resolution)
            found += concludedSection(row)
            return found
        }
    }

    // MARK: competing-overrides

    private func competition(_ row: StudentRow, _ resolution: Resolution) -> [FindingRow] {
        guard resolution.assignment.decision.isAssigned else { return [] }
        let contests = resolution.contests.filter { $0.candidates.count > 1 }
        guard let first = contests.first, let winner = first.winner else { return [] }
        let outcomes = contests.compactMap { contest -> String? in
            guard let winner = contest.winner else { return nil }
            let losers = contest.candidates.filter { $0.override.id != winner.override.id }
                .map { "\($0.override.id) (\($0.level.dateSource.rawValue))" }
            return "\(contest.field.rawValue) \(text(winner.override[contest.field].instant)) from override "
                + "\(winner.override.id) (\(winner.level.dateSource.rawValue)), not from \(losers.joined(separator: ", ")): "
                + contest.why.sentence
        }
        return [
            finding(
                .competingOverrides,
                .note,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: winner.override.id,
                message: "Several overrides of “\(row.item.value.displayName)” set the same date of "
                    + "\(row.student.sortableName): \(outcomes.joined(separator: "; "))."
            )
        ]
    }

    // MARK: canvas-disagrees

    private func canvasDisagreement(
        _ row: StudentRow,
        _ item: CourseIndex.IndexedItem,
        _ subject: DateSubject
    ) -> [FindingRow] {
        let theirs: String
        switch row.canvasCheck {
        case .match, .notChecked: return []
        case .mismatch, .listed: theirs = "Canvas's effective due dates have \(text(row.canvasDueAt))"
        case .notListed: theirs = "Canvas's effective due dates do not list the student"
        }
        let ours =
            row.effective.assignment.isAssigned
            ? row.effective.due.instant.map { "is due \(text($0))" } ?? "has no due date" : "is not assigned"
        let cause = knownCause(of: row, item.overrides.reach(subject))
        return [
            finding(
                .canvasDisagrees,
                cause == nil ? .error : .note,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: row.effective.due.overrideID ?? row.effective.assignment.overrideID,
                message:
                    "“\(row.item.value.displayName)” \(ours) for \(row.student.sortableName) by the overrides, while "
                    + "\(theirs). "
                    + (cause ?? "No known difference between Canvas's engines explains it; check it in Canvas.")
            )
        ]
    }

    /// The known places where Canvas's `effective_due_dates` and its date applicator differ.
    private func knownCause(of row: StudentRow, _ reach: Reach) -> String? {
        let unassigns = reach.direct.contains(where: \.override.unassigns)
        if unassigns, reach.direct.contains(where: { !$0.override.unassigns }) || !reach.module.isEmpty {
            return "One override unassigns the student while another assigns: Canvas's two engines treat this "
                + "differently, and this report follows what students see."
        }
        if !reach.ofAnotherGroupCategory.isEmpty {
            return "An override names a group outside the item's group set: Canvas's effective due dates count it, "
                + "the dates students see do not."
        }
        if row.effective.notes.contains(.courseOverrideNeedsActiveEnrollment) {
            return
                "A course-wide override counts for active enrollments only in the dates students see, and for all in "
                + "Canvas's effective due dates."
        }
        if reach.direct.contains(where: \.isThroughInactiveEnrollment) {
            return "The enrollment in a section that has an override is not active: Canvas weighs such overrides "
                + "differently in its two engines."
        }
        if row.effective.notes.contains(where: \.saysThatDataIsHidden) {
            return "The token can't see everything that the date depends on."
        }
        return nil
    }

    // MARK: module-hides-item, concluded-section-ignored

    /// An override that counts for the student also assigns the item, whatever its modules say. So an item is hidden
    /// by a module, with a date for the student at hand, only where that date sits in an override that does not count:
    /// of a group outside the item's group set (practice quizzes have none).
    private func moduleHides(_ row: StudentRow, _ resolution: Resolution) -> [FindingRow] {
        guard resolution.assignment.reason == .narrowedByModules,
            let override = resolution.reach.ofAnotherGroupCategory.first(where: \.setsAnyDate)
        else { return [] }
        return [
            finding(
                .moduleHidesItem,
                .warning,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: override.id,
                message: "A module takes “\(row.item.value.displayName)” from \(row.student.sortableName), "
                    + "although the override “\(override.title)” has a date for the student."
            )
        ]
    }

    private func concludedSection(_ row: StudentRow) -> [FindingRow] {
        guard let overrideID = row.effective.ignoredSectionOverrideIDs.first else { return [] }
        let ids = row.effective.ignoredSectionOverrideIDs.map(\.description).joined(separator: ", ")
        return [
            finding(
                .concludedSectionIgnored,
                .note,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: overrideID,
                message: "The section override \(ids) of “\(row.item.value.displayName)” does not count for "
                    + "\(row.student.sortableName), whose enrollment in that section is not active."
            )
        ]
    }
}

extension RowNote {
    /// The token could not see everything that the row depends on.
    var saysThatDataIsHidden: Bool {
        switch self {
        case .datesFromQuizEndpoint, .itemOverridesHidden, .moduleOverridesHidden, .groupMembersHidden,
            .checkpointsHidden, .unknownTarget:
            true
        default: false
        }
    }
}
