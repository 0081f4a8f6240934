/// What became of one module of a confirmed apply or undo.
enum ModuleOutcome: Sendable, Equatable {
    /// Canvas took it, and read again it is as intended.
    case written(after: [ModuleOverrideState])
    /// It had changed between the comparison and the write; nothing was written.
    case leftAsChanged(now: [ModuleOverrideState])
    /// Canvas took it and made something else of it.
    case otherThanIntended(differences: [String], after: [ModuleOverrideState])
    /// Canvas refused it, or did not answer; `now` is the state afterwards where it could be read.
    case failed(reason: String, now: [ModuleOverrideState]?)
    /// Not tried, because an earlier module failed or the run was interrupted.
    case notTried

    /// For the audit log.
    var code: String {
        switch self {
        case .written: "written"
        case .leftAsChanged: "left_as_changed"
        case .otherThanIntended: "other_than_intended"
        case .failed: "failed"
        case .notTried: "not_tried"
        }
    }

    var detail: String? {
        switch self {
        case .written, .leftAsChanged, .notTried: nil
        case .otherThanIntended(let differences, _): differences.joined(separator: "; ")
        case .failed(let reason, _): reason
        }
    }

    var after: [ModuleOverrideState]? {
        switch self {
        case .written(let after), .otherThanIntended(_, let after): after
        case .leftAsChanged(let now): now
        case .failed(_, let now): now
        case .notTried: nil
        }
    }

    var isWritten: Bool {
        if case .written = self { true } else { false }
    }

    /// What follows is not tried any more.
    var endsTheRun: Bool {
        switch self {
        case .written, .leftAsChanged: false
        case .otherThanIntended, .failed, .notTried: true
        }
    }
}

struct ModuleResult: Sendable, Equatable {
    var change: ModuleChange
    var outcome: ModuleOutcome
}
