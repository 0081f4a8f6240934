import CanvasAPI

/// Something with dates: an assignment, a quiz, a discussion, or one part of a checkpointed discussion.
package struct Item: Sendable, Hashable, Codable {
    package var key: ItemKey
    package var kind: ItemKind
    /// The classic quiz id; for a New Quiz the id the New Quizzes endpoint gives, which is the assignment id.
    package var quizID: CanvasID?
    package var discussionTopicID: CanvasID?
    package var name: String
    package var isPublished: Bool
    /// Where Canvas shows it: a path on the Canvas of the snapshot, or a whole address. Rows have the whole address.
    package var url: String?
    /// The dates for everyone.
    package var base: DateSet
    package var onlyVisibleToOverrides: Bool
    /// Canvas's own word on whether everyone has it, modules included; `nil` from a Canvas that does not say. Used only
    /// where module overrides are hidden.
    package var visibleToEveryone: Bool?
    /// Group overrides count only in this group category.
    package var groupCategoryID: CanvasID?
    /// Override ids that the quiz override endpoint lists; `nil` for what is no quiz, or where it can't be read.
    package var idsListedByQuizEndpoint: [CanvasID]?
    /// Where the item's own overrides came from; not `rows` means that dates are second best.
    package var overrideSource: OverrideSource
    /// The parts of this discussion have dates of their own that the token can't see.
    package var hasHiddenParts: Bool

    package init(
        key: ItemKey,
        kind: ItemKind,
        quizID: CanvasID? = nil,
        discussionTopicID: CanvasID? = nil,
        name: String,
        isPublished: Bool = true,
        url: String? = nil,
        base: DateSet = DateSet(),
        onlyVisibleToOverrides: Bool = false,
        visibleToEveryone: Bool? = nil,
        groupCategoryID: CanvasID? = nil,
        idsListedByQuizEndpoint: [CanvasID]? = nil,
        overrideSource: OverrideSource = .rows,
        hasHiddenParts: Bool = false
    ) {
        self.key = key
        self.kind = kind
        self.quizID = quizID
        self.discussionTopicID = discussionTopicID
        self.name = name
        self.isPublished = isPublished
        self.url = url
        self.base = base
        self.onlyVisibleToOverrides = onlyVisibleToOverrides
        self.visibleToEveryone = visibleToEveryone
        self.groupCategoryID = groupCategoryID
        self.idsListedByQuizEndpoint = idsListedByQuizEndpoint
        self.overrideSource = overrideSource
        self.hasHiddenParts = hasHiddenParts
    }

    /// `nil` for a practice quiz or survey, which has no assignment.
    package var assignmentID: CanvasID? { key.assignmentID }
    /// The part of a checkpointed discussion, else `nil`.
    package var part: String? { key.part }
}

/// What tells items of one course apart.
package struct ItemKey: Sendable, Hashable, Codable {
    package enum Root: Sendable, Hashable, Codable {
        case assignment(CanvasID)
        /// A classic practice quiz or survey: no assignment stands behind it.
        case practiceQuiz(CanvasID)
    }

    package var root: Root
    /// The checkpoint's tag (`reply_to_topic`, `reply_to_entry`), else `nil`.
    package var part: String?

    package init(root: Root, part: String? = nil) {
        self.root = root
        self.part = part
    }

    package static func assignment(_ id: CanvasID, part: String? = nil) -> ItemKey {
        ItemKey(root: .assignment(id), part: part)
    }

    package static func practiceQuiz(_ id: CanvasID) -> ItemKey {
        ItemKey(root: .practiceQuiz(id))
    }

    package var assignmentID: CanvasID? {
        if case .assignment(let id) = root { id } else { nil }
    }
}

extension ItemKey: Comparable {
    /// Assignments before practice quizzes, by id, then by part.
    package static func < (left: ItemKey, right: ItemKey) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (Int, CanvasID, String) {
        switch root {
        case .assignment(let id): (0, id, part ?? "")
        case .practiceQuiz(let id): (1, id, part ?? "")
        }
    }
}

package enum ItemKind: String, Sendable, Hashable, Codable, CaseIterable {
    case classicQuiz = "classic_quiz"
    /// A classic practice quiz or ungraded survey.
    case practiceQuiz = "practice_quiz"
    case newQuiz = "new_quiz"
    case assignment
    case discussion

    /// Whether one of the two quiz override endpoints should list it.
    package var isQuiz: Bool {
        switch self {
        case .classicQuiz, .practiceQuiz, .newQuiz: true
        case .assignment, .discussion: false
        }
    }
}

package enum OverrideSource: String, Sendable, Hashable, Codable {
    /// Override rows, which tell "not overridden" from "overridden to no date".
    case rows
    /// The quiz override endpoint only: dates without membership of students, and null means either of the two.
    case quizEndpoint = "quiz_endpoint"
    /// Nothing: the token may not see the item's overrides.
    case hidden
}
