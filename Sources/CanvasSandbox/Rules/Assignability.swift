/// Which overrides belong to an item, and whether it is everyone's.
extension SandboxCourse {
    /// Active overrides of the item's modules, with the module they come from.
    func moduleOverrides(of item: SandboxItem) -> [(module: SandboxModule, override: SandboxOverride)] {
        modules(of: item).flatMap { module in module.activeOverrides.map { (module, $0) } }
    }

    /// Canvas's `visible_to_everyone`.
    func isVisibleToEveryone(_ item: SandboxItem) -> Bool {
        item.activeOverrides.contains { $0.target == .course } || isLeftToEveryone(item)
    }

    /// Whether the base dates still reach everybody: the item is not limited to overrides, and it is in no module, or in
    /// one that has no overrides.
    func isLeftToEveryone(_ item: SandboxItem) -> Bool {
        guard !item.onlyVisibleToOverrides else { return false }
        let modules = modules(of: item)
        return modules.isEmpty || modules.contains { $0.activeOverrides.isEmpty }
    }

    /// The override's title as Canvas shows it: sections and groups go by their own name.
    func title(of override: SandboxOverride) -> String {
        switch override.target {
        case .section(let id): section(id)?.name ?? "Section \(id)"
        case .group(let id): group(id)?.group.name ?? "Group \(id)"
        case .course: name
        case .masteryPath: override.title ?? "Mastery Paths"
        case .students(let ids): override.title ?? (ids.count == 1 ? "1 student" : "\(ids.count) students")
        }
    }
}
