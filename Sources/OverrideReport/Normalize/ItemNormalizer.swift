import CanvasAPI

/// Items and their own overrides: from assignments, and from practice quizzes, which have none.
struct ItemNormalizer {
    struct Result {
        var items: [Item] = []
        var overrides: [Override] = []
        var gaps: [DataGap] = []
    }

    private let pages: CoursePages
    /// Rows of the quiz override endpoints by assignment id.
    private let listings: QuizListings
    private let canvasURL: String

    init(_ pages: CoursePages, canvasURL: String) {
        self.pages = pages
        self.canvasURL = canvasURL
        listings = QuizListings(pages)
    }

    func result() -> Result {
        var result = Result()
        for assignment in pages.assignments { add(assignment, to: &result) }
        for quiz in PracticeQuizzes(pages).quizzes { add(quiz, to: &result) }
        result.gaps += listingGaps(result.items)
        return result
    }

    // MARK: Assignments

    private func add(_ assignment: Canvas.Assignment, to result: inout Result) {
        let checkpoints = assignment.checkpoints ?? []
        guard checkpoints.isEmpty else {
            for checkpoint in checkpoints {
                let part = CheckpointPart(assignment: assignment, checkpoint: checkpoint)
                result.items.append(item(assignment, key: part.key, base: part.base))
                result.overrides += part.overrides.map { override($0, of: part.key) }
            }
            if assignment.overrides == nil { result.gaps.append(hiddenOverrides(of: assignment, key: nil)) }
            return
        }
        let key = ItemKey.assignment(assignment.id)
        let base = DateSet(dueAt: assignment.dueAt, unlockAt: assignment.unlockAt, lockAt: assignment.lockAt)
        let item = item(assignment, key: key, base: base)
        result.items.append(item)
        if let rows = assignment.overrides {
            result.overrides += rows.filter { $0.contextModuleID == nil }.map { override($0, of: key) }
        } else {
            result.overrides += listings.overrides(of: assignment, key: key)
            result.gaps.append(hiddenOverrides(of: assignment, key: key))
        }
        if item.hasHiddenParts {
            result.gaps.append(
                DataGap(
                    kind: .checkpointsHidden,
                    permission: "Manage Assignments and Quizzes - add / edit / delete",
                    message: "The dates of the parts of the discussion “\(item.name)” are hidden from the token.",
                    itemKey: key
                )
            )
        }
    }

    private func item(_ assignment: Canvas.Assignment, key: ItemKey, base: DateSet) -> Item {
        let kind = ItemKind(assignment)
        let quizID: CanvasID? =
            switch kind {
            case .classicQuiz: assignment.quizID
            case .newQuiz: assignment.id
            case .practiceQuiz, .assignment, .discussion: nil
            }
        let listing = listings.listing(of: assignment)
        let source: OverrideSource = assignment.overrides != nil ? .rows : listing != nil ? .quizEndpoint : .hidden
        return Item(
            key: key,
            kind: kind,
            quizID: quizID,
            discussionTopicID: assignment.discussionTopic?.id,
            name: assignment.name ?? "Assignment \(assignment.id)",
            isPublished: assignment.isPublished,
            url: url(assignment.htmlURL),
            base: base,
            onlyVisibleToOverrides: assignment.onlyVisibleToOverrides ?? false,
            visibleToEveryone: assignment.visibleToEveryone,
            groupCategoryID: assignment.groupCategoryID ?? assignment.discussionTopic?.groupCategoryID,
            idsListedByQuizEndpoint: kind.isQuiz ? listings.listedIDs(of: assignment) : nil,
            overrideSource: source,
            hasHiddenParts: assignment.hasSubAssignments == true && (assignment.checkpoints ?? []).isEmpty
        )
    }

    /// Addresses on the Canvas itself are kept without it, so that the same course gives the same snapshot whatever name
    /// or port Canvas is reached by.
    private func url(_ address: String?) -> String? {
        guard let address, address.hasPrefix(canvasURL + "/") else { return address }
        return String(address.dropFirst(canvasURL.count))
    }

    private func override(_ row: Canvas.AssignmentOverride, of key: ItemKey) -> Override {
        Override(
            id: row.id,
            origin: .item(key),
            title: row.title ?? "",
            target: OverrideTarget(row.target),
            dueAt: OverriddenDate(row.dueAt),
            unlockAt: OverriddenDate(row.unlockAt),
            lockAt: OverriddenDate(row.lockAt),
            unassigns: row.unassignItem
        )
    }

    private func hiddenOverrides(of assignment: Canvas.Assignment, key: ItemKey?) -> DataGap {
        let name = assignment.name ?? assignment.id.description
        let hasListing = listings.listing(of: assignment) != nil
        let instead =
            hasListing
            ? "its dates come from the quiz override endpoint, which names no students"
            : "only the dates for everyone are known"
        return DataGap(
            kind: hasListing ? .itemOverridesFromQuizEndpoint : .itemOverridesHidden,
            permission: "Manage Assignments and Quizzes - add / edit / delete",
            message: "The overrides of “\(name)” are hidden from the token; \(instead).",
            itemKey: key
        )
    }

    // MARK: Practice quizzes

    private func add(_ quiz: PracticeQuizzes.Quiz, to result: inout Result) {
        let key = ItemKey.practiceQuiz(quiz.id)
        let details = pages.quizDateDetails[quiz.id]?.value
        let base =
            details.map { DateSet(dueAt: $0.dueAt, unlockAt: $0.unlockAt, lockAt: $0.lockAt) }
            ?? quiz.baseRow.map { DateSet(dueAt: $0.dueAt, unlockAt: $0.unlockAt, lockAt: $0.lockAt) }
            ?? DateSet(dueAt: quiz.quiz?.dueAt, unlockAt: quiz.quiz?.unlockAt, lockAt: quiz.quiz?.lockAt)
        let hasRows = details != nil || pages.quizDateDetails[quiz.id] == nil
        result.items.append(
            Item(
                key: key,
                kind: .practiceQuiz,
                quizID: quiz.id,
                name: quiz.quiz?.title ?? "Quiz \(quiz.id)",
                isPublished: quiz.quiz?.published ?? true,
                url: url(quiz.quiz?.htmlURL),
                base: base,
                onlyVisibleToOverrides: details?.onlyVisibleToOverrides ?? quiz.quiz?.onlyVisibleToOverrides ?? false,
                visibleToEveryone: details?.visibleToEveryone ?? quiz.quiz?.visibleToEveryone,
                idsListedByQuizEndpoint: quiz.listing.map { _ in quiz.rows.compactMap(\.id) },
                overrideSource: hasRows ? .rows : .quizEndpoint
            )
        )
        if let details {
            result.overrides += details.overrides.filter { $0.contextModuleID == nil }.map { override($0, of: key) }
        } else if !hasRows {
            result.overrides += quiz.rows.compactMap { Override($0, of: key) }
            result.gaps.append(
                DataGap(
                    kind: .itemOverridesFromQuizEndpoint,
                    permission: "Manage Assignments and Quizzes - add / edit / delete",
                    message: "The overrides of the practice quiz “\(quiz.quiz?.title ?? quiz.id.description)” are "
                        + "hidden from the token; its dates come from the quiz override endpoint, which names no "
                        + "students.",
                    itemKey: key
                )
            )
        }
    }

    // MARK: Gaps

    private func listingGaps(_ items: [Item]) -> [DataGap] {
        var gaps: [DataGap] = []
        let hasClassic = items.contains { $0.kind == .classicQuiz || $0.kind == .practiceQuiz }
        if let why = pages.classicQuizOverrides.reasonUnread, hasClassic {
            gaps.append(endpointGap("classic quizzes", why))
        }
        if let why = pages.newQuizOverrides.reasonUnread, items.contains(where: { $0.kind == .newQuiz }) {
            gaps.append(endpointGap("New Quizzes", why))
        }
        let mayMissPracticeQuizzes =
            pages.classicQuizOverrides.value == nil || items.contains { $0.kind == .practiceQuiz }
        if let why = pages.quizzes.reasonUnread, mayMissPracticeQuizzes {
            gaps.append(
                DataGap(
                    kind: .quizzesHidden,
                    permission: why.permission("Course Content - view"),
                    message: "The list of quizzes could not be read\(why.suffix): practice quizzes and surveys are "
                        + "missing, or have no names."
                )
            )
        }
        return gaps
    }

    private func endpointGap(_ what: String, _ why: ReasonUnread) -> DataGap {
        DataGap(
            kind: .quizEndpointHidden,
            permission: why.permission("Course Content - view"),
            message: "The override endpoint of \(what) could not be read\(why.suffix): whether it lists every override "
                + "is unknown."
        )
    }
}

extension ItemKind {
    fileprivate init(_ assignment: Canvas.Assignment) {
        let types = assignment.submissionTypes ?? []
        if assignment.isQuizLTIAssignment == true {
            self = .newQuiz
        } else if assignment.quizID != nil || types.contains("online_quiz") {
            self = .classicQuiz
        } else if assignment.discussionTopic != nil || types.contains("discussion_topic") {
            self = .discussion
        } else {
            self = .assignment
        }
    }
}
