import CanvasAPI

/// One set of effective dates and the widest place it holds for, so that a contradiction in the dates for everyone is
/// one finding, not one for each student.
struct EffectiveSetSite {
    let item: Shared<Item>
    let effective: EffectiveDates
    /// `nil` for the dates for everyone.
    let section: Shared<Section>?
    /// `nil` where the whole section has these dates.
    let student: Shared<Student>?
    /// `for everyone`, `for section “A”`, `for Quimby, Zelda`.
    let audience: String
    /// The sets of those around: everyone's for a section, everyone's and the sections' for a student.
    let around: [DateSet]

    /// The override that the named field came from, for `override_id`.
    func overrideID(of fields: [DateField]) -> CanvasID? {
        fields.lazy.compactMap { effective[$0].overrideID }.first
    }

    /// Whether these fields together are told for the first time here, and not already at a wider place.
    func isNews(_ fields: [DateField]) -> Bool {
        let dates = effective.dates
        return !around.contains { wider in fields.allSatisfy { wider[$0] == dates[$0] } }
    }
}

extension FindingRules {
    /// Every distinct effective set of the course: base, then sections that differ from it, then students who differ
    /// from base and from all of their sections.
    func effectiveSetSites() -> [EffectiveSetSite] {
        let itemsOfBase = itemsWithBaseDates()
        return itemsOfBase.sites
            + sections.compactMap { row in
                guard row.effective.differs(from: row.item.base) else { return nil }
                return EffectiveSetSite(
                    item: row.item,
                    effective: row.effective,
                    section: row.section,
                    student: nil,
                    audience: "for section “\(row.section.name)”",
                    around: itemsOfBase.keys.contains(row.item.key) ? [row.item.base] : []
                )
            } + studentSites(itemsOfBase.keys)
    }

    private func studentSites(_ itemsOfBase: Set<ItemKey>) -> [EffectiveSetSite] {
        individualRows.compactMap { row in
            guard row.effective.differs(from: row.item.base) else { return nil }
            let ofSections = setsOfSections(row)
            guard !ofSections.contains(row.effective.dates) else { return nil }
            return EffectiveSetSite(
                item: row.item,
                effective: row.effective,
                section: row.section,
                student: row.student,
                audience: "for \(row.student.sortableName)",
                around: ofSections + (itemsOfBase.contains(row.item.key) ? [row.item.base] : [])
            )
        }
    }

    /// Items that somebody has with the base dates, and a site for each.
    private func itemsWithBaseDates() -> (keys: Set<ItemKey>, sites: [EffectiveSetSite]) {
        var keys: Set<ItemKey> = []
        var sites: [EffectiveSetSite] = []
        func note(_ item: Shared<Item>, _ effective: EffectiveDates) {
            guard effective.assignment.isAssigned, effective.dates == item.base, keys.insert(item.key).inserted else {
                return
            }
            let isForEveryone = index.item(item.key)?.overrides.isForEveryone ?? true
            sites.append(
                EffectiveSetSite(
                    item: item,
                    effective: EffectiveDates(
                        assignment: AssignmentDecision(isAssigned: true, source: .everyone),
                        due: .base(item.base.dueAt),
                        unlock: .base(item.base.unlockAt),
                        lock: .base(item.base.lockAt)
                    ),
                    section: nil,
                    student: nil,
                    audience: isForEveryone ? "for everyone" : "for everyone it is assigned to",
                    around: []
                )
            )
        }
        for row in sections { note(row.item, row.effective) }
        for row in individualRows { note(row.item, row.effective) }
        return (keys, sites)
    }

    /// What the plain members of the student's sections have.
    func setsOfSections(_ row: StudentRow) -> [DateSet] {
        (index.subject(row.student.id)?.sections ?? []).compactMap { membership in
            guard let ofSection = sectionDates[membership.sectionID]?[row.item.key],
                ofSection.assignment.isAssigned
            else { return nil }
            return ofSection.dates
        }
    }
}
