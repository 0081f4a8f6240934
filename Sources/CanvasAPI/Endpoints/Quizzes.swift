extension Canvas {
    /// One quiz of the quiz override endpoints (Canvas: app/controllers/quizzes/quiz_assignment_overrides_controller.rb).
    package struct QuizAssignmentOverrides: Codable, Equatable, Sendable, PageElement {
        /// The quiz for Classic Quizzes; the **assignment** for New Quizzes.
        package var quizID: CanvasID
        /// What the caller sees, which for a student can be several rows, not merged.
        package var dueDates: [DateRow]?
        /// Nil for callers who may not manage the course: the key is absent.
        package var allDates: [DateRow]?

        package var pageIdentity: CanvasID { quizID }

        enum CodingKeys: String, CodingKey {
            case quizID = "quiz_id"
            case dueDates = "due_dates"
            case allDates = "all_dates"
        }
    }

    /// A row of dates without students. A null date here is either "not overridden" or "overridden to no date": the
    /// payload does not tell, so that no effective date may be computed from it alone.
    package struct DateRow: Codable, Equatable, Sendable {
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
            case id
            case title
            case base
            case setType = "set_type"
            case setID = "set_id"
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
        }
    }

    struct QuizAssignmentOverridesPage: Decodable, Sendable {
        let quizzes: [QuizAssignmentOverrides]

        enum CodingKeys: String, CodingKey {
            case quizzes = "quiz_assignment_overrides"
        }
    }
}
