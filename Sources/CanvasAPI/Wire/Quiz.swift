extension Canvas {
    /// A classic quiz. Practice quizzes and surveys have no assignment and are found only here.
    package struct Quiz: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var title: String?
        /// `practice_quiz`, `assignment`, `graded_survey` or `survey`.
        package var quizType: String?
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
        /// Only for callers who may manage the quiz.
        package var allDates: [DateRow]?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case title
            case quizType = "quiz_type"
            case assignmentID = "assignment_id"
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case published
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
            case htmlURL = "html_url"
            case allDates = "all_dates"
        }
    }
}
