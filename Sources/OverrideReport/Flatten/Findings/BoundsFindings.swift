import CanvasAPI

/// Rules that hold dates against the bounds of term, course and section, and against a student's access to the course.
extension FindingRule {
    static let dueOutsideTerm = FindingRule(
        code: "due-outside-term",
        severity: .warning,
        heading: "Due outside the term",
        phrase: "due outside the term",
        meaning: "The due date lies before the term starts or after it ends."
    ) { rule, facts in
        facts.sitesInBounds.compactMap { site in
            guard let due = site.effective.due.instant else { return nil }
            return facts.outsideTerm(due).flatMap { facts.finding(rule, site, ([.due], $0)) }
        }
    }

    static let dueOutsideCourse = FindingRule(
        code: "due-outside-course",
        severity: .warning,
        heading: "Due outside the course or section",
        phrase: "due outside the course's or section's dates",
        meaning: "The due date lies outside the course's or section's own start and end."
    ) { rule, facts in
        let ofCourse = facts.sitesInBounds.compactMap { site -> FindingRow? in
            guard let due = site.effective.due.instant, let how = facts.outsideCourse(due) else { return nil }
            return facts.finding(rule, site, ([.due], how))
        }
        // The base dates are looked at once more for each section that has bounds of its own.
        let ofSections = facts.sections.compactMap { row -> FindingRow? in
            guard let due = row.decision(.due)?.instant, let how = facts.outsideOnly(row.section, due) else {
                return nil
            }
            return facts.finding(rule, DateSite(row), ([.due], how))
        }
        // Of a student in several sections, any of them may hold the date.
        let ofStudents = facts.individuals.compactMap { row, _ -> FindingRow? in
            guard facts.access[row.student.id] == nil, let due = row.decision(.due)?.instant,
                let how = facts.outsideOnly(row.section, due),
                !facts.setsOfSections(row).contains(where: { $0.dueAt == due }),
                facts.isOutsideEverySection(due, of: row.student.id)
            else { return nil }
            return facts.finding(rule, DateSite(row), ([.due], how))
        }
        return ofCourse + ofSections + ofStudents
    }

    static let dueOutsideAccess = FindingRule(
        code: "due-outside-access",
        severity: .warning,
        heading: "Due outside the student's access",
        phrase: "due when the student can't enter the course",
        meaning: "The due date lies before the student can enter the course, or after the student's access ends."
    ) { rule, facts in
        let isOutside = { (decision: DatedDecision, access: [Access]) in
            decision.instant.flatMap { facts.dueOutside($0, access) }
        }
        return facts.outsideAccess(rule, .due, isOutside) { row in
            // The bounds tell it for everyone.
            guard let due = row.decision(.due)?.instant else { return false }
            return facts.outsideTerm(due) ?? facts.outsideCourse(due) ?? facts.outsideOnly(row.section, due) != nil
        }
    }

    static let lockOutsideAccess = FindingRule(
        code: "lock-outside-access",
        severity: .warning,
        heading: "Extension past the student's access",
        phrase: "an override locks after the student's access ends",
        meaning:
            "An override gives a lock date after the student's access to the course ends: the extension can't be used."
    ) { rule, facts in
        facts.outsideAccess(rule, .lock) { decision, access in
            guard decision.source != .base, let lock = decision.instant, let end = facts.end(of: access, before: lock)
            else { return nil }
            return "locks on \(facts.text(lock)) through an override, after \(end)"
        }
    }
}

extension FindingFacts {
    /// Those that the bounds of term and course are for: of students whose access is known, that tells more.
    fileprivate var sitesInBounds: [DateSite] {
        sites.filter { site in site.student.map { access[$0.id] == nil } ?? true }
    }

    // MARK: Access

    /// What lies outside of everyone's access in a section, and then of students' for whom no section tells it.
    ///
    /// - Parameters:
    ///   - how: says how a date lies outside of all of the accesses; `nil` inside of one.
    ///   - isTold: whether another rule says it of the section.
    fileprivate func outsideAccess(
        _ rule: FindingRule,
        _ field: DateField,
        _ how: (DatedDecision, [Access]) -> String?,
        isTold: (SectionRow) -> Bool = { _ in false }
    ) -> [FindingRow] {
        var ofSections: [CanvasID: [ItemKey: Instant]] = [:]
        var findings: [FindingRow] = []
        for row in sections {
            guard let decision = row.decision(field),
                let access = Access(nil, in: row.section.value, of: course.course),
                let predicate = how(decision, [access])
            else { continue }
            ofSections[row.section.id, default: [:]][row.item.key] = decision.instant
            guard row.studentCount > 0, !isTold(row) else { continue }
            findings += [finding(rule, DateSite(row), ([field], predicate))].compactMap(\.self)
        }
        for (row, _) in individuals {
            guard let decision = row.decision(field), let access = access[row.student.id],
                let predicate = how(decision, access)
            else { continue }
            let sections = index.subject(row.student.id)?.sections ?? []
            guard !sections.contains(where: { ofSections[$0.sectionID]?[row.item.key] == decision.instant }) else {
                continue
            }
            findings += [finding(rule, DateSite(row), ([field], predicate))].compactMap(\.self)
        }
        return findings
    }

    fileprivate func dueOutside(_ due: Instant, _ access: [Access]) -> String? {
        if let end = end(of: access, before: due) { return "is due on \(text(due)), after \(end)" }
        let starts = access.compactMap { access in access.from.map { ($0, access.source) } }
        guard starts.count == access.count, let first = starts.min(by: { $0.0 < $1.0 }), due < first.0 else {
            return nil
        }
        return "is due on \(text(due)), before access to the course begins on \(text(first.0)) \(first.1.phrase)"
    }

    /// The last end, where all end before the moment.
    fileprivate func end(of access: [Access], before moment: Instant) -> String? {
        let ends = access.compactMap { access in access.until.map { ($0, access.source) } }
        guard ends.count == access.count, let last = ends.max(by: { $0.0 < $1.0 }), last.0 < moment else { return nil }
        return "access to the course ends on \(text(last.0)) \(last.1.phrase)"
    }

    // MARK: Bounds

    /// How a due date lies outside of something that starts and ends; `nil` inside.
    private func outside(_ due: Instant, from start: Instant?, to end: Instant?, of what: String) -> String? {
        if let start, due < start {
            return "is due on \(text(due)), before \(what) starts on \(text(start))"
        }
        if let end, due > end {
            return "is due on \(text(due)), after \(what) ends on \(text(end))"
        }
        return nil
    }

    fileprivate func outsideTerm(_ due: Instant) -> String? {
        course.course.term.flatMap { outside(due, from: $0.startAt, to: $0.endAt, of: "term “\($0.name)”") }
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

extension DateSite {
    /// All that the section has.
    fileprivate init(_ row: SectionRow) {
        self.init(
            item: row.item,
            effective: row.effective,
            section: row.section,
            audience: "for section “\(row.section.name)”"
        )
    }

    /// All that the student has.
    fileprivate init(_ row: StudentRow) {
        self.init(
            item: row.item,
            effective: row.effective,
            section: row.section,
            student: row.student,
            audience: "for \(row.student.label)"
        )
    }
}

extension Access.Source {
    fileprivate var phrase: String {
        switch self {
        case .enrollment: "by the dates of the enrollment"
        case .section: "by the dates of the section"
        case .course: "by the dates of the course"
        case .term: "by the term's dates for students"
        }
    }
}
