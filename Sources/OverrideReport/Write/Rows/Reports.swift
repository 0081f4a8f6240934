import CanvasAPI
import Foundation

/// Every report with its columns: the one list that files, sheets, schema and documentation are made from.
enum Reports {
    /// Goes up when a column is added, removed, renamed, moved, or changes its type or codes.
    static let version = 2

    /// `students.csv`: each section enrollment and item.
    static let students = Table<StudentRow>(
        .students,
        { $0.shownStudents },
        courseColumns.of { $0.course },
        sectionColumns.of { $0.section },
        studentColumns.of { $0.student },
        [
            .code("enrollment_state", "Enrollment", "State of the student's enrollment in this section.") {
                $0.enrollmentState
            }
        ].decided(by: .enrollment),
        itemColumns.of { $0.item },
        effectiveDateColumns().decided(by: .effectiveDates),
        [
            .date("canvas_due_at", "Due by Canvas", "The due date that Canvas's own effective_due_dates gives.") {
                $0.canvasDueAt
            },
            .code(
                "canvas_check",
                "Check",
                "How the due date compares with Canvas's: match (to the minute, or unassigned in both), mismatch, "
                    + "not_listed (assigned here, not there), listed (there, not here), not_checked."
            ) { $0.canvasCheck },
            .identifier(
                "grading_period_id",
                "Grading period id",
                "The grading period that effective_due_dates puts the student's due date in; empty where it was not asked "
                    + "or says nothing."
            ) { $0.canvas.value.gradingPeriodID },
            .boolean(
                "in_closed_grading_period",
                "Grading period closed",
                "Whether that grading period is closed, as effective_due_dates says; empty where it was not asked or says "
                    + "nothing."
            ) { $0.canvas.value.isInClosedGradingPeriod },
        ].decided(by: RowPart(name: "CanvasComparison") { $0.canvas }),
        [
            .date(
                "access_from",
                "Access from",
                "When the student can enter the course, through this enrollment; empty where nothing limits it, or it is "
                    + "not known."
            ) { $0.access?.from },
            .date("access_until", "Access until", "Until when; empty where nothing limits it, or it is not known.") {
                $0.access?.until
            },
            .code(
                "access_source",
                "Access by",
                "Whose dates decide that: the enrollment's own (when it has both), the section's or the course's (when "
                    + "they restrict access), else the term's for students; empty where those can't be read."
            ) { $0.access?.source },
        ].decided(by: .enrollment),
        [notesColumn { $0.effective.notes }].decided(by: .effectiveDates)
    )

    /// `sections.csv`: each section and item.
    static let sections = Table<SectionRow>(
        .sections,
        { $0.shownSections },
        courseColumns.of { $0.course },
        sectionColumns.of { $0.section },
        itemColumns.of { $0.item },
        [.integer("students", "Students", "Student enrollments in the section.") { $0.studentCount }],
        effectiveDateColumns(),
        [
            .integer(
                "individual_exceptions",
                "Exceptions",
                "Students of the section whose dates or assignment differ from the section's."
            ) { $0.individualExceptions },
            notesColumn { $0.effective.notes },
        ]
    )

    /// `overrides.csv`: each override as recorded.
    static let overrides = Table<OverrideRow>(
        .overrides,
        { $0.overrides },
        courseColumns.of { $0.course },
        [
            ReportColumn(
                "origin",
                "Origin",
                .code(["item", "module"]),
                "Whether the override belongs to an item or to a module."
            ) { .text($0.override.isFromModule ? "module" : "item") }
        ],
        itemIdentity.of { $0.item },
        moduleColumns.of { $0.module },
        [
            .identifier("override_id", "Override id", "Canvas id of the override.") { $0.override.id },
            .text("title", "Title", "The override's title.") { $0.override.title },
            ReportColumn(
                "set_type",
                "For",
                .code(["student", "group", "section", "course", "mastery_path", "unknown"]),
                "What the override is for; unknown where the token may not see it."
            ) { .text($0.override.target.setType) },
            .text("target_ids", "Target ids", "Ids of the students, group or section, separated by “; ”.") {
                $0.targetIDs.map(\.description).joined(separator: "; ")
            },
            .text("target_names", "Targets", "Their names, separated by “; ”.") {
                $0.targetNames.joined(separator: "; ")
            },
            .integer(
                "students_reached",
                "Students",
                "Students of the report whom the override reaches; empty where the token can't see whom it is for."
            ) { $0.studentsReached },
        ],
        DateField.allCases.flatMap(overriddenDateColumns),
        [
            .boolean("unassigns", "Unassigns", "Whether the override takes the item away from its target.") {
                $0.override.unassigns
            },
            .code(
                "listed_by_quiz_endpoint",
                "Quiz endpoint",
                "Whether Canvas's quiz override endpoint lists the override."
            ) { $0.listedByQuizEndpoint },
            notesColumn { $0.notes },
        ]
    )

    /// `findings.csv`: what to look at.
    static let findings = Table<FindingRow>(
        .findings,
        { $0.findings },
        [
            .code("severity", "Severity", "How much the finding matters.") { $0.severity },
            ReportColumn("rule", "Rule", .code(FindingRule.all.map(\.code)), "The rule that found it.") {
                .text($0.rule)
            },
        ],
        courseColumns.of { $0.course },
        sectionColumns.named("section_id", "section_name")
            .of { $0.section },
        studentColumns.named("student_id", "student_name")
            .of { $0.student },
        itemIdentity.of { $0.item },
        [.identifier("override_id", "Override id", "Canvas id of the override concerned.") { $0.overrideID }],
        moduleColumns.of { $0.module },
        [
            .text("message", "Message", "One sentence with the values in it.") { $0.message },
            .text("canvas_url", "Link", "The page in Canvas where it can be looked at.") { $0.canvasURL },
        ]
    )

    /// `courses.csv`: each course asked for.
    static let courses = Table<CourseRow>(
        .courses,
        { [$0.row] },
        [.text("course_ref", "As listed", "The course as the list names it.") { $0.reference }],
        courseColumns.named("course_id", "sis_course_id", "course_name")
            .of { $0.course },
        [
            .code(
                "status",
                "Status",
                "complete; partial, where something that the dates depend on is hidden; or failed."
            ) { $0.status },
            .text(
                "reason",
                "Reason",
                "Why the course is partial or failed, and what to do; what Canvas offers no way to read; and that the list "
                    + "names it several times."
            ) { $0.reason },
            .integer("sections", "Sections", "Sections of the course.") { $0.sections },
            .integer("students", "Students", "Students of the course.") { $0.students },
            .integer("items", "Items", "Items with dates.") { $0.items },
            .integer("overrides", "Overrides", "Active overrides; empty where the token can't see all of them.") {
                $0.overrides
            },
            .integer("findings", "Findings", "Findings about the course.") { $0.findings },
            .integer("requests", "Requests", "Requests that reading the course took.") { $0.requests },
            // In UTC, because a course that could not be read has no zone.
            ReportColumn("fetched_at", "Fetched", .instant, "When the course was read, in UTC.") {
                .instant($0.fetchedAt, zone: .gmt)
            },
        ],
        accountColumns.of { $0.course },
        [
            .text("teachers", "Teachers", "With --teachers, who teaches the course, separated by “; ”.") {
                $0.teachers.joined(separator: "; ")
            }
        ]
    )

    /// `accommodations.csv`: each student, section and Classic Quiz with extra time, attempts or a manual unlock.
    static let accommodations = Table<AccommodationRow>(
        .accommodations,
        { $0.accommodations },
        courseColumns.of { $0.course },
        sectionColumns.of { $0.section },
        studentColumns.of { $0.student },
        itemColumns.of { $0.item },
        [
            .integer("time_limit_minutes", "Time limit", "The quiz's time limit in minutes; empty for none.") {
                $0.item.limits?.timeLimit
            },
            .integer("extra_time_minutes", "Extra time", "The student's extra time in minutes; empty for none.") {
                $0.accommodation.extraTime > 0 ? $0.accommodation.extraTime : nil
            },
            .text("allowed_attempts", "Attempts", "Attempts that the quiz allows everyone; unlimited for any number.") {
                $0.item.limits.map { $0.allowedAttempts.map(String.init) ?? "unlimited" }
            },
            .integer("extra_attempts", "Extra attempts", "The student's extra attempts; empty for none.") {
                $0.accommodation.extraAttempts > 0 ? $0.accommodation.extraAttempts : nil
            },
            .boolean("manually_unlocked", "Unlocked by hand", "Whether the quiz is unlocked by hand for the student.") {
                $0.accommodation.isManuallyUnlocked
            },
            .text(
                "state",
                "State",
                "settings_only where the student has not begun, else the state that Canvas gives the attempt."
            ) { $0.accommodation.state },
        ],
        DateField.allCases.map { field in
            .date("\(field.rawValue)_at", field.heading, "Effective \(field.label).") { $0.decision(field)?.instant }
        },
        [
            .integer(
                "minutes_short",
                "Minutes short",
                "Minutes that the lock date takes from the student, as the finding lock-cuts-extra-time has them; empty "
                    + "where it takes none."
            ) { $0.shortage?.minutes },
            notesColumn { $0.notes },
        ]
    )

    /// `changes.csv`: what is not as it was in the run before.
    static let changes = Table<Change>(
        .changes,
        { $0.changes },
        [.code("change", "Change", "What kind of change it is.") { $0.kind }],
        courseColumns.of { $0.course },
        sectionColumns.named("section_id", "section_name")
            .of { $0.section },
        studentColumns.named("student_id", "student_name")
            .of { $0.student },
        itemIdentity.of { $0.item },
        [.identifier("override_id", "Override id", "Canvas id of the override that changed.") { $0.overrideID }],
        moduleColumns.of { $0.module },
        [
            .integer("students", "Students", "How many students it concerns; empty where that is not known.") {
                $0.students
            },
            .code("field", "Field", "Which field changed, where it is one field.") { $0.field },
            .text("old", "Before", "The value before, as the reports write it; - means not overridden.") {
                $0.old.text(in: $0.zone)
            },
            .text("new", "Now", "What the field is, likewise.") { $0.new.text(in: $0.zone) },
            .text("reason", "Why", "The override, enrollment or base date that made the difference, in words.") {
                $0.reason
            },
            .identifier("old_override_id", "Override id before", "What decided before, or the override's id then.") {
                $0.oldOverrideID
            },
            .identifier("new_override_id", "Override id now", "What decides now, or the override's id now.") {
                $0.newOverrideID
            },
        ]
    )

    static func headers(of kind: ReportKind) -> [ColumnHeader] {
        switch kind {
        case .students: students.columns.map(\.header)
        case .sections: sections.columns.map(\.header)
        case .overrides: overrides.columns.map(\.header)
        case .findings: findings.columns.map(\.header)
        case .courses: courses.columns.map(\.header)
        case .accommodations: accommodations.columns.map(\.header)
        case .changes: changes.columns.map(\.header)
        }
    }
}

// MARK: Parts of a row that several reports show

private let courseColumns: [ReportColumn<ReportedCourse>] = [
    .identifier("course_id", "Course id", "Canvas id of the course.") { $0.course.id },
    .text("sis_course_id", "SIS course id", "SIS id of the course, where it has one and the token may see it.") {
        $0.course.sisID
    },
    .text("course_code", "Course code", "Course code (the short name).") { $0.course.code },
    .text("course_name", "Course", "Name of the course.") { $0.course.name },
    .text("term_name", "Term", "Name of the enrollment term.") { $0.course.term?.name },
    .text("sis_term_id", "SIS term id", "SIS id of the enrollment term.") { $0.course.term?.sisID },
    .text("time_zone", "Time zone", "The course's own time zone, as Canvas names it.") { $0.course.timeZoneName },
]

private let accountColumns: [ReportColumn<ReportedCourse>] = [
    .identifier("account_id", "Account id", "Canvas id of the account that the course is in.") { $0.course.accountID },
    .text("account_name", "Account", "Its name, where the snapshot was made with --teachers.") {
        $0.course.accountName
    },
]

private let sectionColumns: [ReportColumn<Section>] = [
    .identifier("section_id", "Section id", "Canvas id of the section.") { $0.id },
    .text("sis_section_id", "SIS section id", "SIS id of the section.") { $0.sisID },
    .text("section_name", "Section", "Name of the section.") { $0.name },
]

private let studentColumns: [ReportColumn<Student>] = [
    .identifier("student_id", "Student id", "Canvas id of the student.") { $0.id },
    .text("sis_user_id", "SIS user id", "SIS id of the student.") { $0.sisID },
    .text("student_name", "Student", "The student's name as Canvas sorts it, family name first.") { $0.sortableName },
]

/// What identifies an item, where a report says no more of it.
private let itemIdentity: [ReportColumn<Item>] = [
    .code("item_kind", "Kind", "What the item is; practice_quiz is a classic quiz or survey without an assignment.") {
        $0.kind
    },
    .identifier(
        "assignment_id",
        "Assignment id",
        "Canvas id of the assignment; empty for a practice quiz or survey."
    ) { $0.assignmentID },
    .identifier(
        "quiz_id",
        "Quiz id",
        "Id of the classic quiz; for a New Quiz the id that its override endpoint gives, the assignment's."
    ) { $0.quizID },
    .text("item_name", "Item", "Name of the item.") { $0.name },
]

private let itemColumns: [ReportColumn<Item>] =
    itemIdentity + [
        .text("item_part", "Part", "The part of a checkpointed discussion, else empty.") { $0.part },
        .boolean("published", "Published", "Whether the item is published.") { $0.isPublished },
        .text("item_url", "Link", "The item's page in Canvas.") { $0.url },
    ]

private let moduleColumns: [ReportColumn<Module>] = [
    .identifier("module_id", "Module id", "Canvas id of the module.") { $0.id },
    .text("module_name", "Module", "Name of the module.") { $0.name },
]

/// A row that says which dates somebody gets for an item.
protocol EffectiveDatesRow: RowInCourse {
    var item: Shared<Item> { get }
    /// Those of this item alone.
    var effectiveDates: Shared<EffectiveDates> { get }
}

extension RowPart where Row: EffectiveDatesRow {
    /// The effective dates, and through them the item and the course.
    static var effectiveDates: Self { Self(name: "EffectiveDates") { $0.effectiveDates } }
}

extension RowPart<StudentRow> {
    /// What the enrollment gives, and through the dates of its access the course.
    static var enrollment: Self { Self(name: "EnrollmentInSection") { $0.enrollment } }
}

extension EffectiveDatesRow {
    var effective: EffectiveDates { effectiveDates.value }

    /// `nil` for an item that is not assigned, whose dates mean nothing.
    func decision(_ field: DateField) -> DatedDecision? {
        effective.assignment.isAssigned ? effective[field] : nil
    }
}

extension StudentRow: EffectiveDatesRow {}
extension SectionRow: EffectiveDatesRow {}
extension AccommodationRow: EffectiveDatesRow {}
extension OverrideRow: RowInCourse {}
extension FindingRow: RowInCourse {}

/// From `assigned` to `differs_from_base`.
private func effectiveDateColumns<Row: EffectiveDatesRow>() -> [ReportColumn<Row>] {
    var columns: [ReportColumn<Row>] = [
        .boolean("assigned", "Assigned", "Whether the item is assigned; if not, the effective dates are empty.") {
            $0.effective.assignment.isAssigned
        },
        .code(
            "assigned_source",
            "Assigned through",
            "Through what the item is assigned; for an unassigned one what took it away, or empty."
        ) { $0.effective.assignment.source },
        .identifier(
            "assigned_override_id",
            "Assigned override id",
            "The override that decided the assignment."
        ) { $0.effective.assignment.overrideID },
    ]
    let fields = DateField.allCases
    columns += fields.map { field in
        .date("\(field.rawValue)_at", field.heading, "Effective \(field.label).") { $0.decision(field)?.instant }
    }
    columns += fields.map { field in
        .code("\(field.rawValue)_source", "\(field.heading) from", "Where the effective \(field.label) comes from.") {
            $0.decision(field)?.source
        }
    }
    columns += fields.map { field in
        .identifier(
            "\(field.rawValue)_override_id",
            "\(field.heading) override id",
            "The override that the effective \(field.label) comes from; empty for the one for everyone."
        ) { $0.decision(field)?.overrideID }
    }
    columns += fields.map { field in
        .date("base_\(field.rawValue)_at", "\(field.heading) for everyone", "The \(field.label) for everyone.") {
            $0.item.base[field]
        }
    }
    columns.append(
        .boolean("differs_from_base", "Differs", "Whether any of the three dates differs from the one for everyone.") {
            $0.effective.differs(from: $0.item.base)
        }
    )
    return columns
}

private func overriddenDateColumns(_ field: DateField) -> [ReportColumn<OverrideRow>] {
    [
        .boolean(
            "\(field.rawValue)_overridden",
            "\(field.heading) overridden",
            "Whether the override sets the \(field.label), be it to no date."
        ) { $0.override[field].isOverridden },
        .date("\(field.rawValue)_at", field.heading, "The \(field.label) that it sets.") { $0.override[field].instant },
    ]
}

private func notesColumn<Row>(_ notes: @escaping @Sendable (Row) -> Set<RowNote>) -> ReportColumn<Row> {
    .text("notes", "Notes", "Short codes, separated by spaces, for what is special about the row.") { row in
        let notes = notes(row)
        return notes.isEmpty ? nil : notes.map(\.rawValue).sorted().joined(separator: " ")
    }
}
