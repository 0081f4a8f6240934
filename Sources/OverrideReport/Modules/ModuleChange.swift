import CanvasAPI

/// An override as a module shall have it, wherever the wish comes from: a plan or a backup.
struct DesiredOverride: Sendable, Hashable {
    /// An override that Canvas has; `nil` makes a new one.
    var id: CanvasID?
    /// `nil` keeps the title, or leaves it to Canvas.
    var title: String?
    /// `nil` keeps the target.
    var target: OverrideTarget?

    /// Titles count for students only: Canvas names overrides of sections and tags itself.
    func changes(_ current: Override) -> Bool {
        if let target, target != current.target { return true }
        guard let title, (target ?? current.target).isStudents else { return false }
        return title != current.title
    }
}

/// What would happen to one override.
enum ModuleStep: Sendable, Hashable {
    case create(DesiredOverride)
    case change(from: Override, to: DesiredOverride)
    case delete(Override)
}

/// One module that shall be assigned to others than it is.
struct ModuleChange: Sendable, Hashable {
    var before: ModuleState
    /// Every override that the module shall have, unchanged ones included.
    var desired: [DesiredOverride]

    /// In the order of deletions, changes, creations, each by id or as planned.
    var steps: [ModuleStep] {
        let kept = Set(desired.compactMap(\.id))
        let deleted = before.overrides.filter { !kept.contains($0.id) }.map(ModuleStep.delete)
        let changed = before.overrides.compactMap { current -> ModuleStep? in
            guard let wish = desired.first(where: { $0.id == current.id }), wish.changes(current) else { return nil }
            return .change(from: current, to: wish)
        }
        return deleted + changed + desired.filter { $0.id == nil }.map(ModuleStep.create)
    }

    /// The body of the PUT. An override that stays as it is goes in by its id alone, which Canvas takes for "keep it":
    /// so no list of students is sent back that might be shorter than Canvas's own.
    var rows: [Canvas.ModuleOverrideWrite] {
        desired.compactMap { wish in
            guard let id = wish.id else { return wish.target?.written.map { .new($0, title: wish.title) } }
            guard let current = before.override(id), wish.changes(current) else { return .existing(id) }
            let title = wish.title ?? (current.target.isStudents ? current.title : nil)
            return .existing(id, target: (wish.target ?? current.target).written, title: title)
        }
    }

    /// The targets that the module will have.
    var targetsAfter: [OverrideTarget] {
        desired.compactMap { $0.target ?? before.override($0.id)?.target }
    }

    /// Holds the module's overrides after a write against what was meant: sentences about what is otherwise, none when
    /// all is well.
    func differences(after: [Override]) -> [String] {
        var rest = after
        var differences: [String] = []
        // Those with an id first, so that no new one is taken for them.
        for wish in desired.filter({ $0.id != nil }) + desired.filter({ $0.id == nil }) {
            if let index = rest.firstIndex(where: { isMet(wish, by: $0) }) {
                rest.remove(at: index)
            } else {
                differences.append("\(Self.name(wish)) is missing or is not for whom it should be")
            }
        }
        let kept = Set(desired.compactMap(\.id))
        return differences
            + rest.filter { !kept.contains($0.id) }.map { "the override \($0.id) is there, and should not be" }
    }

    private func isMet(_ wish: DesiredOverride, by override: Override) -> Bool {
        let current = before.override(wish.id)
        guard wish.id.map({ $0 == override.id }) ?? (before.override(override.id) == nil),
            override.target == wish.target ?? current?.target
        else { return false }
        guard override.target.isStudents, let title = wish.title ?? current?.title else { return true }
        return override.title == title
    }

    private static func name(_ wish: DesiredOverride) -> String {
        if let id = wish.id { return "the override \(id)" }
        return switch wish.target {
        case .students(let ids): "the new override for \(ids.count == 1 ? "one student" : "\(ids.count) students")"
        case .section(let id): "the new override for the section \(id)"
        case .group(let id): "the new override for the tag \(id)"
        default: "a new override"
        }
    }
}

extension OverrideTarget {
    /// As Canvas's bulk update takes it: no override for nobody, and none of a kind that it does not know.
    var written: Canvas.ModuleOverrideWrite.Target? {
        switch self {
        case .students(let ids): ids.isEmpty ? nil : .students(ids)
        case .section(let id): .section(id)
        case .group(let id): .group(id)
        case .course, .masteryPath, .unknown: nil
        }
    }
}
