import CanvasAPI

/// The course itself, its sections, students, enrollments and groups.
extension StoredTable where Value == StoredCourse {
    static var courses: Self {
        StoredTable(
            name: "canvas_course",
            columns: [
                "course_id", "sis_course_id", "course_code", "course_name", "workflow_state", "time_zone", "start_at",
                "end_at", "term_id", "sis_term_id", "term_name", "term_start_at", "term_end_at",
                "canvas_due_dates_read",
            ],
            write: { stored, row in
                let course = stored.course
                row.write(course.id)
                row.write(course.sisID)
                row.write(course.code)
                row.write(course.name)
                row.write(course.workflowState)
                row.write(course.timeZoneName)
                row.write(course.startAt)
                row.write(course.endAt)
                row.write(course.term?.id)
                row.write(course.term?.sisID)
                row.write(course.term?.name)
                row.write(course.term?.startAt)
                row.write(course.term?.endAt)
                row.write(stored.hasCanvasDueDates)
            },
            read: { row in
                var course = Course(
                    id: try row.id(),
                    sisID: try row.optionalText(),
                    code: try row.text(),
                    name: try row.text(),
                    workflowState: try row.text(),
                    timeZoneName: try row.optionalText(),
                    startAt: try row.optionalInstant(),
                    endAt: try row.optionalInstant()
                )
                let termID = try row.optionalID()
                let sisID = try row.optionalText()
                let name = try row.optionalText()
                let startAt = try row.optionalInstant()
                let endAt = try row.optionalInstant()
                if let termID {
                    course.term = Term(id: termID, sisID: sisID, name: name ?? "", startAt: startAt, endAt: endAt)
                }
                return StoredCourse(course: course, hasCanvasDueDates: try row.boolean())
            }
        )
    }
}

/// A course's own row: with no due dates from Canvas, "none" and "could not be read" differ.
struct StoredCourse {
    var course: Course
    var hasCanvasDueDates: Bool
}

extension StoredTable where Value == Section {
    static var sections: Self {
        StoredTable(
            name: "section",
            columns: ["section_id", "sis_section_id", "section_name", "start_at", "end_at"],
            write: { section, row in
                row.write(section.id)
                row.write(section.sisID)
                row.write(section.name)
                row.write(section.startAt)
                row.write(section.endAt)
            },
            read: { row in
                Section(
                    id: try row.id(),
                    sisID: try row.optionalText(),
                    name: try row.text(),
                    startAt: try row.optionalInstant(),
                    endAt: try row.optionalInstant()
                )
            }
        )
    }
}

extension StoredTable where Value == Student {
    static var students: Self {
        StoredTable(
            name: "student",
            columns: ["student_id", "sis_user_id", "sortable_name"],
            write: { student, row in
                row.write(student.id)
                row.write(student.sisID)
                row.write(student.sortableName)
            },
            read: { row in
                Student(id: try row.id(), sisID: try row.optionalText(), sortableName: try row.text())
            }
        )
    }
}

extension StoredTable where Value == Enrollment {
    static var enrollments: Self {
        StoredTable(
            name: "enrollment",
            columns: ["student_id", "section_id", "state"],
            write: { enrollment, row in
                row.write(enrollment.studentID)
                row.write(enrollment.sectionID)
                row.write(enrollment.state)
            },
            read: { row in
                Enrollment(studentID: try row.id(), sectionID: try row.id(), state: try row.code())
            }
        )
    }
}

extension StoredTable where Value == Group {
    static var groups: Self {
        StoredTable(
            name: "student_group",
            columns: ["group_id", "group_name", "group_category_id", "is_differentiation_tag"],
            write: { group, row in
                row.write(group.id)
                row.write(group.name)
                row.write(group.categoryID)
                row.write(group.isDifferentiationTag)
            },
            read: { row in
                Group(
                    id: try row.id(),
                    name: try row.optionalText(),
                    categoryID: try row.optionalID(),
                    isDifferentiationTag: try row.boolean(),
                    memberIDs: []
                )
            }
        )
    }
}

extension StoredTable where Value == Nested<CanvasID> {
    /// One Canvas id a row: group members, students of an override, overrides that a quiz endpoint lists.
    static func ids(_ name: String, of parent: String, column: String) -> Self {
        StoredTable(
            name: name,
            parentColumn: "\(parent)_position",
            columns: [column],
            write: { id, row in row.write(id) },
            read: { row in try row.id() }
        )
    }

    static var groupMembers: Self { ids("student_group_member", of: "group", column: "student_id") }
    static var overrideStudents: Self { ids("override_student", of: "override", column: "student_id") }
    static var quizEndpointListings: Self { ids("quiz_endpoint_listing", of: "item", column: "override_id") }
}
