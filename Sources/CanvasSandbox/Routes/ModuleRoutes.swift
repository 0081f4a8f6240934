/// Modules and their items.
let moduleRoutes: [Route] = [
    .get("courses/:course_id/modules") { context throws(CanvasRefusal) in
        let course = try context.course()
        let modules = course.modules.enumerated().filter { !$0.element.isDeleted }
        return try context.list(Array(modules)) { moduleBody($0.element, position: $0.offset + 1, course, context) }
    },
    .get("courses/:course_id/modules/:module_id") { context throws(CanvasRefusal) in
        let course = try context.course()
        let (position, module) = try context.module(in: course)
        return .json(moduleBody(module, position: position + 1, course, context))
    },
    .get("courses/:course_id/modules/:module_id/items") { context throws(CanvasRefusal) in
        let course = try context.course()
        let (_, module) = try context.module(in: course)
        return try context.list(Array(module.items.enumerated())) {
            moduleItemBody($0.element, position: $0.offset + 1, module, course, context)
        }
    },
]

/// Above this many items, Canvas leaves the items out of a module.
private let maximumItemsInside = 100

extension RouteContext {
    /// The module of the path, by its plain number, unless deleted.
    func module(in course: SandboxCourse) throws(CanvasRefusal) -> (index: Int, module: SandboxModule) {
        let id = try number("module_id")
        guard let index = course.modules.firstIndex(where: { $0.id == id && !$0.isDeleted }) else { throw .notFound }
        return (index, course.modules[index])
    }
}

private func moduleBody(
    _ module: SandboxModule,
    position: Int,
    _ course: SandboxCourse,
    _ context: RouteContext
) -> JSONValue {
    var body: JSONValue = [
        "id": .id(module.id),
        "name": .string(module.name),
        "position": .integer(Int64(position)),
        "unlock_at": .instant(module.unlockAt),
        "require_sequential_progress": false,
        "requirement_type": "all",
        "publish_final_grade": false,
        "prerequisite_module_ids": [],
        "items_count": .integer(Int64(module.items.count)),
        "items_url": .string("\(context.request.origin)/api/v1/courses/\(course.id)/modules/\(module.id)/items"),
        "published": .bool(module.state == "active"),
    ]
    if context.request.query.includes("items"), module.items.count <= maximumItemsInside {
        let items = module.items.enumerated().map {
            moduleItemBody($0.element, position: $0.offset + 1, module, course, context)
        }
        body.append("items", .array(items))
    }
    return body
}

private func moduleItemBody(
    _ line: SandboxModuleItem,
    position: Int,
    _ module: SandboxModule,
    _ course: SandboxCourse,
    _ context: RouteContext
) -> JSONValue {
    let content = line.describe(in: course)
    var body: JSONValue = [
        "id": .id(line.id),
        "title": .string(content.title),
        "position": .integer(Int64(position)),
        "indent": 0,
        "quiz_lti": .bool(content.item?.kind == .newQuiz),
        "type": .string(content.type),
        "module_id": .id(module.id),
    ]
    if let id = content.id { body.append("content_id", .id(id)) }
    if case .page(let title) = line.content {
        body.append("page_url", .string(title.lowercased().replacing(" ", with: "-")))
    }
    body.append("published", .bool(content.item?.isPublished ?? true))
    body.append("unpublishable", true)
    return body
}

extension SandboxModuleItem {
    /// Canvas names a New Quiz an Assignment, and a classic quiz by its quiz id.
    fileprivate func describe(
        in course: SandboxCourse
    ) -> (type: String, id: Int64?, title: String, item: SandboxItem?) {
        switch content {
        case .assignment(let id):
            let item = course.items.first { $0.assignmentID == id }
            return ("Assignment", id, item?.title ?? "", item)
        case .quiz(let id):
            let item = course.items.first { $0.quizID == id }
            return ("Quiz", id, item?.title ?? "", item)
        case .discussion(let id):
            let item = course.items.first { $0.discussionID == id }
            return ("Discussion", id, item?.title ?? "", item)
        case .page(let title): return ("Page", nil, title, nil)
        case .header(let title): return ("SubHeader", nil, title, nil)
        }
    }
}

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
