import CanvasAPI

/// What the two quiz override endpoints list, found by assignment.
struct QuizListings {
    private let classicByQuizID: [CanvasID: Canvas.QuizAssignmentOverrides]?
    private let newByAssignmentID: [CanvasID: Canvas.QuizAssignmentOverrides]?

    init(_ pages: CoursePages) {
        func byID(_ rows: [Canvas.QuizAssignmentOverrides]) -> [CanvasID: Canvas.QuizAssignmentOverrides] {
            Dictionary(rows.map { ($0.quizID, $0) }) { first, _ in first }
        }
        classicByQuizID = pages.classicQuizOverrides.value.map(byID)
        newByAssignmentID = pages.newQuizOverrides.value.map(byID)
    }

    func listing(of assignment: Canvas.Assignment) -> Canvas.QuizAssignmentOverrides? {
        if assignment.isQuizLTIAssignment == true { return newByAssignmentID?[assignment.id] }
        return assignment.quizID.flatMap { classicByQuizID?[$0] }
    }

    /// Override ids that the endpoint lists; empty for a quiz it leaves out; `nil` where it could not be read, or shows
    /// only what concerns the caller.
    func listedIDs(of assignment: Canvas.Assignment) -> [CanvasID]? {
        guard (assignment.isQuizLTIAssignment == true ? newByAssignmentID : classicByQuizID) != nil else { return nil }
        guard let listing = listing(of: assignment) else { return [] }
        return listing.allDates?.compactMap(\.id)
    }

    /// The endpoint's rows as overrides, for a token that may not see the real ones.
    func overrides(of assignment: Canvas.Assignment, key: ItemKey) -> [Override] {
        guard let listing = listing(of: assignment) else { return [] }
        return (listing.allDates ?? listing.dueDates ?? []).compactMap { Override($0, of: key) }
    }
}

/// One part of a checkpointed discussion as an item of its own.
///
/// The discussion's own overrides say who it is for; each part has overrides of its own with the dates, which point back
/// through `parent_override_id` (Canvas: app/services/checkpoints). A part's override says nothing on a field where its
/// parent does.
struct CheckpointPart {
    let assignment: Canvas.Assignment
    let checkpoint: Canvas.Checkpoint

    var key: ItemKey { .assignment(assignment.id, part: checkpoint.tag ?? checkpoint.name ?? "part") }

    var base: DateSet {
        DateSet(
            dueAt: checkpoint.dueAt,
            unlockAt: checkpoint.unlockAt ?? assignment.unlockAt,
            lockAt: checkpoint.lockAt ?? assignment.lockAt
        )
    }

    var overrides: [Canvas.AssignmentOverride] {
        let parents = (assignment.overrides ?? []).filter { $0.contextModuleID == nil }
        let parentsByID = Dictionary(parents.map { ($0.id, $0) }) { first, _ in first }
        let own = (checkpoint.overrides ?? []).map { row in
            row.parentOverrideID.flatMap { parentsByID[$0] }.map { row.inheriting(from: $0) } ?? row
        }
        let answered = Set(own.compactMap(\.parentOverrideID))
        return own + parents.filter { !answered.contains($0.id) }
    }
}

extension Canvas.AssignmentOverride {
    fileprivate func inheriting(from parent: Canvas.AssignmentOverride) -> Canvas.AssignmentOverride {
        var copy = self
        if copy.dueAt == .notOverridden { copy.dueAt = parent.dueAt }
        if copy.unlockAt == .notOverridden { copy.unlockAt = parent.unlockAt }
        if copy.lockAt == .notOverridden { copy.lockAt = parent.lockAt }
        if copy.target == .unknown { copy.target = parent.target }
        copy.unassignItem = unassignItem || parent.unassignItem
        return copy
    }
}

// MARK: Rows of Canvas as overrides

extension Override {
    init(_ row: Canvas.AssignmentOverride, of key: ItemKey) {
        self.init(
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

    /// A row of a quiz override endpoint, which names no students; `nil` for the base row. Null is taken for "not
    /// overridden".
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
    fileprivate init(_ field: Canvas.OverriddenField) {
        switch field {
        case .notOverridden: self = .notOverridden
        case .overridden(let instant): self = .overridden(instant)
        }
    }
}

extension OverrideTarget {
    fileprivate init(_ target: Canvas.OverrideTarget) {
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
