/// The columns of overrides.csv, of the Overrides sheet and of `overrides.ndjson`.
enum OverrideColumns {
    static let all: [ReportColumn<OverrideRow>] =
        ColumnGroup<OverrideRow, Course> { row, value in value(row.course.value.course) }.all
        + [origin]
        + ColumnGroup<OverrideRow, Item> { row, value in row.item.map { value($0.value) } ?? .empty }.identity
        + ColumnGroup<OverrideRow, Module> { row, value in row.module.map { value($0.value) } ?? .empty }.all
        + identity
        + targets
        + DateField.allCases.flatMap(dates)
        + [unassigns, listedByQuizEndpoint, notes]

    private static let origin = ReportColumn<OverrideRow>(
        "origin",
        "Origin",
        .code(["item", "module"]),
        "Whether the override belongs to an item or to a module."
    ) { .text($0.override.isFromModule ? "module" : "item") }

    private static let identity: [ReportColumn<OverrideRow>] = [
        ReportColumn("override_id", "Override ID", .identifier, "Canvas id of the override.") {
            .identifier($0.override.id)
        },
        ReportColumn("title", "Title", .text, "The override's title.") { .text($0.override.title) },
        ReportColumn(
            "set_type",
            "For",
            .code(["student", "group", "section", "course", "mastery_path", "unknown"]),
            "What the override is for; unknown where the token may not see it."
        ) { .text($0.override.target.setType) },
    ]

    private static let targets: [ReportColumn<OverrideRow>] = [
        ReportColumn("target_ids", "Target IDs", .text, "Ids of the students, group or section, separated by “; ”.") {
            .text($0.targetIDs.map(\.description).joined(separator: "; "))
        },
        ReportColumn("target_names", "Targets", .text, "Their names, separated by “; ”.") {
            .text($0.targetNames.joined(separator: "; "))
        },
        ReportColumn(
            "students_reached",
            "Students",
            .integer,
            "Students of the report whom the override reaches; empty where the token can't see whom it is for."
        ) {
            $0.studentsReached.map(ReportValue.integer) ?? .empty
        },
    ]

    private static func dates(_ field: DateField) -> [ReportColumn<OverrideRow>] {
        [
            ReportColumn(
                "\(field.rawValue)_overridden",
                "\(field.heading) overridden",
                .boolean,
                "Whether the override sets the \(field.label), be it to no date."
            ) { .boolean($0.override[field].isOverridden) },
            ReportColumn("\(field.rawValue)_at", field.heading, .instant, "The \(field.label) that it sets.") {
                .instant($0.override[field].instant, zone: $0.course.displayZone)
            },
        ]
    }

    private static let unassigns = ReportColumn<OverrideRow>(
        "unassigns",
        "Unassigns",
        .boolean,
        "Whether the override takes the item away from its target."
    ) { .boolean($0.override.unassigns) }

    private static let listedByQuizEndpoint = ReportColumn<OverrideRow>(
        "listed_by_quiz_endpoint",
        "Quiz endpoint",
        .code(codes(of: OverrideRow.ListedByQuizEndpoint.self)),
        "Whether Canvas's quiz override endpoint lists the override."
    ) { .optionalText($0.listedByQuizEndpoint?.rawValue) }

    private static let notes = ReportColumn<OverrideRow>(
        "notes",
        "Notes",
        .text,
        "Short codes, separated by spaces, for what is special about the row."
    ) { noteText($0.notes) }
}
