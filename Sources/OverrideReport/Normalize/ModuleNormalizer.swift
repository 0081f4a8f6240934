import CanvasAPI

/// Modules with the snapshot's items in them, and who they are assigned to.
struct ModuleNormalizer {
    let pages: CoursePages

    func add(to snapshot: inout CourseSnapshot) {
        guard let modules = pages.modules.value else {
            snapshot.gaps.append(
                DataGap(
                    kind: .modulesHidden,
                    permission: pages.modules.permission("Course Content - view"),
                    message: "The course's modules could not be read\(pages.modules.whyUnread): whether modules narrow "
                        + "who is assigned is unknown."
                )
            )
            return
        }
        let keys = ItemKeysByContent(snapshot.items)
        for module in modules {
            snapshot.modules.append(
                Module(
                    id: module.id,
                    name: module.name ?? "Module \(module.id)",
                    position: module.position ?? 0,
                    isPublished: module.published,
                    itemKeys: (module.items ?? []).flatMap { keys.keys(of: $0) }
                )
            )
            snapshot.overrides += (pages.moduleOverrides[module.id]?.value ?? []).map { Override($0, of: module.id) }
        }
        snapshot.gaps += gaps(modules)
    }

    private func gaps(_ modules: [Canvas.Module]) -> [DataGap] {
        func isAlways(_ answer: Answer<[Canvas.ModuleOverride]>) -> Bool {
            !modules.isEmpty && modules.allSatisfy { pages.moduleOverrides[$0.id] == answer }
        }
        if isAlways(.missing) {
            return [
                DataGap(
                    kind: .moduleOverridesUnsupported,
                    message:
                        "This Canvas has no module overrides to read (404): whether modules narrow who is assigned "
                        + "is unknown."
                )
            ]
        }
        let permission = "Course Content - add / edit / delete"
        if isAlways(.forbidden) {
            return [
                DataGap(
                    kind: .moduleOverridesHidden,
                    permission: permission,
                    message: "Module overrides can't be read: whether modules narrow who is assigned is unknown."
                )
            ]
        }
        return modules.filter { pages.moduleOverrides[$0.id]?.value == nil }.map { module in
            let answer = pages.moduleOverrides[module.id]
            return DataGap(
                kind: .moduleOverridesHidden,
                permission: answer?.permission(permission),
                message: "The overrides of module “\(module.name ?? module.id.description)” could not be read"
                    + "\(answer?.whyUnread ?? ""): who is assigned its items is unknown.",
                moduleID: module.id
            )
        }
    }
}

extension Override {
    init(_ row: Canvas.ModuleOverride, of module: CanvasID) {
        let target: OverrideTarget =
            switch row.target {
            case .students(let students): .students(Set(students.map(\.id)).sorted())
            case .section(let id, _): .section(id)
            case .group(let id, _): .group(id)
            case .unknown: .unknown
            }
        self.init(id: row.id, origin: .module(module), title: row.title ?? "", target: target)
    }
}

/// Module items name the quiz or the topic, never the assignment behind it.
private struct ItemKeysByContent {
    /// By the type of a module item and its content's id.
    private var keys: [String: [CanvasID: [ItemKey]]] = [:]

    init(_ items: [Item]) {
        for item in items {
            let isClassic = item.kind == .classicQuiz || item.kind == .practiceQuiz
            add(item, "Assignment", item.assignmentID)
            add(item, "Quiz", isClassic ? item.quizID : nil)
            add(item, "Discussion", item.discussionTopicID)
        }
    }

    private mutating func add(_ item: Item, _ type: String, _ id: CanvasID?) {
        if let id { keys[type, default: [:]][id, default: []].append(item.key) }
    }

    func keys(of item: Canvas.ModuleItem) -> [ItemKey] {
        item.contentID.flatMap { keys[item.type]?[$0] } ?? []
    }
}
