import CanvasAPI

/// Rules that look at an item or an override as a whole.
extension FindingRule {
    static let nobodyAssigned = FindingRule(
        code: "nobody-assigned",
        severity: .warning,
        heading: "Assigned to nobody",
        phrase: "published, and assigned to nobody",
        meaning: "The item is published, and no student has it."
    ) { rule, facts in
        // What the token can't see may well assign the item: `data-hidden` says so, and more would be a guess.
        guard !facts.seesSomeStudentsOnly else { return [] }
        // Every enrollment counts here, also those that `--enrollment-state` leaves out of the rows.
        return zip(facts.index.items, facts.decisions).compactMap { overrides, decisions in
            let item = overrides.item
            guard item.isPublished, !overrides.notes.contains(where: \.saysThatDataIsHidden),
                !decisions.contains(where: \.effective.assignment.isAssigned)
            else { return nil }
            let message = "“\(item.value.displayName)” is published, but assigned to no student of the course."
            return facts.finding(rule, item: item, message: message)
        }
    }

    static let overrideReachesNobody = FindingRule(
        code: "override-reaches-nobody",
        severity: .warning,
        heading: "Override reaches nobody",
        phrase: "an override reaches no student",
        meaning: "Its section or group is empty or gone, or none of its students is enrolled."
    ) { rule, facts in
        guard !facts.seesSomeStudentsOnly else { return [] }
        return facts.overrides.compactMap { row in
            guard let why = facts.whyNobody(row) else { return nil }
            let owner =
                row.item.map { "“\($0.value.displayName)”" } ?? row.module.map { "module “\($0.name)”" } ?? "the course"
            return facts.finding(
                rule,
                item: row.item,
                overrideID: row.override.id,
                module: row.module,
                message: "The override “\(row.override.title)” of \(owner) reaches nobody: \(why)."
            )
        }
    }

    static let hiddenFromQuizEndpoint = FindingRule(
        code: "hidden-from-quiz-endpoint",
        severity: .warning,
        heading: "Not in the quiz override list",
        phrase: "not in the quiz override list",
        meaning: "A date override of a quiz that Canvas's quiz override list does not show."
    ) { rule, facts in
        facts.overrides.compactMap { row in
            // What unassigns is left out of the endpoint's lists by design.
            guard row.listedByQuizEndpoint == .no, row.override.setsAnyDate, !row.override.unassigns,
                row.override.target != .masteryPath, let item = row.item
            else { return nil }
            return facts.finding(
                rule,
                item: item,
                overrideID: row.override.id,
                message: "The override “\(row.override.title)” sets dates of “\(item.value.displayName)”, "
                    + "but the quiz override endpoint does not list it."
            )
        }
    }

    static let dataHidden = FindingRule(
        code: "data-hidden",
        severity: .warning,
        heading: "Data hidden from the token",
        phrase: "hidden from the token",
        meaning: "The token is not permitted to see something that the dates depend on."
    ) { rule, facts in
        facts.index.snapshot.gaps.map { gap in
            facts.finding(
                rule,
                item: gap.itemKey.flatMap { facts.index.item($0)?.item },
                module: gap.moduleID.flatMap { facts.index.modules[$0] },
                message: gap.sentence
            )
        }
    }
}

extension FindingFacts {
    fileprivate var seesSomeStudentsOnly: Bool {
        index.snapshot.gaps.contains { $0.kind == .sectionLimited }
    }

    fileprivate func whyNobody(_ row: OverrideRow) -> String? {
        switch row.override.target {
        case .group where row.notes.contains(.groupInAnotherCategory) && row.override.setsAnyDate:
            return "its group belongs to another group set than the item's"
        case _ where row.studentsReached != 0: return nil
        case .students(let ids):
            // The quiz override endpoint names no students.
            guard !row.notes.contains(.datesFromQuizEndpoint) else { return nil }
            return ids.isEmpty ? "it names no student" : "none of the students it names is enrolled in the course"
        case .group(let id):
            guard let group = index.groups[id] else { return "its group is gone" }
            return "no student of the course is in “\(group.name ?? row.override.title)”"
        case .section(let id):
            guard let section = index.sectionsByID[id] else { return "its section is gone" }
            return "section “\(section.name)” has no students"
        case .course: return "the course has no students"
        case .masteryPath, .unknown: return nil
        }
    }
}
