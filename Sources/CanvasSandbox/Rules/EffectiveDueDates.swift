/// Canvas's own answer to who is assigned what until when, for due dates alone.
///
/// It follows the stages of Canvas: lib/effective_due_dates.rb, which differ from what students are shown: a student
/// override that unassigns does not stop a section override from assigning again. It shares no code with the reports, so
/// that the two can be held against each other.
struct EffectiveDueDates {
    /// A way in which the item reaches one student.
    private struct Candidate {
        var isActiveInSection = true
        var isDueOverridden: Bool
        /// 1 student, 2 group, section or course, 3 everyone.
        var priority: Int
        var dueAt: SandboxInstant?
        var unassigns: Bool

        /// Canvas's order: active in the section, due overridden, priority, then the later date, none before any.
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
        overrides = item.activeOverrides + course.moduleOverrides(of: item).map(\.override)
        students = course.enrollments.filter {
            ($0.role == .student || $0.role == .testStudent) && !["rejected", "deleted"].contains($0.state)
        }
    }

    /// By student; who is missing is not assigned.
    func dueDates() -> [Int64: SandboxInstant?] {
        let first = everyone().merging(students(in: overrides), uniquingKeysWith: +)
        let second = survivors(of: first).merging(groupsAndSections(), uniquingKeysWith: +)
        let third = survivors(of: second).merging(wholeCourse(), uniquingKeysWith: +)
        return third.compactMapValues { best($0)?.dueAt }
    }

    private func best(_ candidates: [Candidate]) -> Candidate? {
        candidates.min { $0.isBefore($1) }
    }

    /// The best candidate of each student goes on to the next stage, unless it unassigns.
    private func survivors(of stage: [Int64: [Candidate]]) -> [Int64: [Candidate]] {
        stage.compactMapValues { candidates in
            best(candidates).flatMap { $0.unassigns ? nil : [$0] }
        }
    }

    private func candidate(_ override: SandboxOverride, isActive: Bool = true, priority: Int) -> Candidate {
        Candidate(
            isActiveInSection: isActive,
            isDueOverridden: override.dueAt.isOverridden,
            priority: priority,
            dueAt: override.dueAt.isOverridden ? override.dueAt.instant : item.dueAt,
            unassigns: override.unassignsItem
        )
    }

    private func everyone() -> [Int64: [Candidate]] {
        guard course.isLeftToEveryone(item) else { return [:] }
        let base = Candidate(isDueOverridden: false, priority: 3, dueAt: item.dueAt, unassigns: false)
        return Dictionary(students.map { ($0.userID, [base]) }, uniquingKeysWith: { first, _ in first })
    }

    private func students(in overrides: [SandboxOverride]) -> [Int64: [Candidate]] {
        var found: [Int64: [Candidate]] = [:]
        for override in overrides {
            for id in override.studentIDs ?? [] { found[id, default: []].append(candidate(override, priority: 1)) }
        }
        return found
    }

    private func groupsAndSections() -> [Int64: [Candidate]] {
        var found: [Int64: [Candidate]] = [:]
        for override in overrides {
            switch override.target {
            case .group(let id):
                for user in course.group(id)?.group.members ?? [] {
                    found[user, default: []].append(candidate(override, priority: 2))
                }
            case .section(let id) where course.section(id)?.isDeleted == false:
                for enrollment in students where enrollment.sectionID == id {
                    let isActive = enrollment.state == "active"
                    found[enrollment.userID, default: []].append(
                        candidate(override, isActive: isActive, priority: 2)
                    )
                }
            case .section, .students, .course, .masteryPath: break
            }
        }
        return found
    }

    private func wholeCourse() -> [Int64: [Candidate]] {
        let rows = overrides.filter { $0.target == .course }.map { candidate($0, priority: 2) }
        guard !rows.isEmpty else { return [:] }
        return Dictionary(students.map { ($0.userID, rows) }, uniquingKeysWith: { first, _ in first })
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
