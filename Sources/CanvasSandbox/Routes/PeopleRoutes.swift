/// Enrollments and users of a course.
let peopleRoutes: [Route] = [
    .get("courses/:course_id/enrollments") { context in
        let course = try context.course()
        let page = try context.page(of: context.enrollments(of: course))
        return .page(.array(page.rows.map { context.enrollmentBody($0, course) }), link: page.link)
    },
    .get("sections/:section_id/enrollments") { context in
        let id = try context.number("section_id")
        let (course, _) = try context.readable { course in course.activeSections.first { $0.id == id } }
        let page = try context.page(of: context.enrollments(of: course).filter { $0.sectionID == id })
        return .page(.array(page.rows.map { context.enrollmentBody($0, course) }), link: page.link)
    },
    .get("courses/:course_id/users", usersOfCourse),
    // The same list under the name by which canvasapi asks for it.
    .get("courses/:course_id/search_users", usersOfCourse),
]

private func usersOfCourse(_ context: RouteContext) throws -> SandboxReply {
    let course = try context.course()
    return try context.list(context.users(of: course)) { context.courseUserBody($0, course) }
}

extension RouteContext {
    /// By `type[]`, `state[]` and `user_id`; without `state[]` active, pending and, for administrators, inactive ones.
    fileprivate func enrollments(of course: SandboxCourse) -> [SandboxEnrollment] {
        let types = query.texts("type")
        let states = query.texts("state") ?? ["active", "invited", "creation_pending", "inactive"]
        let user = query.text("user_id").flatMap { canvasNumber($0) }
        return course.enrollments.filter { enrollment in
            (types?.contains(enrollment.role.enrollmentType) ?? true) && states.contains(enrollment.state)
                && (user == nil || user == enrollment.userID) && caller.sees(enrollment)
        }
    }

    /// In order of name. `student_view` names the Test Student, whom `student` leaves out.
    fileprivate func users(of course: SandboxCourse) -> [SandboxPerson] {
        var types = query.texts("enrollment_type")
        if query.includes("test_student") { types?.append("student_view") }
        let states = query.texts("enrollment_state") ?? ["active", "invited"]
        let ids = query.texts("user_ids").map { Set($0.compactMap { canvasNumber($0) }) }
        let matching = course.enrollments.filter { enrollment in
            let type = enrollment.role == .testStudent ? "student_view" : enrollment.role.rawValue
            let isWantedType = types?.contains(type) ?? (enrollment.role != .testStudent)
            return isWantedType && states.contains(enrollment.state) && caller.sees(enrollment)
        }
        let wanted = Set(matching.map(\.userID)).filter { ids?.contains($0) ?? true }
        let people = course.people.filter { wanted.contains($0.id) }
        return people.sorted { ($0.sortableName.lowercased(), $0.id) < ($1.sortableName.lowercased(), $1.id) }
    }

    func userBody(_ person: SandboxPerson) -> JSONValue {
        var body: JSONValue = [
            "id": .id(person.id), "name": .string(person.name),
            "created_at": createdAt,
            "sortable_name": .string(person.sortableName),
            "short_name": .string(person.name),
        ]
        if caller.readsSIS {
            body["sis_user_id"] = .text(person.sisUserID)
            body["integration_id"] = .null
        }
        body["login_id"] = .text(person.loginID)
        return body
    }

    fileprivate func courseUserBody(_ person: SandboxPerson, _ course: SandboxCourse) -> JSONValue {
        var body = userBody(person)
        if query.includes("enrollments") {
            let rows = course.enrollments.filter { $0.userID == person.id && caller.sees($0) }
            body["enrollments"] = .array(rows.map { enrollmentBody($0, course, withUser: false) })
        }
        let tags = course.groupCategories.filter(\.isNonCollaborative).flatMap(\.groups)
        body["has_non_collaborative_groups"] = .bool(tags.contains { $0.members.contains(person.id) })
        return body
    }

    fileprivate func enrollmentBody(_ enrollment: SandboxEnrollment, _ course: SandboxCourse, withUser: Bool = true)
        -> JSONValue
    {
        let type = enrollment.role.enrollmentType
        var body: JSONValue = [
            "id": .id(enrollment.id),
            "user_id": .id(enrollment.userID),
            "course_id": .id(course.id),
            "type": .string(type),
            "created_at": createdAt, "updated_at": createdAt,
            "associated_user_id": .optionalID(enrollment.observes),
            "start_at": .instant(enrollment.startAt), "end_at": .instant(enrollment.endAt),
            "course_section_id": .id(enrollment.sectionID),
            "root_account_id": .id(institution.account.id),
            "limit_privileges_to_course_section": .bool(false),
            "enrollment_state": .string(enrollment.state),
            "role": .string(type),
            "role_id": .id(enrollment.role.roleID),
            "last_activity_at": .null, "total_activity_time": 0,
        ]
        if caller.readsSIS {
            body["sis_account_id"] = .text(institution.account.sisAccountID)
            body["sis_course_id"] = .text(course.sisCourseID)
            body["course_integration_id"] = .null
            body["sis_section_id"] = .text(course.section(enrollment.sectionID)?.sisSectionID)
            body["section_integration_id"] = .null
            body["sis_user_id"] = .text(course.person(enrollment.userID)?.sisUserID)
        }
        let url = "\(request.origin)/courses/\(course.id)"
        body["html_url"] = .string("\(url)/users/\(enrollment.userID)")
        if enrollment.role == .student {
            body["grades"] = [
                "html_url": .string("\(url)/grades/\(enrollment.userID)"), "current_score": .null, "final_score": .null,
            ]
        }
        if withUser { body["user"] = course.person(enrollment.userID).map { userBody($0) } }
        return body
    }
}

/// Groups, their categories and members. Differentiation tags come only to those who ask for them.
let groupRoutes: [Route] = [
    .get("courses/:course_id/groups") { context in
        let course = try context.course()
        let groups = context.categories(of: course).flatMap { category in category.groups.map { (category, $0) } }
        return try context.list(groups.sorted { $0.1.id < $1.1.id }) { category, group in
            var body = groupBody(group, category, course)
            if context.query.includes("users") {
                body["users"] = .array(
                    group.members.prefix(groupMemberLimit).compactMap { course.person($0) }.map { context.userBody($0) }
                )
            }
            return body
        }
    },
    .get("courses/:course_id/group_categories") { context in
        let course = try context.course()
        return try context.list(context.categories(of: course)) { categoryBody($0, course) }
    },
    .get("group_categories/:category_id/groups") { context in
        let id = try context.number("category_id")
        let (course, category) = try context.readable { course in course.groupCategories.first { $0.id == id } }
        return try context.list(category.groups) { groupBody($0, category, course) }
    },
    .get("groups/:group_id") { context in
        let (course, category, group) = try context.group()
        return .json(groupBody(group, category, course))
    },
    .get("groups/:group_id/users") { context in
        let (course, _, group) = try context.group()
        let people = group.members.compactMap { course.person($0) }
        return try context.list(people.sorted { ($0.sortableName, $0.id) < ($1.sortableName, $1.id) }) {
            context.userBody($0)
        }
    },
    .get("groups/:group_id/memberships") { context in
        let (_, _, group) = try context.group()
        let states = context.query.texts("filter_states") ?? ["accepted", "invited", "requested"]
        let members = group.members.map { ($0, "accepted") } + group.invited.map { ($0, "invited") }
        let rows = members.enumerated().filter { states.contains($0.element.1) }
        return try context.list(Array(rows)) { index, member in
            [
                "id": .id(group.firstMembershipID + Int64(index)),
                "group_id": .id(group.id),
                "user_id": .id(member.0),
                "workflow_state": .string(member.1),
                "moderator": false, "just_created": false,
            ]
        }
    },
]

/// Canvas sends no more users of one group inside of a list (Canvas: lib/api/v1/group.rb).
private let groupMemberLimit = 1_000

extension RouteContext {
    /// By `collaboration_state`: collaborative ones unless asked otherwise.
    fileprivate func categories(of course: SandboxCourse) -> [SandboxGroupCategory] {
        switch query.text("collaboration_state") {
        case "all": course.groupCategories
        case "non_collaborative": course.groupCategories.filter(\.isNonCollaborative)
        default: course.groupCategories.filter { !$0.isNonCollaborative }
        }
    }

    fileprivate func group() throws(CanvasRefusal) -> (SandboxCourse, SandboxGroupCategory, SandboxGroup) {
        let id = try number("group_id")
        let (course, found) = try readable { $0.group(id) }
        return (course, found.category, found.group)
    }

    /// What one of the courses has, if the caller may read that course.
    fileprivate func readable<Part>(_ part: (SandboxCourse) -> Part?) throws(CanvasRefusal) -> (SandboxCourse, Part) {
        for course in institution.courses.values {
            guard let part = part(course) else { continue }
            guard caller.canRead(course) else { throw .forbidden }
            return (course, part)
        }
        throw .notFound
    }
}

private func groupBody(_ group: SandboxGroup, _ category: SandboxGroupCategory, _ course: SandboxCourse) -> JSONValue {
    [
        "id": .id(group.id), "name": .string(group.name),
        "created_at": createdAt, "max_membership": .null, "is_public": false, "join_level": "invitation_only",
        "group_category_id": .id(category.id),
        "description": .null,
        "members_count": .integer(group.members.count),
        "non_collaborative": .bool(category.isNonCollaborative),
        "context_type": "Course",
        "course_id": .id(course.id),
        "role": .null, "sis_group_id": .null,
    ]
}

private func categoryBody(_ category: SandboxGroupCategory, _ course: SandboxCourse) -> JSONValue {
    [
        "id": .id(category.id), "name": .string(category.name),
        "role": .null, "self_signup": .null, "group_limit": .null, "auto_leader": .null, "created_at": createdAt,
        "context_type": "Course",
        "course_id": .id(course.id),
        "protected": false,
        "allows_multiple_memberships": .bool(category.isNonCollaborative),
        "is_member": false,
        "non_collaborative": .bool(category.isNonCollaborative),
    ]
}
