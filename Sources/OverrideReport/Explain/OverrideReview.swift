import CanvasAPI

/// One override of the item or of a module that holds it, and what became of it.
struct ConsideredOverride: Sendable, Equatable {
    /// What an override has to say on one date, and what came of that.
    enum Role: String, Sendable, Hashable, CaseIterable {
        case wins
        case loses
        case notOverridden = "not_overridden"
        /// Its own lock date has passed, so that it no longer opens the item.
        case expired
        /// The enrollment in its section is not active.
        case setAside = "set_aside"
        /// It takes the item away, and so gives no dates.
        case unassigns
        /// It stands behind one that takes the item away.
        case afterUnassign = "after_unassign"
        /// Its group is not of the item's own group set.
        case otherGroupSet = "other_group_set"
        case doesNotReach = "does_not_reach"
        /// The token can't see whom the override is for.
        case unknown
        /// A module's override assigns, and has no dates.
        case moduleHasNoDates = "module_has_no_dates"

        var sentence: String {
            switch self {
            case .wins: "wins"
            case .loses: "does not win"
            case .notOverridden: "not overridden"
            case .expired: "left out: its own lock date has passed"
            case .setAside: "set aside: the enrollment in its section is not active"
            case .unassigns: "does not count: the override takes the item away"
            case .afterUnassign: "does not count: an override before it takes the item away"
            case .otherGroupSet: "does not count: the group is not in the item's group set"
            case .doesNotReach: "does not reach the student"
            case .unknown: "not known whether it counts"
            case .moduleHasNoDates: "a module's override has no dates"
            }
        }
    }

    var override: Override
    /// The module it belongs to; `nil` for one of the item's own.
    var module: Module?
    /// `section “Evening”`, `students Adair, Tom; Quimby, Zelda`.
    var target: String
    /// `nil` where the token can't see whom the override is for.
    var reaches: Bool?
    /// How it reaches the student, or what keeps it from them, as a sentence.
    var reason: String
    /// Due, unlock, lock.
    var roles: [Role]
    /// It decided whether the item is assigned.
    var decidesAssignment: Bool
}

/// Goes through every override of one item and of its modules, and says what became of each.
struct OverrideReview {
    let index: CourseIndex
    let subject: DateSubject
    let resolution: Resolution

    func overrides() -> [ConsideredOverride] {
        let reached = resolution.reach.direct + resolution.reach.module + resolution.reach.ofAnotherGroupCategory
        let places = Dictionary(reached.enumerated().map { ($1.override.id, $0) }) { first, _ in first }
        return resolution.item.overrides
            .sorted { left, right in
                let leftKey = (places[left.id] ?? reached.count, left.isFromModule ? 1 : 0, left.id)
                return leftKey < (places[right.id] ?? reached.count, right.isFromModule ? 1 : 0, right.id)
            }
            .map { override in review(override, reaching: places[override.id].map { reached[$0] }) }
    }

    private func review(_ override: Override, reaching: ReachingOverride?) -> ConsideredOverride {
        var module: Module?
        if case .module(let id) = override.origin { module = index.modules[id]?.value }
        return ConsideredOverride(
            override: override,
            module: module,
            target: target(of: override),
            reaches: reaching == nil && index.hides(override.target) ? nil : reaching != nil,
            reason: reaching.map(way) ?? obstacle(override),
            roles: DateField.allCases.map { role(of: override, reaching, in: $0) },
            decidesAssignment: resolution.assignment.decision.overrideID == override.id
        )
    }

    // MARK: Reach

    private func way(_ reaching: ReachingOverride) -> String {
        switch (reaching.level, reaching.override.target) {
        case (.student, _): return "It names the student."
        case (.group, .group(let id)):
            let isOfAnother = resolution.reach.ofAnotherGroupCategory.contains(reaching)
            let suffix = isOfAnother ? ", which is not in the item's own group set, so it sets no date" : ""
            return "The student is in \(groupName(id))\(suffix)."
        case (.differentiationTag, .group(let id)): return "The student has the differentiation tag \(groupName(id))."
        case (.section, .section(let id)):
            let state = subject.sections.first { $0.sectionID == id }
            let suffix = state?.isActive == false ? ", where the enrollment is not active" : ""
            return "The student is in \(sectionName(id))\(suffix)."
        case (.course, _): return "It is for the whole course."
        default: return "It reaches the student."
        }
    }

    private func obstacle(_ override: Override) -> String {
        switch override.target {
        case .students(let ids):
            if ids.isEmpty { return "It names no student." }
            guard let own = subject.studentID, ids.contains(own) else { return "It names other students." }
            return "It names the student too, but only one override for a student counts, and another comes first."
        case .group(let id):
            guard index.groups[id] != nil else {
                return index.hides(override.target) ? "The members of its group can't be read." : "Its group is gone."
            }
            return "The student is not in \(groupName(id))."
        case .section(let id):
            return index.sectionsByID[id] == nil
                ? "Its section is gone." : "The student is not in \(sectionName(id))."
        case .course: return "It does not count for this student."
        case .masteryPath: return "A mastery path does not reach a student by itself."
        case .unknown: return "Its target can't be read."
        }
    }

    private func target(of override: Override) -> String {
        switch override.target {
        case .students(let ids):
            guard !ids.isEmpty else { return "no student" }
            let names = ids.sorted().map(index.studentName)
            let shown = names.prefix(3).joined(separator: "; ")
            let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
            return names.count == 1 ? "student \(shown)" : "students \(shown)\(rest)"
        case .group(let id): return groupName(id)
        case .section(let id): return sectionName(id)
        case .course: return "the whole course"
        case .masteryPath: return "a mastery path"
        case .unknown: return "a target that can't be read"
        }
    }

    private func groupName(_ id: CanvasID) -> String {
        index.groups[id]?.name.map { "group “\($0)”" } ?? "group \(id)"
    }

    private func sectionName(_ id: CanvasID) -> String {
        index.sectionsByID[id].map { "section “\($0.name)”" } ?? "section \(id)"
    }

    // MARK: Dates

    private func role(
        of override: Override,
        _ reaching: ReachingOverride?,
        in field: DateField
    ) -> ConsideredOverride.Role {
        if override.isFromModule { return .moduleHasNoDates }
        guard override[field].isOverridden else { return .notOverridden }
        guard reaching != nil else { return index.hides(override.target) ? .unknown : .doesNotReach }
        if override.unassigns { return .unassigns }
        guard resolution.applicable.contains(where: { $0.override.id == override.id }) else {
            return reaching.map(resolution.reach.ofAnotherGroupCategory.contains) == true
                ? .otherGroupSet : .afterUnassign
        }
        guard let contest = resolution.contests.first(where: { $0.field == field }) else { return .loses }
        if contest.winner?.override.id == override.id { return .wins }
        if contest.expired.contains(where: { $0.override.id == override.id }) { return .expired }
        if contest.setAside.contains(where: { $0.override.id == override.id }) { return .setAside }
        return .loses
    }
}
