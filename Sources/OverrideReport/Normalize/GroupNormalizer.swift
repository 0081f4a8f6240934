import CanvasAPI

/// The groups and differentiation tags that overrides name, with their members.
struct GroupNormalizer {
    struct Result {
        var groups: [Group]
        var gaps: [DataGap]
    }

    private let pages: CoursePages
    private let overrides: [Override]

    init(_ pages: CoursePages, overrides: [Override]) {
        self.pages = pages
        self.overrides = overrides
    }

    func result() -> Result {
        let listed = Dictionary(
            (pages.groups.value ?? []).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let fromRows = groupFactsInOverrideRows()
        var groups: [Group] = []
        var gaps: [DataGap] = []
        for (id, answer) in pages.groupMembers {
            let group = listed[id]
            switch answer {
            case .read(let members):
                groups.append(
                    Group(
                        id: id,
                        name: group?.name,
                        categoryID: group?.groupCategoryID ?? fromRows[id]?.categoryID,
                        isDifferentiationTag: group?.nonCollaborative ?? fromRows[id]?.isTag ?? false,
                        memberIDs: members
                    )
                )
            // Deleted between two requests: a group that is gone reaches nobody.
            case .missing: continue
            case .forbidden, .unreadable:
                gaps += itemsTouched(by: id).map { key in
                    DataGap(
                        kind: .groupMembersHidden,
                        permission: "Groups - view all student groups",
                        message: "The members of group “\(group?.name ?? id.description)” can't be read; its override "
                            + "is left out.",
                        itemKey: key
                    )
                }
            }
        }
        return Result(groups: groups, gaps: gaps)
    }

    /// `nil` for an override of a module.
    private func itemsTouched(by groupID: CanvasID) -> [ItemKey?] {
        overrides.filter { $0.target == .group(groupID) }.map {
            if case .item(let key) = $0.origin { key } else { nil }
        }
    }

    private func groupFactsInOverrideRows() -> [CanvasID: (categoryID: CanvasID?, isTag: Bool?)] {
        var facts: [CanvasID: (categoryID: CanvasID?, isTag: Bool?)] = [:]
        let rows =
            pages.assignments.flatMap { $0.overrides ?? [] }
            + pages.quizDateDetails.values.flatMap { $0.value?.overrides ?? [] }
        for row in rows {
            if case .group(let id, let isTag, let category) = row.target { facts[id] = (category, isTag) }
        }
        for row in pages.moduleOverrides.values.flatMap({ $0.value ?? [] }) {
            if case .group(let id, let isTag) = row.target, facts[id] == nil { facts[id] = (nil, isTag) }
        }
        return facts
    }
}
