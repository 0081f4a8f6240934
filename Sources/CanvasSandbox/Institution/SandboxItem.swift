/// Something with dates: an assignment, a quiz of either engine, or a graded discussion.
///
/// ```json
/// {"kind": "classic_quiz", "id": 6001, "quiz_id": 5001, "title": "Week 1 quiz", "due_at": "2026-02-20 23:59",
///  "overrides": [ … ]}
/// ```
/// `id` is the assignment's id; practice quizzes and ungraded surveys have none, only a `quiz_id`. The dates are the
/// base ("everyone") dates.
package struct SandboxItem: Sendable, Equatable {
    package enum Kind: String, Decodable, Sendable, CaseIterable {
        case assignment
        case classicQuiz = "classic_quiz"
        case practiceQuiz = "practice_quiz"
        case survey
        case gradedSurvey = "graded_survey"
        case newQuiz = "new_quiz"
        case discussion
        case checkpointedDiscussion = "checkpointed_discussion"

        /// Canvas's `quiz_type`; nil for what is no classic quiz.
        var quizType: String? {
            switch self {
            case .classicQuiz: "assignment"
            case .practiceQuiz: "practice_quiz"
            case .survey: "survey"
            case .gradedSurvey: "graded_survey"
            case .assignment, .newQuiz, .discussion, .checkpointedDiscussion: nil
            }
        }
    }

    package var kind: Kind
    package var assignmentID: Int64?
    package var quizID: Int64?
    package var discussionID: Int64?
    package var title: String
    package var dueAt: SandboxInstant?
    package var unlockAt: SandboxInstant?
    package var lockAt: SandboxInstant?
    package var onlyVisibleToOverrides = false
    package var isPublished = true
    package var pointsPossible: Double?
    package var groupCategoryID: Int64?
    package var assignmentGroup: Int64 = 1
    package var sisAssignmentID: String?
    package var overrides: [SandboxOverride] = []
    package var checkpoints: [SandboxCheckpoint] = []

    var activeOverrides: [SandboxOverride] { overrides.filter(\.isActive) }
}

extension SandboxItem: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, id, title, published, overrides, checkpoints
        case quizID = "quiz_id"
        case discussionID = "discussion_id"
        case dueAt = "due_at"
        case unlockAt = "unlock_at"
        case lockAt = "lock_at"
        case onlyVisibleToOverrides = "only_visible_to_overrides"
        case pointsPossible = "points_possible"
        case groupCategoryID = "group_category"
        case assignmentGroup = "assignment_group"
        case sisAssignmentID = "sis_assignment_id"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        kind = try container.required(.kind)
        assignmentID = try container.optional(.id)
        quizID = try container.optional(.quizID)
        discussionID = try container.optional(.discussionID)
        title = try container.required(.title)
        dueAt = try container.optional(.dueAt)
        unlockAt = try container.optional(.unlockAt)
        lockAt = try container.optional(.lockAt)
        onlyVisibleToOverrides = try container.value(.onlyVisibleToOverrides, default: false)
        isPublished = try container.value(.published, default: true)
        pointsPossible = try container.optional(.pointsPossible)
        groupCategoryID = try container.optional(.groupCategoryID)
        assignmentGroup = try container.value(.assignmentGroup, default: 1)
        sisAssignmentID = try container.optional(.sisAssignmentID)
        overrides = try container.value(.overrides, default: [])
        checkpoints = try container.value(.checkpoints, default: [])
    }
}

/// A step of a checkpointed discussion, with a due date of its own.
package struct SandboxCheckpoint: Sendable, Equatable {
    package var assignmentID: Int64
    /// `reply_to_topic` or `reply_to_entry`.
    package var tag: String
    package var pointsPossible: Double
    package var dueAt: SandboxInstant?
    package var overrides: [SandboxOverride]
}

extension SandboxCheckpoint: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, tag, overrides
        case pointsPossible = "points_possible"
        case dueAt = "due_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        assignmentID = try container.required(.id)
        tag = try container.required(.tag)
        pointsPossible = try container.value(.pointsPossible, default: 0)
        dueAt = try container.optional(.dueAt)
        overrides = try container.value(.overrides, default: [])
    }
}

/// A module, its items in order, and the overrides that narrow whom its items are assigned to.
///
/// ```json
/// {"id": 8001, "name": "Week 1", "state": "unpublished", "items": [{"id": 8101, "quiz": 5001}],
///  "overrides": [{"id": 8201, "section": 3011}]}
/// ```
package struct SandboxModule: Sendable, Equatable {
    package var id: Int64
    package var name: String
    /// `active`, `unpublished` or `deleted`.
    package var state: String
    /// A lock of the whole module; it is no part of anyone's assignment dates.
    package var unlockAt: SandboxInstant?
    package var items: [SandboxModuleItem]
    package var overrides: [SandboxOverride]

    var activeOverrides: [SandboxOverride] { overrides.filter(\.isActive) }
    var isDeleted: Bool { state == "deleted" }
}

extension SandboxModule: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, state, items, overrides
        case unlockAt = "unlock_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        state = try container.value(.state, default: "active")
        unlockAt = try container.optional(.unlockAt)
        items = try container.value(.items, default: [])
        overrides = try container.value(.overrides, default: [])
    }
}

/// A line of a module: `{"id": 8101, "quiz": 5001}`, or `assignment`, `discussion` (its discussion id), `page`, `header`.
package struct SandboxModuleItem: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case assignment(Int64)
        case quiz(Int64)
        case discussion(Int64)
        case page(String)
        case header(String)
    }

    package var id: Int64
    package var content: Content
}

extension SandboxModuleItem: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, assignment, quiz, discussion, page, header
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        if let id: Int64 = try container.optional(.assignment) {
            content = .assignment(id)
        } else if let id: Int64 = try container.optional(.quiz) {
            content = .quiz(id)
        } else if let id: Int64 = try container.optional(.discussion) {
            content = .discussion(id)
        } else if let title: String = try container.optional(.page) {
            content = .page(title)
        } else {
            content = .header(try container.required(.header))
        }
    }
}
