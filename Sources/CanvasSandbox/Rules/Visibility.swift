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

/// Canvas's own answer to who is assigned what until when, for due dates alone.
///
/// It follows the three stages of Canvas: lib/effective_due_dates.rb, which differ from what students are shown
/// (``ItemVisibility``): a student override that unassigns does not stop a section override from assigning again. It
/// shares no code with the reports, so that the two can be held against each other.
struct EffectiveDueDates {
    /// A way in which the item reaches one student.
    private struct Candidate {
        var isActiveInSection = true
        var isDueOverridden: Bool
        /// 1 student, 2 group, section or course, 3 everyone.
        var priority: Int
        var dueAt: SandboxInstant?
        var unassigns: Bool

        /// Canvas's order: active in the section, due overridden, priority, then the later date, none before any. What
        /// is equal in all of these, Canvas leaves open; here the lower id goes first.
        func isBefore(_ other: Candidate) -> Bool {
            if isActiveInSection != other.isActiveInSection { return isActiveInSection }
            if isDueOverridden != other.isDueOverridden { return isDueOverridden }
            if priority != other.priority { return priority < other.priority }
            guard let dueAt else { return other.dueAt != nil }
            guard let otherDue = other.dueAt else { return false }
            return dueAt > otherDue
        }
    }

    private let course: SandboxCourse
    private let item: SandboxItem
    private let overrides: [SandboxOverride]

    init(course: SandboxCourse, item: SandboxItem) {
        self.course = course
        self.item = item
        // Overrides of modules carry no dates of their own.
        overrides = (item.activeOverrides + course.moduleOverrides(of: item).map(\.override)).sorted { $0.id < $1.id }
    }

    /// By student; who is missing is not assigned.
    func dueDates() -> [Int64: SandboxInstant?] {
        let students = course.studentEnrollments.filter { $0.state != "rejected" && $0.state != "deleted" }
        let base = Candidate(isDueOverridden: false, priority: 3, dueAt: item.dueAt, unassigns: false)
        let everyone = course.isLeftToEveryone(item) ? [base] : []
        let wholeCourse = overrides.filter { $0.target == .course }.map { candidate($0) }
        let named = overrides.compactMap { override in override.studentIDs.map { (override: override, ids: Set($0)) } }
        // Groups and tags of any category, by their accepted members.
        let groups = overrides.compactMap { override -> (override: SandboxOverride, members: Set<Int64>)? in
            guard case .group(let id) = override.target, let group = course.group(id)?.group else { return nil }
            return (override, Set(group.members))
        }
        let sections = overrides.compactMap { override -> (override: SandboxOverride, id: Int64)? in
            guard case .section(let id) = override.target, course.section(id)?.isDeleted == false else { return nil }
            return (override, id)
        }
        var dates: [Int64: SandboxInstant?] = [:]
        for (user, enrollments) in Dictionary(grouping: students, by: \.userID) {
            let direct = named.filter { $0.ids.contains(user) }
            let inGroups = groups.filter { $0.members.contains(user) }
            let inSections = sections.flatMap { override, id in
                enrollments.filter { $0.sectionID == id }.map { candidate(override, isActive: $0.state == "active") }
            }
            let stages = [
                everyone + direct.map { candidate($0.override, priority: 1) },
                inGroups.map { candidate($0.override) } + inSections,
                wholeCourse,
            ]
            if let best = survivor(of: stages) { dates.updateValue(best.dueAt, forKey: user) }
        }
        return dates
    }

    /// The best candidate of a stage goes on to the next, unless it unassigns.
    private func survivor(of stages: [[Candidate]]) -> Candidate? {
        stages.reduce(nil) { survivor, stage in
            let best = ((survivor.map { [$0] } ?? []) + stage).min { $0.isBefore($1) }
            return best?.unassigns == true ? nil : best
        }
    }

    private func candidate(_ override: SandboxOverride, isActive: Bool = true, priority: Int = 2) -> Candidate {
        Candidate(
            isActiveInSection: isActive,
            isDueOverridden: override.dueAt.isOverridden,
            priority: priority,
            dueAt: override.dueAt.isOverridden ? override.dueAt.instant : item.dueAt,
            unassigns: override.unassignsItem
        )
    }
}
