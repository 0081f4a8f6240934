import CanvasAPI

/// Who an override of a module is for. Student ids ascend, each once.
enum ModuleTarget: Sendable, Hashable, Codable {
    case students([CanvasID])
    case section(CanvasID)
    /// A differentiation tag.
    case group(CanvasID)
    /// A target that this version does not know; it can be kept or deleted, not written.
    case unknown

    var isStudents: Bool {
        if case .students = self { true } else { false }
    }
}

/// One override of a module as Canvas has it.
struct ModuleOverrideState: Sendable, Hashable, Codable {
    var id: CanvasID
    /// For sections and groups Canvas makes the title of their name.
    var title: String
    var target: ModuleTarget
}

extension ModuleOverrideState {
    init(_ row: Canvas.ModuleOverride) {
        let target: ModuleTarget =
            switch row.target {
            case .students(let students): .students(Set(students.map(\.id)).sorted())
            case .section(let id, _): .section(id)
            case .group(let id, _): .group(id)
            case .unknown: .unknown
            }
        self.init(id: row.id, title: row.title ?? "", target: target)
    }
}

/// One module and who it is assigned to; everyone, where it has no override.
struct ModuleState: Sendable, Hashable {
    var id: CanvasID
    var name: String
    /// Ascending by id.
    var overrides: [ModuleOverrideState]

    init(id: CanvasID, name: String, overrides: [ModuleOverrideState]) {
        self.id = id
        self.name = name
        self.overrides = overrides.sorted { $0.id < $1.id }
    }

    var fingerprint: String { ModuleFingerprint.of(overrides) }
}
