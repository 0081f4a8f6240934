/// The columns of students.csv, of the Students sheet and of `students.ndjson`.
enum StudentColumns {
    static let all: [ReportColumn<StudentRow>] =
        ColumnGroup<StudentRow, Course> { row, value in value(row.course.value.course) }.all
        + ColumnGroup<StudentRow, Section> { row, value in value(row.section.value) }.all
        + ColumnGroup<StudentRow, Student> { row, value in value(row.student.value) }.all
        + [enrollmentState]
        + ColumnGroup<StudentRow, Item> { row, value in value(row.item.value) }.all
        + effectiveDateColumns(of: StudentRow.self)
        + [canvasDueAt, canvasCheck, notes]

    private static let enrollmentState = ReportColumn<StudentRow>(
        "enrollment_state",
        "Enrollment",
        .code(codes(of: EnrollmentState.self)),
        "State of the student's enrollment in this section."
    ) { .text($0.enrollmentState.rawValue) }

    private static let canvasDueAt = ReportColumn<StudentRow>(
        "canvas_due_at",
        "Due by Canvas",
        .instant,
        "The due date that Canvas's own effective_due_dates gives."
    ) { .instant($0.canvasDueAt, zone: $0.course.displayZone) }

    private static let canvasCheck = ReportColumn<StudentRow>(
        "canvas_check",
        "Check",
        .code(codes(of: CanvasCheck.self)),
        "How the due date compares with Canvas's: match (to the minute, or unassigned in both), mismatch, not_listed "
            + "(assigned here, not there), listed (there, not here), not_checked."
    ) { .text($0.canvasCheck.rawValue) }

    private static let notes = ReportColumn<StudentRow>(
        "notes",
        "Notes",
        .text,
        "Short codes, separated by spaces, for what is special about the row."
    ) { noteText($0.effective.notes) }
}
