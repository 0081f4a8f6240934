/// Modules and who they are assigned to.
extension CanvasClient {
    /// `GET /courses/:id/modules?include[]=items`, paged, in the order of the course. Canvas leaves the items of large
    /// modules out; they are then read from `modules/:id/items`, so that `items` is never nil here.
    package func modules(course: CanvasID) async throws -> [Canvas.Module] {
        let query = [QueryItem("include[]", "items")]
        var modules = try await all(.get("/courses/\(course)/modules", query), of: [Canvas.Module].self)
        for index in modules.indices where modules[index].items == nil {
            modules[index].items = try await moduleItems(course: course, module: modules[index].id)
        }
        return modules
    }

    /// `GET /courses/:id/modules/:id/items`, paged.
    package func moduleItems(course: CanvasID, module: CanvasID) async throws -> [Canvas.ModuleItem] {
        try await all(.get("/courses/\(course)/modules/\(module)/items"), of: [Canvas.ModuleItem].self)
    }

    /// `GET /courses/:id/modules/:id/assignment_overrides`: who the module is assigned to, paged, ordered by id. No dates.
    /// Needs the right to edit course content even for reading (`forbidden` without). A Canvas without module overrides
    /// answers `notFound`, as for an unknown module. Student lists hold only the students that the caller may see.
    package func moduleAssignmentOverrides(
        course: CanvasID,
        module: CanvasID
    ) async throws -> [Canvas.ModuleOverride] {
        let path = "/courses/\(course)/modules/\(module)/assignment_overrides"
        return try await all(.get(path), of: [Canvas.ModuleOverride].self)
    }

    /// `PUT /courses/:id/modules/:id/assignment_overrides`: puts this list in place of **all** overrides of the module.
    /// What is not in it is deleted; an empty list deletes every one. Canvas answers 204 and sends nothing back: read again
    /// to see what came of it. It writes in one transaction.
    ///
    /// - Throws: `CanvasError`: `badRequest` with Canvas's own sentence; `notFound` when an id or section in the list is
    ///   none of the module's or course's (nothing was written); `forbidden`; `server(500)` when a group is none of the
    ///   course's tags. Unknown students are no error: Canvas skips them. It is not tried again unless Canvas is known not
    ///   to have taken it; ``CanvasError/isOutcomeUnknown`` tells when only reading again can show what happened.
    package func replaceModuleAssignmentOverrides(
        course: CanvasID,
        module: CanvasID,
        with overrides: [Canvas.ModuleOverrideWrite]
    ) async throws {
        let path = "/courses/\(course)/modules/\(module)/assignment_overrides"
        let body = try CanvasJSON.encode(Canvas.ModuleOverrideWriteList(overrides: overrides))
        try await send(.put(path, body: body))
    }
}
