import CanvasAPI

/// Reading who a module is assigned to.
protocol ModuleOverrideReader: Sendable {
    func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState]
}

/// Writing it as well. Only a confirmed apply or undo is given one.
protocol ModuleOverrideService: ModuleOverrideReader {
    /// Puts this list in place of all overrides of the module.
    func replace(course: CanvasID, module: CanvasID, with rows: [Canvas.ModuleOverrideWrite]) async throws
}

/// Canvas itself.
struct CanvasModuleOverrides: ModuleOverrideService {
    private let client: CanvasClient

    init(client: CanvasClient) {
        self.client = client
    }

    func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState] {
        try await client.moduleAssignmentOverrides(course: course, module: module).map(ModuleOverrideState.init)
    }

    func replace(
        course: CanvasID,
        module: CanvasID,
        with rows: [Canvas.ModuleOverrideWrite]
    ) async throws {
        try await client.replaceModuleAssignmentOverrides(course: course, module: module, with: rows)
    }
}
