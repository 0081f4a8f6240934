// MARK: Assignments, their overrides, and Canvas's own computation of due dates

extension CanvasClient {
    /// `GET /courses/:id/assignments` with overrides and checkpoints and with base dates (without
    /// `override_assignment_dates=false` the dates are the caller's). Paged.
    ///
    /// Includes New Quizzes, graded classic quizzes and graded discussions; unpublished ones for callers who may manage
    /// the course. `overrides` is silently absent without the right to manage assignments, and never has module
    /// overrides. Checkpoints come only where the course has them on.
    package func assignments(course: CanvasID) async throws -> [Canvas.Assignment] {
        let query = [
            ("include[]", "overrides"), ("include[]", "checkpoints"), ("override_assignment_dates", "false"),
        ]
        return try await all("/courses/\(course)/assignments", query)
    }

    /// `GET /courses/:id/quizzes/:id/date_details`: base dates and all overrides of a classic quiz, those of its modules
    /// included; the only source of the overrides of practice quizzes and surveys that tells "not overridden" from "no
    /// date". Paged inside the object: the head of the first page, the overrides of all. Needs the right to manage who the
    /// item is assigned to.
    package func dateDetails(course: CanvasID, quiz: CanvasID) async throws -> Canvas.DateDetails {
        let path = "/courses/\(course)/quizzes/\(quiz)/date_details"
        let pages = try await pages(path, of: Canvas.DateDetails.self)
        var details = pages[0]
        details.overrides = pages.flatMap(\.overrides)
        return details
    }

    /// `GET /courses/:id/effective_due_dates`: one object for the whole course, not paged. Due dates only, and no
    /// practice quizzes or surveys. Includes the Test Student and students of every state but rejected and deleted.
    /// Needs the right to read the course as an administrator.
    package func effectiveDueDates(course: CanvasID) async throws -> Canvas.EffectiveDueDates {
        try await one("/courses/\(course)/effective_due_dates")
    }
}

extension Canvas {
    /// An assignment, and so also a graded discussion, a graded classic quiz and every New Quiz. Read with
    /// `override_assignment_dates=false`, so that the three dates are the base dates and not the caller's.
    package struct Assignment: PageElement, Equatable {
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
        /// A New Quiz. Canvas sends the key only when it is true.
        package var isQuizLTIAssignment: Bool?
        package var onlyVisibleToOverrides: Bool?
        /// Absent before differentiated modules.
        package var visibleToEveryone: Bool?
        package var groupCategoryID: CanvasID?
        package var htmlURL: String?
        package var discussionTopic: DiscussionTopic?
        /// Direct overrides, without those of modules. Nil when Canvas left the key out, as it does in silence for callers
        /// who may not manage assignments: hidden, not empty.
        package var overrides: [AssignmentOverride]?
        package var hasSubAssignments: Bool?
        /// The parts of a checkpointed discussion; nil where the feature is off.
        package var checkpoints: [Checkpoint]?

        package var isPublished: Bool { published ?? (workflowState == "published") }

        enum CodingKeys: String, CodingKey {
            case id, name, published, overrides, checkpoints
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case workflowState = "workflow_state"
            case submissionTypes = "submission_types"
            case quizID = "quiz_id"
            case isQuizLTIAssignment = "is_quiz_lti_assignment"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
            case groupCategoryID = "group_category_id"
            case htmlURL = "html_url"
            case discussionTopic = "discussion_topic"
            case hasSubAssignments = "has_sub_assignments"
        }
    }

    /// What a graded discussion's assignment says of its topic: module items name the topic, not the assignment.
    package struct DiscussionTopic: Decodable, Equatable, Sendable {
        package var id: CanvasID
        package var groupCategoryID: CanvasID?

        enum CodingKeys: String, CodingKey {
            case id
            case groupCategoryID = "group_category_id"
        }
    }

    /// One part of a checkpointed discussion (Canvas: app/models/checkpoint.rb). It has no id of its own; its overrides
    /// point to the overrides of the whole through `parent_override_id`.
    package struct Checkpoint: Decodable, Equatable, Sendable {
        /// `reply_to_topic` or `reply_to_entry`.
        package var tag: String?
        package var name: String?
        package var dueAt: Instant?
        /// Absent in the first versions.
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var overrides: [AssignmentOverride]?

        enum CodingKeys: String, CodingKey {
            case tag, name, overrides
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
        }
    }

    /// `…/date_details` (Canvas: lib/api/v1/learning_object_dates.rb). A key is absent where the kind of item has no such
    /// field.
    package struct DateDetails: ElementPage, Equatable {
        package var dueAt: Instant?
        package var unlockAt: Instant?
        package var lockAt: Instant?
        package var onlyVisibleToOverrides: Bool?
        package var visibleToEveryone: Bool?
        /// All pages of them, in the order of their ids.
        package var overrides: [AssignmentOverride]

        var elements: [AssignmentOverride] { overrides }

        enum CodingKeys: String, CodingKey {
            case overrides
            case dueAt = "due_at"
            case unlockAt = "unlock_at"
            case lockAt = "lock_at"
            case onlyVisibleToOverrides = "only_visible_to_overrides"
            case visibleToEveryone = "visible_to_everyone"
        }
    }

    /// One override of an item's dates or of who is assigned (Canvas: lib/api/v1/assignment_override.rb).
    package struct AssignmentOverride: Equatable, Sendable, Identifiable {
        package var id: CanvasID
        /// For a section or group its name. Absent for a differentiation tag that the caller may not read.
        package var title: String?
        /// Absent before 2024, which means false.
        package var unassignItem = false
        /// Set on an override of a module; such a row has no dates.
        package var contextModuleID: CanvasID?
        /// The override of the whole discussion that an override of a checkpoint belongs to.
        package var parentOverrideID: CanvasID?
        package var dueAt = OverriddenField.notOverridden
        package var unlockAt = OverriddenField.notOverridden
        package var lockAt = OverriddenField.notOverridden
        package var target: OverrideTarget
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

    /// Canvas's own due dates of a whole course: assignment, then user. A user who is missing under an assignment is not
    /// assigned; an assignment that nobody is assigned is missing entirely.
    package struct EffectiveDueDates: Equatable, Sendable {
        package var assignments: [CanvasID: [CanvasID: EffectiveDueDate]]

        package init(assignments: [CanvasID: [CanvasID: EffectiveDueDate]]) {
            self.assignments = assignments
        }
    }

    package struct EffectiveDueDate: Decodable, Equatable, Sendable {
        package var dueAt: Instant?
        /// Nil where the term has no grading periods, or none that the date lies in.
        package var gradingPeriodID: CanvasID?
        /// Absent in the first versions.
        package var inClosedGradingPeriod: Bool?

        enum CodingKeys: String, CodingKey {
            case dueAt = "due_at"
            case gradingPeriodID = "grading_period_id"
            case inClosedGradingPeriod = "in_closed_grading_period"
        }
    }
}

// MARK: Reading what the compiler can't

extension KeyedDecodingContainer {
    /// Nil where the key is absent or null.
    subscript<Value: Decodable>(key: Key) -> Value? {
        get throws { try decodeIfPresent(Value.self, forKey: key) }
    }
}

extension Canvas.AssignmentOverride: PageElement {
    private enum CodingKeys: String, CodingKey {
        case id, title
        case unassignItem = "unassign_item"
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
        func field(_ key: CodingKeys) throws -> Canvas.OverriddenField {
            row.contains(key) ? .overridden(try row[key]) : .notOverridden
        }
        self.init(
            id: try row.decode(CanvasID.self, forKey: .id),
            title: try row[.title],
            unassignItem: try row[.unassignItem] ?? false,
            contextModuleID: try row[.contextModuleID],
            parentOverrideID: try row[.parentOverrideID],
            dueAt: try field(.dueAt),
            unlockAt: try field(.unlockAt),
            lockAt: try field(.lockAt),
            target: try Self.target(of: row)
        )
    }

    private static func target(of row: KeyedDecodingContainer<CodingKeys>) throws -> Canvas.OverrideTarget {
        if let students: [CanvasID] = try row[.studentIDs] {
            .students(students)
        } else if let id: CanvasID = try row[.groupID] {
            .group(id: id, isNonCollaborative: try row[.nonCollaborative], categoryID: try row[.groupCategoryID])
        } else if let section: CanvasID = try row[.courseSectionID] {
            .section(section)
        } else if let course: CanvasID = try row[.courseID] {
            .course(course)
        } else if row.contains(.noopID) {
            .masteryPath(try row[.noopID])
        } else {
            .unknown
        }
    }
}

extension Canvas.EffectiveDueDates: Decodable {
    /// A key that is an id. Keys are strings whatever the `Accept` header says.
    private struct IDKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) { nil }
    }

    /// An object keyed by ids. Some serializers write an empty one as `[]`.
    private struct ByID<Value: Decodable>: Decodable {
        var values: [CanvasID: Value] = [:]

        init(from decoder: any Decoder) throws {
            if let array = try? decoder.unkeyedContainer(), array.isAtEnd { return }
            let object = try decoder.container(keyedBy: IDKey.self)
            for key in object.allKeys {
                guard let id = CanvasID(text: key.stringValue) else {
                    let description = "the key \"\(key.stringValue)\" is no Canvas id"
                    throw DecodingError.dataCorruptedError(forKey: key, in: object, debugDescription: description)
                }
                values[id] = try object.decode(Value.self, forKey: key)
            }
        }
    }

    package init(from decoder: any Decoder) throws {
        assignments = try ByID<ByID<Canvas.EffectiveDueDate>>(from: decoder).values.mapValues(\.values)
    }
}
