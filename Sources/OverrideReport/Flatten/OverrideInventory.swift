import CanvasAPI

/// The rows of `overrides.csv`: every active override as recorded, and how many students it reaches.
struct OverrideInventory {
    let index: CourseIndex
    let course: Shared<ReportedCourse>

    func rows() -> [OverrideRow] {
        index.snapshot.overrides
            .map(row)
            .map { (order: $0.order, row: $0) }
            .sorted { ReportOrder.precedes($0.order, $1.order) }
            .map(\.row)
    }

    private func row(_ override: Override) -> OverrideRow {
        var item: Shared<Item>?
        var module: Shared<Module>?
        switch override.origin {
        case .item(let key): item = index.item(key)?.item
        case .module(let id): module = index.modules[id]
        }
        let (ids, names) = targets(of: override)
        var notes: Set<RowNote> = override.target == .unknown ? [.unknownTarget] : []
        if let item, isInAnotherGroupCategory(override, item.value) { notes.insert(.groupInAnotherCategory) }
        if item?.overrideSource == .quizEndpoint { notes.insert(.datesFromQuizEndpoint) }
        return OverrideRow(
            course: course,
            override: override,
            item: item,
            module: module,
            targetIDs: ids,
            targetNames: names,
            studentsReached: studentsReached(by: override, item: item?.value),
            listedByQuizEndpoint: listing(of: override, item: item?.value),
            notes: notes
        )
    }

    private func targets(of override: Override) -> (ids: [CanvasID], names: [String]) {
        switch override.target {
        case .students(let ids):
            let sorted = ids.sorted()
            return (sorted, sorted.map { index.students[$0]?.sortableName ?? "user \($0) (not enrolled)" })
        case .group(let id):
            return ([id], [index.groups[id]?.name ?? override.title])
        case .section(let id):
            return ([id], [index.sectionsByID[id]?.name ?? override.title])
        case .course:
            return ([course.course.id], [course.course.name])
        case .masteryPath, .unknown:
            return ([], [])
        }
    }

    private func isInAnotherGroupCategory(_ override: Override, _ item: Item) -> Bool {
        guard case .group(let id) = override.target, let group = index.groups[id] else { return false }
        return !group.isDifferentiationTag
            && (item.groupCategoryID == nil || group.categoryID != nil && group.categoryID != item.groupCategoryID)
    }

    private func studentsReached(by override: Override, item: Item?) -> Int? {
        switch override.target {
        case .students(let ids): Set(ids).count { index.students[$0] != nil }
        case .group(let id) where index.groups[id] == nil && hidesGroupMembers: nil
        case .group(let id):
            if item?.kind == .practiceQuiz, index.groups[id]?.isDifferentiationTag == false {
                0
            } else {
                Set(index.groups[id]?.memberIDs ?? []).count { index.students[$0] != nil }
            }
        case .section(let id): index.subjects.count { $0.sections.contains { $0.sectionID == id } }
        case .course: index.subjects.count
        case .masteryPath: 0
        case .unknown: nil
        }
    }

    private var hidesGroupMembers: Bool {
        index.snapshot.gaps.contains { $0.kind == .groupMembersHidden }
    }

    private func listing(of override: Override, item: Item?) -> OverrideRow.ListedByQuizEndpoint? {
        guard let item, item.kind.isQuiz else { return .notAQuiz }
        return item.idsListedByQuizEndpoint.map { $0.contains(override.id) ? .yes : .no }
    }
}

extension OverrideRow {
    fileprivate var order: ReportOrder {
        ReportOrder(
            baseDueAt: item?.base.dueAt,
            itemName: item?.value.order.itemName ?? "",
            ids: (item?.orderIDs ?? [2, module?.id.rawValue ?? 0]) + [override.id.rawValue]
        )
    }
}
