/// The dates that `due_at`, `unlock_at` and `lock_at` show somebody who teaches or administers the course.
///
/// Canvas: lib/assignment_override_applicator.rb: the latest due date, or none as soon as one is none; the most lenient
/// of each lock. These are nobody's dates: clients ask for the base dates with `override_assignment_dates=false`.
struct TeacherDates {
    var dueAt: SandboxInstant?
    var unlockAt: SandboxInstant?
    var lockAt: SandboxInstant?

    /// The base dates, as `override_assignment_dates=false` shows them.
    init(baseOf item: SandboxItem) {
        dueAt = item.dueAt
        unlockAt = item.unlockAt
        lockAt = item.lockAt
    }

    init(of item: SandboxItem, in course: SandboxCourse) {
        self.init(baseOf: item)
        let overrides = item.activeOverrides.filter { $0.setType != "Noop" && !$0.unassignsItem }
        guard !overrides.isEmpty else { return }
        let sections = overrides.filter { $0.setType == "CourseSection" }.count
        let ignoresBase = item.onlyVisibleToOverrides || (sections > 0 && sections == course.activeSections.count)
        let base = overrides.contains { $0.target == .course } || ignoresBase ? [] : [item.dueAt]
        dueAt = Self.most(overrides.map(\.dueAt), otherwise: item.dueAt, with: base, lenient: >)
        unlockAt = Self.most(overrides.map(\.unlockAt), otherwise: item.unlockAt, with: [], lenient: <)
        lockAt = Self.most(overrides.map(\.lockAt), otherwise: item.lockAt, with: [], lenient: >)
    }

    private static func most(
        _ dates: [SandboxOverride.OverriddenDate],
        otherwise base: SandboxInstant?,
        with further: [SandboxInstant?],
        lenient: (SandboxInstant, SandboxInstant) -> Bool
    ) -> SandboxInstant? {
        let overridden = dates.filter(\.isOverridden).map(\.instant)
        guard !overridden.isEmpty else { return base }
        let all = overridden + further
        guard !all.contains(where: { $0 == nil }) else { return nil }
        return all.compactMap { $0 }.min(by: lenient)
    }
}
