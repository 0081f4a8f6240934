import CanvasAPI

/// One item with the overrides that bear on it, arranged by whom they reach, so that a student costs a few look-ups.
final class ItemOverrides: Sendable {
    let item: Shared<Item>
    /// Its own, and those of the modules that hold it.
    let overrides: [Override]
    /// Notes that every row of the item carries, whoever the student is.
    let notes: Set<RowNote>
    /// Modules with overrides take the item from everyone.
    let isNarrowedByModules: Bool
    let isInModule: Bool

    private let direct: Targets
    private let module: Targets
    private let groups: [CanvasID: Group]

    /// - Parameters:
    ///   - moduleOverrides: one list for each module that holds the item, empty where the module has none.
    ///   - hasHiddenModuleOverrides: some module's overrides could not be read; Canvas's own `visible_to_everyone` then
    ///     tells whether the modules narrow the item.
    init(
        item: Item,
        overrides own: [Override],
        moduleOverrides: [[Override]],
        groups: [CanvasID: Group],
        hasHiddenModuleOverrides: Bool,
        notes: Set<RowNote>
    ) {
        let ofModules = moduleOverrides.flatMap { $0 }
        self.item = Shared(item)
        self.groups = groups
        overrides = own + ofModules
        self.notes = overrides.contains { $0.target == .unknown } ? notes.union([.unknownTarget]) : notes
        direct = Targets(own)
        module = Targets(ofModules)
        isInModule = !moduleOverrides.isEmpty
        isNarrowedByModules =
            hasHiddenModuleOverrides
            ? item.visibleToEveryone == false && !item.onlyVisibleToOverrides
            : !moduleOverrides.isEmpty && moduleOverrides.allSatisfy { !$0.isEmpty }
    }

    /// Whether "everyone" may have the item: it is not limited to overrides, and stands in no module, or in some
    /// module without overrides. Unpublished modules count like published ones.
    /// (Canvas: app/services/assignment_visibility; spec/services/assignment_visibility_service_spec.rb)
    var isForEveryone: Bool { !item.value.onlyVisibleToOverrides && !isNarrowedByModules }

    func reach(_ subject: DateSubject) -> Reach {
        var reach = Reach()
        guard !overrides.isEmpty else { return reach }
        reach.direct = reaching(subject, among: direct, reach: &reach)
        // Groups in modules are tags; a group that is none assigns all the same, whatever its category.
        var ofModules = Reach()
        reach.module = reaching(subject, among: module, reach: &ofModules)
        reach.module += ofModules.furtherStudentOverrides + ofModules.ofAnotherGroupCategory
        reach.module.sort(by: ReachingOverride.precedes)
        return reach
    }

    private func reaching(_ subject: DateSubject, among targets: Targets, reach: inout Reach) -> [ReachingOverride] {
        var list: [ReachingOverride] = []
        if let own = subject.studentID.flatMap({ targets.byStudent[$0] }) {
            let ranked = own.map { ReachingOverride(override: $0, level: .student) }
                .sorted(by: ReachingOverride.precedes)
            list += ranked.prefix(1)
            reach.furtherStudentOverrides += ranked.dropFirst()
        }
        for groupID in subject.groupIDs {
            guard let group = groups[groupID], let overrides = targets.byGroup[groupID] else { continue }
            let level: ReachingOverride.Level = group.isDifferentiationTag ? .differentiationTag : .group
            let reaching = overrides.map { ReachingOverride(override: $0, level: level) }
            if level == .differentiationTag || item.value.isOfSet(of: group) {
                list += reaching
            } else {
                reach.ofAnotherGroupCategory += reaching
            }
        }
        for section in subject.sections {
            for override in targets.bySection[section.sectionID] ?? [] {
                list.append(
                    ReachingOverride(
                        override: override,
                        level: .section,
                        isThroughInactiveEnrollment: !section.isActive,
                        countsForAssignment: section.countsForAssignment || subject.hasOnlyInactiveEnrollments
                    )
                )
            }
        }
        list += targets.course.map { ReachingOverride(override: $0, level: .course) }
        return list.count > 1 ? list.sorted(by: ReachingOverride.precedes) : list
    }
}

extension Item {
    /// Group overrides set dates only in the item's own category; a classic quiz object without an assignment has
    /// none. Where a group's category is hidden, it is taken to be the item's.
    func isOfSet(of group: Group) -> Bool {
        guard let groupCategoryID else { return false }
        return group.categoryID == nil || group.categoryID == groupCategoryID
    }
}

private struct Targets: Sendable {
    var byStudent: [CanvasID: [Override]] = [:]
    var byGroup: [CanvasID: [Override]] = [:]
    var bySection: [CanvasID: [Override]] = [:]
    var course: [Override] = []

    init(_ overrides: [Override]) {
        for override in overrides {
            switch override.target {
            case .students(let ids):
                for id in Set(ids) { byStudent[id, default: []].append(override) }
            case .group(let id): byGroup[id, default: []].append(override)
            case .section(let id): bySection[id, default: []].append(override)
            case .course: course.append(override)
            // Mastery-path rows never apply to a student by themselves.
            case .masteryPath, .unknown: break
            }
        }
    }
}
