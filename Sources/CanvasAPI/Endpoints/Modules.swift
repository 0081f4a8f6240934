extension Canvas {
    /// An override of a module: who is assigned its items (Canvas: lib/api/v1/module_assignment_override.rb). No dates.
    package struct ModuleOverride: Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var contextModuleID: CanvasID?
        package var title: String?
        package var target: ModuleOverrideTarget

        package var pageIdentity: CanvasID { id }

        package init(id: CanvasID, contextModuleID: CanvasID?, title: String?, target: ModuleOverrideTarget) {
            self.id = id
            self.contextModuleID = contextModuleID
            self.title = title
            self.target = target
        }
    }

    package enum ModuleOverrideTarget: Hashable, Sendable {
        /// Only the students that the caller may see; may be empty.
        case students([ModuleOverrideStudent])
        case section(id: CanvasID, name: String?)
        /// A differentiation tag. Canvas sends no name: the override's title is it.
        case group(id: CanvasID, isNonCollaborative: Bool?)
        /// None of the targets known here: kept, so that the rest of the list is not lost.
        case unknown
    }

    package struct ModuleOverrideStudent: Codable, Hashable, Sendable {
        package var id: CanvasID
        package var name: String?

        package init(id: CanvasID, name: String?) {
            self.id = id
            self.name = name
        }
    }
}

extension Canvas.ModuleOverride: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case contextModuleID = "context_module_id"
        case title
        case students
        case section = "course_section"
        case group
    }

    private struct Section: Codable {
        let id: CanvasID
        let name: String?
    }

    private struct Group: Codable {
        let id: CanvasID
        let isNonCollaborative: Bool?

        enum CodingKeys: String, CodingKey {
            case id
            case isNonCollaborative = "non_collaborative"
        }
    }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try row.decode(CanvasID.self, forKey: .id),
            contextModuleID: try row.decodeIfPresent(CanvasID.self, forKey: .contextModuleID),
            title: try row.decodeIfPresent(String.self, forKey: .title),
            target: try Self.target(of: row)
        )
    }

    private static func target(of row: KeyedDecodingContainer<CodingKeys>) throws -> Canvas.ModuleOverrideTarget {
        if let students = try row.decodeIfPresent([Canvas.ModuleOverrideStudent].self, forKey: .students) {
            return .students(students)
        }
        if let section = try row.decodeIfPresent(Section.self, forKey: .section) {
            return .section(id: section.id, name: section.name)
        }
        if let group = try row.decodeIfPresent(Group.self, forKey: .group) {
            return .group(id: group.id, isNonCollaborative: group.isNonCollaborative)
        }
        return .unknown
    }

    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(id, forKey: .id)
        try row.encodeIfPresent(contextModuleID, forKey: .contextModuleID)
        try row.encodeIfPresent(title, forKey: .title)
        switch target {
        case .students(let students): try row.encode(students, forKey: .students)
        case .section(let id, let name): try row.encode(Section(id: id, name: name), forKey: .section)
        case .group(let id, let isNonCollaborative):
            try row.encode(Group(id: id, isNonCollaborative: isNonCollaborative), forKey: .group)
        case .unknown: break
        }
    }
}
