// MARK: Classic quizzes, and the two override endpoints of Classic and New Quizzes

extension CanvasClient {
    /// `GET /courses/:id/quizzes`: classic quizzes, practice quizzes and surveys, paged. New Quizzes are assignments.
    package func quizzes(course: CanvasID) async throws -> [Canvas.Quiz] {
        try await all("/courses/\(course)/quizzes")
    }

    /// `GET /courses/:id/quizzes/assignment_overrides`: the dates of classic quizzes, paged inside an object, ordered by
    /// quiz. Callers who may not manage the course get no unpublished quizzes and no `all_dates`. Students are not in it,
    /// and a null date may mean "not overridden" or "no date".
    ///
    /// - Parameter quizIDs: only these, by `quiz_assignment_overrides[][quiz_ids][]`; unknown ones are absent from the
    ///   answer. Empty asks for all, which costs fewer requests for more than a handful.
    package func quizAssignmentOverrides(
        course: CanvasID,
        quizIDs: [CanvasID] = []
    ) async throws -> [Canvas.QuizAssignmentOverrides] {
        try await quizOverrides("/courses/\(course)/quizzes/assignment_overrides", quizIDs)
    }

    /// `GET /courses/:id/new_quizzes/assignment_overrides`: the same for New Quizzes, whose `quiz_id` is the assignment's.
    /// A Canvas that doesn't have it answers `notFound`.
    package func newQuizAssignmentOverrides(
        course: CanvasID,
        assignmentIDs: [CanvasID] = []
    ) async throws -> [Canvas.QuizAssignmentOverrides] {
        try await quizOverrides("/courses/\(course)/new_quizzes/assignment_overrides", assignmentIDs)
    }

    /// `GET /courses/:id/quizzes/:id/submissions`: one for each student of a classic quiz who has begun, or was given extra
    /// time, attempts or a manual unlock; paged inside an object. Needs the right to see all grades; without it the caller's
    /// own, or forbidden. Canvas grades the quiz's overdue attempts when it is asked, as it does by itself sooner or later.
    /// (Canvas: app/controllers/quizzes/quiz_submissions_api_controller.rb)
    package func quizSubmissions(course: CanvasID, quiz: CanvasID) async throws -> [Canvas.QuizSubmission] {
        try await pages("/courses/\(course)/quizzes/\(quiz)/submissions", of: Canvas.QuizSubmissionPage.self)
            .flatMap(\.elements)
    }

    /// Canvas drops `Link` headers that pass 6 KB, and each link repeats the whole filter: with more ids than this in a
    /// request, pages would be lost unseen.
    private static let idsPerRequest = 15

    private func quizOverrides(_ path: String, _ ids: [CanvasID]) async throws -> [Canvas.QuizAssignmentOverrides] {
        let ids = Set(ids).sorted()
        var rows: [Canvas.QuizAssignmentOverrides] = []
        // One request without a filter where there are no ids.
        for start in stride(from: 0, to: max(ids.count, 1), by: Self.idsPerRequest) {
            let query = ids.dropFirst(start).prefix(Self.idsPerRequest).map {
                ("quiz_assignment_overrides[][quiz_ids][]", $0.description)
            }
            rows += try await pages(path, query, of: Canvas.QuizAssignmentOverridesPage.self).flatMap(\.elements)
        }
        return rows
    }
}

extension Canvas {
    /// A classic quiz. Practice quizzes and surveys have no assignment and are found only here.
    package struct Quiz: PageElement, Equatable {
        package var id: CanvasID
        package var title: String?
        /// Nil for practice quizzes and surveys.
        package var assignmentID: CanvasID?
        /// The three dates are the caller's, not the base dates.
        package var dueAt: Instant?
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var published: Bool?
        package var onlyVisibleToOverrides: Bool?
        package var visibleToEveryone: Bool?
        package var htmlURL: String?
        /// In minutes; nil for none.
        package var timeLimit: Int32?
        /// -1 for unlimited.
        package var allowedAttempts: Int32?
        /// Only for callers who may manage the quiz.
        package var allDates: [DateRow]?

        enum CodingKeys: String, CodingKey {
            case id, title, published
            case assignmentID = "assignment_id"
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
            case htmlURL = "html_url"
            case timeLimit = "time_limit"
            case allowedAttempts = "allowed_attempts"
            case allDates = "all_dates"
        }
    }

    /// What a student has for a classic quiz beyond everyone. Nothing else of a submission is read: its answers, scores and
    /// `validation_token` are nobody's business here.
    package struct QuizSubmission: PageElement, Equatable {
        package var id: CanvasID
        package var userID: CanvasID
        /// In minutes.
        package var extraTime: Int32?
        package var extraAttempts: Int32?
        package var manuallyUnlocked: Bool?
        /// `untaken`, `complete`, `pending_review`, `preview`, or `settings_only` before the student begins.
        package var workflowState: String?

        enum CodingKeys: String, CodingKey {
            case id
            case userID = "user_id"
            case extraTime = "extra_time"
            case extraAttempts = "extra_attempts"
            case manuallyUnlocked = "manually_unlocked"
            case workflowState = "workflow_state"
        }
    }

    struct QuizSubmissionPage: ElementPage {
        let elements: [QuizSubmission]

        enum CodingKeys: String, CodingKey {
            case elements = "quiz_submissions"
        }
    }

    /// One quiz of the quiz override endpoints (Canvas: app/controllers/quizzes/quiz_assignment_overrides_controller.rb).
    package struct QuizAssignmentOverrides: PageElement, Equatable {
        /// The quiz for Classic Quizzes; the **assignment** for New Quizzes.
        package var quizID: CanvasID
        /// What the caller sees, which for a student can be several rows, not merged.
        package var dueDates: [DateRow]?
        /// Nil for callers who may not manage the course: the key is absent.
        package var allDates: [DateRow]?

        package var id: CanvasID { quizID }

        enum CodingKeys: String, CodingKey {
            case quizID = "quiz_id"
            case dueDates = "due_dates"
            case allDates = "all_dates"
        }
    }

    struct QuizAssignmentOverridesPage: ElementPage {
        let elements: [QuizAssignmentOverrides]

        enum CodingKeys: String, CodingKey {
            case elements = "quiz_assignment_overrides"
        }
    }

    /// A row of dates without students. A null date here is either "not overridden" or "overridden to no date": the
    /// payload does not tell, so that no effective date may be computed from it alone.
    package struct DateRow: Decodable, Equatable, Sendable {
        /// Absent for the base row.
        package var id: CanvasID?
        /// Absent for a group that the caller may not read.
        package var title: String?
        /// True for the row of the item's own dates; the key is absent otherwise.
        package var base: Bool?
        /// `CourseSection`, `Group`, `ADHOC`, `Noop` or `Course`.
        package var setType: String?
        package var setID: CanvasID?
        package var dueAt: Instant?
        package var unlockAt: Instant?
        package var lockAt: Instant?

        enum CodingKeys: String, CodingKey {
            case id, title, base
            case setType = "set_type"
            case setID = "set_id"
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
        }
    }
}
