import CanvasAPI

/// Modules with the report's items in them, and who they are assigned to.
struct ModuleNormalizer {
    struct Result {
        var modules: [Module] = []
        var overrides: [Override] = []
        var gaps: [DataGap] = []
    }

    private let pages: CoursePages
    private let items: [Item]

    init(_ pages: CoursePages, items: [Item]) {
        self.pages = pages
        self.items = items
    }

    func result() -> Result {
        guard let modules = pages.modules.value else {
            let why = pages.modules.reasonUnread
            return Result(gaps: [
                DataGap(
                    kind: .modulesHidden,
                    permission: why?.permission("Course Content - view"),
                    message:
                        "The course's modules could not be read\(why?.suffix ?? ""): whether modules narrow who is "
                        + "assigned is unknown."
                )
            ])
        }
        let keys = ItemKeysByContent(items)
        var result = Result()
        for module in modules {
            let content = (module.items ?? []).flatMap { keys.keys(of: $0) }
            result.modules.append(
                Module(
                    id: module.id,
                    name: module.name ?? "Module \(module.id)",
                    position: module.position ?? 0,
                    isPublished: module.published,
                    itemKeys: content
                )
            )
            result.overrides += (pages.moduleOverrides[module.id]?.value ?? []).map { Override($0, of: module.id) }
        }
        result.gaps = gaps(modules)
        return result
    }

    private func gaps(_ modules: [Canvas.Module]) -> [DataGap] {
        let unread = modules.filter { pages.moduleOverrides[$0.id]?.value == nil }
        guard !unread.isEmpty else { return [] }
        if unread.count == modules.count, modules.allSatisfy({ pages.moduleOverrides[$0.id] == .missing }) {
            return [
                DataGap(
                    kind: .moduleOverridesUnsupported,
                    message:
                        "This Canvas has no module overrides to read (404): whether modules narrow who is assigned "
                        + "is unknown."
                )
            ]
        }
        if unread.count == modules.count, modules.allSatisfy({ pages.moduleOverrides[$0.id] == .forbidden }) {
            return [
                DataGap(
                    kind: .moduleOverridesHidden,
                    permission: "Course Content - add / edit / delete",
                    message: "Module overrides can't be read: whether modules narrow who is assigned is unknown."
                )
            ]
        }
        return unread.map { module in
            let why = pages.moduleOverrides[module.id]?.reasonUnread
            return DataGap(
                kind: .moduleOverridesHidden,
                permission: why?.permission("Course Content - add / edit / delete"),
                message: "The overrides of module “\(module.name ?? module.id.description)” could not be read"
                    + "\(why?.suffix ?? ""): who is assigned its items is unknown.",
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
    private var byAssignment: [CanvasID: [ItemKey]] = [:]
    private var byQuiz: [CanvasID: [ItemKey]] = [:]
    private var byTopic: [CanvasID: [ItemKey]] = [:]

    init(_ items: [Item]) {
        for item in items {
            if let id = item.assignmentID { byAssignment[id, default: []].append(item.key) }
            if item.kind == .classicQuiz || item.kind == .practiceQuiz, let id = item.quizID {
                byQuiz[id, default: []].append(item.key)
            }
            if let id = item.discussionTopicID { byTopic[id, default: []].append(item.key) }
        }
    }

    func keys(of item: Canvas.ModuleItem) -> [ItemKey] {
        guard let id = item.contentID else { return [] }
        return switch item.type {
        case "Assignment": byAssignment[id] ?? []
        case "Quiz": byQuiz[id] ?? []
        case "Discussion": byTopic[id] ?? []
        default: []
        }
    }
}
