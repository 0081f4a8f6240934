/// Enrollments and users of a course.
let peopleRoutes: [Route] = [
    .get("courses/:course_id/enrollments") { context throws(CanvasRefusal) in
        let course = try context.course()
        let page = try context.page(of: context.enrollments(of: course))
        return .json(.array(page.rows.map { enrollmentBody($0, course, context) })).with(link: page.link)
    },
    .get("sections/:section_id/enrollments") { context throws(CanvasRefusal) in
        let id = try context.number("section_id")
        let course = context.institution.courses.values.first { $0.activeSections.contains { $0.id == id } }
        guard let course else { throw CanvasRefusal.notFound }
        guard context.caller.canRead(course) else { throw CanvasRefusal.forbidden }
        let page = try context.page(of: context.enrollments(of: course).filter { $0.sectionID == id })
        return .json(.array(page.rows.map { enrollmentBody($0, course, context) })).with(link: page.link)
    },
    .get("courses/:course_id/users", usersOfCourse),
    // The same list under the name that older clients know.
    .get("courses/:course_id/search_users", usersOfCourse),
    .get("courses/:course_id/users/:user_id") { context throws(CanvasRefusal) in
        let course = try context.course()
        let name = context.parameter("user_id")
        let person = course.people.first {
            canvasNumber(name) == $0.id || $0.sisUserID.map { "sis_user_id:" + $0 } == name
        }
        guard let person else { throw CanvasRefusal.notFound }
        return .json(courseUserBody(person, course, context))
    },
]

private func usersOfCourse(_ context: RouteContext) throws(CanvasRefusal) -> SandboxReply {
    let course = try context.course()
    return try context.list(context.users(of: course)) { courseUserBody($0, course, context) }
}

extension RouteContext {
    /// By `type[]`, `state[]` and `user_id`; without `state[]` active, pending and, for administrators, inactive ones.
    fileprivate func enrollments(of course: SandboxCourse) -> [SandboxEnrollment] {
        let types = request.query.texts("type")
        let states = request.query.texts("state") ?? ["active", "invited", "creation_pending", "inactive"]
        let user = request.query.text("user_id").flatMap { canvasNumber($0) }
        return course.enrollments.filter { enrollment in
            (types?.contains(enrollment.role.enrollmentType) ?? true) && states.contains(enrollment.state)
                && (user == nil || user == enrollment.userID) && caller.sees(enrollment)
        }
    }

    /// In order of name. `student_view` names the Test Student, whom `student` leaves out.
    fileprivate func users(of course: SandboxCourse) -> [SandboxPerson] {
        var types = request.query.texts("enrollment_type")
        if request.query.includes("test_student") { types?.append("student_view") }
        let states = request.query.texts("enrollment_state") ?? ["active", "invited"]
        let ids = request.query.texts("user_ids").map { Set($0.compactMap { canvasNumber($0) }) }
        let matching = course.enrollments.filter { enrollment in
            let type = enrollment.role == .testStudent ? "student_view" : enrollment.role.rawValue
            let isWantedType = types?.contains(type) ?? (enrollment.role != .testStudent)
            return isWantedType && states.contains(enrollment.state) && caller.sees(enrollment)
        }
        let wanted = Set(matching.map(\.userID)).filter { ids?.contains($0) ?? true }
        let people = course.people.filter { wanted.contains($0.id) }
        return people.sorted { ($0.sortableName.lowercased(), $0.id) < ($1.sortableName.lowercased(), $1.id) }
    }
}

func userBody(_ person: SandboxPerson, _ context: RouteContext) -> JSONValue {
    var body: JSONValue = [
        "id": .id(person.id),
        "name": .string(person.name),
        "created_at": "2026-01-05T15:00:00Z",
        "sortable_name": .string(person.sortableName),
        "short_name": .string(person.name),
    ]
    if context.caller.readsSIS {
        body.append("sis_user_id", .text(person.sisUserID))
        body.append("integration_id", nil)
    }
    body.append("login_id", .text(person.loginID))
    return body
}

private func courseUserBody(_ person: SandboxPerson, _ course: SandboxCourse, _ context: RouteContext) -> JSONValue {
    var body = userBody(person, context)
    if context.request.query.includes("enrollments") {
        let rows = course.enrollments.filter { $0.userID == person.id && context.caller.sees($0) }
        body.append("enrollments", .array(rows.map { enrollmentBody($0, course, context, withUser: false) }))
    }
    body.append("has_non_collaborative_groups", .bool(course.isTagged(person.id)))
    return body
}

extension SandboxCourse {
    fileprivate func isTagged(_ user: Int64) -> Bool {
        groupCategories.contains { category in
            category.isNonCollaborative && category.groups.contains { $0.members.contains(user) }
        }
    }
}

private func enrollmentBody(
    _ enrollment: SandboxEnrollment,
    _ course: SandboxCourse,
    _ context: RouteContext,
    withUser: Bool = true
) -> JSONValue {
    let type = enrollment.role.enrollmentType
    var body: JSONValue = [
        "id": .id(enrollment.id),
        "user_id": .id(enrollment.userID),
        "course_id": .id(course.id),
        "type": .string(type),
        "created_at": "2026-01-05T15:00:00Z",
        "updated_at": "2026-01-05T15:00:00Z",
        "associated_user_id": .optionalID(enrollment.observes),
        "start_at": nil,
        "end_at": nil,
        "course_section_id": .id(enrollment.sectionID),
        "root_account_id": .id(context.institution.account.id),
        "limit_privileges_to_course_section": .bool(false),
        "enrollment_state": .string(enrollment.state),
        "role": .string(type),
        "role_id": .id(enrollment.role.roleID),
        "last_activity_at": nil,
        "total_activity_time": 0,
    ]
    if context.caller.readsSIS {
        body.append("sis_account_id", .text(context.institution.account.sisAccountID))
        body.append("sis_course_id", .text(course.sisCourseID))
        body.append("course_integration_id", nil)
        body.append("sis_section_id", .text(course.section(enrollment.sectionID)?.sisSectionID))
        body.append("section_integration_id", nil)
        body.append("sis_user_id", .text(course.person(enrollment.userID)?.sisUserID))
    }
    let url = "\(context.request.origin)/courses/\(course.id)"
    body.append("html_url", .string("\(url)/users/\(enrollment.userID)"))
    if enrollment.role == .student {
        body.append(
            "grades",
            ["html_url": .string("\(url)/grades/\(enrollment.userID)"), "current_score": nil, "final_score": nil]
        )
    }
    if withUser, let person = course.person(enrollment.userID) {
        body.append("user", userBody(person, context))
    }
    return body
}

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
