import CanvasAPI

/// Students and their section enrollments.
struct RosterNormalizer {
    struct Result {
        var students: [Student]
        var enrollments: [Enrollment]
        var gaps: [DataGap]
    }

    private let pages: CoursePages

    init(_ pages: CoursePages) {
        self.pages = pages
    }

    func result() -> Result {
        var students: [CanvasID: Student] = [:]
        var states: [EnrollmentKey: EnrollmentState] = [:]
        var hasHiddenNames = false
        for enrollment in pages.enrollments {
            guard let state = enrollment.reportedState else { continue }
            let name = enrollment.user?.sortableName ?? enrollment.user?.name
            if name == nil { hasHiddenNames = true }
            let known = students[enrollment.userID]
            students[enrollment.userID] = Student(
                id: enrollment.userID,
                sisID: known?.sisID ?? enrollment.user?.sisUserID ?? enrollment.sisUserID,
                sortableName: name ?? known?.sortableName ?? "User \(enrollment.userID)"
            )
            let key = EnrollmentKey(student: enrollment.userID, section: enrollment.courseSectionID)
            // Two roles in one section are one membership; the livelier state counts.
            states[key] = [states[key], state].compactMap { $0 }.min { $0.liveliness < $1.liveliness }
        }
        var gaps = gapsOfMissingSections(students)
        if hasHiddenNames {
            gaps.append(
                DataGap(
                    kind: .studentNamesHidden,
                    permission: "Users - view list",
                    message: "Names of students are hidden from the token; their ids stand in place of them."
                )
            )
        }
        return Result(
            students: Array(students.values),
            enrollments: states.map { Enrollment(studentID: $0.student, sectionID: $0.section, state: $1) },
            gaps: gaps
        )
    }

    /// One for each section.
    private func gapsOfMissingSections(_ students: [CanvasID: Student]) -> [DataGap] {
        let bySection = Dictionary(grouping: pages.enrollmentsOutsideSections, by: \.courseSectionID)
        return bySection.map { section, enrollments in
            let missing = Set(enrollments.map(\.userID)).sorted().compactMap { students[$0] }
            let named = missing.prefix(10).map { "\($0.sortableName) (\($0.id))" }.joined(separator: "; ")
            let more = missing.count > 10 ? " and \(missing.count - 10) more" : ""
            return DataGap(
                kind: .sectionMissing,
                message:
                    "Canvas enrolls students in section \(section) and does not list the section, so they have no rows "
                    + "in it: \(named)\(more)."
            )
        }
    }
}

extension Canvas.Enrollment {
    /// `nil` for what has no place in a report: the Test Student, and enrollments that are deleted or rejected.
    var reportedState: EnrollmentState? {
        type == "StudentEnrollment" ? EnrollmentState(rawValue: enrollmentState) : nil
    }
}

private struct EnrollmentKey: Hashable {
    let student: CanvasID
    let section: CanvasID
}

extension EnrollmentState {
    fileprivate var liveliness: Int {
        switch self {
        case .active: 0
        case .invited: 1
        case .creationPending: 2
        case .inactive: 3
        case .completed: 4
        }
    }
}
