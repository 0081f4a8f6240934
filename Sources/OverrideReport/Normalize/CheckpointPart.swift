import CanvasAPI

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
        let parentsByID = Dictionary(parents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
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
