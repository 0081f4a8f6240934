import CanvasAPI

/// Rules that look at one student and one item, and at how the decision came about.
extension FindingRules {
    func studentFindings() -> [FindingRow] {
        individualRows.flatMap { row -> [FindingRow] in
            guard let item = index.item(row.item.key), let subject = index.subject(row.student.id) else { return [] }
            let agrees = row.canvasCheck == .match || row.canvasCheck == .notChecked
            guard !item.overrides.isEmpty || !agrees else { return [] }
            let resolution = engine.resolve(subject, item.overrides)
            var found = agrees ? [] : canvasDisagreement(row, resolution)
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

    private func canvasDisagreement(_ row: StudentRow, _ resolution: Resolution) -> [FindingRow] {
        let theirs =
            row.canvasCheck == .notListed
            ? "Canvas's effective due dates do not list the student"
            : "Canvas's effective due dates have \(text(row.canvasDueAt))"
        let ours =
            row.effective.assignment.isAssigned
            ? row.effective.due.instant.map { "is due \(text($0))" } ?? "has no due date" : "is not assigned"
        let severity: FindingRow.Severity
        let why: String
        if row.effective.notes.contains(where: \.saysThatDataIsHidden) {
            (severity, why) = (
                .warning,
                "The token can't see everything that the date depends on, so Canvas's date may well be the right one."
            )
        } else if let cause = CanvasDisagreement.cause(of: row.canvasCheck, resolution) {
            (severity, why) = (.note, cause.sentence)
        } else {
            (severity, why) = (
                .error, "No known difference between Canvas's engines explains it; check it in Canvas."
            )
        }
        return [
            finding(
                .canvasDisagrees,
                severity,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: row.effective.due.overrideID ?? row.effective.assignment.overrideID,
                message:
                    "“\(row.item.value.displayName)” \(ours) for \(row.student.sortableName) by the overrides, while "
                    + "\(theirs). \(why)"
            )
        ]
    }

    // MARK: module-hides-item, concluded-section-ignored

    /// An override that counts for the student also assigns the item, whatever its modules say. So an item is hidden
    /// by a module, with a date for the student at hand, only where that date sits in an override that does not count:
    /// of a section whose enrollment is inactive, or of a practice quiz's group.
    private func moduleHides(_ row: StudentRow, _ resolution: Resolution) -> [FindingRow] {
        guard resolution.assignment.reason == .narrowedByModules,
            let override = resolution.reach.allDirect.map(\.override).first(where: \.setsAnyDate)
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
