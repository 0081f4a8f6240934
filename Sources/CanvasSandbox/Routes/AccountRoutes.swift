/// The caller, the accounts, and their courses and terms.
let accountRoutes: [Route] = [
    .get("users/self") { context in .json(profile(of: context.caller)) },
    .get("users/self/user_generated_tokens") { context in
        try context.list(context.institution.tokens.filter { $0.userID == context.caller.userID }, tokenBody)
    },
    .get("accounts") { context in
        let account = context.institution.account
        return try context.list(context.caller.isAccountAdministrator ? [account] : []) { context.accountBody($0) }
    },
    .get("accounts/:account_id") { context in .json(context.accountBody(try context.account())) },
    .get("accounts/:account_id/sub_accounts") { context in
        let parent = try context.account()
        let all = context.query.flag("recursive") == true
        let below = context.institution.subAccounts.filter { account in
            all
                ? account.id != parent.id && context.institution.is(account.id, within: parent.id)
                : account.parentID == parent.id
        }
        return try context.list(below) { context.accountBody($0) }
    },
    .get("accounts/:account_id/courses") { context in
        let courses = try context.courses(of: try context.account())
        return try context.list(courses) { context.courseBody($0) }
    },
    .get("accounts/:account_id/terms") { context in
        try context.checkRootAccount()
        let wanted = context.query.text("workflow_state") ?? "active"
        let terms = context.institution.terms.filter { wanted == "all" || $0.state == wanted }
        let page = try context.page(of: terms)
        let rows = page.rows.map { context.query.includes("overrides") ? termBodyWithOverrides($0) : termBody($0) }
        return .page(["enrollment_terms": .array(rows)], link: page.link)
    },
    .get("accounts/:account_id/terms/:term_id") { context in
        try context.checkRootAccount()
        let term = try context.object("term_id", in: context.institution.terms, id: \.id, sisID: \.sisTermID)
        return .json(termBodyWithOverrides(term))
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

/// Canvas gives the first five characters of a token, never the whole.
private func tokenBody(_ token: SandboxToken) -> JSONValue {
    [
        "id": .id(token.userID), "created_at": createdAt, "expires_at": .instant(token.expiresAt),
        "workflow_state": "active", "purpose": "sandbox", "user_id": .id(token.userID),
        "token_hint": .string(String(token.token.prefix(5))),
    ]
}

extension RouteContext {
    fileprivate func account() throws(CanvasRefusal) -> SandboxAccount {
        var account = institution.account
        if !["self", "default"].contains(parameter("account_id")) {
            account = try object("account_id", in: institution.accounts, id: \.id, sisID: \.sisAccountID)
        }
        guard caller.isAccountAdministrator else { throw .forbidden }
        return account
    }

    fileprivate func checkRootAccount() throws(CanvasRefusal) {
        guard try account().parentID == nil else {
            throw CanvasRefusal.badRequest(message: "Terms only belong to root_accounts.")
        }
    }

    /// Those of the accounts below it too, ordered by id.
    fileprivate func courses(of account: SandboxAccount) throws(CanvasRefusal) -> [SandboxCourse] {
        let root = institution.account.id
        var courses = institution.courses.values.filter {
            $0.isListed && institution.is($0.accountID ?? root, within: account.id)
        }
        var states = query.texts("state") ?? ["created", "claimed", "available", "completed"]
        if states.contains("all") { states = ["created", "claimed", "available", "completed", "deleted"] }
        if let published = query.flag("published") { states.removeAll { ($0 == "available") != published } }
        courses.removeAll { !states.contains($0.workflowState == "unpublished" ? "claimed" : $0.workflowState) }
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
        if let search = query.text("search_term") {
            // Canvas's documentation says three, and its code two.
            guard search.count >= 2 else {
                throw CanvasRefusal(
                    status: 400,
                    [
                        "errors": [
                            [
                                "field": "search_term", "code": "invalid",
                                "message": "2 or more characters is required",
                            ]
                        ]
                    ]
                )
            }
            let wanted = search.lowercased()
            courses.removeAll { course in
                let texts = [course.name, course.courseCode, caller.readsSIS ? course.sisCourseID ?? "" : ""]
                return String(course.id) != search && !texts.contains { $0.lowercased().contains(wanted) }
            }
        }
        return courses
    }

    func accountBody(_ account: SandboxAccount) -> JSONValue {
        let isRoot = account.parentID == nil
        return [
            "id": .id(account.id), "name": .string(account.name),
            "workflow_state": "active", "parent_account_id": account.parentID.map(JSONValue.id) ?? .null,
            "root_account_id": isRoot ? .null : .id(institution.account.id),
            "default_time_zone": .string(isRoot ? account.timeZone : institution.account.timeZone),
            "sis_account_id": .text(account.sisAccountID),
        ]
    }
}

extension SandboxInstitution {
    /// Whether an account is another, or somewhere below it.
    fileprivate func `is`(_ account: Int64, within other: Int64) -> Bool {
        if account == other { return true }
        guard let parent = subAccounts.first(where: { $0.id == account })?.parentID else { return false }
        return `is`(parent, within: other)
    }
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

private func termBodyWithOverrides(_ term: SandboxTerm) -> JSONValue {
    var body = termBody(term)
    let dates = term.studentDates
    body["overrides"] =
        dates == nil
        ? [:] : ["StudentEnrollment": ["start_at": .instant(dates?.startAt), "end_at": .instant(dates?.endAt)]]
    return body
}
