extension Canvas {
    /// `…/date_details`: the base dates and every override of one item, those of its modules included (Canvas:
    /// lib/api/v1/learning_object_dates.rb). A key is absent where the kind of item has no such field.
    package struct DateDetails: Codable, Equatable, Sendable {
        package var id: CanvasID
        package var dueAt: Instant?
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var onlyVisibleToOverrides: Bool?
        package var visibleToEveryone: Bool?
        package var groupCategoryID: CanvasID?
        package var graded: Bool?
        package var checkpoints: [Checkpoint]?
        /// All pages of them, in the order of their ids.
        package var overrides: [AssignmentOverride]

        enum CodingKeys: String, CodingKey {
            case id
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
            case groupCategoryID = "group_category_id"
            case graded
            case checkpoints
            case overrides
        }
    }
}
