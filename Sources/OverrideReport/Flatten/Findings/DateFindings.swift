import CanvasAPI

/// Rules that look at one effective set of dates.
extension FindingRule {
    /// What is to be said of some dates of a site: `locks at …, before it is due at …`.
    private typealias Remark = (fields: [DateField], predicate: String)

    private init(
        _ code: String,
        _ severity: FindingRow.Severity,
        heading: String,
        phrase: String,
        meaning: String,
        remark: @escaping @Sendable (DateSite, FindingFacts) -> Remark?
    ) {
        self.init(code: code, severity: severity, heading: heading, phrase: phrase, meaning: meaning) { rule, facts in
            facts.sites.compactMap { site in remark(site, facts).flatMap { facts.finding(rule, site, $0) } }
        }
    }

    static let lockBeforeDue = FindingRule(
        "lock-before-due",
        .error,
        heading: "Locks before it is due",
        phrase: "locks before it is due",
        meaning: "The item locks before its due date, so students can't submit right up to the due date."
    ) { site, facts in
        guard let due = site.effective.due.instant, let lock = site.effective.lock.instant, lock < due else {
            return nil
        }
        return ([.lock, .due], "locks on \(facts.text(lock)), before it is due on \(facts.text(due))")
    }

    static let unlockAfterDue = FindingRule(
        "unlock-after-due",
        .error,
        heading: "Opens after it is due",
        phrase: "unlocks after it is due",
        meaning: "The item becomes available only after its due date."
    ) { site, facts in
        guard let due = site.effective.due.instant, let unlock = site.effective.unlock.instant, unlock > due else {
            return nil
        }
        return ([.unlock, .due], "unlocks on \(facts.text(unlock)), after it is due on \(facts.text(due))")
    }

    static let unlockAfterLock = FindingRule(
        "unlock-after-lock",
        .error,
        heading: "Opens after it locks",
        phrase: "unlocks after it locks",
        meaning: "The item locks before it unlocks, so it is never available."
    ) { site, facts in
        guard let lock = site.effective.lock.instant, let unlock = site.effective.unlock.instant, unlock > lock else {
            return nil
        }
        return ([.unlock, .lock], "unlocks on \(facts.text(unlock)), after it locks on \(facts.text(lock))")
    }

    static let noDueDate = FindingRule(
        "no-due-date",
        .warning,
        heading: "No due date where others have one",
        phrase: "no due date, though everyone else has one",
        meaning: "An override removes the due date that everyone else has."
    ) { site, facts in
        guard site.effective.due.instant == nil, let base = site.item.base.dueAt else { return nil }
        return ([.due], "has no due date, while everyone else's is \(facts.text(base))")
    }

    /// After a period has closed, its own items are in it: only an override's date is likely to be a mistake.
    static let dueInClosedGradingPeriod = FindingRule(
        code: "due-in-closed-grading-period",
        severity: .warning,
        heading: "Due in a closed grading period",
        phrase: "due in a grading period that is closed",
        meaning: "The due date lies in a grading period that is closed: teachers can't change its grades any more. A "
            + "note for the due date that everyone has."
    ) { rule, facts in
        let closed = facts.dueDatesInClosedGradingPeriods
        guard !closed.isEmpty else { return [] }
        return facts.sites.compactMap { site in
            guard let due = site.effective.due.instant, site.item.part == nil,
                let dates = site.item.assignmentID.flatMap({ closed[$0] }),
                dates.contains(where: { $0.isSameMinute(as: due) })
            else { return nil }
            return facts.finding(
                rule,
                site,
                ([.due], "is due on \(facts.text(due)), in a grading period that is closed"),
                site.effective.due.source == .base ? .note : nil
            )
        }
    }

    static let midnightDue = FindingRule(
        "midnight-due",
        .warning,
        heading: "Due at midnight",
        phrase: "due at midnight, likely a day early",
        meaning: "Due at 00:00, the first minute of the day: likely a day earlier than was meant."
    ) { site, facts in
        let zone = facts.zoneOfTeachers
        guard let due = site.effective.due.instant, LocalTime(due, in: zone).secondOfDay == 0 else { return nil }
        return (
            [.due],
            "is due on \(due.wordsAndZone(zone)), the first minute of the day "
                + "(perhaps the end of the day before was meant)"
        )
    }

    static let dstGap = FindingRule(
        code: "dst-gap",
        severity: .note,
        heading: "Time falls into a clock change",
        phrase: "falls into a clock change",
        meaning: "The local time is skipped or comes twice, because clocks change then."
    ) { rule, facts in
        // Asking a zone costs, and a course has few distinct dates.
        let zone = facts.zoneOfTeachers
        let snapshot = facts.index.snapshot
        let instants = DateField.allCases.flatMap { field in
            snapshot.items.compactMap { $0.base[field] } + snapshot.overrides.compactMap { $0[field].instant }
        }
        let doubtful = Set(instants).filter { $0.fallsIntoClockChange(in: zone) }
        guard !doubtful.isEmpty else { return [] }
        return facts.sites.flatMap { site in
            DateField.allCases.compactMap { field in
                guard let instant = site.effective[field].instant, doubtful.contains(instant) else { return nil }
                let time = instant.wordsAndZone(zone)
                return facts.finding(
                    rule,
                    site,
                    ([field], "has its \(field.label) on \(time), in the hour of a clock change")
                )
            }
        }
    }
}

extension FindingFacts {
    /// `nil` where a wider place tells it already.
    func finding(
        _ rule: FindingRule,
        _ site: DateSite,
        _ remark: (fields: [DateField], predicate: String),
        _ severity: FindingRow.Severity? = nil
    ) -> FindingRow? {
        guard site.isNews(remark.fields) else { return nil }
        return finding(
            rule,
            severity,
            section: site.section,
            student: site.student,
            item: site.item,
            overrideID: remark.fields.lazy.compactMap { site.effective[$0].overrideID }.first,
            message: "“\(site.item.value.displayName)” \(remark.predicate), \(site.audience)."
        )
    }

    /// By assignment: Canvas says it of each student, and the date alone decides it.
    fileprivate var dueDatesInClosedGradingPeriods: [CanvasID: Set<Instant>] {
        (index.snapshot.canvasDueDates?.entries ?? []).reduce(into: [:]) { dates, entry in
            guard entry.isInClosedGradingPeriod == true, let due = entry.dueAt else { return }
            dates[entry.assignmentID, default: []].insert(due)
        }
    }
}
