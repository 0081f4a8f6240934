import CanvasAPI

/// Decides whether an item is assigned to a student: level by level, each able to change what the one before said.
///
/// Canvas: app/services/assignment_visibility and quiz_visibility, and lib/effective_due_dates.rb for groups and tags,
/// where the two disagree. Publication is left aside, and so is that Canvas shows nothing to a student who has only
/// inactive enrollments: a term-end audit reports such students too.
enum AssignmentRule {
    struct Outcome: Sendable, Hashable {
        var decision: AssignmentDecision
        var reason: Reason
        var isByModuleTag = false
        /// Canvas's own parts disagree on what a group or tag override does here, and no later level decided.
        var isGroupVisibilityOpen = false
    }

    static func decide(_ reach: Reach, item: ItemOverrides) -> Outcome {
        var outcome = everyone(item)
        if item.item.kind == .practiceQuiz {
            outcome = sections(reach) ?? outcome
            outcome = tagsOfPracticeQuiz(reach, item) ?? outcome
        } else {
            outcome = groups(reach, item) ?? outcome
            outcome = sections(reach) ?? outcome
        }
        outcome = level(reach, unassigningFirst: true) { $0.level == .student } ?? outcome
        if let course = lowest(reach.direct, where: { $0.level == .course && !$0.override.unassigns }) {
            outcome = Outcome(by: course, reason: .courseOverride)
        }
        return outcome
    }

    // MARK: Levels

    private static func everyone(_ item: ItemOverrides) -> Outcome {
        if item.isForEveryone { return Outcome(decision: .everyone, reason: .everyone) }
        return Outcome(
            decision: .nobody,
            reason: item.item.onlyVisibleToOverrides ? .onlyOverrides : .narrowedByModules
        )
    }

    /// Groups and tags of any category. Canvas's assignment visibility asks them only for items that are limited to
    /// overrides, and lets none of them take an item away; its effective due dates do otherwise.
    private static func groups(_ reach: Reach, _ item: ItemOverrides) -> Outcome? {
        let isGroup = { (reaching: ReachingOverride) in
            reaching.level == .group || reaching.level == .differentiationTag
        }
        guard var outcome = level(reach, unassigningFirst: false, where: isGroup) else { return nil }
        outcome.isGroupVisibilityOpen =
            !outcome.decision.isAssigned || !item.item.onlyVisibleToOverrides && !item.isForEveryone
        return outcome
    }

    private static func sections(_ reach: Reach) -> Outcome? {
        level(reach, unassigningFirst: true) { $0.level == .section && $0.countsForAssignment }
    }

    /// (Canvas: app/services/quiz_visibility.) Collaborative groups have no practice quizzes.
    private static func tagsOfPracticeQuiz(_ reach: Reach, _ item: ItemOverrides) -> Outcome? {
        let outcome = level(reach, unassigningFirst: true) { $0.level == .differentiationTag }
        guard outcome?.decision.isAssigned == true else { return outcome }
        return item.isInModule || item.item.onlyVisibleToOverrides ? outcome : nil
    }

    /// `nil` where no override of the level reaches the student. Of several the item's own go before those of its
    /// modules, then the lowest id.
    private static func level(
        _ reach: Reach,
        unassigningFirst: Bool,
        where isOfLevel: (ReachingOverride) -> Bool
    ) -> Outcome? {
        let unassigning = lowest(reach.allDirect) { isOfLevel($0) && $0.override.unassigns }
        if unassigningFirst, let unassigning { return Outcome(by: unassigning) }
        let assigning =
            lowest(reach.allDirect) { isOfLevel($0) && !$0.override.unassigns }
            ?? lowest(reach.module, where: isOfLevel)
        return (assigning ?? unassigning).map { Outcome(by: $0) }
    }

    private static func lowest(
        _ reaching: [ReachingOverride],
        where isMeant: (ReachingOverride) -> Bool
    ) -> ReachingOverride? {
        reaching.filter(isMeant).min { $0.override.id < $1.override.id }
    }
}

extension AssignmentRule.Outcome {
    fileprivate init(by reaching: ReachingOverride, reason: Reason? = nil) {
        let override = reaching.override
        let source: AssignmentSource =
            switch reaching.level {
            case .student: override.isFromModule ? .moduleStudent : .student
            case .group, .differentiationTag: .group
            case .section: override.isFromModule ? .moduleSection : .section
            case .course: .course
            }
        let ownReason: Reason =
            switch (reaching.level, override.isFromModule, override.unassigns) {
            case (_, true, _): .moduleTarget
            case (.student, _, true): .studentUnassigned
            case (.student, _, false): .studentOverride
            case (_, _, true): .targetUnassigned
            case (_, _, false): .directTarget
            }
        self.init(
            decision: AssignmentDecision(isAssigned: !override.unassigns, source: source, overrideID: override.id),
            reason: reason ?? ownReason,
            isByModuleTag: override.isFromModule && source == .group
        )
    }
}
