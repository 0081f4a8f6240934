import CanvasAPI

/// Reading who a module is assigned to.
package protocol ModuleOverrideReader: Sendable {
    func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState]
}

/// Writing it as well. Only a confirmed apply or undo is given one.
package protocol ModuleOverrideService: ModuleOverrideReader {
    /// Puts this list in place of all overrides of the module.
    func replace(course: CanvasID, module: CanvasID, with rows: [Canvas.ModuleOverrideWrite]) async throws
}

/// Canvas itself.
package struct CanvasModuleOverrides: ModuleOverrideService {
    private let client: CanvasClient

    package init(client: CanvasClient) {
        self.client = client
    }

    package func list(course: CanvasID, module: CanvasID) async throws -> [ModuleOverrideState] {
        try await client.moduleAssignmentOverrides(course: course, module: module).map(ModuleOverrideState.init)
    }

    package func replace(
        course: CanvasID,
        module: CanvasID,
        with rows: [Canvas.ModuleOverrideWrite]
    ) async throws {
        try await client.replaceModuleAssignmentOverrides(course: course, module: module, with: rows)
    }
}
