/// The caller, the account, its courses and terms.
let accountRoutes: [Route] = [
    .get("users/self") { context in .json(profile(of: context.caller)) },
    .get("accounts") { context throws(CanvasRefusal) in
        try context.list(context.caller.isAccountAdministrator ? [context.institution.account] : [], accountBody)
    },
    .get("accounts/:account_id") { context throws(CanvasRefusal) in
        .json(accountBody(try context.account()))
    },
    .get("accounts/:account_id/courses") { context throws(CanvasRefusal) in
        _ = try context.account()
        return try context.list(try context.accountCourses()) { courseBody($0, context) }
    },
    .get("accounts/:account_id/terms") { context throws(CanvasRefusal) in
        _ = try context.account()
        let wanted = context.request.query.text("workflow_state") ?? "active"
        let terms = context.institution.terms.filter {
            wanted == "all" || $0.isDeleted == (wanted == "deleted")
        }
        let page = try context.page(of: terms)
        return .json(["enrollment_terms": .array(page.rows.map(termBody))]).with(link: page.link)
    },
]

private func profile(of caller: SandboxToken) -> JSONValue {
    [
        "id": .id(caller.userID),
        "name": .string(caller.userName),
        "created_at": "2026-01-05T15:00:00Z",
        "sortable_name": .string(caller.userName),
        "short_name": .string(caller.userName),
        "locale": nil,
        "effective_locale": "en",
        "permissions": [
            "can_update_name": false, "can_update_avatar": false, "limit_parent_app_web_access": false,
        ],
    ]
}

extension RouteContext {
    fileprivate func account() throws(CanvasRefusal) -> SandboxAccount {
        let account = institution.account
        let names = [String(account.id), "self", "default", account.sisAccountID.map { "sis_account_id:" + $0 }]
        guard names.contains(parameter("account_id")) else { throw .notFound }
        guard caller.isAccountAdministrator else { throw .forbidden }
        return account
    }

    fileprivate func accountCourses() throws(CanvasRefusal) -> [SandboxCourse] {
        var courses = Array(institution.courses.values.filter(\.isListed))
        let states = request.query.texts("state") ?? ["created", "claimed", "available", "completed"]
        if !states.contains("all") {
            courses.removeAll { !states.contains($0.workflowState == "unpublished" ? "claimed" : $0.workflowState) }
        }
        if let published = request.query.flag("published") {
            courses.removeAll { ($0.workflowState != "unpublished") != published }
        }
        if let completed = request.query.flag("completed") {
            courses.removeAll { ($0.workflowState == "completed") != completed }
        }
        if let text = request.query.text("enrollment_term_id"), !text.isEmpty {
            let term = institution.terms.first {
                String($0.id) == text || $0.sisTermID.map { "sis_term_id:" + $0 } == text
            }
            guard let term else { throw .notFound }
            courses.removeAll { $0.termID != term.id }
        }
        if let search = request.query.text("search_term"), !search.isEmpty {
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
        "id": .id(account.id),
        "name": .string(account.name),
        "workflow_state": "active",
        "parent_account_id": nil,
        "root_account_id": nil,
        "default_time_zone": .string(account.timeZone),
        "sis_account_id": .text(account.sisAccountID),
    ]
}

func termBody(_ term: SandboxTerm) -> JSONValue {
    [
        "id": .id(term.id),
        "name": .string(term.name),
        "start_at": .instant(term.startAt),
        "end_at": .instant(term.endAt),
        "created_at": "2026-01-05T15:00:00Z",
        "workflow_state": .string(term.isDeleted ? "deleted" : "active"),
        "grading_period_group_id": nil,
        "sis_term_id": .text(term.sisTermID),
    ]
}
