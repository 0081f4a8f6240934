import Foundation

/// A row that says which dates somebody gets for an item.
protocol EffectiveDatesRow: Sendable {
    var course: Shared<ReportedCourse> { get }
    var item: Shared<Item> { get }
    var effective: EffectiveDates { get }
}

extension StudentRow: EffectiveDatesRow {}
extension SectionRow: EffectiveDatesRow {}

/// From `assigned` to `differs_from_base`: the same in students.csv and sections.csv.
func effectiveDateColumns<Row: EffectiveDatesRow>(of _: Row.Type) -> [ReportColumn<Row>] {
    let fields = DateField.allCases
    var columns = assignmentColumns(of: Row.self)
    columns += fields.map { effectiveDateColumn($0) }
    columns += fields.map { sourceColumn($0) }
    columns += fields.map { overrideIDColumn($0) }
    columns += fields.map { baseDateColumn($0) }
    columns.append(
        ReportColumn(
            "differs_from_base",
            "Differs",
            .boolean,
            "Any of the three dates is another than the one for everyone."
        ) { .boolean($0.effective.differs(from: $0.item.base)) }
    )
    return columns
}

private func assignmentColumns<Row: EffectiveDatesRow>(of _: Row.Type) -> [ReportColumn<Row>] {
    [
        ReportColumn(
            "assigned",
            "Assigned",
            .boolean,
            "Whether the item is assigned; if not, the effective dates are empty."
        ) { .boolean($0.effective.assignment.isAssigned) },
        ReportColumn(
            "assigned_source",
            "Assigned through",
            .code(codes(of: AssignmentSource.self)),
            "Through what the item is assigned; for an unassigned one what took it away, or empty."
        ) { .optionalText($0.effective.assignment.source?.rawValue) },
        ReportColumn(
            "assigned_override_id",
            "Assigned override ID",
            .identifier,
            "The override that decided the assignment."
        ) { .identifier($0.effective.assignment.overrideID) },
    ]
}

private func effectiveDateColumn<Row: EffectiveDatesRow>(_ field: DateField) -> ReportColumn<Row> {
    ReportColumn("\(field.rawValue)_at", field.heading, .instant, "Effective \(field.label).") { row in
        let effective = row.effective
        guard effective.assignment.isAssigned else { return .empty }
        return .instant(effective[field].instant, zone: row.course.displayZone)
    }
}

private func sourceColumn<Row: EffectiveDatesRow>(_ field: DateField) -> ReportColumn<Row> {
    ReportColumn(
        "\(field.rawValue)_source",
        "\(field.heading) from",
        .code(codes(of: DateSource.self)),
        "Where the effective \(field.label) comes from."
    ) { row in
        let effective = row.effective
        return effective.assignment.isAssigned ? .text(effective[field].source.rawValue) : .empty
    }
}

private func overrideIDColumn<Row: EffectiveDatesRow>(_ field: DateField) -> ReportColumn<Row> {
    ReportColumn(
        "\(field.rawValue)_override_id",
        "\(field.heading) override ID",
        .identifier,
        "The override that the effective \(field.label) comes from; empty for the one for everyone."
    ) { row in
        let effective = row.effective
        return .identifier(effective.assignment.isAssigned ? effective[field].overrideID : nil)
    }
}

private func baseDateColumn<Row: EffectiveDatesRow>(_ field: DateField) -> ReportColumn<Row> {
    ReportColumn(
        "base_\(field.rawValue)_at",
        "\(field.heading) for everyone",
        .instant,
        "The \(field.label) for everyone."
    ) { .instant($0.item.base[field], zone: $0.course.displayZone) }
}

extension DateField {
    /// For headings: Canvas's own words in its assignment editor are longer.
    var heading: String {
        switch self {
        case .due: "Due"
        case .unlock: "Unlocks"
        case .lock: "Locks"
        }
    }

    /// For running text.
    var label: String { "\(rawValue) date" }
}
