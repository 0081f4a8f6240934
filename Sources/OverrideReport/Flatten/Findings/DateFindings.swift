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
        meaning: "The item closes before its due date, so it can't be handed in on time up to the end."
    ) { site, facts in
        guard let due = site.effective.due.instant, let lock = site.effective.lock.instant, lock < due else {
            return nil
        }
        return ([.lock, .due], "locks at \(facts.text(lock)), before it is due at \(facts.text(due))")
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
        return ([.unlock, .due], "unlocks at \(facts.text(unlock)), after it is due at \(facts.text(due))")
    }

    static let unlockAfterLock = FindingRule(
        "unlock-after-lock",
        .error,
        heading: "Opens after it locks",
        phrase: "unlocks after it locks",
        meaning: "The item closes before it becomes available, so it never is."
    ) { site, facts in
        guard let lock = site.effective.lock.instant, let unlock = site.effective.unlock.instant, unlock > lock else {
            return nil
        }
        return ([.unlock, .lock], "unlocks at \(facts.text(unlock)), after it locks at \(facts.text(lock))")
    }

    static let noDueDate = FindingRule(
        "no-due-date",
        .warning,
        heading: "No due date where others have one",
        phrase: "no due date, though everyone else has one",
        meaning: "An override takes the due date away that everyone else has."
    ) { site, facts in
        guard site.effective.due.instant == nil, let base = site.item.base.dueAt else { return nil }
        return ([.due], "has no due date, while everyone else's is \(facts.text(base))")
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
            "is due at the first second of the day, \(due.wordsAndZone(zone)): "
                + "the end of the day before may be meant"
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
                    ([field], "has its \(field.label) at \(time), in the hour of a clock change")
                )
            }
        }
    }

    // MARK: Terms, courses and sections

    static let dueOutsideTerm = FindingRule(
        "due-outside-term",
        .warning,
        heading: "Due outside the term",
        phrase: "due outside the term",
        meaning: "The due date lies before the term starts or after it ends."
    ) { site, facts in
        guard let term = facts.course.course.term, let due = site.effective.due.instant else { return nil }
        return facts.outside(due, from: term.startAt, to: term.endAt, of: "term “\(term.name)”").map { ([.due], $0) }
    }

    static let dueOutsideCourse = FindingRule(
        code: "due-outside-course",
        severity: .warning,
        heading: "Due outside the course or section",
        phrase: "due outside the course's or section's dates",
        meaning: "The due date lies outside the course's or section's own start and end."
    ) { rule, facts in
        let ofCourse = facts.sites.compactMap { site -> FindingRow? in
            guard let due = site.effective.due.instant, let how = facts.outsideCourse(due) else { return nil }
            return facts.finding(rule, site, ([.due], how))
        }
        // The base dates are looked at once more for each section that has bounds of its own.
        let ofSections = facts.sections.compactMap { row -> FindingRow? in
            guard row.effective.assignment.isAssigned, let due = row.effective.due.instant,
                let how = facts.outsideOnly(row.section, due)
            else { return nil }
            let site = DateSite(
                item: row.item,
                effective: row.effective,
                section: row.section,
                audience: "for section “\(row.section.name)”"
            )
            return facts.finding(rule, site, ([.due], how))
        }
        // Of a student in several sections, any of them may hold the date.
        let ofStudents = facts.individuals.compactMap { row, _ -> FindingRow? in
            guard row.effective.assignment.isAssigned, let due = row.effective.due.instant,
                let how = facts.outsideOnly(row.section, due),
                !facts.setsOfSections(row).contains(where: { $0.dueAt == due }),
                facts.isOutsideEverySection(due, of: row.student.id)
            else { return nil }
            let site = DateSite(
                item: row.item,
                effective: row.effective,
                section: row.section,
                student: row.student,
                audience: "for \(row.student.sortableName)"
            )
            return facts.finding(rule, site, ([.due], how))
        }
        return ofCourse + ofSections + ofStudents
    }
}

extension FindingFacts {
    /// `nil` where a wider place tells it already.
    fileprivate func finding(
        _ rule: FindingRule,
        _ site: DateSite,
        _ remark: (fields: [DateField], predicate: String)
    ) -> FindingRow? {
        guard site.isNews(remark.fields) else { return nil }
        return finding(
            rule,
            section: site.section,
            student: site.student,
            item: site.item,
            overrideID: remark.fields.lazy.compactMap { site.effective[$0].overrideID }.first,
            message: "“\(site.item.value.displayName)” \(remark.predicate), \(site.audience)."
        )
    }

    /// How a due date lies outside of something that starts and ends; `nil` inside.
    fileprivate func outside(_ due: Instant, from start: Instant?, to end: Instant?, of what: String) -> String? {
        if let start, due < start {
            return "is due at \(text(due)), before \(what) starts at \(text(start))"
        }
        if let end, due > end {
            return "is due at \(text(due)), after \(what) ends at \(text(end))"
        }
        return nil
    }

    fileprivate func outsideCourse(_ due: Instant) -> String? {
        outside(due, from: course.course.startAt, to: course.course.endAt, of: "the course")
    }

    /// `nil` also where the course's bounds are told already.
    fileprivate func outsideOnly(_ section: Shared<Section>, _ due: Instant) -> String? {
        guard section.startAt != nil || section.endAt != nil, outsideCourse(due) == nil else { return nil }
        return outside(due, from: section.startAt, to: section.endAt, of: "section “\(section.name)”")
    }

    fileprivate func isOutsideEverySection(_ due: Instant, of studentID: CanvasID) -> Bool {
        (index.subject(studentID)?.sections ?? []).allSatisfy { membership in
            index.sectionsByID[membership.sectionID].map { outsideOnly($0, due) != nil } ?? true
        }
    }
}
