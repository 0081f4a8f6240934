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
