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
