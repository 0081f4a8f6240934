import CanvasAPI

/// How one date field was decided: who competed, who was left out, who won and by which rule.
struct FieldContest: Sendable {
    var field: DateField
    var candidates: [ReachingOverride] = []
    /// Left out of unlock because their own lock date has passed.
    var expired: [ReachingOverride] = []
    /// Left out because the enrollment in their section is not active.
    var setAside: [ReachingOverride] = []
    var winner: ReachingOverride?
    var reason = Reason.noOverrideSetsIt

    func decision(base: DateSet) -> DatedDecision {
        guard let winner else { return .base(base[field]) }
        return DatedDecision(
            instant: winner.override[field].instant,
            source: winner.level.dateSource,
            overrideID: winner.override.id
        )
    }
}

/// Decides one date field among the overrides that reach a student.
///
/// Canvas: app/models/assignment_override_applicator.rb. Fields are decided one by one: due may come from a section,
/// lock from an override for the student, unlock from the base. The base date never competes with an override that
/// sets the field, however strict the override is.
extension EffectiveDatesEngine {
    func contest(_ field: DateField, among applicable: [ReachingOverride], item: Item) -> FieldContest {
        let setting = applicable.filter { $0.override[field].isOverridden }
        var contest = FieldContest(field: field)
        guard !setting.isEmpty else { return contest }
        contest.expired = field == .unlock ? setting.filter(isExpired) : []
        let current = field == .unlock ? setting.filter { !isExpired($0) } : setting
        let inactive = concluded == .asActive ? [] : current.filter(\.isThroughInactiveEnrollment)
        let active = inactive.isEmpty ? current : current.filter { !$0.isThroughInactiveEnrollment }

        if !active.isEmpty {
            contest.candidates = active
            contest.setAside = inactive
        } else if item.onlyVisibleToOverrides {
            contest.candidates = inactive
        } else {
            contest.setAside = inactive
        }
        if let (winner, reason) = mostLenient(contest.candidates, in: field) {
            (contest.winner, contest.reason) = (winner, reason)
        }
        return contest
    }

    /// An override whose own lock date has passed no longer opens the item; one for single students still does.
    private func isExpired(_ reaching: ReachingOverride) -> Bool {
        guard reaching.level != .student, let lockAt = reaching.override.lockAt.instant else { return false }
        return lockAt <= asOf
    }

    private func mostLenient(_ candidates: [ReachingOverride], in field: DateField) -> (ReachingOverride, Reason)? {
        guard let first = candidates.first else { return nil }
        if candidates.count == 1 { return (first, .onlyOverride) }
        if let own = candidates.first(where: { $0.level == .student }) { return (own, .studentBeforeAll) }
        let ranked = candidates.sorted { $0.tieKey < $1.tieKey }
        if let none = ranked.first(where: { $0.override[field].instant == nil }) {
            return (none, .noDateIsMostLenient)
        }
        let dates = ranked.compactMap { $0.override[field].instant }
        let best = field == .unlock ? dates.min() : dates.max()
        let winner = ranked.first { $0.override[field].instant == best } ?? first
        return (winner, field == .unlock ? .earliest : .latest)
    }
}
