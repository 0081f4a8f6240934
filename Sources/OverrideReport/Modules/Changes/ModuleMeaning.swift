import CanvasAPI

/// What a list of overrides does, whatever their ids: the targets, and the titles where people chose them.
struct ModuleMeaning: Equatable {
    private struct Part: Hashable {
        let target: ModuleTarget
        let title: String
    }

    private let counts: [Part: Int]

    init(_ overrides: [ModuleOverrideState]) {
        counts = overrides.reduce(into: [:]) { counts, override in
            counts[
                Part(target: override.target, title: override.target.isStudents ? override.title : ""),
                default: 0
            ] += 1
        }
    }
}

/// Holds a module's overrides after a write against what was meant.
enum ModuleVerification {
    /// Sentences about what is otherwise than intended; none when all is well.
    static func differences(_ change: ModuleChange, after: [ModuleOverrideState]) -> [String] {
        var rest = after
        var differences: [String] = []
        for wish in change.desired.sorted(by: knownFirst) {
            guard let index = rest.firstIndex(where: { matches($0, wish, change) }) else {
                differences.append("\(name(wish)) is missing or is not for whom it should be")
                continue
            }
            rest.remove(at: index)
        }
        let kept = Set(change.desired.compactMap(\.id))
        return differences
            + rest.filter { !kept.contains($0.id) }.map { "the override \($0.id) is there, and should not be" }
    }

    private static func knownFirst(_ left: DesiredOverride, _ right: DesiredOverride) -> Bool {
        left.id != nil && right.id == nil
    }

    private static func matches(_ state: ModuleOverrideState, _ wish: DesiredOverride, _ change: ModuleChange) -> Bool {
        let before = change.before.overrides.first { $0.id == wish.id }
        if let id = wish.id, state.id != id { return false }
        if wish.id == nil, change.before.overrides.contains(where: { $0.id == state.id }) { return false }
        guard state.target == wish.target ?? before?.target else { return false }
        guard state.target.isStudents, let title = wish.title ?? before?.title else { return true }
        return state.title == title
    }

    private static func name(_ wish: DesiredOverride) -> String {
        if let id = wish.id { return "the override \(id)" }
        return switch wish.target {
        case .students(let ids): "the new override for \(ids.count == 1 ? "one student" : "\(ids.count) students")"
        case .section(let id): "the new override for the section \(id)"
        case .group(let id): "the new override for the tag \(id)"
        case .unknown, nil: "a new override"
        }
    }
}
