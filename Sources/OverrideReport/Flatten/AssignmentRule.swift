import CanvasAPI

/// Decides whether an item is assigned to a student: level by level, each able to change what the one before said.
///
/// Canvas: app/services/assignment_visibility and quiz_visibility, and lib/effective_due_dates.rb for groups and tags,
/// where the two disagree. Publication is left aside, and so is that Canvas shows nothing to a student who has only
/// inactive enrollments: a term-end audit reports such students too.
struct AssignmentRule: Sendable {
    /// Which question was answered: a code for programs, a sentence for people.
    enum Reason: String, Sendable, Hashable, CaseIterable {
        case courseOverride = "course_override"
        case studentOverride = "student_override"
        case studentUnassigned = "student_unassigned"
        case directTarget = "direct_target"
        case moduleTarget = "module_target"
        case targetUnassigned = "target_unassigned"
        case everyone
        case onlyOverrides = "only_overrides"
        case narrowedByModules = "narrowed_by_modules"

        var sentence: String {
            switch self {
            case .courseOverride: "an override for the whole course assigns it"
            case .studentOverride: "an override names the student"
            case .studentUnassigned: "an override that names the student takes it away"
            case .directTarget: "an override reaches the student through a group or section"
            case .moduleTarget: "a module that holds it is assigned to the student"
            case .targetUnassigned: "an override of the student's group or section takes it away"
            case .everyone: "it is assigned to everyone"
            case .onlyOverrides: "it is assigned only through overrides, and none reaches the student"
            case .narrowedByModules: "every module that holds it is assigned to others only"
            }
        }
    }

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
        outcome = student(reach) ?? outcome
        if let course = lowest(reach.direct, where: { $0.level == .course && !$0.override.unassigns }) {
            outcome = Outcome(by: course, reason: .courseOverride)
        }
        return outcome
    }

    // MARK: Levels

    private static func everyone(_ item: ItemOverrides) -> Outcome {
        let reason: Reason =
            item.isForEveryone ? .everyone : item.item.onlyVisibleToOverrides ? .onlyOverrides : .narrowedByModules
        return Outcome(
            decision: AssignmentDecision(
                isAssigned: item.isForEveryone,
                source: item.isForEveryone ? .everyone : nil
            ),
            reason: reason
        )
    }

    /// Groups and tags of any category. Canvas's assignment visibility asks them only for items that are limited to
    /// overrides, and lets none of them take an item away; its effective due dates do otherwise.
    private static func groups(_ reach: Reach, _ item: ItemOverrides) -> Outcome? {
        guard var outcome = level(reach, isOfLevel: isGroup, unassigningFirst: false) else { return nil }
        outcome.isGroupVisibilityOpen =
            outcome.decision.isAssigned ? !item.item.onlyVisibleToOverrides && !item.isForEveryone : true
        return outcome
    }

    private static func sections(_ reach: Reach) -> Outcome? {
        level(reach, isOfLevel: { $0.level == .section && $0.countsForAssignment }, unassigningFirst: true)
    }

    private static func student(_ reach: Reach) -> Outcome? {
        level(reach, isOfLevel: { $0.level == .student }, unassigningFirst: true)
    }

    /// (Canvas: app/services/quiz_visibility.) Collaborative groups have no practice quizzes.
    private static func tagsOfPracticeQuiz(_ reach: Reach, _ item: ItemOverrides) -> Outcome? {
        let outcome = level(reach, isOfLevel: { $0.level == .differentiationTag }, unassigningFirst: true)
        guard outcome?.decision.isAssigned == true else { return outcome }
        return item.isInModule || item.item.onlyVisibleToOverrides ? outcome : nil
    }

    private static func isGroup(_ reaching: ReachingOverride) -> Bool {
        reaching.level == .group || reaching.level == .differentiationTag
    }

    /// `nil` where no override of the level reaches the student. Of several the item's own go before those of its
    /// modules, then the lowest id.
    private static func level(
        _ reach: Reach,
        isOfLevel: (ReachingOverride) -> Bool,
        unassigningFirst: Bool
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
    fileprivate init(by reaching: ReachingOverride, reason: AssignmentRule.Reason? = nil) {
        let override = reaching.override
        let source: AssignmentSource =
            switch reaching.level {
            case .student: override.isFromModule ? .moduleStudent : .student
            case .group, .differentiationTag: .group
            case .section: override.isFromModule ? .moduleSection : .section
            case .course: .course
            }
        let ownReason: AssignmentRule.Reason =
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
