extension Canvas {
    /// A group of students, or a differentiation tag when it is non-collaborative.
    package struct Group: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        package var groupCategoryID: CanvasID?
        /// Absent before differentiation tags.
        package var nonCollaborative: Bool?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case groupCategoryID = "group_category_id"
            case nonCollaborative = "non_collaborative"
        }
    }
}
