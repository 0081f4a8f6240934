/// When everything of the sandbox was made, where Canvas says so.
let createdAt: JSONValue = "2026-01-05T15:00:00Z"

/// A course, its sections, and Canvas's own list of effective due dates.
let courseRoutes: [Route] = [
    .get("courses/:course_id") { context in .json(context.courseBody(try context.course())) },
    .get("courses/:course_id/sections") { context in
        let course = try context.course()
        var sections = course.activeSections
        if let visible = context.caller.sections { sections.removeAll { !visible.contains($0.id) } }
        sections.sort { ($0.name.lowercased(), $0.id) < ($1.name.lowercased(), $1.id) }
        if context.query.flag("all") == true {
            return .json(.array(sections.map { context.sectionBody($0, course) }))
        }
        return try context.list(sections) { context.sectionBody($0, course) }
    },
    .get("courses/:course_id/effective_due_dates") { context in
        let course = try context.course()
        let assignments = try context.wantedAssignments(in: course)
        return .json(
            effectiveDueDatesBody(of: course, context.institution.term(of: course), assignments: assignments)
        )
    },
]

extension RouteContext {
    /// The assignments of `assignment_ids[]`, all by default; 422 when one is none of the course.
    fileprivate func wantedAssignments(in course: SandboxCourse) throws(CanvasRefusal) -> [SandboxItem] {
        guard let texts = query.texts("assignment_ids") else { return course.assignments }
        let wanted = texts.map { canvasNumber($0) }
        guard Set(wanted).isSubset(of: course.assignments.map(\.assignmentID)) else {
            throw CanvasRefusal(status: 422, ["errors": "assignment_ids param is invalid"])
        }
        return course.assignments.filter { wanted.contains($0.assignmentID) }
    }

    func courseBody(_ course: SandboxCourse) -> JSONValue {
        var body: JSONValue = [
            "id": .id(course.id), "name": .string(course.name),
            "account_id": .id(course.accountID ?? institution.account.id),
            "uuid": .string("sandbox-course-\(course.id)"),
            "start_at": .instant(course.startAt),
            "grading_standard_id": .null, "is_public": false, "created_at": createdAt,
            "course_code": .string(course.courseCode),
            "default_view": "modules",
            "root_account_id": .id(institution.account.id),
            "enrollment_term_id": .id(course.termID),
            "license": "private", "grade_passback_setting": .null,
            "end_at": .instant(course.endAt),
            "public_syllabus": false, "is_public_to_auth_users": false,
            "time_zone": .string(course.timeZone),
            "blueprint": false, "template": false, "hide_final_grades": false,
            "workflow_state": .string(course.workflowState),
            "restrict_enrollments_to_course_dates": .bool(course.restrictsToDates),
        ]
        if caller.readsSIS {
            body["sis_course_id"] = .text(course.sisCourseID)
            body["integration_id"] = .null
        }
        body["enrollments"] = callerEnrollments(course)
        if query.includes("term") {
            body["term"] = institution.term(of: course).map(termBody)
        }
        let account = institution.subAccounts.first { $0.id == course.accountID } ?? institution.account
        if query.includes("account_name") { body["account_name"] = .string(account.name) }
        if query.includes("account") { body["account"] = accountBody(account) }
        if query.includes("total_students") {
            let states: Set = ["active", "invited", "creation_pending"]
            let students = course.enrollments.filter { $0.role == .student && states.contains($0.state) }
            body["total_students"] = .integer(Set(students.map(\.userID)).count)
        }
        return body
    }

    /// The caller's own enrollments, which tell whether the caller sees only some sections. Administrators have none.
    fileprivate func callerEnrollments(_ course: SandboxCourse) -> JSONValue {
        let own = course.enrollments.filter { $0.userID == caller.userID && $0.role == .teacher }
        let rows: [JSONValue] = own.map { enrollment in
            [
                "type": "teacher", "role": "TeacherEnrollment", "user_id": .id(enrollment.userID),
                "enrollment_state": .string(enrollment.state),
                "limit_privileges_to_course_section": .bool(caller.sections != nil),
            ]
        }
        return .array(rows)
    }

    fileprivate func sectionBody(_ section: SandboxSection, _ course: SandboxCourse) -> JSONValue {
        var body: JSONValue = [
            "id": .id(section.id),
            "course_id": .id(course.id),
            "name": .string(section.name),
            "start_at": .instant(section.startAt), "end_at": .instant(section.endAt), "created_at": createdAt,
            "restrict_enrollments_to_section_dates": section.restrictsToDates ? true : .null,
            "nonxlist_course_id": .null,
        ]
        if caller.readsSIS {
            body["sis_section_id"] = .text(section.sisSectionID)
            body["sis_course_id"] = .text(course.sisCourseID)
            body["integration_id"] = .null
        }
        if query.includes("total_students") {
            let students = course.enrollments.filter {
                $0.sectionID == section.id && $0.role == .student && $0.state == "active" && caller.sees($0)
            }
            body["total_students"] = .integer(students.count)
        }
        return body
    }
}

/// `{"assignment id": {"user id": {"due_at": …}}}`; an assignment that nobody has is missing.
private func effectiveDueDatesBody(
    of course: SandboxCourse,
    _ term: SandboxTerm?,
    assignments: [SandboxItem]
) -> JSONValue {
    var body: JSONValue = [:]
    for item in assignments {
        let dates = EffectiveDueDates(course: course, item: item).dueDates()
        guard let id = item.assignmentID, !dates.isEmpty else { continue }
        var rows: JSONValue = [:]
        for (user, due) in dates.sorted(by: { $0.key < $1.key }) {
            let period = term?.gradingPeriod(ofDue: due)
            rows[String(user)] = [
                "due_at": .instant(due), "grading_period_id": .optionalID(period?.id),
                "in_closed_grading_period": .bool(period?.isClosed ?? false),
            ]
        }
        body[String(id)] = rows
    }
    return body
}
