/// The overrides of one module: read as pages, written as a whole.
let moduleOverrideRoutes: [Route] = [
    .get("courses/:course_id/modules/:module_id/assignment_overrides") { context throws(CanvasRefusal) in
        let course = try context.course(where: \.managesModules)
        let (_, module) = try context.module(in: course)
        let rows = module.activeOverrides.sorted { $0.id < $1.id }
        return try context.list(rows) { moduleOverrideBody($0, module, course, context.caller) }
    },
    .put("courses/:course_id/modules/:module_id/assignment_overrides") { institution, context throws(CanvasRefusal) in
        let course = try context.course(where: \.managesModules)
        let (index, module) = try context.module(in: course)
        let rows = try ModuleOverrideUpdate.rows(
            in: context.request,
            allowsGroups: institution.account.allowsDifferentiationTags
        )
        var update = ModuleOverrideUpdate(course: course, module: module, nextID: institution.nextOverrideID)
        institution.courses[course.id]?.modules[index].overrides = try update.apply(rows)
        institution.nextOverrideID = update.nextID
        return .noContent
    },
]

private func moduleOverrideBody(
    _ override: SandboxOverride,
    _ module: SandboxModule,
    _ course: SandboxCourse,
    _ caller: SandboxToken
) -> JSONValue {
    var body: JSONValue = [
        "id": .id(override.id),
        "context_module_id": .id(module.id),
        "title": .string(course.title(of: override)),
    ]
    switch override.target {
    case .students(let ids):
        let visible = caller.visibleStudents(ids, in: course)
        body.append(
            "students",
            .array(visible.map { ["id": .id($0), "name": .text(course.person($0)?.name)] })
        )
    case .section(let id):
        body.append("course_section", ["id": .id(id), "name": .string(course.title(of: override))])
    case .group(let id):
        let isTag = course.group(id)?.category.isNonCollaborative ?? false
        body.append("group", ["id": .id(id), "non_collaborative": .bool(isTag)])
    case .course, .masteryPath: break
    }
    return body
}
