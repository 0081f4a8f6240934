import Foundation

/// The columns of courses.csv, of the Courses sheet and of `courses.ndjson`.
enum CourseColumns {
    static let all: [ReportColumn<CourseRow>] =
        [reference, course.id, course.sisID, course.name, status, reason] + counts + [fetchedAt]

    private static let course = ColumnGroup<CourseRow, Course> { row, value in row.course.map(value) ?? .empty }

    private static let reference = ReportColumn<CourseRow>(
        "course_ref",
        "As listed",
        .text,
        "The course as the list names it."
    ) { .text($0.reference) }

    private static let status = ReportColumn<CourseRow>(
        "status",
        "Status",
        .code(codes(of: CourseRow.Status.self)),
        "complete; partial, where something that the dates depend on is hidden; or failed."
    ) { .text($0.status.rawValue) }

    private static let reason = ReportColumn<CourseRow>(
        "reason",
        "Reason",
        .text,
        "Why the course is partial or failed, and what to do; and that the list names it several times."
    ) { .text($0.reason) }

    private static let counts: [ReportColumn<CourseRow>] = [
        ReportColumn("sections", "Sections", .integer, "Sections of the course.") { .integer($0.sections) },
        ReportColumn("students", "Students", .integer, "Students of the course.") { .integer($0.students) },
        ReportColumn("items", "Items", .integer, "Items with dates.") { .integer($0.items) },
        ReportColumn(
            "overrides",
            "Overrides",
            .integer,
            "Active overrides; empty where the token can't see all of them."
        ) {
            $0.overrides.map(ReportValue.integer) ?? .empty
        },
        ReportColumn("findings", "Findings", .integer, "Findings about the course.") { .integer($0.findings) },
        ReportColumn("requests", "Requests", .integer, "Requests that reading the course took.") {
            .integer($0.requests)
        },
    ]

    /// In UTC, because a course that could not be read has no zone.
    private static let fetchedAt = ReportColumn<CourseRow>(
        "fetched_at",
        "Fetched",
        .instant,
        "When the course was read, in UTC."
    ) { .instant($0.fetchedAt, zone: .gmt) }
}
