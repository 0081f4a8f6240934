/// Groups, their categories and members. Differentiation tags come only to those who ask for them.
let groupRoutes: [Route] = [
    .get("courses/:course_id/groups") { context throws(CanvasRefusal) in
        let course = try context.course()
        let groups = context.categories(of: course).flatMap { category in category.groups.map { (category, $0) } }
        return try context.list(groups.sorted { $0.1.id < $1.1.id }) { groupBody($0.1, $0.0, course) }
    },
    .get("courses/:course_id/group_categories") { context throws(CanvasRefusal) in
        let course = try context.course()
        return try context.list(context.categories(of: course)) { categoryBody($0, course) }
    },
    .get("group_categories/:category_id/groups") { context throws(CanvasRefusal) in
        let (course, category) = try context.category()
        return try context.list(category.groups) { groupBody($0, category, course) }
    },
    .get("groups/:group_id") { context throws(CanvasRefusal) in
        let (course, category, group) = try context.group()
        return .json(groupBody(group, category, course))
    },
    .get("groups/:group_id/users") { context throws(CanvasRefusal) in
        let (course, _, group) = try context.group()
        let people = group.members.compactMap { course.person($0) }
        return try context.list(people.sorted { ($0.sortableName, $0.id) < ($1.sortableName, $1.id) }) {
            userBody($0, context)
        }
    },
    .get("groups/:group_id/memberships") { context throws(CanvasRefusal) in
        let (_, _, group) = try context.group()
        let states = context.request.query.texts("filter_states") ?? ["accepted", "invited", "requested"]
        let members = group.members.map { ($0, "accepted") } + group.invited.map { ($0, "invited") }
        let rows = members.enumerated().filter { states.contains($0.element.1) }
        return try context.list(Array(rows)) { index, member in
            [
                "id": .id(group.firstMembershipID + Int64(index)),
                "group_id": .id(group.id),
                "user_id": .id(member.0),
                "workflow_state": .string(member.1),
                "moderator": false,
                "just_created": false,
            ]
        }
    },
]

extension RouteContext {
    /// By `collaboration_state`: collaborative ones unless asked otherwise.
    fileprivate func categories(of course: SandboxCourse) -> [SandboxGroupCategory] {
        switch request.query.text("collaboration_state") {
        case "all": course.groupCategories
        case "non_collaborative": course.groupCategories.filter(\.isNonCollaborative)
        default: course.groupCategories.filter { !$0.isNonCollaborative }
        }
    }

    fileprivate func category() throws(CanvasRefusal) -> (SandboxCourse, SandboxGroupCategory) {
        let id = try number("category_id")
        for course in institution.courses.values {
            guard let category = course.groupCategories.first(where: { $0.id == id }) else { continue }
            guard caller.canRead(course) else { throw .forbidden }
            return (course, category)
        }
        throw .notFound
    }

    fileprivate func group() throws(CanvasRefusal) -> (SandboxCourse, SandboxGroupCategory, SandboxGroup) {
        let id = try number("group_id")
        for course in institution.courses.values {
            guard let found = course.group(id) else { continue }
            guard caller.canRead(course) else { throw .forbidden }
            return (course, found.category, found.group)
        }
        throw .notFound
    }
}

private func groupBody(_ group: SandboxGroup, _ category: SandboxGroupCategory, _ course: SandboxCourse) -> JSONValue {
    [
        "id": .id(group.id),
        "name": .string(group.name),
        "created_at": "2026-01-05T15:00:00Z",
        "max_membership": nil,
        "is_public": false,
        "join_level": "invitation_only",
        "group_category_id": .id(category.id),
        "description": nil,
        "members_count": .integer(Int64(group.members.count)),
        "non_collaborative": .bool(category.isNonCollaborative),
        "context_type": "Course",
        "course_id": .id(course.id),
        "role": nil,
        "sis_group_id": nil,
    ]
}

private func categoryBody(_ category: SandboxGroupCategory, _ course: SandboxCourse) -> JSONValue {
    [
        "id": .id(category.id),
        "name": .string(category.name),
        "role": nil,
        "self_signup": nil,
        "group_limit": nil,
        "auto_leader": nil,
        "created_at": "2026-01-05T15:00:00Z",
        "context_type": "Course",
        "course_id": .id(course.id),
        "protected": false,
        "allows_multiple_memberships": .bool(category.isNonCollaborative),
        "is_member": false,
        "non_collaborative": .bool(category.isNonCollaborative),
    ]
}
