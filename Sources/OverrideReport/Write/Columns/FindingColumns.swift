/// The columns of findings.csv, of the Findings sheet and of `findings.ndjson`.
enum FindingColumns {
    static let all: [ReportColumn<FindingRow>] =
        [severity, rule]
        + ColumnGroup<FindingRow, Course> { row, value in value(row.course.value.course) }.all
        + [section.id, section.name, student.id, student.name]
        + ColumnGroup<FindingRow, Item> { row, value in row.item.map { value($0.value) } ?? .empty }.identity
        + [overrideID]
        + ColumnGroup<FindingRow, Module> { row, value in row.module.map { value($0.value) } ?? .empty }.all
        + [message, canvasURL]

    private static let section = ColumnGroup<FindingRow, Section> { row, value in
        row.section.map { value($0.value) } ?? .empty
    }

    private static let student = ColumnGroup<FindingRow, Student> { row, value in
        row.student.map { value($0.value) } ?? .empty
    }

    private static let severity = ReportColumn<FindingRow>(
        "severity",
        "Severity",
        .code(codes(of: FindingRow.Severity.self)),
        "How much the finding matters."
    ) { .text($0.severity.rawValue) }

    private static let rule = ReportColumn<FindingRow>(
        "rule",
        "Rule",
        .code(codes(of: FindingRule.self)),
        "The rule that found it."
    ) { .text($0.rule.rawValue) }

    private static let overrideID = ReportColumn<FindingRow>(
        "override_id",
        "Override ID",
        .identifier,
        "Canvas id of the override concerned."
    ) { .identifier($0.overrideID) }

    private static let message = ReportColumn<FindingRow>(
        "message",
        "Message",
        .text,
        "One sentence with the values in it."
    ) { .text($0.message) }

    private static let canvasURL = ReportColumn<FindingRow>(
        "canvas_url",
        "Link",
        .text,
        "The page in Canvas where it can be looked at."
    ) { .text($0.canvasURL) }
}
