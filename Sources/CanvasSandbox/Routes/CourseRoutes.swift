/// A course, its sections, and Canvas's own list of effective due dates.
let courseRoutes: [Route] = [
    .get("courses") { context throws(CanvasRefusal) in
        let courses = context.institution.courses.values.filter {
            context.caller.role == .teacher && context.caller.canRead($0)
        }
        return try context.list(Array(courses)) { courseBody($0, context) }
    },
    .get("courses/:course_id") { context throws(CanvasRefusal) in
        .json(courseBody(try context.course(), context))
    },
    .get("courses/:course_id/sections") { context throws(CanvasRefusal) in
        let course = try context.course()
        var sections = course.activeSections
        if let visible = context.caller.sections { sections.removeAll { !visible.contains($0.id) } }
        sections.sort { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
        if context.request.query.flag("all") == true {
            return .json(.array(sections.map { sectionBody($0, course, context) }))
        }
        return try context.list(sections) { sectionBody($0, course, context) }
    },
    .get("courses/:course_id/sections/:section_id") { context throws(CanvasRefusal) in
        let course = try context.course()
        let name = context.parameter("section_id")
        let section = course.activeSections.first {
            canvasNumber(name) == $0.id || $0.sisSectionID.map { "sis_section_id:" + $0 } == name
        }
        guard let section else { throw CanvasRefusal.notFound }
        return .json(sectionBody(section, course, context))
    },
    .get("courses/:course_id/effective_due_dates") { context throws(CanvasRefusal) in
        let course = try context.course()
        let wanted = try context.wantedAssignments(in: course)
        return .json(effectiveDueDatesBody(of: course, assignments: wanted))
    },
    .get("courses/:course_id/assignment_groups") { context throws(CanvasRefusal) in
        let course = try context.course()
        return try context.list(Array(course.assignmentGroups.enumerated())) { position, group in
            ["id": .id(group.id), "name": .string(group.name), "position": .integer(Int64(position + 1))]
        }
    },
]

extension RouteContext {
    /// The assignments of `assignment_ids[]`, all by default; 422 when one is none of the course.
    fileprivate func wantedAssignments(in course: SandboxCourse) throws(CanvasRefusal) -> [SandboxItem] {
        guard let texts = request.query.texts("assignment_ids") else { return course.assignments }
        let wanted = texts.map { canvasNumber($0) }
        let known = Set(course.assignments.compactMap(\.assignmentID))
        guard wanted.allSatisfy({ $0.map(known.contains) ?? false }) else {
            throw CanvasRefusal(status: 422, ["errors": "assignment_ids param is invalid"])
        }
        return course.assignments.filter { wanted.contains($0.assignmentID) }
    }
}

func courseBody(_ course: SandboxCourse, _ context: RouteContext) -> JSONValue {
    var body: JSONValue = [
        "id": .id(course.id),
        "name": .string(course.name),
        "account_id": .id(context.institution.account.id),
        "uuid": .string("sandbox-course-\(course.id)"),
        "start_at": .instant(course.startAt),
        "grading_standard_id": nil,
        "is_public": false,
        "created_at": "2026-01-05T15:00:00Z",
        "course_code": .string(course.courseCode),
        "default_view": "modules",
        "root_account_id": .id(context.institution.account.id),
        "enrollment_term_id": .id(course.termID),
        "license": "private",
        "grade_passback_setting": nil,
        "end_at": .instant(course.endAt),
        "public_syllabus": false,
        "is_public_to_auth_users": false,
        "time_zone": .string(course.timeZone),
        "blueprint": false,
        "template": false,
        "hide_final_grades": false,
        "workflow_state": .string(course.workflowState),
        "restrict_enrollments_to_course_dates": false,
    ]
    if context.caller.readsSIS {
        body.append("sis_course_id", .text(course.sisCourseID))
        body.append("integration_id", nil)
    }
    body.append("enrollments", callerEnrollments(course, context))
    if context.request.query.includes("term"),
        let term = context.institution.terms.first(where: { $0.id == course.termID })
    {
        body.append("term", termBody(term))
    }
    if context.request.query.includes("total_students") {
        let students = Set(course.enrollments.filter { $0.role == .student && $0.state == "active" }.map(\.userID))
        body.append("total_students", .integer(Int64(students.count)))
    }
    return body
}

/// The caller's own enrollments, which tell whether the caller sees only some sections. Administrators have none.
private func callerEnrollments(_ course: SandboxCourse, _ context: RouteContext) -> JSONValue {
    let own = course.enrollments.filter { $0.userID == context.caller.userID && $0.role == .teacher }
    return .array(
        own.map { enrollment in
            [
                "type": "teacher",
                "role": "TeacherEnrollment",
                "user_id": .id(enrollment.userID),
                "enrollment_state": .string(enrollment.state),
                "limit_privileges_to_course_section": .bool(context.caller.sections != nil),
            ]
        }
    )
}

private func sectionBody(_ section: SandboxSection, _ course: SandboxCourse, _ context: RouteContext) -> JSONValue {
    var body: JSONValue = [
        "id": .id(section.id),
        "course_id": .id(course.id),
        "name": .string(section.name),
        "start_at": nil,
        "end_at": nil,
        "created_at": "2026-01-05T15:00:00Z",
        "restrict_enrollments_to_section_dates": nil,
        "nonxlist_course_id": nil,
    ]
    if context.caller.readsSIS {
        body.append("sis_section_id", .text(section.sisSectionID))
        body.append("sis_course_id", .text(course.sisCourseID))
        body.append("integration_id", nil)
    }
    let members = course.enrollments.filter { $0.sectionID == section.id && context.caller.sees($0) }
    if context.request.query.includes("total_students") {
        let count = members.filter { $0.role == .student && $0.state == "active" }.count
        body.append("total_students", .integer(Int64(count)))
    }
    if context.request.query.includes("students") {
        let students = members.filter { $0.role == .student }.compactMap { course.person($0.userID) }
        body.append("students", students.isEmpty ? .null : .array(students.map { userBody($0, context) }))
    }
    return body
}
