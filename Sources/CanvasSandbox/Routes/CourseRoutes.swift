/// When everything of the sandbox was made, where Canvas says so.
let createdAt: JSONValue = "2026-01-05T15:00:00Z"

/// The caller, the account, its courses and terms.
let accountRoutes: [Route] = [
    .get("users/self") { context in .json(profile(of: context.caller)) },
    .get("accounts") { context in
        try context.list(context.caller.isAccountAdministrator ? [context.institution.account] : [], accountBody)
    },
    .get("accounts/:account_id") { context in .json(accountBody(try context.account())) },
    .get("accounts/:account_id/courses") { context in
        _ = try context.account()
        return try context.list(try context.accountCourses()) { context.courseBody($0) }
    },
    .get("accounts/:account_id/terms") { context in
        _ = try context.account()
        let wanted = context.query.text("workflow_state") ?? "active"
        let terms = context.institution.terms.filter { wanted == "all" || $0.state == wanted }
        let page = try context.page(of: terms)
        return .page(["enrollment_terms": .array(page.rows.map(termBody))], link: page.link)
    },
]

private func profile(of caller: SandboxToken) -> JSONValue {
    [
        "id": .id(caller.userID), "name": .string(caller.userName),
        "created_at": createdAt,
        "sortable_name": .string(caller.userName),
        "short_name": .string(caller.userName),
        "locale": .null, "effective_locale": "en",
        "permissions": [
            "can_update_name": false, "can_update_avatar": false, "limit_parent_app_web_access": false,
        ],
    ]
}

extension RouteContext {
    fileprivate func account() throws(CanvasRefusal) -> SandboxAccount {
        let account = institution.account
        if !["self", "default"].contains(parameter("account_id")) {
            _ = try object("account_id", in: [account], id: \.id, sisID: \.sisAccountID)
        }
        guard caller.isAccountAdministrator else { throw .forbidden }
        return account
    }

    fileprivate func accountCourses() throws(CanvasRefusal) -> [SandboxCourse] {
        var courses = Array(institution.courses.values.filter(\.isListed))
        let states = query.texts("state") ?? ["created", "claimed", "available", "completed"]
        if !states.contains("all") {
            courses.removeAll { !states.contains($0.workflowState == "unpublished" ? "claimed" : $0.workflowState) }
        }
        if let published = query.flag("published") {
            courses.removeAll { ($0.workflowState != "unpublished") != published }
        }
        if let completed = query.flag("completed") {
            courses.removeAll { ($0.workflowState == "completed") != completed }
        }
        if let text = query.text("enrollment_term_id"), !text.isEmpty {
            let term = try found(
                institution.terms.first {
                    String($0.id) == text || $0.sisTermID.map { "sis_term_id:" + $0 } == text
                }
            )
            courses.removeAll { $0.termID != term.id }
        }
        if let search = query.text("search_term"), !search.isEmpty {
            guard search.count >= 2 else {
                throw .badRequest(message: "search_term of 2 or more characters is required")
            }
            let wanted = search.lowercased()
            courses.removeAll { course in
                ![course.name, course.courseCode, course.sisCourseID ?? "", String(course.id)]
                    .contains { $0.lowercased().contains(wanted) }
            }
        }
        return courses
    }
}

private func accountBody(_ account: SandboxAccount) -> JSONValue {
    [
        "id": .id(account.id), "name": .string(account.name),
        "workflow_state": "active", "parent_account_id": .null, "root_account_id": .null,
        "default_time_zone": .string(account.timeZone),
        "sis_account_id": .text(account.sisAccountID),
    ]
}

func termBody(_ term: SandboxTerm) -> JSONValue {
    [
        "id": .id(term.id), "name": .string(term.name),
        "start_at": .instant(term.startAt), "end_at": .instant(term.endAt),
        "created_at": createdAt,
        "workflow_state": .string(term.state),
        "grading_period_group_id": .null,
        "sis_term_id": .text(term.sisTermID),
    ]
}

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
        return .json(effectiveDueDatesBody(of: course, assignments: try context.wantedAssignments(in: course)))
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
            "account_id": .id(institution.account.id),
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
            "restrict_enrollments_to_course_dates": false,
        ]
        if caller.readsSIS {
            body["sis_course_id"] = .text(course.sisCourseID)
            body["integration_id"] = .null
        }
        body["enrollments"] = callerEnrollments(course)
        if query.includes("term") {
            body["term"] = institution.terms.first { $0.id == course.termID }.map(termBody)
        }
        if query.includes("total_students") {
            let students = Set(course.enrollments.filter { $0.role == .student && $0.state == "active" }.map(\.userID))
            body["total_students"] = .integer(students.count)
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
            "start_at": .null, "end_at": .null, "created_at": createdAt, "restrict_enrollments_to_section_dates": .null,
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
private func effectiveDueDatesBody(of course: SandboxCourse, assignments: [SandboxItem]) -> JSONValue {
    var body: JSONValue = [:]
    for item in assignments {
        let dates = EffectiveDueDates(course: course, item: item).dueDates()
        guard let id = item.assignmentID, !dates.isEmpty else { continue }
        var rows: JSONValue = [:]
        for (user, due) in dates.sorted(by: { $0.key < $1.key }) {
            rows[String(user)] = [
                "due_at": .instant(due), "grading_period_id": .null, "in_closed_grading_period": false,
            ]
        }
        body[String(id)] = rows
    }
    return body
}
