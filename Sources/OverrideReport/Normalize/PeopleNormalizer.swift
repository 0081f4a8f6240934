import CanvasAPI

/// Students and their section enrollments.
struct RosterNormalizer {
    let pages: CoursePages

    func add(to snapshot: inout CourseSnapshot) {
        var students: [CanvasID: Student] = [:]
        /// By student and section.
        var memberships: [CanvasID: [CanvasID: Enrollment]] = [:]
        var hasHiddenNames = false
        for enrollment in pages.enrollments.sorted(by: { $0.id < $1.id }) {
            guard let state = enrollment.reportedState else { continue }
            let (id, section) = (enrollment.userID, enrollment.courseSectionID)
            let name = enrollment.user?.sortableName ?? enrollment.user?.name
            if name == nil { hasHiddenNames = true }
            let known = students[id]
            students[id] = Student(
                id: id,
                sisID: known?.sisID ?? enrollment.user?.sisUserID ?? enrollment.sisUserID,
                sortableName: name ?? known?.sortableName ?? "User \(id)"
            )
            // Two roles in one section are one membership; the livelier state counts, then the lower id.
            if let other = memberships[id]?[section]?.state, other.isAsLively(as: state) { continue }
            memberships[id, default: [:]][section] = Enrollment(
                studentID: id,
                sectionID: section,
                state: state,
                startAt: enrollment.startAt,
                endAt: enrollment.endAt
            )
        }
        snapshot.students = Array(students.values)
        snapshot.enrollments = memberships.values.flatMap(\.values)
        snapshot.gaps += gapsOfMissingSections(students)
        if hasHiddenNames {
            snapshot.gaps.append(
                DataGap(
                    kind: .studentNamesHidden,
                    permission: "Users - view list",
                    message: "Names of students are hidden from the token; their ids are shown instead."
                )
            )
        }
    }

    /// One for each section.
    private func gapsOfMissingSections(_ students: [CanvasID: Student]) -> [DataGap] {
        let bySection = Dictionary(grouping: pages.enrollmentsOutsideSections, by: \.courseSectionID)
        return bySection.map { section, enrollments in
            let missing = Set(enrollments.map(\.userID)).sorted().compactMap { students[$0] }
            let named = missing.prefix(10).map { "\($0.sortableName) (\($0.id))" }.joined(separator: "; ")
            let more = missing.count > 10 ? " and \(missing.count - 10) more" : ""
            return .sectionMissing(section, students: named + more)
        }
    }
}

extension EnrollmentState {
    fileprivate func isAsLively(as other: EnrollmentState) -> Bool {
        Self.allCases.first { $0 == self || $0 == other } == self
    }
}

/// The groups and differentiation tags that the snapshot's overrides name, with their members.
struct GroupNormalizer {
    let pages: CoursePages

    func add(to snapshot: inout CourseSnapshot) {
        let listed = Dictionary((pages.groups.value ?? []).map { ($0.id, $0) }) { first, _ in first }
        let fromRows = groupFactsInOverrideRows()
        for (id, answer) in pages.groupMembers {
            let group = listed[id]
            switch answer {
            case .read(let members):
                snapshot.groups.append(
                    Group(
                        id: id,
                        name: group?.name,
                        categoryID: group?.groupCategoryID ?? fromRows[id]?.categoryID,
                        isDifferentiationTag: group?.nonCollaborative ?? fromRows[id]?.isTag ?? false,
                        memberIDs: members
                    )
                )
            // Deleted between two requests: a group that is gone reaches nobody.
            case .missing: continue
            case .forbidden, .unreadable:
                snapshot.gaps += snapshot.overrides.filter { $0.target == .group(id) }.map { override in
                    DataGap(
                        kind: .groupMembersHidden,
                        permission: "Groups - view all student groups",
                        message: "The members of group “\(group?.name ?? id.description)” can't be read; its override "
                            + "is left out.",
                        itemKey: override.origin.itemKey
                    )
                }
            }
        }
    }

    private func groupFactsInOverrideRows() -> [CanvasID: (categoryID: CanvasID?, isTag: Bool?)] {
        var facts: [CanvasID: (categoryID: CanvasID?, isTag: Bool?)] = [:]
        let rows =
            pages.assignments.flatMap { $0.overrides ?? [] }
            + pages.quizDateDetails.values.flatMap { $0.value?.overrides ?? [] }
        for row in rows {
            if case .group(let id, let isTag, let category) = row.target { facts[id] = (category, isTag) }
        }
        for row in pages.moduleOverrides.values.flatMap({ $0.value ?? [] }) {
            if case .group(let id, let isTag) = row.target, facts[id] == nil { facts[id] = (nil, isTag) }
        }
        return facts
    }
}
