import CanvasAPI

/// Computes what a student gets for an item. Pure: a snapshot's values in, a decision out.
struct EffectiveDatesEngine: Sendable {
    /// The moment that counts as now.
    let asOf: Instant
    var concluded: ConcludedPolicy = .asCanvas

    func resolve(_ subject: DateSubject, _ item: ItemOverrides) -> Resolution {
        Resolution(item, item.reach(subject), hasOnlyInactiveEnrollments: subject.hasOnlyInactiveEnrollments, self)
    }

    /// One decision for each subject. Those whom no override reaches share theirs: most students of most items do.
    func resolve(_ subjects: [DateSubject], _ item: ItemOverrides) -> [Resolution] {
        var shared: [Bool: Resolution] = [:]
        return subjects.map { subject in
            let reach = item.reach(subject)
            let isInactive = subject.hasOnlyInactiveEnrollments
            if reach.isEmpty, let known = shared[isInactive] { return known }
            let made = Resolution(item, reach, hasOnlyInactiveEnrollments: isInactive, self)
            if reach.isEmpty { shared[isInactive] = made }
            return made
        }
    }

    func effectiveDates(for subject: DateSubject, of item: ItemOverrides) -> Shared<EffectiveDates> {
        resolve(subject, item).effectiveDates
    }
}

/// One decision with everything that led to it: made once, for the rows, for findings, and for `explain`.
final class Resolution: Sendable {
    let item: ItemOverrides
    let reach: Reach
    let assignment: AssignmentRule.Outcome
    /// What Canvas takes for dates.
    let applicable: [ReachingOverride]
    /// Due, unlock, lock, in this order.
    let contests: [FieldContest]
    /// With every note that a row of this student and item has.
    let effectiveDates: Shared<EffectiveDates>

    var effective: EffectiveDates { effectiveDates.value }

    fileprivate init(
        _ item: ItemOverrides,
        _ reach: Reach,
        hasOnlyInactiveEnrollments: Bool,
        _ engine: EffectiveDatesEngine
    ) {
        let assignment = AssignmentRule.decide(reach, item: item)
        let applicable = reach.applicable
        let contests = DateField.allCases.map { engine.contest($0, among: applicable, item: item.item.value) }
        let decisions = contests.map { $0.decision(base: item.item.base) }
        let ignored = Set(contests.flatMap(\.setAside).map(\.override.id)).sorted()

        var notes = item.notes
        func note(_ note: RowNote, if applies: Bool) { if applies { notes.insert(note) } }
        note(.concludedSectionIgnored, if: !ignored.isEmpty)
        // An override for the student would have gone before the expired ones anyway, and says so itself.
        note(.expiredUnlockIgnored, if: contests.contains { !$0.expired.isEmpty && $0.winner?.level != .student })
        note(.assignedByModuleTag, if: assignment.isByModuleTag)
        note(.groupInAnotherCategory, if: !reach.ofAnotherGroupCategory.isEmpty)
        note(.unassignOrderOpen, if: reach.leavesOrderOpen)
        note(.enrollmentInactive, if: hasOnlyInactiveEnrollments)
        note(.groupVisibilityOpen, if: assignment.isGroupVisibilityOpen)
        // Canvas's applicator gives such a student no due date, its gradebook the base due; the report has the latter.
        note(.moduleOnlyDue, if: !applicable.isEmpty && applicable.allSatisfy(\.override.isFromModule))

        self.item = item
        self.reach = reach
        self.assignment = assignment
        self.applicable = applicable
        self.contests = contests
        effectiveDates = Shared(
            EffectiveDates(
                assignment: assignment.decision,
                due: decisions[0],
                unlock: decisions[1],
                lock: decisions[2],
                ignoredSectionOverrideIDs: ignored,
                notes: notes
            )
        )
    }
}

extension Reach {
    /// Inside one level one override assigns and another unassigns.
    fileprivate var leavesOrderOpen: Bool {
        if let own = direct.first(where: { $0.level == .student }),
            furtherStudentOverrides.contains(where: { $0.override.unassigns != own.override.unassigns })
        {
            return true
        }
        guard let cut = direct.first(where: \.override.unassigns) else { return false }
        return direct.contains { $0.level == cut.level && !$0.override.unassigns }
    }
}

extension Override {
    var setsAnyDate: Bool {
        DateField.allCases.contains { self[$0].isOverridden }
    }
}
