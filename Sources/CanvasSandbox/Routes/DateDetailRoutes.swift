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
