extension Canvas {
    /// One row of the list that ``CanvasClient/replaceModuleAssignmentOverrides(course:module:with:)`` puts in place of a
    /// module's overrides.
    package struct ModuleOverrideWrite: Hashable, Sendable {
        package enum Target: Hashable, Sendable {
            /// Canvas takes an empty list for an absent one.
            case students([CanvasID])
            case section(CanvasID)
            /// A differentiation tag. Canvas answers 500 when it is none of the course's.
            case group(CanvasID)
        }

        /// The override that is kept and changed; nil for a new one.
        package let id: CanvasID?
        /// Canvas ignores it for sections and groups, whose name is the title.
        package let title: String?
        /// Nil keeps the target of an existing override.
        package let target: Target?

        package static func new(_ target: Target, title: String? = nil) -> ModuleOverrideWrite {
            ModuleOverrideWrite(id: nil, title: title, target: target)
        }

        package static func existing(
            _ id: CanvasID,
            target: Target? = nil,
            title: String? = nil
        ) -> ModuleOverrideWrite {
            ModuleOverrideWrite(id: id, title: title, target: target)
        }
    }

    /// The body of the bulk update. The key is there even when the list is empty, because Canvas takes an absent one for
    /// an order to delete, and so would a reader of the log.
    struct ModuleOverrideWriteList: Encodable {
        let overrides: [ModuleOverrideWrite]
    }
}

extension Canvas.ModuleOverrideWrite: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id
        case title
        case studentIDs = "student_ids"
        case courseSectionID = "course_section_id"
        case groupID = "group_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encodeIfPresent(id, forKey: .id)
        try row.encodeIfPresent(title, forKey: .title)
        switch target {
        case .students(let students): try row.encode(students, forKey: .studentIDs)
        case .section(let section): try row.encode(section, forKey: .courseSectionID)
        case .group(let group): try row.encode(group, forKey: .groupID)
        case nil: break
        }
    }
}
