import CanvasAPI

/// `--names`: what reports have of students' and teachers' names, and of SIS ids.
package enum NameChoice: String, Sendable, Hashable, CaseIterable {
    case full
    case leftOut = "none"
    /// A stable code in place of each.
    case pseudonym
}

/// What stands in place of students' names and SIS ids. It is put there before a course is flattened and compared, so
/// that no row, message, reason or look-up that is made of the course can know a name. Canvas ids stay.
enum StudentNames: Sendable {
    case full
    case leftOut
    case pseudonyms(PseudonymKey)

    func applied(to record: CourseRecord) -> CourseRecord {
        guard case .read(var course) = record.outcome else { return record }
        let code: (String) -> String
        switch self {
        case .full: return record
        case .leftOut: code = { _ in "" }
        case .pseudonyms(let key): code = key.code
        }
        course.students = course.students.map { student in
            Student(
                id: student.id,
                sisID: student.sisID.map { code("sis_user_id:\($0)") },
                sortableName: code("student_id:\(student.id)"),
                orderInsteadOfName: student.id.inOrder
            )
        }
        for place in course.overrides.indices {
            switch course.overrides[place].target {
            case .students: course.overrides[place].title = "Student override"
            // It may be a student's, whom the token can't see.
            case .unknown: course.overrides[place].title = "Override"
            case .group, .section, .course, .masteryPath: break
            }
        }
        course.gaps = course.gaps.map(\.withoutNames)
        course.teachers = course.teachers?.map { Teacher(id: $0.id, sortableName: code("teacher_id:\($0.id)")) }
        var copy = record
        copy.outcome = .read(course)
        return copy
    }
}

extension CanvasID {
    /// A text that is ordered as the ids are.
    fileprivate var inOrder: String {
        let digits = String(rawValue)
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits
    }
}
