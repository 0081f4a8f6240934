import Foundation

/// Modules, their items, and their overrides: read as pages, written as a whole.
let moduleRoutes: [Route] = [
    .get("courses/:course_id/modules") { context in
        let course = try context.course()
        let modules = course.modules.enumerated().filter { !$0.element.isDeleted }
        return try context.list(Array(modules)) { context.moduleBody($0.element, position: $0.offset + 1, course) }
    },
    .get("courses/:course_id/modules/:module_id") { context in
        let course = try context.course()
        let (position, module) = try context.module(in: course)
        return .json(context.moduleBody(module, position: position + 1, course))
    },
    .get("courses/:course_id/modules/:module_id/items") { context in
        let course = try context.course()
        let (_, module) = try context.module(in: course)
        return try context.list(Array(module.items.enumerated())) {
            context.moduleItemBody($0.element, position: $0.offset + 1, module, course)
        }
    },
    .get("courses/:course_id/modules/:module_id/assignment_overrides") { context in
        let course = try context.course(where: \.managesModules)
        let (_, module) = try context.module(in: course)
        let rows = module.activeOverrides.sorted { $0.id < $1.id }
        return try context.list(rows) { context.moduleOverrideBody($0, module, course) }
    },
    .graphQL { context in .json(try context.modulesConnection()) },
    .put("courses/:course_id/modules/:module_id/assignment_overrides") { institution, context in
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

/// Above this many items, Canvas leaves the items out of a module.
private let maximumItemsInside = 100

extension RouteContext {
    /// The module of the path, by its plain number, unless deleted.
    func module(in course: SandboxCourse) throws(CanvasRefusal) -> (index: Int, module: SandboxModule) {
        let id = try number("module_id")
        let index = try found(course.modules.firstIndex { $0.id == id && !$0.isDeleted })
        return (index, course.modules[index])
    }

    /// The one query that is known here: which modules of a course have overrides
    /// (Canvas: app/graphql/types/module_type.rb). GraphQL answers 200 to what it refuses as well.
    fileprivate func modulesConnection() throws -> JSONValue {
        let body = try JSONDecoder().decode(JSONValue.self, from: request.body)
        guard body["query"]?.string?.contains("hasActiveOverrides") == true else {
            return ["errors": [["message": "The sandbox knows no such query."]]]
        }
        let variables = body["variables"]
        guard let id = variables?["course"]?.string.flatMap(canvasNumber), let course = institution.courses[id],
            course.workflowState != "deleted", caller.canRead(course)
        else { return ["data": ["course": .null]] }
        let modules = course.modules.filter { !$0.isDeleted }
        let start = variables?["after"]?.string.flatMap { Int($0) } ?? 0
        let page = modules.dropFirst(start).prefix(maximumPageSize)
        let nodes = page.map { module -> JSONValue in
            [
                "_id": .string(String(module.id)),
                "hasActiveOverrides": .bool(!module.activeOverrides.isEmpty),
            ]
        }
        let end = start + page.count
        return [
            "data": [
                "course": [
                    "modulesConnection": [
                        "nodes": .array(nodes),
                        "pageInfo": [
                            "hasNextPage": .bool(end < modules.count), "endCursor": .string(String(end)),
                        ],
                    ]
                ]
            ]
        ]
    }

    fileprivate func moduleBody(_ module: SandboxModule, position: Int, _ course: SandboxCourse) -> JSONValue {
        var body: JSONValue = [
            "id": .id(module.id), "name": .string(module.name),
            "position": .integer(position),
            "unlock_at": .instant(module.unlockAt),
            "require_sequential_progress": false, "requirement_type": "all", "publish_final_grade": false,
            "prerequisite_module_ids": [],
            "items_count": .integer(module.items.count),
            "items_url": .string("\(request.origin)/api/v1/courses/\(course.id)/modules/\(module.id)/items"),
            "published": .bool(module.state == "active"),
        ]
        if query.includes("items"), module.items.count <= maximumItemsInside {
            let items = module.items.enumerated().map {
                moduleItemBody($0.element, position: $0.offset + 1, module, course)
            }
            body["items"] = .array(items)
        }
        return body
    }

    fileprivate func moduleItemBody(
        _ line: SandboxModuleItem,
        position: Int,
        _ module: SandboxModule,
        _ course: SandboxCourse
    ) -> JSONValue {
        let item = course.item(line.content)
        // Canvas names a New Quiz an Assignment, and a classic quiz by its quiz id.
        let (type, id, title): (String, Int64?, String?) =
            switch line.content {
            case .assignment(let id): ("Assignment", id, item?.title)
            case .quiz(let id): ("Quiz", id, item?.title)
            case .discussion(let id): ("Discussion", id, item?.title)
            case .page(let title): ("Page", nil, title)
            case .header(let title): ("SubHeader", nil, title)
            }
        var body: JSONValue = [
            "id": .id(line.id), "title": .string(title ?? ""),
            "position": .integer(position),
            "indent": 0,
            "quiz_lti": .bool(item?.kind == .newQuiz),
            "type": .string(type),
            "module_id": .id(module.id),
        ]
        body["content_id"] = id.map(JSONValue.id)
        if case .page(let title) = line.content {
            body["page_url"] = .string(title.lowercased().replacing(" ", with: "-"))
        }
        body["published"] = .bool(item?.isPublished ?? true)
        body["unpublishable"] = true
        return body
    }

    fileprivate func moduleOverrideBody(_ override: SandboxOverride, _ module: SandboxModule, _ course: SandboxCourse)
        -> JSONValue
    {
        var body: JSONValue = [
            "id": .id(override.id),
            "context_module_id": .id(module.id),
            "title": .string(course.title(of: override)),
        ]
        switch override.target {
        case .students(let ids):
            body["students"] = course.namedStudents(caller.visibleStudents(ids, in: course))
        case .section(let id):
            body["course_section"] = ["id": .id(id), "name": .string(course.title(of: override))]
        case .group(let id):
            let isTag = course.group(id)?.category.isNonCollaborative ?? false
            body["group"] = ["id": .id(id), "non_collaborative": .bool(isTag)]
        case .course, .masteryPath: break
        }
        return body
    }
}
