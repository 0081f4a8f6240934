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
        if let item, case .group(let id) = override.target, let group = index.groups[id],
            !group.isDifferentiationTag, !item.value.isOfSet(of: group)
        {
            notes.insert(.groupInAnotherCategory)
        }
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
        case .students(let ids): (ids.sorted(), ids.sorted().map(index.studentName).filter { !$0.isEmpty })
        case .group(let id): ([id], [index.groups[id]?.name ?? override.title])
        case .section(let id): ([id], [index.sectionsByID[id]?.name ?? override.title])
        case .course: ([course.course.id], [course.course.name])
        case .masteryPath, .unknown: ([], [])
        }
    }

    private func studentsReached(by override: Override, item: Item?) -> Int? {
        if index.hides(override.target) { return nil }
        switch override.target {
        case .students(let ids): return Set(ids).count { index.students[$0] != nil }
        case .group(let id):
            guard let group = index.groups[id], item?.kind != .practiceQuiz || group.isDifferentiationTag else {
                return 0
            }
            return Set(group.memberIDs).count { index.students[$0] != nil }
        case .section(let id): return index.subjects.count { $0.sections.contains { $0.sectionID == id } }
        case .course: return index.subjects.count
        case .masteryPath, .unknown: return 0
        }
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
