/// `date_details`: the base dates of one item, and a page of its overrides inside the object.
let dateDetailRoutes: [Route] = [
    .get("courses/:course_id/assignments/:item_id/date_details") { context throws(CanvasRefusal) in
        try context.itemDetails { $0.assignmentID }
    },
    .get("courses/:course_id/quizzes/:item_id/date_details") { context throws(CanvasRefusal) in
        try context.itemDetails { $0.quizID }
    },
    .get("courses/:course_id/discussion_topics/:item_id/date_details") { context throws(CanvasRefusal) in
        try context.itemDetails { $0.discussionID }
    },
    .get("courses/:course_id/modules/:item_id/date_details") { context throws(CanvasRefusal) in
        try context.moduleDetails()
    },
]

extension RouteContext {
    /// The item found by its plain number; these endpoints know no SIS ids.
    fileprivate func itemDetails(
        by itemID: (SandboxItem) -> Int64?
    ) throws(CanvasRefusal) -> SandboxReply {
        let course = try course(where: \.managesAssignments)
        let id = try number("item_id")
        guard let item = course.items.first(where: { itemID($0) == id }) else { throw .notFound }
        let direct = item.activeOverrides.map { ($0, OverrideOwner(item)) }
        let ofModules = course.moduleOverrides(of: item).map {
            ($0.override, OverrideOwner.module($0.module, withName: true))
        }
        let page = try page(of: (direct + ofModules).sorted { $0.0.id < $1.0.id })
        var body: JSONValue = [
            "id": .id(id),
            "due_at": .instant(item.dueAt),
            "unlock_at": .instant(item.unlockAt),
            "lock_at": .instant(item.lockAt),
            "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
            "visible_to_everyone": .bool(course.isVisibleToEveryone(item)),
            "group_category_id": .optionalID(item.groupCategoryID),
            "graded": .bool(item.assignmentID != nil),
        ]
        if !item.checkpoints.isEmpty {
            body.append("checkpoints", .array(item.checkpoints.map { checkpointBody($0, item, course, self) }))
        }
        let rows = page.rows.map { overrideBody($0.0, of: $0.1, in: course, for: caller, withNames: true) }
        body.append("overrides", .array(rows))
        return .json(body).with(link: page.link)
    }

    fileprivate func moduleDetails() throws(CanvasRefusal) -> SandboxReply {
        let course = try course(where: \.managesModules)
        let id = try number("item_id")
        guard let module = course.modules.first(where: { $0.id == id && !$0.isDeleted }) else { throw .notFound }
        let page = try page(of: module.activeOverrides.sorted { $0.id < $1.id })
        let owner = OverrideOwner.module(module, withName: true)
        let rows = page.rows.map { overrideBody($0, of: owner, in: course, for: caller, withNames: true) }
        let body: JSONValue = [
            "id": .id(module.id),
            "unlock_at": .instant(module.unlockAt),
            "only_visible_to_overrides": .bool(!module.activeOverrides.isEmpty),
            "graded": false,
            "overrides": .array(rows),
        ]
        return .json(body).with(link: page.link)
    }
}

/// What an override row hangs on: the keys differ.
enum OverrideOwner {
    case item(assignmentID: Int64?, quizID: Int64?)
    case module(SandboxModule, withName: Bool)

    init(_ item: SandboxItem) {
        self = .item(assignmentID: item.assignmentID, quizID: item.quizID)
    }
}

/// An override row, as Canvas: lib/api/v1/assignment_override.rb writes it: a date that is not overridden has no key, and
/// one that is overridden to none is null.
func overrideBody(
    _ override: SandboxOverride,
    of owner: OverrideOwner,
    in course: SandboxCourse,
    for caller: SandboxToken,
    withNames: Bool = false
) -> JSONValue {
    var body: JSONValue = ["id": .id(override.id)]
    switch owner {
    case .item(let assignmentID, let quizID):
        if let assignmentID { body.append("assignment_id", .id(assignmentID)) }
        if let quizID { body.append("quiz_id", .id(quizID)) }
    case .module(let module, let withName):
        body.append("context_module_id", .id(module.id))
        if withName { body.append("context_module_name", .string(module.name)) }
    }
    body.append("title", .string(course.title(of: override)))
    body.append("unassign_item", .bool(override.unassignsItem))
    if let parent = override.parentOverrideID { body.append("parent_override_id", .id(parent)) }
    appendDates(of: override, to: &body)
    appendTarget(of: override, in: course, for: caller, withNames: withNames, to: &body)
    return body
}

private func appendDates(of override: SandboxOverride, to body: inout JSONValue) {
    if case .overridden(let due) = override.dueAt {
        body.append("due_at", .instant(due))
        body.append("all_day", .bool(due?.isAllDay ?? false))
        body.append("all_day_date", .text(due?.localDay))
    }
    if case .overridden(let unlock) = override.unlockAt { body.append("unlock_at", .instant(unlock)) }
    if case .overridden(let lock) = override.lockAt { body.append("lock_at", .instant(lock)) }
}

private func appendTarget(
    of override: SandboxOverride,
    in course: SandboxCourse,
    for caller: SandboxToken,
    withNames: Bool,
    to body: inout JSONValue
) {
    switch override.target {
    case .students(let ids):
        let visible = caller.visibleStudents(ids, in: course)
        body.append("student_ids", .ids(visible))
        if withNames {
            body.append(
                "students",
                .array(visible.map { ["id": .id($0), "name": .text(course.person($0)?.name)] })
            )
        }
    case .group(let id):
        body.append("group_id", .id(id))
        let category = course.group(id)?.category
        body.append("non_collaborative", .bool(category?.isNonCollaborative ?? false))
        body.append("group_category_id", .optionalID(category?.id))
    case .section(let id): body.append("course_section_id", .id(id))
    case .course: body.append("course_id", .id(course.id))
    case .masteryPath(let id): body.append("noop_id", .id(id))
    }
}
