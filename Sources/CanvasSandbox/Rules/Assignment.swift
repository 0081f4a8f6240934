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
    private let students: [SandboxEnrollment]

    init(course: SandboxCourse, item: SandboxItem) {
        self.course = course
        self.item = item
        // Overrides of modules carry no dates of their own.
        overrides = (item.activeOverrides + course.moduleOverrides(of: item).map(\.override)).sorted { $0.id < $1.id }
        students = course.studentEnrollments.filter { $0.state != "rejected" && $0.state != "deleted" }
    }

    /// By student; who is missing is not assigned.
    func dueDates() -> [Int64: SandboxInstant?] {
        let ids = Set(students.map(\.userID))
        let direct = survivors(of: everyone(ids), named(ids))
        let targeted = survivors(of: direct, members(ids), inSections())
        return survivors(of: targeted, wholeCourse(ids)).mapValues { $0.first?.dueAt }
    }

    /// Each student's best candidate of a stage, which goes on to the next, unless it unassigns.
    private func survivors(of candidates: [Int64: [Candidate]]...) -> [Int64: [Candidate]] {
        let stage = candidates.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        return stage.compactMapValues { candidates in
            candidates.min { $0.isBefore($1) }.flatMap { $0.unassigns ? nil : [$0] }
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

    private func everyone(_ ids: Set<Int64>) -> [Int64: [Candidate]] {
        guard course.isLeftToEveryone(item) else { return [:] }
        let base = Candidate(isDueOverridden: false, priority: 3, dueAt: item.dueAt, unassigns: false)
        return Dictionary(uniqueKeysWithValues: ids.map { ($0, [base]) })
    }

    private func named(_ ids: Set<Int64>) -> [Int64: [Candidate]] {
        var found: [Int64: [Candidate]] = [:]
        for override in overrides {
            for id in override.studentIDs ?? [] where ids.contains(id) {
                found[id, default: []].append(candidate(override, priority: 1))
            }
        }
        return found
    }

    /// Groups and tags of any category, by their accepted members.
    private func members(_ ids: Set<Int64>) -> [Int64: [Candidate]] {
        var found: [Int64: [Candidate]] = [:]
        for override in overrides {
            guard case .group(let id) = override.target else { continue }
            for user in course.group(id)?.group.members ?? [] where ids.contains(user) {
                found[user, default: []].append(candidate(override))
            }
        }
        return found
    }

    private func inSections() -> [Int64: [Candidate]] {
        var found: [Int64: [Candidate]] = [:]
        for override in overrides {
            guard case .section(let id) = override.target, course.section(id)?.isDeleted == false else { continue }
            for enrollment in students where enrollment.sectionID == id {
                found[enrollment.userID, default: []].append(
                    candidate(override, isActive: enrollment.state == "active")
                )
            }
        }
        return found
    }

    private func wholeCourse(_ ids: Set<Int64>) -> [Int64: [Candidate]] {
        let rows = overrides.filter { $0.target == .course }.map { candidate($0) }
        return rows.isEmpty ? [:] : Dictionary(uniqueKeysWithValues: ids.map { ($0, rows) })
    }
}

/// `{"assignment id": {"user id": {"due_at": …}}}`; an assignment that nobody has is missing.
func effectiveDueDatesBody(of course: SandboxCourse, assignments: [SandboxItem]) -> JSONValue {
    var members: [JSONValue.Member] = []
    for item in assignments {
        let dates = EffectiveDueDates(course: course, item: item).dueDates()
        guard let id = item.assignmentID, !dates.isEmpty else { continue }
        let rows = dates.sorted { $0.key < $1.key }.map { user, due in
            JSONValue.Member(
                String(user),
                ["due_at": .instant(due), "grading_period_id": nil, "in_closed_grading_period": false]
            )
        }
        members.append(JSONValue.Member(String(id), .object(rows)))
    }
    return .object(members)
}
