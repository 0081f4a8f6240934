import CanvasAPI

/// Rules that look at an item or an override as a whole.
extension FindingRules {
    func nobodyAssigned() -> [FindingRow] {
        // Every enrollment counts here, also those that `--enrollment-state` leaves out of the rows.
        index.items.compactMap { indexed in
            let isAssigned = index.subjects.contains { subject in
                engine.effectiveDates(for: subject, of: indexed.overrides).assignment.isAssigned
            }
            guard indexed.item.isPublished, !isAssigned, !dependsOnHiddenData(indexed) else { return nil }
            return finding(
                .nobodyAssigned,
                .warning,
                item: indexed.item,
                message: "“\(indexed.item.value.displayName)” is published, but assigned to no student of the course."
            )
        }
    }

    /// What the token can't see may well assign the item: `data-hidden` says so, and more would be a guess.
    private func dependsOnHiddenData(_ item: CourseIndex.IndexedItem) -> Bool {
        seesSomeStudentsOnly || item.overrides.hasUnknownTarget || item.notes.contains(where: \.saysThatDataIsHidden)
    }

    private var seesSomeStudentsOnly: Bool {
        index.snapshot.gaps.contains { $0.kind == .sectionLimited }
    }

    func overridesReachingNobody() -> [FindingRow] {
        overrides.compactMap { row in
            guard !seesSomeStudentsOnly, let why = whyNobody(row) else { return nil }
            return finding(
                .overrideReachesNobody,
                .warning,
                item: row.item,
                overrideID: row.override.id,
                module: row.module,
                message: "The override “\(row.override.title)” of \(owner(of: row)) reaches nobody: \(why)."
            )
        }
    }

    private func whyNobody(_ row: OverrideRow) -> String? {
        switch row.override.target {
        case .group where row.notes.contains(.groupInAnotherCategory) && row.override.setsAnyDate:
            return "its dates are for the groups of another group set than the item's"
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
        case .course:
            return "the course has no students"
        case .masteryPath, .unknown:
            return nil
        }
    }

    func hiddenFromQuizEndpoint() -> [FindingRow] {
        overrides.compactMap { row in
            // What unassigns is left out of the endpoint's lists by design.
            guard row.listedByQuizEndpoint == .no, row.override.setsAnyDate, !row.override.unassigns,
                row.override.target != .masteryPath, let item = row.item
            else { return nil }
            return finding(
                .hiddenFromQuizEndpoint,
                .warning,
                item: item,
                overrideID: row.override.id,
                message: "The override “\(row.override.title)” sets dates of “\(item.value.displayName)”, "
                    + "but the quiz override endpoint does not list it."
            )
        }
    }

    func hiddenData() -> [FindingRow] {
        index.snapshot.gaps.map { gap in
            finding(
                .dataHidden,
                .warning,
                item: gap.itemKey.flatMap { index.item($0)?.item },
                module: gap.moduleID.flatMap { index.modules[$0] },
                message: gap.sentence
            )
        }
    }

    private func owner(of row: OverrideRow) -> String {
        if let item = row.item { return "“\(item.value.displayName)”" }
        return row.module.map { "module “\($0.name)”" } ?? "the course"
    }
}
