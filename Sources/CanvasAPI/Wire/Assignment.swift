extension Canvas {
    /// An assignment, and so also a graded discussion, a graded classic quiz and every New Quiz. Read with
    /// `override_assignment_dates=false`, so that the three dates are the base dates and not the caller's.
    package struct Assignment: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        package var dueAt: Instant?
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var published: Bool?
        package var workflowState: String?
        package var submissionTypes: [String]?
        /// Only for a classic quiz.
        package var quizID: CanvasID?
        package var isQuizAssignment: Bool?
        /// A New Quiz. Canvas sends the key only when it is true.
        package var isQuizLTIAssignment: Bool?
        package var onlyVisibleToOverrides: Bool?
        /// Absent before differentiated modules.
        package var visibleToEveryone: Bool?
        package var groupCategoryID: CanvasID?
        /// Counts module overrides too; only for callers who may manage the assignment.
        package var hasOverrides: Bool?
        package var htmlURL: String?
        package var discussionTopic: DiscussionTopic?
        /// Direct overrides, without those of modules. Nil when Canvas left the key out, as it does in silence for callers
        /// who may not manage assignments: hidden, not empty.
        package var overrides: [AssignmentOverride]?
        /// From 25 active overrides on, Canvas sends `[]` here and ``allDatesCount``.
        package var allDates: [DateRow]?
        package var allDatesCount: Int?
        package var hasSubAssignments: Bool?
        /// The parts of a checkpointed discussion; nil where the feature is off.
        package var checkpoints: [Checkpoint]?

        package var pageIdentity: CanvasID { id }

        package var isPublished: Bool { published ?? (workflowState == "published") }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case published
            case workflowState = "workflow_state"
            case submissionTypes = "submission_types"
            case quizID = "quiz_id"
            case isQuizAssignment = "is_quiz_assignment"
            case isQuizLTIAssignment = "is_quiz_lti_assignment"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
            case groupCategoryID = "group_category_id"
            case hasOverrides = "has_overrides"
            case htmlURL = "html_url"
            case discussionTopic = "discussion_topic"
            case overrides
            case allDates = "all_dates"
            case allDatesCount = "all_dates_count"
            case hasSubAssignments = "has_sub_assignments"
            case checkpoints
        }
    }

    /// What a graded discussion's assignment says of its topic: module items name the topic, not the assignment.
    package struct DiscussionTopic: Codable, Equatable, Sendable {
        package var id: CanvasID
        package var groupCategoryID: CanvasID?

        enum CodingKeys: String, CodingKey {
            case id
            case groupCategoryID = "group_category_id"
        }
    }

    /// One part of a checkpointed discussion (Canvas: app/models/checkpoint.rb). It has no id of its own; its overrides
    /// point to the overrides of the whole through `parent_override_id`.
    package struct Checkpoint: Codable, Equatable, Sendable {
        /// `reply_to_topic` or `reply_to_entry`.
        package var tag: String?
        /// Absent in ``DateDetails``.
        package var name: String?
        package var dueAt: Instant?
        /// Absent in the first versions.
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var onlyVisibleToOverrides: Bool?
        package var overrides: [AssignmentOverride]?

        enum CodingKeys: String, CodingKey {
            case tag
            case name
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case overrides
        }
    }
}
