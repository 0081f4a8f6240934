import CanvasAPI

/// Items and their own overrides: from assignments, and from practice quizzes, which have none.
struct ItemNormalizer {
    private let pages: CoursePages
    private let listings: QuizListings
    private let canvasURL: String
    private let limits: [CanvasID: QuizLimits]

    init(_ pages: CoursePages, canvasURL: String) {
        self.pages = pages
        self.canvasURL = canvasURL
        limits = Dictionary((pages.quizzes.value ?? []).map { ($0.id, QuizLimits($0)) }) { first, _ in first }
        listings = QuizListings(pages)
    }

    func add(to snapshot: inout CourseSnapshot) {
        for assignment in pages.assignments { add(assignment, to: &snapshot) }
        for quiz in PracticeQuizzes(pages).quizzes { add(quiz, to: &snapshot) }
        snapshot.gaps += listingGaps(snapshot.items)
    }

    // MARK: Assignments

    private func add(_ assignment: Canvas.Assignment, to snapshot: inout CourseSnapshot) {
        let checkpoints = assignment.checkpoints ?? []
        guard checkpoints.isEmpty else {
            for checkpoint in checkpoints {
                let part = CheckpointPart(assignment: assignment, checkpoint: checkpoint)
                snapshot.items.append(item(assignment, key: part.key, base: part.base))
                snapshot.overrides += part.overrides.map { Override($0, of: part.key) }
            }
            if assignment.overrides == nil { snapshot.gaps.append(hiddenOverrides(of: assignment, key: nil)) }
            return
        }
        let key = ItemKey.assignment(assignment.id)
        let base = DateSet(dueAt: assignment.dueAt, unlockAt: assignment.unlockAt, lockAt: assignment.lockAt)
        let item = item(assignment, key: key, base: base)
        snapshot.items.append(item)
        if let rows = assignment.overrides {
            snapshot.overrides += rows.filter { $0.contextModuleID == nil }.map { Override($0, of: key) }
        } else {
            snapshot.overrides += listings.overrides(of: assignment, key: key)
            snapshot.gaps.append(hiddenOverrides(of: assignment, key: key))
        }
        if item.hasHiddenParts {
            snapshot.gaps.append(
                DataGap(
                    kind: .checkpointsHidden,
                    permission: Self.permission,
                    message: "The dates of the parts of the discussion “\(item.name)” are hidden from the token.",
                    itemKey: key
                )
            )
        }
    }

    private func item(_ assignment: Canvas.Assignment, key: ItemKey, base: DateSet) -> Item {
        let kind = ItemKind(assignment)
        let hasListing = listings.listing(of: assignment) != nil
        return Item(
            key: key,
            kind: kind,
            quizID: kind == .classicQuiz ? assignment.quizID : kind == .newQuiz ? assignment.id : nil,
            discussionTopicID: assignment.discussionTopic?.id,
            name: assignment.name ?? "Assignment \(assignment.id)",
            isPublished: assignment.isPublished,
            url: url(assignment.htmlURL),
            base: base,
            onlyVisibleToOverrides: assignment.onlyVisibleToOverrides ?? false,
            visibleToEveryone: assignment.visibleToEveryone,
            groupCategoryID: assignment.groupCategoryID ?? assignment.discussionTopic?.groupCategoryID,
            idsListedByQuizEndpoint: kind.isQuiz ? listings.listedIDs(of: assignment) : nil,
            overrideSource: assignment.overrides != nil ? .rows : hasListing ? .quizEndpoint : .hidden,
            limits: kind == .classicQuiz ? assignment.quizID.flatMap { limits[$0] } : nil,
            hasHiddenParts: assignment.hasSubAssignments == true && (assignment.checkpoints ?? []).isEmpty
        )
    }

    /// Addresses on the Canvas itself are kept without it, so that the same course gives the same snapshot whatever name
    /// or port Canvas is reached by.
    private func url(_ address: String?) -> String? {
        guard let address, address.hasPrefix(canvasURL + "/") else { return address }
        return String(address.dropFirst(canvasURL.count))
    }

    // MARK: Practice quizzes

    private func add(_ practice: PracticeQuizzes.Quiz, to snapshot: inout CourseSnapshot) {
        let key = ItemKey.practiceQuiz(practice.id)
        let quiz = practice.quiz
        let details = pages.quizDateDetails[practice.id]?.value
        let base =
            details.map { DateSet(dueAt: $0.dueAt, unlockAt: $0.unlockAt, lockAt: $0.lockAt) }
            ?? practice.baseRow.map { DateSet(dueAt: $0.dueAt, unlockAt: $0.unlockAt, lockAt: $0.lockAt) }
            ?? DateSet(dueAt: quiz?.dueAt, unlockAt: quiz?.unlockAt, lockAt: quiz?.lockAt)
        let hasRows = details != nil || pages.quizDateDetails[practice.id] == nil
        snapshot.items.append(
            Item(
                key: key,
                kind: .practiceQuiz,
                quizID: practice.id,
                name: quiz?.title ?? "Quiz \(practice.id)",
                isPublished: quiz?.published ?? true,
                url: url(quiz?.htmlURL),
                base: base,
                onlyVisibleToOverrides: details?.onlyVisibleToOverrides ?? quiz?.onlyVisibleToOverrides ?? false,
                visibleToEveryone: details?.visibleToEveryone ?? quiz?.visibleToEveryone,
                idsListedByQuizEndpoint: practice.listing.map { _ in practice.rows.compactMap(\.id) },
                overrideSource: hasRows ? .rows : .quizEndpoint,
                limits: limits[practice.id]
            )
        )
        if let details {
            snapshot.overrides += details.overrides.filter { $0.contextModuleID == nil }.map { Override($0, of: key) }
        } else if !hasRows {
            snapshot.overrides += practice.rows.compactMap { Override($0, of: key) }
            let name = "the practice quiz “\(quiz?.title ?? practice.id.description)”"
            snapshot.gaps.append(hiddenOverrides(of: name, key: key, hasListing: true))
        }
    }

    // MARK: Gaps

    private static let permission = "Manage Assignments and Quizzes - add / edit / delete"

    private func hiddenOverrides(of assignment: Canvas.Assignment, key: ItemKey?) -> DataGap {
        let name = "“\(assignment.name ?? assignment.id.description)”"
        return hiddenOverrides(of: name, key: key, hasListing: listings.listing(of: assignment) != nil)
    }

    private func hiddenOverrides(of name: String, key: ItemKey?, hasListing: Bool) -> DataGap {
        let instead =
            hasListing
            ? "its dates come from the quiz override endpoint, which names no students"
            : "only the dates for everyone are known"
        return DataGap(
            kind: hasListing ? .itemOverridesFromQuizEndpoint : .itemOverridesHidden,
            permission: Self.permission,
            message: "The overrides of \(name) are hidden from the token; \(instead).",
            itemKey: key
        )
    }

    private func listingGaps(_ items: [Item]) -> [DataGap] {
        let kinds = Set(items.map(\.kind))
        let hasPracticeQuizzes = kinds.contains(.practiceQuiz)
        var gaps: [DataGap] = []
        let endpoints = [
            ("classic quizzes", pages.classicQuizOverrides, hasPracticeQuizzes || kinds.contains(.classicQuiz)),
            ("New Quizzes", pages.newQuizOverrides, kinds.contains(.newQuiz)),
        ]
        for (name, answer, isUsed) in endpoints where answer.value == nil && isUsed {
            gaps.append(
                DataGap(
                    kind: .quizEndpointHidden,
                    permission: answer.permission("Course Content - view"),
                    message: "The override endpoint of \(name) could not be read\(answer.whyUnread): whether it lists "
                        + "every override is unknown."
                )
            )
        }
        let needsQuizzes =
            hasPracticeQuizzes || pages.classicQuizOverrides.value == nil || pages.readsQuizLimits
        if pages.quizzes.value == nil, needsQuizzes {
            gaps.append(
                DataGap(
                    kind: .quizzesHidden,
                    permission: pages.quizzes.permission("Course Content - view"),
                    message: "The list of quizzes could not be read\(pages.quizzes.whyUnread): practice quizzes and "
                        + "surveys are missing, or have no names"
                        + (pages.readsQuizLimits ? "; time limits are not known." : ".")
                )
            )
        }
        return gaps
    }
}

extension QuizLimits {
    fileprivate init(_ quiz: Canvas.Quiz) {
        self.init(
            timeLimit: quiz.timeLimit.flatMap { $0 > 0 ? Int($0) : nil },
            allowedAttempts: quiz.allowedAttempts.flatMap { $0 >= 0 ? Int($0) : nil }
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
