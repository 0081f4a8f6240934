/// Classic quizzes, and the two endpoints that list the dates of quizzes of either engine.
let quizRoutes: [Route] = [
    .get("courses/:course_id/quizzes/assignment_overrides") { context in
        let course = try context.course()
        let quizzes = course.items.filter { $0.quizID != nil && ($0.isPublished || context.caller.managesAssignments) }
        return try context.quizOverrides(of: quizzes, in: course, id: \.quizID)
    },
    .get("courses/:course_id/new_quizzes/assignment_overrides") { context in
        let course = try context.course()
        let quizzes = course.items.filter { $0.kind == .newQuiz }
        return try context.quizOverrides(of: quizzes, in: course, id: \.assignmentID)
    },
    .get("courses/:course_id/quizzes") { context in
        let course = try context.course()
        let quizzes = course.items.filter { $0.quizID != nil }.sorted { ($0.quizID ?? 0) < ($1.quizID ?? 0) }
        return try context.list(quizzes) { context.quizBody($0, course) }
    },
    .get("courses/:course_id/quizzes/:quiz_id") { context in
        let course = try context.course()
        let id = try context.number("quiz_id")
        return .json(context.quizBody(try found(course.items.first { $0.quizID == id }), course))
    },
    .get("courses/:course_id/quizzes/:quiz_id/submissions") { context in
        let course = try context.course(where: \.seesGrades)
        let id = try context.number("quiz_id")
        let quiz = try found(course.items.first { $0.quizID == id })
        let visible = Set(context.caller.visibleStudents(quiz.submissions.map(\.studentID), in: course))
        let page = try context.page(of: quiz.submissions.filter { visible.contains($0.studentID) })
        return .page(["quiz_submissions": .array(page.rows.map { submissionBody($0, quiz: id) })], link: page.link)
    },
]

/// With everything that Canvas sends along, so that it shows if somebody keeps it.
private func submissionBody(_ submission: SandboxSubmission, quiz: Int64) -> JSONValue {
    let hasBegun = submission.state != "settings_only"
    return [
        "id": .id(quiz &* 1_000 &+ submission.studentID), "quiz_id": .id(quiz), "user_id": .id(submission.studentID),
        "submission_id": .id(quiz &+ submission.studentID), "attempt": hasBegun ? 1 : .null,
        "started_at": hasBegun ? createdAt : .null, "finished_at": .null, "end_at": .null,
        "extra_time": submission.extraTime.map(JSONValue.integer) ?? .null,
        "extra_attempts": submission.extraAttempts.map(JSONValue.integer) ?? .null,
        "manually_unlocked": submission.isManuallyUnlocked.map(JSONValue.bool) ?? .null,
        "workflow_state": .string(submission.state),
        "score": hasBegun ? .number(8.125) : .null, "kept_score": hasBegun ? .number(8.125) : .null,
        "validation_token": "sandbox-validation-token", "overdue_and_needs_submission": false,
    ]
}

extension RouteContext {
    /// One object a quiz, by id. Of New Quizzes, the `quiz_id` is the assignment's id.
    fileprivate func quizOverrides(
        of quizzes: [SandboxItem],
        in course: SandboxCourse,
        id: (SandboxItem) -> Int64?
    ) throws(CanvasRefusal) -> SandboxReply {
        let wanted = wantedQuizIDs
        let found = quizzes.compactMap { quiz in id(quiz).map { (id: $0, quiz: quiz) } }
            .filter { wanted?.contains($0.id) ?? true }
            .sorted { $0.id < $1.id }
        let page = try page(of: found)
        let rows: [JSONValue] = page.rows.map { row in
            let visible = course.dateRows(of: row.quiz, for: caller, hidesFlagged: true)
            let all = course.dateRows(of: row.quiz, for: nil, hidesFlagged: true)
            return [
                "quiz_id": .id(row.id),
                "due_dates": .array(visible.map(\.body)),
                "all_dates": .array(all.map(\.body)),
            ]
        }
        return .page(["quiz_assignment_overrides": .array(rows)], link: page.link)
    }

    /// The ids of `quiz_assignment_overrides[][quiz_ids][]`; nil for all. The form `[0][quiz_ids][]` is no list, and
    /// Canvas then finds no ids in it and sends everything.
    private var wantedQuizIDs: Set<Int64>? {
        guard case .array(let elements)? = query["quiz_assignment_overrides"],
            let texts = elements.first?["quiz_ids"]?.texts, texts.contains(where: { !$0.isEmpty })
        else { return nil }
        return Set(texts.compactMap { canvasNumber($0) })
    }

    fileprivate func quizBody(_ item: SandboxItem, _ course: SandboxCourse) -> JSONValue {
        let dates = TeacherDates(of: item, in: course)
        let id = item.quizID ?? 0
        var body: JSONValue = [
            "id": .id(id), "title": .string(item.title),
            "html_url": .string("\(request.origin)/courses/\(course.id)/quizzes/\(id)"),
            "description": .null,
            "quiz_type": .text(item.kind.quizType),
            "time_limit": item.timeLimit.map(JSONValue.integer) ?? .null, "shuffle_answers": false,
            "allowed_attempts": .integer(item.allowedAttempts), "question_count": 10,
            "points_possible": item.pointsPossible.map(JSONValue.number) ?? .null,
            "due_at": .instant(dates.dueAt), "lock_at": .instant(dates.lockAt), "unlock_at": .instant(dates.unlockAt),
            "published": .bool(item.isPublished),
            "locked_for_user": false,
            "assignment_id": .optionalID(item.assignmentID),
            "assignment_group_id": item.assignmentID == nil ? .null : .id(item.assignmentGroup),
            "only_visible_to_overrides": .bool(item.onlyVisibleToOverrides),
            "visible_to_everyone": .bool(course.isVisibleToEveryone(item)),
            "section_count": .integer(course.activeSections.count),
        ]
        if caller.managesAssignments {
            body["all_dates"] = .array(course.dateRows(of: item, for: nil).map(\.body))
        }
        return body
    }
}
