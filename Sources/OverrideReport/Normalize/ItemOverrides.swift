import CanvasAPI

/// What the two quiz override endpoints list, found by assignment.
struct QuizListings {
    private let classicByQuizID: [CanvasID: Canvas.QuizAssignmentOverrides]?
    private let newByAssignmentID: [CanvasID: Canvas.QuizAssignmentOverrides]?

    init(_ pages: CoursePages) {
        classicByQuizID = pages.classicQuizOverrides.value.map(Self.byID)
        newByAssignmentID = pages.newQuizOverrides.value.map(Self.byID)
    }

    private static func byID(
        _ rows: [Canvas.QuizAssignmentOverrides]
    ) -> [CanvasID: Canvas.QuizAssignmentOverrides] {
        Dictionary(rows.map { ($0.quizID, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func listing(of assignment: Canvas.Assignment) -> Canvas.QuizAssignmentOverrides? {
        if assignment.isQuizLTIAssignment == true { return newByAssignmentID?[assignment.id] }
        return assignment.quizID.flatMap { classicByQuizID?[$0] }
    }

    /// Override ids that the endpoint lists; empty for a quiz it leaves out; `nil` where it could not be read, or shows
    /// only what concerns the caller.
    func listedIDs(of assignment: Canvas.Assignment) -> [CanvasID]? {
        let isRead = assignment.isQuizLTIAssignment == true ? newByAssignmentID != nil : classicByQuizID != nil
        guard isRead else { return nil }
        guard let listing = listing(of: assignment) else { return [] }
        return listing.allDates?.compactMap(\.id)
    }

    /// The endpoint's rows as overrides, for a token that may not see the real ones. Null is taken for "not overridden";
    /// the rows of single students name nobody.
    func overrides(of assignment: Canvas.Assignment, key: ItemKey) -> [Override] {
        guard let listing = listing(of: assignment) else { return [] }
        return (listing.allDates ?? listing.dueDates ?? []).compactMap { Override($0, of: key) }
    }
}

extension Override {
    /// `nil` for the base row.
    init?(_ row: Canvas.DateRow, of key: ItemKey) {
        guard row.base != true, let id = row.id else { return nil }
        let target: OverrideTarget =
            switch (row.setType, row.setID) {
            case ("CourseSection", let section?): .section(section)
            case ("Group", let group?): .group(group)
            case ("Course", _): .course
            case ("Noop", _): .masteryPath
            default: .unknown
            }
        self.init(
            id: id,
            origin: .item(key),
            title: row.title ?? "",
            target: target,
            dueAt: row.dueAt.map { .overridden($0) } ?? .notOverridden,
            unlockAt: row.unlockAt.map { .overridden($0) } ?? .notOverridden,
            lockAt: row.lockAt.map { .overridden($0) } ?? .notOverridden
        )
    }
}

extension OverriddenDate {
    init(_ field: Canvas.OverriddenField) {
        switch field {
        case .notOverridden: self = .notOverridden
        case .overridden(let instant): self = .overridden(instant)
        }
    }
}

extension OverrideTarget {
    init(_ target: Canvas.OverrideTarget) {
        switch target {
        case .students(let ids): self = .students(ids)
        case .group(let id, _, _): self = .group(id)
        case .section(let id): self = .section(id)
        case .course: self = .course
        case .masteryPath: self = .masteryPath
        case .unknown: self = .unknown
        }
    }
}
