import CanvasAPI

/// Computes what a student gets for an item. Pure: a snapshot's values in, a decision out.
struct EffectiveDatesEngine: Sendable {
    let rule: DateRule

    init(asOf: Instant, concluded: ConcludedPolicy = .asCanvas) {
        rule = DateRule(asOf: asOf, concluded: concluded)
    }

    func effectiveDates(for subject: DateSubject, of item: ItemOverrides) -> EffectiveDates {
        guard !item.isEmpty else { return datesForEveryone(item, subject) }
        return resolve(subject, item).effective
    }

    /// Every step of the decision, for `explain` and for findings that name the overrides left out.
    func resolve(_ subject: DateSubject, _ item: ItemOverrides) -> Resolution {
        let reach = item.reach(subject)
        let assignment = AssignmentRule.decide(reach, item: item)
        let applicable = reach.applicable
        let contests = DateField.allCases.map { rule.contest($0, among: applicable, item: item.item) }
        return Resolution(
            item: item,
            subject: subject,
            reach: reach,
            assignment: assignment,
            applicable: applicable,
            contests: contests
        )
    }

    private func datesForEveryone(_ item: ItemOverrides, _ subject: DateSubject) -> EffectiveDates {
        let base = item.item.base
        let decision = AssignmentDecision(
            isAssigned: item.isForEveryone,
            source: item.isForEveryone ? .everyone : nil
        )
        return EffectiveDates(
            assignment: decision,
            due: .base(base.dueAt),
            unlock: .base(base.unlockAt),
            lock: .base(base.lockAt),
            notes: subject.hasOnlyInactiveEnrollments ? [.enrollmentInactive] : []
        )
    }
}

/// One decision with everything that led to it.
struct Resolution: Sendable {
    let item: ItemOverrides
    let subject: DateSubject
    let reach: Reach
    let assignment: AssignmentRule.Outcome
    let applicable: [ReachingOverride]
    /// Due, unlock, lock, in this order.
    let contests: [FieldContest]

    var effective: EffectiveDates {
        let decisions = contests.map { $0.decision(base: item.item.base) }
        var ignored: [CanvasID] = []
        for id in contests.flatMap(\.setAside).map(\.override.id) where !ignored.contains(id) {
            ignored.append(id)
        }
        return EffectiveDates(
            assignment: assignment.decision,
            due: decisions[0],
            unlock: decisions[1],
            lock: decisions[2],
            ignoredSectionOverrideIDs: ignored.sorted(),
            notes: notes(hasIgnored: !ignored.isEmpty)
        )
    }

    private func notes(hasIgnored: Bool) -> Set<RowNote> {
        var notes: Set<RowNote> = []
        if hasIgnored { notes.insert(.concludedSectionIgnored) }
        if leavesExpiredUnlockOut { notes.insert(.expiredUnlockIgnored) }
        if assignment.isByModuleTag { notes.insert(.assignedByModuleTag) }
        if !reach.ofAnotherGroupCategory.isEmpty { notes.insert(.groupInAnotherCategory) }
        if item.hasUnknownTarget { notes.insert(.unknownTarget) }
        if leavesOrderOpen { notes.insert(.unassignOrderOpen) }
        if subject.hasOnlyInactiveEnrollments { notes.insert(.enrollmentInactive) }
        if assignment.isGroupVisibilityOpen { notes.insert(.groupVisibilityOpen) }
        if isModuleOnly { notes.insert(.moduleOnlyDue) }
        return notes
    }

    /// Canvas's applicator gives such a student no due date, its gradebook the base due; the report has the latter.
    var isModuleOnly: Bool {
        !applicable.isEmpty && applicable.allSatisfy(\.override.isFromModule)
    }

    /// An override for the student would have gone before the expired ones anyway, and says so itself.
    private var leavesExpiredUnlockOut: Bool {
        contests.contains { !$0.expired.isEmpty && $0.winner?.level != .student }
    }

    /// Inside one level one override assigns and another unassigns.
    private var leavesOrderOpen: Bool {
        if let own = reach.direct.first(where: { $0.level == .student }),
            reach.furtherStudentOverrides.contains(where: { $0.override.unassigns != own.override.unassigns })
        {
            return true
        }
        guard let cut = reach.direct.first(where: \.override.unassigns) else { return false }
        return reach.direct.contains { $0.level == cut.level && !$0.override.unassigns }
    }
}

extension Override {
    var setsAnyDate: Bool {
        DateField.allCases.contains { self[$0].isOverridden }
    }
}
