import CanvasAPI

/// Reads modules from Canvas; writes nothing.
struct CourseModulesReader: Sendable {
    private let client: CanvasClient
    private let canvasURL: String

    /// - Parameter canvasURL: the client's, without a trailing slash.
    init(client: CanvasClient, canvasURL: String) {
        self.client = client
        self.canvasURL = canvasURL
    }

    /// Only who the modules are assigned to, for a new plan.
    ///
    /// - Throws: `CanvasError`, also where a module's overrides may not be read: a plan with holes would be taken for the
    ///   whole.
    func states(of reference: CourseReference) async throws -> (course: CanvasID, modules: [ModuleState]) {
        let course = try await client.course(reference.identity.locator)
        let overrides = CanvasModuleOverrides(client: client)
        var states: [ModuleState] = []
        for module in try await client.modules(course: course.id) {
            states.append(
                ModuleState(
                    id: module.id,
                    name: module.name ?? "Module \(module.id)",
                    overrides: try await overrides.list(course: course.id, module: module.id)
                )
            )
        }
        return (course.id, states)
    }

    /// The modules with the course around them.
    ///
    /// - Parameter groups: groups that a plan or backup names, whose members are wanted too.
    func modules(of course: CanvasID, naming groups: Set<CanvasID>) async throws -> CourseModules {
        let reference = CourseReference(identity: .canvas(course), text: course.description)
        let fetcher = CourseFetcher(client: client)
        var pages = try await fetcher.pages(of: fetcher.course(reference))
        let unknown = groups.subtracting(pages.groupMembers.keys)
        if !unknown.isEmpty { try await add(unknown, to: &pages) }
        return CourseModules(pages, canvasURL: canvasURL)
    }

    private func add(_ ids: Set<CanvasID>, to pages: inout CoursePages) async throws {
        do {
            let groups = try await client.groups(course: pages.course.id)
            pages.groups = .read(groups)
            for id in groups.map(\.id) where ids.contains(id) {
                pages.groupMembers[id] = .read(try await client.groupMembers(group: id))
            }
        } catch let error as CanvasError {
            guard case .forbidden = error.kind else { throw error }
            pages.groups = .forbidden
        }
    }
}
