import CanvasAPI

/// Something with dates: an assignment, a quiz, a discussion, or one part of a checkpointed discussion.
struct Item: Sendable, Hashable {
    var key: ItemKey
    var kind: ItemKind
    /// The classic quiz id; for a New Quiz the id the New Quizzes endpoint gives, which is the assignment id.
    var quizID: CanvasID?
    var discussionTopicID: CanvasID?
    var name: String
    var isPublished: Bool = true
    /// Where Canvas shows it: a path on the Canvas of the snapshot, or a whole address. Rows have the whole address.
    var url: String?
    /// The dates for everyone.
    var base: DateSet = DateSet()
    var onlyVisibleToOverrides: Bool = false
    /// Canvas's own word on whether everyone has it, modules included; `nil` from a Canvas that does not say. Used only
    /// where module overrides are hidden.
    var visibleToEveryone: Bool?
    /// Group overrides count only in this group category.
    var groupCategoryID: CanvasID?
    /// Override ids that the quiz override endpoint lists; `nil` for what is no quiz, or where it can't be read.
    var idsListedByQuizEndpoint: [CanvasID]?
    /// Where the item's own overrides came from; not `rows` means that dates are second best.
    var overrideSource: OverrideSource = .rows
    /// Of a classic quiz; `nil` where they were not asked for, or can't be read.
    var limits: QuizLimits?
    /// The parts of this discussion have dates of their own that the token can't see.
    var hasHiddenParts: Bool = false

    /// `nil` for a practice quiz or survey, which has no assignment.
    var assignmentID: CanvasID? { key.assignmentID }
    /// The part of a checkpointed discussion, else `nil`.
    var part: String? { key.part }
}

extension Item {
    /// The name with the part of a checkpointed discussion, for messages and pages.
    var displayName: String {
        part.map { "\(name) (\($0.replacing("_", with: " ")))" } ?? name
    }

    /// `Classic quiz`, `Discussion, reply to topic`, with what else tells items apart at a glance.
    var kindText: String {
        var text =
            switch kind {
            case .classicQuiz: "Classic quiz"
            case .practiceQuiz: "Practice quiz or survey"
            case .newQuiz: "New Quiz"
            case .assignment: "Assignment"
            case .discussion: "Discussion"
            }
        if let part { text += ", \(part.replacing("_", with: " "))" }
        if !isPublished { text += ", not published" }
        return text
    }
}

/// What tells items of one course apart.
struct ItemKey: Sendable, Hashable {
    enum Root: Sendable, Hashable {
        case assignment(CanvasID)
        /// A classic practice quiz or survey: no assignment stands behind it.
        case practiceQuiz(CanvasID)
    }

    var root: Root
    /// The checkpoint's tag (`reply_to_topic`, `reply_to_entry`), else `nil`.
    var part: String?

    static func assignment(_ id: CanvasID, part: String? = nil) -> ItemKey {
        ItemKey(root: .assignment(id), part: part)
    }

    static func practiceQuiz(_ id: CanvasID) -> ItemKey {
        ItemKey(root: .practiceQuiz(id))
    }

    var assignmentID: CanvasID? { if case .assignment(let id) = root { id } else { nil } }
    var practiceQuizID: CanvasID? { if case .practiceQuiz(let id) = root { id } else { nil } }
}

extension ItemKey: Comparable {
    /// Assignments before practice quizzes, by id, then by part.
    static func < (left: ItemKey, right: ItemKey) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (Int, CanvasID, String) {
        switch root {
        case .assignment(let id): (0, id, part ?? "")
        case .practiceQuiz(let id): (1, id, part ?? "")
        }
    }
}

enum ItemKind: String, Sendable, Hashable, CaseIterable {
    case classicQuiz = "classic_quiz"
    /// A classic practice quiz or ungraded survey.
    case practiceQuiz = "practice_quiz"
    case newQuiz = "new_quiz"
    case assignment
    case discussion

    /// Whether one of the two quiz override endpoints should list it.
    var isQuiz: Bool {
        switch self {
        case .classicQuiz, .practiceQuiz, .newQuiz: true
        case .assignment, .discussion: false
        }
    }
}

enum OverrideSource: String, Sendable, Hashable {
    /// Override rows, which tell "not overridden" from "overridden to no date".
    case rows
    /// The quiz override endpoint only: dates without membership of students, and null means either of the two.
    case quizEndpoint = "quiz_endpoint"
    /// Nothing: the token may not see the item's overrides.
    case hidden
}
