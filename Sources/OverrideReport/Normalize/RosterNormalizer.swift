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
        for enrollment in pages.enrollments where enrollment.type == "StudentEnrollment" {
            // Deleted and rejected enrollments are not asked for, and have no place in a report.
            guard let state = EnrollmentState(rawValue: enrollment.enrollmentState) else { continue }
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
        let gap = DataGap(
            kind: .studentNamesHidden,
            permission: "Users - view list",
            message: "Names of students are hidden from the token; their ids stand in place of them."
        )
        return Result(
            students: Array(students.values),
            enrollments: states.map { Enrollment(studentID: $0.student, sectionID: $0.section, state: $1) },
            gaps: hasHiddenNames ? [gap] : []
        )
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
