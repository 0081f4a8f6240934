import CanvasAPI

/// An override as a module shall have it, wherever the wish comes from: a plan or a backup.
struct DesiredOverride: Sendable, Hashable {
    /// An override that Canvas has; `nil` makes a new one.
    var id: CanvasID?
    /// `nil` keeps the title, or leaves it to Canvas.
    var title: String?
    /// `nil` keeps the target.
    var target: ModuleTarget?
}

/// What would happen to one override.
enum ModuleStep: Sendable, Hashable {
    case create(DesiredOverride)
    case change(from: ModuleOverrideState, to: DesiredOverride)
    case delete(ModuleOverrideState)
}

/// One module that shall be assigned to others than it is.
struct ModuleChange: Sendable, Hashable {
    var courseID: CanvasID
    var courseName: String
    var before: ModuleState
    /// Every override that the module shall have, unchanged ones included.
    var desired: [DesiredOverride]

    /// In the order of deletions, changes, creations, each by id or as planned.
    var steps: [ModuleStep] {
        let kept = Set(desired.compactMap(\.id))
        let deleted = before.overrides.filter { !kept.contains($0.id) }.map(ModuleStep.delete)
        let changed = before.overrides.compactMap { state -> ModuleStep? in
            guard let wish = desired.first(where: { $0.id == state.id }), wish.changes(state) else { return nil }
            return .change(from: state, to: wish)
        }
        let created = desired.filter { $0.id == nil }.map(ModuleStep.create)
        return deleted + changed + created
    }

    /// The body of the PUT. An override that stays as it is goes in by its id alone, which Canvas takes for "keep it":
    /// so no list of students is sent back that might be shorter than Canvas's own.
    var rows: [Canvas.ModuleOverrideWrite] {
        desired.compactMap { wish in
            guard let id = wish.id else {
                return wish.target?.written.map { .new($0, title: wish.title) }
            }
            guard let state = before.overrides.first(where: { $0.id == id }), wish.changes(state) else {
                return .existing(id)
            }
            let title = wish.title ?? (state.target.isStudents ? state.title : nil)
            return .existing(id, target: (wish.target ?? state.target).written, title: title)
        }
    }

    /// The targets that the module will have.
    var targetsAfter: [ModuleTarget] {
        desired.compactMap { wish in
            wish.target ?? before.overrides.first { $0.id == wish.id }?.target
        }
    }
}

extension DesiredOverride {
    /// Titles count for students only: Canvas names overrides of sections and groups itself.
    func changes(_ state: ModuleOverrideState) -> Bool {
        if let target, target != state.target { return true }
        guard let title, (target ?? state.target).isStudents else { return false }
        return title != state.title
    }
}

extension ModuleTarget {
    var written: Canvas.ModuleOverrideWrite.Target? {
        switch self {
        case .students(let ids): ids.isEmpty ? nil : .students(ids)
        case .section(let id): .section(id)
        case .group(let id): .group(id)
        case .unknown: nil
        }
    }
}
