/// Which overrides belong to an item, and whether it is everyone's.
extension SandboxCourse {
    /// Active overrides of the item's modules, with the module they come from.
    func moduleOverrides(of item: SandboxItem) -> [(module: SandboxModule, override: SandboxOverride)] {
        modules(of: item).flatMap { module in module.activeOverrides.map { (module, $0) } }
    }

    /// Canvas's `visible_to_everyone`.
    func isVisibleToEveryone(_ item: SandboxItem) -> Bool {
        item.activeOverrides.contains { $0.target == .course } || isLeftToEveryone(item)
    }

    /// Whether the base dates still reach everybody: the item is not limited to overrides, and it is in no module, or in
    /// one that has no overrides.
    func isLeftToEveryone(_ item: SandboxItem) -> Bool {
        guard !item.onlyVisibleToOverrides else { return false }
        let modules = modules(of: item)
        return modules.isEmpty || modules.contains { $0.activeOverrides.isEmpty }
    }

    /// Enrollments of students, the Test Student among them, whatever their state.
    var studentEnrollments: [SandboxEnrollment] {
        enrollments.filter { $0.role == .student || $0.role == .testStudent }
    }

    /// The override's title as Canvas shows it: sections and groups go by their own name.
    func title(of override: SandboxOverride) -> String {
        switch override.target {
        case .section(let id): section(id)?.name ?? "Section \(id)"
        case .group(let id): group(id)?.group.name ?? "Group \(id)"
        case .course: name
        case .masteryPath: override.title ?? "Mastery Paths"
        case .students(let ids): override.title ?? (ids.count == 1 ? "1 student" : "\(ids.count) students")
        }
    }
}

/// Whom Canvas shows an item: app/services/assignment_visibility, and for practice quizzes and surveys
/// app/services/quiz_visibility.
struct ItemVisibility {
    private let course: SandboxCourse
    private let item: SandboxItem
    private let enrollments: [SandboxEnrollment]

    init(course: SandboxCourse, item: SandboxItem) {
        self.course = course
        self.item = item
        enrollments = course.studentEnrollments.filter { !["rejected", "deleted", "inactive"].contains($0.state) }
    }

    func students() -> Set<Int64> {
        guard item.isPublished else { return [] }
        let all = Set(enrollments.map(\.userID))
        let direct = item.activeOverrides
        let unassigning = direct.filter(\.unassignsItem)
        let assigning = direct.filter { !$0.unassignsItem } + course.moduleOverrides(of: item).map(\.override)

        var visible = course.isLeftToEveryone(item) ? all : []
        let isLimited = item.onlyVisibleToOverrides
        // Groups of assignments count whatever their category is, and even where the override unassigns them.
        if item.assignmentID != nil, isLimited { visible.formUnion(members(assigning + unassigning)) }
        visible.formUnion(inSections(assigning))
        visible.subtract(inSections(unassigning))
        if item.assignmentID == nil {
            let needsTarget = isLimited || !course.modules(of: item).isEmpty
            if needsTarget { visible.formUnion(members(assigning, tagsOnly: true)) }
            visible.subtract(members(unassigning, tagsOnly: true))
        }
        visible.formUnion(assigning.flatMap { $0.studentIDs ?? [] })
        visible.subtract(unassigning.flatMap { $0.studentIDs ?? [] })
        if direct.contains(where: { $0.target == .course }) { return all }
        return visible.intersection(all)
    }

    private func members(_ overrides: [SandboxOverride], tagsOnly: Bool = false) -> [Int64] {
        overrides.flatMap { override -> [Int64] in
            guard case .group(let id) = override.target, let (category, group) = course.group(id) else { return [] }
            return tagsOnly && !category.isNonCollaborative ? [] : group.members + group.invited
        }
    }

    private func inSections(_ overrides: [SandboxOverride]) -> [Int64] {
        let targets = overrides.map(\.target)
        return enrollments.filter { targets.contains(.section($0.sectionID)) }.map(\.userID)
    }
}
