extension Canvas {
    package struct Module: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        package var position: Int?
        /// Only for callers who may update the module.
        package var published: Bool?
        package var itemsCount: Int?
        /// Nil when Canvas leaves them out, as it does for modules of more than 100 items.
        package var items: [ModuleItem]?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case position
            case published
            case itemsCount = "items_count"
            case items
        }
    }

    package struct ModuleItem: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        /// `Assignment` (New Quizzes too), `Quiz`, `Discussion`, `Page`, `File`, `SubHeader`, `ExternalUrl`, `ExternalTool`.
        package var type: String
        /// The id of the quiz for a classic quiz and of the topic for a discussion, never of their assignment. Absent for
        /// pages, headers and links.
        package var contentID: CanvasID?
        package var title: String?
        package var pageURL: String?
        package var published: Bool?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case type
            case contentID = "content_id"
            case title
            case pageURL = "page_url"
            case published
        }
    }
}
