/// The columns of sections.csv, of the Sections sheet and of `sections.ndjson`.
enum SectionColumns {
    static let all: [ReportColumn<SectionRow>] =
        ColumnGroup<SectionRow, Course> { row, value in value(row.course.value.course) }.all
        + ColumnGroup<SectionRow, Section> { row, value in value(row.section.value) }.all
        + ColumnGroup<SectionRow, Item> { row, value in value(row.item.value) }.all
        + [students]
        + effectiveDateColumns(of: SectionRow.self)
        + [individualExceptions, notes]

    private static let students = ReportColumn<SectionRow>(
        "students",
        "Students",
        .integer,
        "Student enrollments in the section."
    ) { .integer($0.studentCount) }

    private static let individualExceptions = ReportColumn<SectionRow>(
        "individual_exceptions",
        "Exceptions",
        .integer,
        "Students of the section whose dates or assignment are others than the section's."
    ) { .integer($0.individualExceptions) }

    private static let notes = ReportColumn<SectionRow>(
        "notes",
        "Notes",
        .text,
        "Short codes, separated by spaces, for what is special about the row."
    ) { noteText($0.effective.notes) }
}
