import CanvasAPI

/// Who an override of a module is for. Student ids ascend, each once.
package enum ModuleTarget: Sendable, Hashable, Codable {
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
package struct ModuleOverrideState: Sendable, Hashable, Codable {
    package var id: CanvasID
    /// For sections and groups Canvas makes the title of their name.
    package var title: String
    package var target: ModuleTarget

    package init(id: CanvasID, title: String, target: ModuleTarget) {
        self.id = id
        self.title = title
        self.target = target
    }

    package init(_ row: Canvas.ModuleOverride) {
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
package struct ModuleState: Sendable, Hashable {
    package var id: CanvasID
    package var name: String
    /// Ascending by id.
    package var overrides: [ModuleOverrideState]

    package init(id: CanvasID, name: String, overrides: [ModuleOverrideState]) {
        self.id = id
        self.name = name
        self.overrides = overrides.sorted { $0.id < $1.id }
    }

    package var fingerprint: String { ModuleFingerprint.of(overrides) }
}
