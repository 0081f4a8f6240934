/// Something with dates: an assignment, a quiz of either engine, or a graded discussion.
///
/// ```json
/// {"kind": "classic_quiz", "id": 6001, "quiz_id": 5001, "title": "Week 1 quiz", "due_at": "2026-02-20 23:59",
///  "overrides": [ … ]}
/// ```
/// `id` is the assignment's id; practice quizzes and ungraded surveys have none, only a `quiz_id`. The dates are the
/// base ("everyone") dates.
struct SandboxItem: Sendable, Equatable {
    enum Kind: String, Decodable, Sendable, CaseIterable {
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

    var kind = Kind.assignment
    var assignmentID: Int64?
    var quizID: Int64?
    var discussionID: Int64?
    var title = ""
    var dueAt: SandboxInstant?
    var unlockAt: SandboxInstant?
    var lockAt: SandboxInstant?
    var onlyVisibleToOverrides = false
    var isPublished = true
    var pointsPossible: Double?
    var groupCategoryID: Int64?
    var assignmentGroup: Int64 = 1
    var sisAssignmentID: String?
    var overrides: [SandboxOverride] = []
    var checkpoints: [SandboxCheckpoint] = []
    /// Of a classic quiz, in minutes; nil for none.
    var timeLimit: Int?
    /// Of a classic quiz; -1 for unlimited.
    var allowedAttempts = 1
    /// Of a classic quiz.
    var submissions: [SandboxSubmission] = []

    var activeOverrides: [SandboxOverride] { overrides.filter(\.isActive) }
}

extension SandboxItem: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("kind", \.kind), .optional("id", \.assignmentID), .optional("quiz_id", \.quizID),
        .optional("discussion_id", \.discussionID), .required("title", \.title), .optional("due_at", \.dueAt),
        .optional("unlock_at", \.unlockAt), .optional("lock_at", \.lockAt),
        .optional("only_visible_to_overrides", \.onlyVisibleToOverrides), .optional("published", \.isPublished),
        .optional("points_possible", \.pointsPossible), .optional("group_category", \.groupCategoryID),
        .optional("assignment_group", \.assignmentGroup), .optional("sis_assignment_id", \.sisAssignmentID),
        .optional("overrides", \.overrides), .optional("checkpoints", \.checkpoints),
        .optional("time_limit", \.timeLimit), .optional("allowed_attempts", \.allowedAttempts),
        .optional("submissions", \.submissions),
    ]
}

/// A student's submission of a classic quiz; one that is `settings_only` holds what was given before the student began.
struct SandboxSubmission: Sendable, Equatable {
    var studentID: Int64 = 0
    var extraTime: Int?
    var extraAttempts: Int?
    var isManuallyUnlocked: Bool?
    var state = "settings_only"
}

extension SandboxSubmission: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("student", \.studentID), .optional("extra_time", \.extraTime),
        .optional("extra_attempts", \.extraAttempts), .optional("manually_unlocked", \.isManuallyUnlocked),
        .optional("state", \.state),
    ]
}

/// A step of a checkpointed discussion, with a due date of its own.
struct SandboxCheckpoint: Sendable, Equatable {
    var assignmentID: Int64 = 0
    /// `reply_to_topic` or `reply_to_entry`.
    var tag = ""
    var pointsPossible: Double = 0
    var dueAt: SandboxInstant?
    var overrides: [SandboxOverride] = []
}

extension SandboxCheckpoint: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.assignmentID), .required("tag", \.tag), .optional("points_possible", \.pointsPossible),
        .optional("due_at", \.dueAt), .optional("overrides", \.overrides),
    ]
}

/// A module, its items in order, and the overrides that narrow whom its items are assigned to.
///
/// ```json
/// {"id": 8001, "name": "Week 1", "state": "unpublished", "items": [{"id": 8101, "quiz": 5001}],
///  "overrides": [{"id": 8201, "section": 3011}]}
/// ```
struct SandboxModule: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    /// `active`, `unpublished` or `deleted`.
    var state = "active"
    /// A lock of the whole module; it is no part of anyone's assignment dates.
    var unlockAt: SandboxInstant?
    var items: [SandboxModuleItem] = []
    var overrides: [SandboxOverride] = []

    var activeOverrides: [SandboxOverride] { overrides.filter(\.isActive) }
    var isDeleted: Bool { state == "deleted" }
}

extension SandboxModule: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("state", \.state),
        .optional("unlock_at", \.unlockAt), .optional("items", \.items), .optional("overrides", \.overrides),
    ]
}

/// A line of a module: `{"id": 8101, "quiz": 5001}`, or `assignment`, `discussion` (its discussion id), `page`, `header`.
struct SandboxModuleItem: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case assignment(Int64)
        case quiz(Int64)
        case discussion(Int64)
        case page(String)
        case header(String)

        /// Whether it names nothing in the course's items.
        var isText: Bool {
            switch self {
            case .page, .header: true
            case .assignment, .quiz, .discussion: false
            }
        }
    }

    var id: Int64 = 0
    var content = Content.header("")
}

extension SandboxModuleItem: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id),
        .optional("header", \.content) { .header($0) },
        .optional("page", \.content) { .page($0) },
        .optional("discussion", \.content) { .discussion($0) },
        .optional("quiz", \.content) { .quiz($0) },
        .optional("assignment", \.content) { .assignment($0) },
    ]

    func complete(from file: SampleObject) throws {
        // Of what a line may be, a header is the last that is left.
        if content == .header("") { _ = try file.decode(String.self, forKey: "header") }
    }
}
