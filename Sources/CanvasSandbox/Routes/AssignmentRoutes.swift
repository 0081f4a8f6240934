/// Assignments and the overrides of one.
let assignmentRoutes: [Route] = [
    .get("courses/:course_id/assignments") { context throws(CanvasRefusal) in
        let course = try context.course()
        let page = try context.page(of: context.assignments(of: course))
        try context.checkRequestedIDs(on: page.rows)
        return .json(.array(page.rows.map { assignmentBody($0, course, context) })).with(link: page.link)
    },
    .get("courses/:course_id/assignments/overrides") { context throws(CanvasRefusal) in
        let course = try context.course(where: \.managesAssignments)
        return .json(.array(try context.requestedOverrides(in: course)))
    },
    .get("courses/:course_id/assignments/:assignment_id") { context throws(CanvasRefusal) in
        let course = try context.course()
        return .json(assignmentBody(try context.assignment(in: course), course, context))
    },
    .get("courses/:course_id/assignments/:assignment_id/overrides") { context throws(CanvasRefusal) in
        let course = try context.course(where: \.managesAssignments)
        // Said to be paged in the documentation, but Canvas sends the whole list without a Link header.
        return .json(.array(context.overrideRows(of: try context.assignment(in: course), in: course)))
    },
    .get("courses/:course_id/assignments/:assignment_id/overrides/:override_id") { context throws(CanvasRefusal) in
        let course = try context.course(where: \.managesAssignments)
        let item = try context.assignment(in: course)
        let id = try context.number("override_id")
        guard let override = item.activeOverrides.first(where: { $0.id == id }) else { throw CanvasRefusal.notFound }
        return .json(overrideBody(override, of: OverrideOwner(item), in: course, for: context.caller))
    },
]

/// From this many overrides on, Canvas sends only their number.
private let allDatesLimit = 25

extension RouteContext {
    /// The filters of the list: `assignment_ids[]`, `new_quizzes`, `search_term`, `assignment_group_id`.
    fileprivate func assignments(of course: SandboxCourse) throws(CanvasRefusal) -> [SandboxItem] {
        var items = course.assignments
        if let ids = request.query.texts("assignment_ids"), !ids.isEmpty {
            guard ids.count <= 100 else {
                throw .badRequest(message: "Request contains too many assignment_ids.  Limit 100")
            }
            let wanted = Set(ids.compactMap { canvasNumber($0) })
            items.removeAll { !($0.assignmentID.map(wanted.contains) ?? false) }
        }
        if let text = request.query.text("new_quizzes"), !text.isEmpty { items.removeAll { $0.kind != .newQuiz } }
        if let search = request.query.text("search_term")?.lowercased(), !search.isEmpty {
            items.removeAll { !$0.title.lowercased().contains(search) }
        }
        if let group = request.query.text("assignment_group_id").flatMap({ canvasNumber($0) }) {
            items.removeAll { $0.assignmentGroup != group }
        }
        switch request.query.text("order_by") {
        case "name":
            items.sort { ($0.title.lowercased(), $0.assignmentID ?? 0) < ($1.title.lowercased(), $1.assignmentID ?? 0) }
        case "due_at": items.sort { ($0.dueAt?.secondsSince1970 ?? .max) < ($1.dueAt?.secondsSince1970 ?? .max) }
        default: break
        }
        return items
    }

    /// An id that is not on this very page is refused, even when a later page has it.
    fileprivate func checkRequestedIDs(on page: [SandboxItem]) throws(CanvasRefusal) {
        guard let ids = request.query.texts("assignment_ids"), !ids.isEmpty else { return }
        let present = Set(page.compactMap(\.assignmentID))
        let missing = ids.filter { !(canvasNumber($0).map(present.contains) ?? false) }
        guard missing.isEmpty else {
            throw .badRequest(message: "Invalid assignment_ids: \(missing.joined(separator: ","))")
        }
    }

    fileprivate func assignment(in course: SandboxCourse) throws(CanvasRefusal) -> SandboxItem {
        let name = parameter("assignment_id")
        let item = course.assignments.first {
            canvasNumber(name) == $0.assignmentID || $0.sisAssignmentID.map { "sis_assignment_id:" + $0 } == name
        }
        guard let item else { throw .notFound }
        return item
    }

    /// The overrides of `assignment_overrides[][id]` and `[][assignment_id]`, in that order; null for what isn't there.
    fileprivate func requestedOverrides(in course: SandboxCourse) throws(CanvasRefusal) -> [JSONValue] {
        guard case .list(let entries)? = request.query["assignment_overrides"], !entries.isEmpty else {
            throw CanvasRefusal(status: 400, ["errors": ["no assignment_overrides values present"]])
        }
        var rows: [JSONValue] = []
        for entry in entries {
            guard case .table(let table) = entry, let id = table["id"]?.text, let owner = table["assignment_id"]?.text
            else {
                let sentence: JSONValue = "must specify an array with entry format { id, assignment_id }"
                throw CanvasRefusal(status: 400, ["errors": [sentence]])
            }
            let item = course.assignments.first { $0.assignmentID == canvasNumber(owner) }
            let override = item?.activeOverrides.first { $0.id == canvasNumber(id) }
            if let item, let override {
                rows.append(overrideBody(override, of: OverrideOwner(item), in: course, for: caller))
            } else {
                rows.append(.null)
            }
        }
        return rows
    }

    /// Direct and module overrides, student overrides last, without those of whom the caller sees nobody.
    fileprivate func overrideRows(of item: SandboxItem, in course: SandboxCourse) -> [JSONValue] {
        let direct = item.activeOverrides.filter { course.usesMasteryPaths || $0.setType != "Noop" }
            .map { ($0, OverrideOwner(item)) }
        let ofModules = course.moduleOverrides(of: item).map {
            ($0.override, OverrideOwner.module($0.module, withName: false))
        }
        let all = direct + ofModules
        let students = all.filter { row in
            row.0.studentIDs.map { !caller.visibleStudents($0, in: course).isEmpty } ?? false
        }
        return (all.filter { $0.0.studentIDs == nil } + students).map {
            overrideBody($0.0, of: $0.1, in: course, for: caller)
        }
    }
}

func assignmentBody(_ item: SandboxItem, _ course: SandboxCourse, _ context: RouteContext) -> JSONValue {
    let query = context.request.query
    let isOverridden = query.flag("override_assignment_dates") ?? true
    let dates = isOverridden ? TeacherDates(of: item, in: course) : TeacherDates(baseOf: item)
    let id = item.assignmentID ?? 0
    var body: JSONValue = [
        "id": .id(id),
        "description": nil,
        "due_at": .instant(dates.dueAt),
        "unlock_at": .instant(dates.unlockAt),
        "lock_at": .instant(dates.lockAt),
        "points_possible": item.pointsPossible.map(JSONValue.number) ?? .null,
        "grading_type": "points",
        "assignment_group_id": .id(item.assignmentGroup),
        "grading_standard_id": nil,
        "created_at": "2026-01-05T15:00:00Z",
        "updated_at": "2026-01-05T15:00:00Z",
        "peer_reviews": false,
        "automatic_peer_reviews": false,
        "position": .integer(Int64((course.items.firstIndex { $0.assignmentID == item.assignmentID } ?? 0) + 1)),
        "grade_group_students_individually": false,
        "anonymous_peer_reviews": false,
        "group_category_id": .optionalID(item.groupCategoryID),
        "post_to_sis": false,
        "intra_group_peer_reviews": false,
        "course_id": .id(course.id),
        "name": .string(item.title),
        "submission_types": .array([.string(item.submissionType)]),
        "has_submitted_submissions": false,
        "is_quiz_assignment": .bool(item.quizID != nil),
        "muted": true,
        "html_url": .string("\(context.request.origin)/courses/\(course.id)/assignments/\(id)"),
        "published": .bool(item.isPublished),
        "workflow_state": .string(item.isPublished ? "published" : "unpublished"),
        "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
        "visible_to_everyone": .bool(course.isVisibleToEveryone(item)),
        "locked_for_user": false,
    ]
    if let quizID = item.quizID { body.append("quiz_id", .id(quizID)) }
    if item.kind == .newQuiz { body.append("is_quiz_lti_assignment", true) }
    if let discussionID = item.discussionID { body.append("discussion_topic", discussionBody(discussionID, item)) }
    if context.caller.readsSIS { body.append("sis_assignment_id", .text(item.sisAssignmentID)) }
    appendOverrides(of: item, course, context, to: &body)
    return body
}

private func appendOverrides(
    of item: SandboxItem,
    _ course: SandboxCourse,
    _ context: RouteContext,
    to body: inout JSONValue
) {
    let query = context.request.query
    let count = item.activeOverrides.count + course.moduleOverrides(of: item).count
    if context.caller.managesAssignments {
        body.append("unpublishable", true)
        body.append("has_overrides", .bool(count > 0))
    }
    if query.includes("all_dates") {
        if count >= allDatesLimit {
            body.append("all_dates", [])
            body.append("all_dates_count", .integer(Int64(count)))
        } else {
            body.append("all_dates", .array(allDates(of: item, in: course).map(\.body)))
        }
    }
    if query.includes("checkpoints") {
        body.append("has_sub_assignments", .bool(!item.checkpoints.isEmpty))
        body.append("checkpoints", .array(item.checkpoints.map { checkpointBody($0, item, course, context) }))
    }
    if query.includes("overrides"), context.caller.managesAssignments {
        let owner = OverrideOwner(item)
        let rows = item.activeOverrides.map { overrideBody($0, of: owner, in: course, for: context.caller) }
        body.append("overrides", .array(rows))
    }
    if query.includes("assignment_visibility"), context.caller.managesAssignments {
        let students = context.caller.visibleStudents(
            ItemVisibility(course: course, item: item).students().sorted(),
            in: course
        )
        body.append("assignment_visibility", .array(students.map { .string(String($0)) }))
    }
}

/// A checkpointed discussion lists the dates of its checkpoints, one after the other.
private func allDates(of item: SandboxItem, in course: SandboxCourse) -> [DateRow] {
    guard !item.checkpoints.isEmpty else { return course.dateRows(of: item, for: nil) }
    return item.checkpoints.flatMap { checkpoint in
        var step = item
        step.dueAt = checkpoint.dueAt
        step.overrides = checkpoint.overrides
        return course.dateRows(of: step, for: nil)
    }
}

func checkpointBody(
    _ checkpoint: SandboxCheckpoint,
    _ item: SandboxItem,
    _ course: SandboxCourse,
    _ context: RouteContext
) -> JSONValue {
    let owner = OverrideOwner.item(assignmentID: checkpoint.assignmentID, quizID: nil)
    let rows = checkpoint.overrides.filter(\.isActive)
    return [
        "name": .string(item.title),
        "tag": .string(checkpoint.tag),
        "points_possible": .number(checkpoint.pointsPossible),
        "due_at": .instant(checkpoint.dueAt),
        "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
        "overrides": .array(rows.map { overrideBody($0, of: owner, in: course, for: context.caller) }),
    ]
}

private func discussionBody(_ id: Int64, _ item: SandboxItem) -> JSONValue {
    [
        "id": .id(id), "title": .string(item.title), "assignment_id": .optionalID(item.assignmentID),
        "is_announcement": false, "published": .bool(item.isPublished),
    ]
}

extension SandboxItem {
    fileprivate var submissionType: String {
        switch kind {
        case .assignment: "online_upload"
        case .classicQuiz, .practiceQuiz, .survey, .gradedSurvey: "online_quiz"
        case .newQuiz: "external_tool"
        case .discussion, .checkpointedDiscussion: "discussion_topic"
        }
    }
}
