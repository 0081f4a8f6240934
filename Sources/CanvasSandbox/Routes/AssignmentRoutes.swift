/// Assignments and the overrides of one.
let assignmentRoutes: [Route] = [
    .get("courses/:course_id/assignments") { context in
        let course = try context.course()
        let page = try context.page(of: context.assignments(of: course))
        try context.checkRequestedIDs(on: page.rows)
        return .page(.array(page.rows.map { context.assignmentBody($0, course) }), link: page.link)
    },
    .get("courses/:course_id/assignments/overrides") { context in
        let course = try context.course(where: \.managesAssignments)
        return .json(.array(try context.requestedOverrides(in: course)))
    },
    .get("courses/:course_id/assignments/:assignment_id") { context in
        let course = try context.course()
        return .json(context.assignmentBody(try context.assignment(in: course), course))
    },
    .get("courses/:course_id/assignments/:assignment_id/overrides") { context in
        let course = try context.course(where: \.managesAssignments)
        // Said to be paged in the documentation, but Canvas sends the whole list without a Link header.
        return .json(.array(context.overrideRows(of: try context.assignment(in: course), in: course)))
    },
    .get("courses/:course_id/assignments/:assignment_id/overrides/:override_id") { context in
        let course = try context.course(where: \.managesAssignments)
        let item = try context.assignment(in: course)
        let id = try context.number("override_id")
        let override = try found(item.activeOverrides.first { $0.id == id })
        return .json(context.overrideBody(override, of: .item(item), in: course))
    },
]

/// From this many overrides on, Canvas sends only their number.
private let allDatesLimit = 25

extension RouteContext {
    /// The filters of the list: `assignment_ids[]`, `new_quizzes`, `search_term`, `assignment_group_id`.
    fileprivate func assignments(of course: SandboxCourse) throws(CanvasRefusal) -> [SandboxItem] {
        var items = course.assignments
        if let ids = query.texts("assignment_ids"), !ids.isEmpty {
            guard ids.count <= 100 else {
                throw .badRequest(message: "Request contains too many assignment_ids.  Limit 100")
            }
            let wanted = Set(ids.compactMap { canvasNumber($0) })
            items.removeAll { !($0.assignmentID.map(wanted.contains) ?? false) }
        }
        if let text = query.text("new_quizzes"), !text.isEmpty { items.removeAll { $0.kind != .newQuiz } }
        if let search = query.text("search_term")?.lowercased(), !search.isEmpty {
            items.removeAll { !$0.title.lowercased().contains(search) }
        }
        if let group = query.text("assignment_group_id").flatMap({ canvasNumber($0) }) {
            items.removeAll { $0.assignmentGroup != group }
        }
        switch query.text("order_by") {
        case "name":
            items.sort { ($0.title.lowercased(), $0.assignmentID ?? 0) < ($1.title.lowercased(), $1.assignmentID ?? 0) }
        case "due_at": items.sort { ($0.dueAt?.secondsSince1970 ?? .max) < ($1.dueAt?.secondsSince1970 ?? .max) }
        default: break
        }
        return items
    }

    /// An id that is not on this very page is refused, even when a later page has it.
    fileprivate func checkRequestedIDs(on page: [SandboxItem]) throws(CanvasRefusal) {
        guard let ids = query.texts("assignment_ids"), !ids.isEmpty else { return }
        let present = Set(page.compactMap(\.assignmentID))
        let missing = ids.filter { !(canvasNumber($0).map(present.contains) ?? false) }
        guard missing.isEmpty else {
            throw .badRequest(message: "Invalid assignment_ids: \(missing.joined(separator: ","))")
        }
    }

    fileprivate func assignment(in course: SandboxCourse) throws(CanvasRefusal) -> SandboxItem {
        try object("assignment_id", in: course.assignments, id: \.assignmentID, sisID: \.sisAssignmentID)
    }

    /// The overrides of `assignment_overrides[][id]` and `[][assignment_id]`, in that order; null for what isn't there.
    fileprivate func requestedOverrides(in course: SandboxCourse) throws(CanvasRefusal) -> [JSONValue] {
        guard case .array(let entries)? = query["assignment_overrides"], !entries.isEmpty else {
            throw CanvasRefusal(status: 400, ["errors": ["no assignment_overrides values present"]])
        }
        var rows: [JSONValue] = []
        for entry in entries {
            guard let id = entry["id"]?.string, let owner = entry["assignment_id"]?.string else {
                let sentence: JSONValue = "must specify an array with entry format { id, assignment_id }"
                throw CanvasRefusal(status: 400, ["errors": [sentence]])
            }
            let item = course.assignments.first { $0.assignmentID == canvasNumber(owner) }
            let override = item?.activeOverrides.first { $0.id == canvasNumber(id) }
            if let item, let override {
                rows.append(overrideBody(override, of: .item(item), in: course))
            } else {
                rows.append(.null)
            }
        }
        return rows
    }

    /// Direct and module overrides, student overrides last, without those of whom the caller sees nobody.
    fileprivate func overrideRows(of item: SandboxItem, in course: SandboxCourse) -> [JSONValue] {
        let all = course.ownedOverrides(of: item).filter { course.usesMasteryPaths || $0.override.setType != "Noop" }
        let students = all.filter { row in
            row.override.studentIDs.map { !caller.visibleStudents($0, in: course).isEmpty } ?? false
        }
        return (all.filter { $0.override.studentIDs == nil } + students).map {
            overrideBody($0.override, of: $0.owner, in: course)
        }
    }

    func assignmentBody(_ item: SandboxItem, _ course: SandboxCourse) -> JSONValue {
        let isOverridden = query.flag("override_assignment_dates") ?? true
        let dates = TeacherDates(of: item, in: course, isOverridden: isOverridden)
        let id = item.assignmentID ?? 0
        var body: JSONValue = [
            "id": .id(id),
            "description": .null,
            "due_at": .instant(dates.dueAt), "unlock_at": .instant(dates.unlockAt), "lock_at": .instant(dates.lockAt),
            "points_possible": item.pointsPossible.map(JSONValue.number) ?? .null,
            "grading_type": "points",
            "assignment_group_id": .id(item.assignmentGroup),
            "grading_standard_id": .null, "created_at": createdAt, "updated_at": createdAt, "peer_reviews": false,
            "automatic_peer_reviews": false,
            "position": .integer((course.items.firstIndex { $0.assignmentID == item.assignmentID } ?? 0) + 1),
            "grade_group_students_individually": false, "anonymous_peer_reviews": false,
            "group_category_id": .optionalID(item.groupCategoryID),
            "post_to_sis": false, "intra_group_peer_reviews": false,
            "course_id": .id(course.id),
            "name": .string(item.title),
            "submission_types": [.string(item.submissionType)],
            "has_submitted_submissions": false,
            "is_quiz_assignment": .bool(item.quizID != nil),
            "muted": true,
            "html_url": .string("\(request.origin)/courses/\(course.id)/assignments/\(id)"),
            "published": .bool(item.isPublished),
            "workflow_state": .string(item.isPublished ? "published" : "unpublished"),
            "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
            "visible_to_everyone": .bool(course.isVisibleToEveryone(item)),
            "locked_for_user": false,
        ]
        body["quiz_id"] = item.quizID.map(JSONValue.id)
        if item.kind == .newQuiz { body["is_quiz_lti_assignment"] = true }
        body["discussion_topic"] = item.discussionID.map { discussionBody($0, item) }
        if caller.readsSIS { body["sis_assignment_id"] = .text(item.sisAssignmentID) }
        let count = course.ownedOverrides(of: item).count
        if caller.managesAssignments {
            body["unpublishable"] = true
            body["has_overrides"] = .bool(count > 0)
        }
        if query.includes("all_dates") {
            let isCounted = count >= allDatesLimit
            body["all_dates"] = isCounted ? [] : .array(course.allDates(of: item).map(\.body))
            if isCounted { body["all_dates_count"] = .integer(count) }
        }
        if query.includes("checkpoints") {
            body["has_sub_assignments"] = .bool(!item.checkpoints.isEmpty)
            body["checkpoints"] = .array(item.checkpoints.map { checkpointBody($0, item, course) })
        }
        guard caller.managesAssignments else { return body }
        if query.includes("overrides") {
            body["overrides"] = .array(item.activeOverrides.map { overrideBody($0, of: .item(item), in: course) })
        }
        if query.includes("assignment_visibility") {
            let students = ItemVisibility(course: course, item: item).students().sorted()
            body["assignment_visibility"] = .array(
                caller.visibleStudents(students, in: course).map { .string(String($0)) }
            )
        }
        return body
    }

    func checkpointBody(_ checkpoint: SandboxCheckpoint, _ item: SandboxItem, _ course: SandboxCourse) -> JSONValue {
        let rows = checkpoint.overrides.filter(\.isActive)
        return [
            "name": .string(item.title),
            "tag": .string(checkpoint.tag),
            "points_possible": .number(checkpoint.pointsPossible),
            "due_at": .instant(checkpoint.dueAt),
            "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
            "overrides": .array(rows.map { overrideBody($0, of: .checkpoint(checkpoint), in: course) }),
        ]
    }
}

extension SandboxCourse {
    /// A checkpointed discussion lists the dates of its checkpoints, one after the other.
    fileprivate func allDates(of item: SandboxItem) -> [DateRow] {
        guard !item.checkpoints.isEmpty else { return dateRows(of: item, for: nil) }
        return item.checkpoints.flatMap { checkpoint in
            var step = item
            step.dueAt = checkpoint.dueAt
            step.overrides = checkpoint.overrides
            return dateRows(of: step, for: nil)
        }
    }
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
