import CanvasAPI

/// A course list as `courses` writes it, and as every command takes it.
package enum CourseListing {
    static let columns: [ReportColumn<Canvas.Course>] = [
        .identifier("canvas_course_id", "Course id", "Canvas id of the course.") { $0.id },
        .text("sis_course_id", "SIS course id", "SIS id of the course, where the token may see it.") { $0.sisCourseID },
        .text("course_code", "Code", "Code of the course.") { $0.courseCode },
        .text("course_name", "Course", "Name of the course.") { $0.name },
        .text("term_name", "Term", "Name of the term that the course is in.") { $0.term?.name },
        .text("sis_term_id", "SIS term id", "SIS id of the term, where the token may see it.") { $0.term?.sisTermID },
        .identifier("account_id", "Account id", "Canvas id of the account or sub-account that the course is in.") {
            $0.accountID
        },
        .text("account_name", "Account", "Name of that account.") { $0.accountName },
        .text("state", "State", "State of the course, in Canvas's words: unpublished, available or completed.") {
            $0.workflowState
        },
        .integer("students", "Students", "Students whose enrollment is active, or is to become so.") {
            $0.totalStudents
        },
    ]

    /// Header first.
    package static func csv(_ courses: [Canvas.Course]) -> [UInt8] {
        var encoder = CSVEncoder(isRaw: false)
        encoder.begin(columns)
        for course in courses { encoder.append(course, columns) }
        return encoder.bytes
    }

    /// What stands in the way of a list by that name is told before Canvas is asked.
    package static func check(_ path: String) throws {
        try PlainFile.check(path, as: "a course list")
    }

    /// Puts the list in place, whole or not at all.
    package static func write(_ courses: [Canvas.Course], to path: String) throws {
        try check(path)
        try DurableFile.replace(path, with: csv(courses))
    }
}
