import CanvasAPI

/// Decides one date field among the overrides that reach a student.
///
/// Canvas: app/models/assignment_override_applicator.rb. Fields are decided one by one: due may come from a section,
/// lock from an override for the student, unlock from the base. The base date never competes with an override that
/// sets the field, however strict the override is.
struct DateRule: Sendable {
    let asOf: Instant
    let concluded: ConcludedPolicy

    func contest(_ field: DateField, among applicable: [ReachingOverride], item: Item) -> FieldContest {
        let setting = applicable.filter { $0.override[field].isOverridden }
        let expired = field == .unlock ? setting.filter(isExpired) : []
        let current = expired.isEmpty ? setting : setting.filter { !isExpired($0) }
        let inactive = concluded == .asActive ? [] : current.filter(\.isThroughInactiveEnrollment)
        let active = inactive.isEmpty ? current : current.filter { !$0.isThroughInactiveEnrollment }

        if let (winner, why) = mostLenient(active, in: field) {
            return FieldContest(
                field: field,
                candidates: active,
                expired: expired,
                setAside: inactive,
                winner: winner,
                why: why
            )
        }
        if item.onlyVisibleToOverrides, let (winner, why) = mostLenient(inactive, in: field) {
            return FieldContest(
                field: field,
                candidates: inactive,
                expired: expired,
                setAside: [],
                winner: winner,
                why: why
            )
        }
        return FieldContest(
            field: field,
            candidates: [],
            expired: expired,
            setAside: inactive,
            winner: nil,
            why: .noOverrideSetsIt
        )
    }

    /// An override whose own lock date has passed no longer opens the item; one for single students still does.
    private func isExpired(_ reaching: ReachingOverride) -> Bool {
        guard reaching.level != .student, let lockAt = reaching.override.lockAt.instant else { return false }
        return lockAt <= asOf
    }

    private func mostLenient(
        _ candidates: [ReachingOverride],
        in field: DateField
    ) -> (ReachingOverride, FieldContest.Why)? {
        guard let first = candidates.first else { return nil }
        if let own = candidates.first(where: { $0.level == .student }) {
            return (own, candidates.count == 1 ? .onlyOverride : .studentBeforeAll)
        }
        if candidates.count == 1 { return (first, .onlyOverride) }
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

/// How one date field was decided: who competed, who was left out, who won and by which rule.
struct FieldContest: Sendable {
    enum Why: String, Sendable, Hashable, CaseIterable {
        case noOverrideSetsIt = "no_override_sets_it"
        case onlyOverride = "only_override"
        case studentBeforeAll = "student_before_all"
        case noDateIsMostLenient = "no_date_is_most_lenient"
        case latest
        case earliest

        var sentence: String {
            switch self {
            case .noOverrideSetsIt: "no override that counts sets it"
            case .onlyOverride: "it is the only override that sets it"
            case .studentBeforeAll: "an override for the student goes before all others"
            case .noDateIsMostLenient: "“no date” is the most lenient value among the overrides"
            case .latest: "it is the latest date among the overrides"
            case .earliest: "it is the earliest date among the overrides"
            }
        }
    }

    var field: DateField
    var candidates: [ReachingOverride]
    /// Left out of unlock because their own lock date has passed.
    var expired: [ReachingOverride]
    /// Left out because the enrollment in their section is not active.
    var setAside: [ReachingOverride]
    var winner: ReachingOverride?
    var why: Why

    func decision(base: DateSet) -> DatedDecision {
        guard let winner else { return .base(base[field]) }
        return DatedDecision(
            instant: winner.override[field].instant,
            source: winner.level.dateSource,
            overrideID: winner.override.id
        )
    }
}
