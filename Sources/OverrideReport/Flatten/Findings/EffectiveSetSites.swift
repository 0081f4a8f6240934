import CanvasAPI

/// One distinct set of effective dates and the widest place it holds for, so that a contradiction in the dates for
/// everyone is one finding, not one for each student.
struct EffectiveSetSite {
    let item: Shared<Item>
    let effective: EffectiveDates
    /// `nil` for the dates for everyone.
    let section: Shared<Section>?
    /// `nil` where the whole section has these dates.
    let student: Shared<Student>?

    /// The override that the named field came from, for `override_id`.
    func overrideID(of fields: DateField...) -> CanvasID? {
        fields.lazy.compactMap { effective[$0].overrideID }.first
    }

    /// `for everyone`, `for section “A”`, `for Quimby, Zelda`.
    var audience: String {
        if let student { return "for \(student.sortableName)" }
        if let section { return "for section “\(section.name)”" }
        return "for everyone"
    }
}

extension FindingRules {
    /// Every distinct effective set of the course: base, then sections that differ from it, then students who differ
    /// from their section.
    func effectiveSetSites() -> [EffectiveSetSite] {
        var sites: [EffectiveSetSite] = []
        var sectionDates: [CanvasID: [ItemKey: EffectiveDates]] = [:]
        var itemsWithBase: Set<ItemKey> = []
        for row in sections {
            sectionDates[row.section.id, default: [:]][row.item.key] = row.effective
            guard row.effective.assignment.isAssigned else { continue }
            let isBase = DateField.allCases.allSatisfy { row.effective[$0].source == .base }
            if isBase, !itemsWithBase.insert(row.item.key).inserted { continue }
            sites.append(
                EffectiveSetSite(
                    item: row.item,
                    effective: row.effective,
                    section: isBase ? nil : row.section,
                    student: nil
                )
            )
        }
        for row in individualRows where row.effective.assignment.isAssigned {
            let ofSection = sectionDates[row.section.id]?[row.item.key]
            if let ofSection, !row.effective.givesOtherDates(than: ofSection) { continue }
            sites.append(
                EffectiveSetSite(
                    item: row.item,
                    effective: row.effective,
                    section: row.section,
                    student: row.student
                )
            )
        }
        return sites
    }

    /// One row for each student and item: the first, for students of several sections.
    var individualRows: [StudentRow] {
        struct Key: Hashable {
            let student: CanvasID
            let item: ItemKey
        }
        var seen: Set<Key> = []
        return students.filter { seen.insert(Key(student: $0.student.id, item: $0.item.key)).inserted }
    }
}
