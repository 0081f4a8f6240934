/// `date_details`: the base dates of one item, and a page of its overrides inside the object.
let dateDetailRoutes: [Route] = [
    .get("courses/:course_id/assignments/:item_id/date_details") { try $0.itemDetails(by: \.assignmentID) },
    .get("courses/:course_id/quizzes/:item_id/date_details") { try $0.itemDetails(by: \.quizID) },
    .get("courses/:course_id/discussion_topics/:item_id/date_details") { try $0.itemDetails(by: \.discussionID) },
    .get("courses/:course_id/modules/:module_id/date_details") { try $0.moduleDetails() },
]

extension RouteContext {
    /// The item found by its plain number; these endpoints know no SIS ids.
    fileprivate func itemDetails(by itemID: (SandboxItem) -> Int64?) throws(CanvasRefusal) -> SandboxReply {
        let course = try course(where: \.managesAssignments)
        let id = try number("item_id")
        let item = try found(course.items.first { itemID($0) == id })
        let page = try page(of: course.ownedOverrides(of: item).sorted { $0.override.id < $1.override.id })
        var body: JSONValue = [
            "id": .id(id),
            "due_at": .instant(item.dueAt), "unlock_at": .instant(item.unlockAt), "lock_at": .instant(item.lockAt),
            "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
            "visible_to_everyone": .bool(course.isVisibleToEveryone(item)),
            "group_category_id": .optionalID(item.groupCategoryID),
            "graded": .bool(item.assignmentID != nil),
        ]
        if !item.checkpoints.isEmpty {
            body["checkpoints"] = .array(item.checkpoints.map { checkpointBody($0, item, course) })
        }
        body["overrides"] = .array(
            page.rows.map { overrideBody($0.override, of: $0.owner, in: course, withNames: true) }
        )
        return .page(body, link: page.link)
    }

    fileprivate func moduleDetails() throws(CanvasRefusal) -> SandboxReply {
        let course = try course(where: \.managesModules)
        let (_, module) = try module(in: course)
        let page = try page(of: module.activeOverrides.sorted { $0.id < $1.id })
        let rows = page.rows.map { overrideBody($0, of: .module(module), in: course, withNames: true) }
        let body: JSONValue = [
            "id": .id(module.id),
            "unlock_at": .instant(module.unlockAt),
            "only_visible_to_overrides": .bool(!module.activeOverrides.isEmpty),
            "graded": false,
            "overrides": .array(rows),
        ]
        return .page(body, link: page.link)
    }
}

/// What an override row hangs on: the keys differ.
enum OverrideOwner {
    case item(SandboxItem)
    case checkpoint(SandboxCheckpoint)
    case module(SandboxModule)
}

extension SandboxCourse {
    /// The active overrides of an item, its own and those of its modules.
    func ownedOverrides(of item: SandboxItem) -> [(override: SandboxOverride, owner: OverrideOwner)] {
        item.activeOverrides.map { ($0, .item(item)) }
            + moduleOverrides(of: item).map { ($0.override, .module($0.module)) }
    }
}

extension RouteContext {
    /// An override row, as Canvas: lib/api/v1/assignment_override.rb writes it: a date that is not overridden has no key, and
    /// one that is overridden to none is null.
    ///
    /// - Parameter withNames: adds the names of the module and of the students, as `date_details` has them.
    func overrideBody(
        _ override: SandboxOverride,
        of owner: OverrideOwner,
        in course: SandboxCourse,
        withNames: Bool = false
    ) -> JSONValue {
        var body: JSONValue = ["id": .id(override.id)]
        switch owner {
        case .item(let item):
            body["assignment_id"] = item.assignmentID.map(JSONValue.id)
            body["quiz_id"] = item.quizID.map(JSONValue.id)
        case .checkpoint(let checkpoint): body["assignment_id"] = .id(checkpoint.assignmentID)
        case .module(let module):
            body["context_module_id"] = .id(module.id)
            if withNames { body["context_module_name"] = .string(module.name) }
        }
        body["title"] = .string(course.title(of: override))
        body["unassign_item"] = .bool(override.unassignsItem)
        body["parent_override_id"] = override.parentOverrideID.map(JSONValue.id)
        if case .overridden(let due) = override.dueAt {
            body["due_at"] = .instant(due)
            body["all_day"] = .bool(due?.isAllDay ?? false)
            body["all_day_date"] = .text(due?.localDay)
        }
        if case .overridden(let unlock) = override.unlockAt { body["unlock_at"] = .instant(unlock) }
        if case .overridden(let lock) = override.lockAt { body["lock_at"] = .instant(lock) }
        switch override.target {
        case .students(let ids):
            let visible = caller.visibleStudents(ids, in: course)
            body["student_ids"] = .array(visible.map(JSONValue.id))
            if withNames { body["students"] = course.namedStudents(visible) }
        case .group(let id):
            body["group_id"] = .id(id)
            let category = course.group(id)?.category
            body["non_collaborative"] = .bool(category?.isNonCollaborative ?? false)
            body["group_category_id"] = .optionalID(category?.id)
        case .section(let id): body["course_section_id"] = .id(id)
        case .course: body["course_id"] = .id(course.id)
        case .masteryPath(let id): body["noop_id"] = .id(id)
        }
        return body
    }
}

extension SandboxCourse {
    func namedStudents(_ ids: [Int64]) -> JSONValue {
        .array(ids.map { ["id": .id($0), "name": .text(person($0)?.name)] })
    }
}
