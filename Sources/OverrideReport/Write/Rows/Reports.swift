// The parts that several reports show. Names, order and meaning are the same wherever they appear.

extension ColumnGroup where Part == Course {
    var id: ReportColumn<Row> {
        column("course_id", "Course ID", .identifier, "Canvas id of the course.") { .identifier($0.id) }
    }

    var sisID: ReportColumn<Row> {
        column(
            "sis_course_id",
            "SIS course ID",
            .text,
            "SIS id of the course, where it has one and the token may see it."
        ) {
            .optionalText($0.sisID)
        }
    }

    var name: ReportColumn<Row> {
        column("course_name", "Course", .text, "Name of the course.") { .text($0.name) }
    }

    /// The seven columns that lead each report about the inside of a course.
    var all: [ReportColumn<Row>] {
        [
            id, sisID,
            column("course_code", "Course code", .text, "Course code (the short name).") { .text($0.code) },
            name,
            column("term_name", "Term", .text, "Name of the enrollment term.") { .optionalText($0.term?.name) },
            column("sis_term_id", "SIS term ID", .text, "SIS id of the enrollment term.") {
                .optionalText($0.term?.sisID)
            },
            column("time_zone", "Time zone", .text, "The course's own time zone, as Canvas names it.") {
                .optionalText($0.timeZoneName)
            },
        ]
    }
}

extension ColumnGroup where Part == Section {
    var id: ReportColumn<Row> {
        column("section_id", "Section ID", .identifier, "Canvas id of the section.") { .identifier($0.id) }
    }

    var name: ReportColumn<Row> {
        column("section_name", "Section", .text, "Name of the section.") { .text($0.name) }
    }

    var all: [ReportColumn<Row>] {
        [
            id,
            column("sis_section_id", "SIS section ID", .text, "SIS id of the section.") { .optionalText($0.sisID) },
            name,
        ]
    }
}

extension ColumnGroup where Part == Student {
    var id: ReportColumn<Row> {
        column("student_id", "Student ID", .identifier, "Canvas id of the student.") { .identifier($0.id) }
    }

    var name: ReportColumn<Row> {
        column("student_name", "Student", .text, "The student's name as Canvas sorts it, family name first.") {
            .text($0.sortableName)
        }
    }

    var all: [ReportColumn<Row>] {
        [
            id,
            column("sis_user_id", "SIS user ID", .text, "SIS id of the student.") { .optionalText($0.sisID) },
            name,
        ]
    }
}

extension ColumnGroup where Part == Item {
    /// What identifies the item, where a report says no more of it.
    var identity: [ReportColumn<Row>] {
        [
            column(
                "item_kind",
                "Kind",
                .code(codes(of: ItemKind.self)),
                "What the item is; practice_quiz is a classic quiz or survey without an assignment."
            ) { .text($0.kind.rawValue) },
            column(
                "assignment_id",
                "Assignment ID",
                .identifier,
                "Canvas id of the assignment; empty for a practice quiz or survey."
            ) { .identifier($0.assignmentID) },
            column(
                "quiz_id",
                "Quiz ID",
                .identifier,
                "Id of the classic quiz; for a New Quiz the id that its override endpoint gives, the assignment's."
            ) { .identifier($0.quizID) },
            column("item_name", "Item", .text, "Name of the item.") { .text($0.name) },
        ]
    }

    var all: [ReportColumn<Row>] {
        identity + [
            column("item_part", "Part", .text, "The part of a checkpointed discussion, else empty.") {
                .optionalText($0.part)
            },
            column("published", "Published", .boolean, "Whether the item is published.") { .boolean($0.isPublished) },
            column("item_url", "Link", .text, "The item's page in Canvas.") { .optionalText($0.url) },
        ]
    }
}

extension ColumnGroup where Part == Module {
    var all: [ReportColumn<Row>] {
        [
            column("module_id", "Module ID", .identifier, "Canvas id of the module.") { .identifier($0.id) },
            column("module_name", "Module", .text, "Name of the module.") { .text($0.name) },
        ]
    }
}
