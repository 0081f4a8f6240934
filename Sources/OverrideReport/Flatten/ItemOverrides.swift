import CanvasAPI

/// The overrides that bear on one item, arranged by whom they reach, so that a student costs a few look-ups.
struct ItemOverrides: Sendable {
    let item: Item
    /// Whether "everyone" may have the item: it is not limited to overrides, and stands in no module, or in some
    /// module without overrides. Unpublished modules count like published ones.
    /// (Canvas: app/services/assignment_visibility; spec/services/assignment_visibility_service_spec.rb)
    let isForEveryone: Bool
    /// Modules with overrides take the item from everyone.
    let isNarrowedByModules: Bool
    let isInModule: Bool
    let hasUnknownTarget: Bool

    private let direct: Targets
    private let module: Targets
    private let groups: [CanvasID: Group]

    /// - Parameters:
    ///   - moduleOverrides: one list for each module that holds the item, empty where the module has none.
    ///   - hasHiddenModuleOverrides: some module's overrides could not be read; Canvas's own `visible_to_everyone` then
    ///     tells whether the modules narrow the item.
    init(
        item: Item,
        overrides: [Override],
        moduleOverrides: [[Override]],
        groups: [CanvasID: Group],
        hasHiddenModuleOverrides: Bool = false
    ) {
        self.item = item
        self.groups = groups
        direct = Targets(overrides)
        module = Targets(moduleOverrides.flatMap { $0 })
        let everyModuleNarrows =
            hasHiddenModuleOverrides
            ? item.visibleToEveryone == false && !item.onlyVisibleToOverrides
            : !moduleOverrides.isEmpty && moduleOverrides.allSatisfy { !$0.isEmpty }
        isNarrowedByModules = everyModuleNarrows
        isInModule = !moduleOverrides.isEmpty
        isForEveryone = !item.onlyVisibleToOverrides && !everyModuleNarrows
        hasUnknownTarget = (overrides + moduleOverrides.flatMap { $0 }).contains { $0.target == .unknown }
    }

    var isEmpty: Bool { direct.isEmpty && module.isEmpty }

    func reach(_ subject: DateSubject) -> Reach {
        var reach = Reach()
        guard !isEmpty else { return reach }
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
        if let studentID = subject.studentID, let own = targets.byStudent[studentID] {
            let ranked = own.map { ReachingOverride(override: $0, level: .student) }.sorted(
                by: ReachingOverride.precedes
            )
            list += ranked.prefix(1)
            reach.furtherStudentOverrides += ranked.dropFirst()
        }
        for groupID in subject.groupIDs {
            guard let group = groups[groupID], let overrides = targets.byGroup[groupID] else { continue }
            if group.isDifferentiationTag {
                list += overrides.map { ReachingOverride(override: $0, level: .differentiationTag) }
            } else if isInCategoryOfItem(group) {
                list += overrides.map { ReachingOverride(override: $0, level: .group) }
            } else {
                reach.ofAnotherGroupCategory += overrides.map { ReachingOverride(override: $0, level: .group) }
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

    /// Group overrides are looked up only in the item's own category; a classic quiz object without an assignment has
    /// none. Where a group's category is hidden, it is taken to be the item's.
    private func isInCategoryOfItem(_ group: Group) -> Bool {
        guard let category = item.groupCategoryID else { return false }
        return group.categoryID == nil || group.categoryID == category
    }
}

private struct Targets: Sendable {
    var byStudent: [CanvasID: [Override]] = [:]
    var byGroup: [CanvasID: [Override]] = [:]
    var bySection: [CanvasID: [Override]] = [:]
    var course: [Override] = []
    let isEmpty: Bool

    init(_ overrides: [Override]) {
        isEmpty = overrides.isEmpty
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
