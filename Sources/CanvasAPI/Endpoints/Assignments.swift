extension Canvas {
    /// One override of an item's dates or of who is assigned (Canvas: lib/api/v1/assignment_override.rb).
    package struct AssignmentOverride: Equatable, Sendable, PageElement {
        package var id: CanvasID
        /// For a section or group its name. Absent for a differentiation tag that the caller may not read.
        package var title: String?
        /// Absent before 2024, which means false.
        package var unassignItem: Bool
        package var assignmentID: CanvasID?
        package var quizID: CanvasID?
        /// Set on an override of a module; such a row has no dates and no `assignment_id`.
        package var contextModuleID: CanvasID?
        /// The override of the whole discussion that an override of a checkpoint belongs to.
        package var parentOverrideID: CanvasID?
        package var dueAt: OverriddenField
        package var unlockAt: OverriddenField
        package var lockAt: OverriddenField
        package var target: OverrideTarget

        package var pageIdentity: CanvasID { id }

        package init(
            id: CanvasID,
            title: String? = nil,
            unassignItem: Bool = false,
            assignmentID: CanvasID? = nil,
            quizID: CanvasID? = nil,
            contextModuleID: CanvasID? = nil,
            parentOverrideID: CanvasID? = nil,
            dueAt: OverriddenField = .notOverridden,
            unlockAt: OverriddenField = .notOverridden,
            lockAt: OverriddenField = .notOverridden,
            target: OverrideTarget
        ) {
            self.id = id
            self.title = title
            self.unassignItem = unassignItem
            self.assignmentID = assignmentID
            self.quizID = quizID
            self.contextModuleID = contextModuleID
            self.parentOverrideID = parentOverrideID
            self.dueAt = dueAt
            self.unlockAt = unlockAt
            self.lockAt = lockAt
            self.target = target
        }
    }

    /// A date of an override. Canvas leaves the key out where the override does not touch the date, and sends null where
    /// it says that there is none; the two mean different things to a student.
    package enum OverriddenField: Hashable, Sendable {
        case notOverridden
        case overridden(Instant?)
    }

    /// Who an override is for.
    package enum OverrideTarget: Hashable, Sendable {
        /// Only the students that the caller may see.
        case students([CanvasID])
        /// A group, or a differentiation tag when it is non-collaborative (nil: an older Canvas, which has no tags).
        case group(id: CanvasID, isNonCollaborative: Bool?, categoryID: CanvasID?)
        case section(CanvasID)
        case course(CanvasID)
        /// Canvas's `Noop`: a mastery path, which reaches no student by itself.
        case masteryPath(CanvasID?)
        /// None of the targets known here: kept, so that the rest of the page is not lost and the row can be reported.
        case unknown
    }
}

extension Canvas.AssignmentOverride: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case title
        case unassignItem = "unassign_item"
        case assignmentID = "assignment_id"
        case quizID = "quiz_id"
        case contextModuleID = "context_module_id"
        case parentOverrideID = "parent_override_id"
        case dueAt = "due_at"
        case unlockAt = "unlock_at"
        case lockAt = "lock_at"
        case studentIDs = "student_ids"
        case groupID = "group_id"
        case nonCollaborative = "non_collaborative"
        case groupCategoryID = "group_category_id"
        case courseSectionID = "course_section_id"
        case courseID = "course_id"
        case noopID = "noop_id"
    }

    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try row.decode(CanvasID.self, forKey: .id),
            title: try row.decodeIfPresent(String.self, forKey: .title),
            unassignItem: try row.decodeIfPresent(Bool.self, forKey: .unassignItem) ?? false,
            assignmentID: try row.decodeIfPresent(CanvasID.self, forKey: .assignmentID),
            quizID: try row.decodeIfPresent(CanvasID.self, forKey: .quizID),
            contextModuleID: try row.decodeIfPresent(CanvasID.self, forKey: .contextModuleID),
            parentOverrideID: try row.decodeIfPresent(CanvasID.self, forKey: .parentOverrideID),
            dueAt: try Self.field(.dueAt, of: row),
            unlockAt: try Self.field(.unlockAt, of: row),
            lockAt: try Self.field(.lockAt, of: row),
            target: try Self.target(of: row)
        )
    }

    private static func field(
        _ key: CodingKeys,
        of row: KeyedDecodingContainer<CodingKeys>
    ) throws -> Canvas.OverriddenField {
        guard row.contains(key) else { return .notOverridden }
        return .overridden(try row.decodeIfPresent(Instant.self, forKey: key))
    }

    private static func target(of row: KeyedDecodingContainer<CodingKeys>) throws -> Canvas.OverrideTarget {
        if let students = try row.decodeIfPresent([CanvasID].self, forKey: .studentIDs) {
            return .students(students)
        }
        if let group = try row.decodeIfPresent(CanvasID.self, forKey: .groupID) {
            return .group(
                id: group,
                isNonCollaborative: try row.decodeIfPresent(Bool.self, forKey: .nonCollaborative),
                categoryID: try row.decodeIfPresent(CanvasID.self, forKey: .groupCategoryID)
            )
        }
        if let section = try row.decodeIfPresent(CanvasID.self, forKey: .courseSectionID) {
            return .section(section)
        }
        if let course = try row.decodeIfPresent(CanvasID.self, forKey: .courseID) {
            return .course(course)
        }
        if row.contains(.noopID) {
            return .masteryPath(try row.decodeIfPresent(CanvasID.self, forKey: .noopID))
        }
        return .unknown
    }

    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(id, forKey: .id)
        try row.encodeIfPresent(title, forKey: .title)
        try row.encode(unassignItem, forKey: .unassignItem)
        try row.encodeIfPresent(assignmentID, forKey: .assignmentID)
        try row.encodeIfPresent(quizID, forKey: .quizID)
        try row.encodeIfPresent(contextModuleID, forKey: .contextModuleID)
        try row.encodeIfPresent(parentOverrideID, forKey: .parentOverrideID)
        for (field, key) in [(dueAt, CodingKeys.dueAt), (unlockAt, .unlockAt), (lockAt, .lockAt)] {
            if case .overridden(let instant) = field {
                try row.encode(instant, forKey: key)
            }
        }
        switch target {
        case .students(let students): try row.encode(students, forKey: .studentIDs)
        case .group(let id, let isNonCollaborative, let categoryID):
            try row.encode(id, forKey: .groupID)
            try row.encodeIfPresent(isNonCollaborative, forKey: .nonCollaborative)
            try row.encodeIfPresent(categoryID, forKey: .groupCategoryID)
        case .section(let section): try row.encode(section, forKey: .courseSectionID)
        case .course(let course): try row.encode(course, forKey: .courseID)
        case .masteryPath(let path): try row.encode(path, forKey: .noopID)
        case .unknown: break
        }
    }
}
