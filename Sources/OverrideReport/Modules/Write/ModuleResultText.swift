import CanvasAPI

/// What a confirmed apply or undo did, as people read it.
enum ModuleResultText {
    /// - Parameter backup: what is being undone; overrides that are made again have other ids then.
    static func lines(_ result: ModuleResult, undoing backup: ModuleBackup? = nil) -> [String] {
        let module =
            "\(result.change.before.name.visible) (module \(result.change.before.id)) of "
            + result.change.courseName.visible
        switch result.outcome {
        case .written(let after):
            let saved = backup?.modules.last { $0.moduleID == result.change.before.id }
            return ["written: \(module)"]
                + (saved?.newIDs(after) ?? []).map { "  the override \($0.old) was made again, as \($0.new)" }
        case .leftAsChanged:
            return ["left: \(module): it changed in Canvas a moment ago; make a new plan"]
        case .otherThanIntended(let differences, _):
            return ["OTHER THAN INTENDED: \(module): \(differences.joined(separator: "; "))"]
        case .failed(let reason, let now):
            let state =
                switch now.map(ModuleFingerprint.of) {
                case nil: "Its state is not known."
                case result.change.before.fingerprint: "It is as it was."
                default: "Look at it in Canvas."
                }
            return ["FAILED: \(module): \(reason) \(state)"]
        case .notTried:
            return ["not tried: \(module)"]
        }
    }

    /// The last line.
    static func summary(_ results: [ModuleResult], left: Int) -> String {
        let written = results.count(where: \.outcome.isWritten)
        let changed = results.count { if case .leftAsChanged = $0.outcome { true } else { false } }
        let notTried = results.count { $0.outcome == .notTried }
        let failed = results.count - written - changed - notTried
        return "\(counted(written, "module")) written, \(left + changed) left alone, \(failed) failed, \(notTried) not "
            + "tried."
    }
}

extension ModuleBackup.Module {
    fileprivate func newIDs(_ after: [ModuleOverrideState]) -> [(old: CanvasID, new: CanvasID)] {
        var fresh = after.filter { state in !before.contains { $0.id == state.id } }
        return before.filter { saved in !after.contains { $0.id == saved.id } }.compactMap { saved in
            guard let index = fresh.firstIndex(where: { $0.target == saved.target }) else { return nil }
            return (saved.id, fresh.remove(at: index).id)
        }
    }
}
