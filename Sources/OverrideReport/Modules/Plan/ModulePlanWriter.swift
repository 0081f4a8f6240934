import CanvasAPI

/// One row of a plan file as it is written: a module's own row, or one of its overrides.
struct ModulePlanRow: Sendable {
    var courseID: CanvasID
    var module: ModuleState
    var override: ModuleOverrideState?
}

/// Writes what is as a plan: for every module its own row, then a row for each override.
enum ModulePlanWriter {
    static func rows(course: CanvasID, modules: [ModuleState]) -> [ModulePlanRow] {
        modules.flatMap { module in
            [ModulePlanRow(courseID: course, module: module)]
                + module.overrides.map { ModulePlanRow(courseID: course, module: module, override: $0) }
        }
    }

    static func csv(_ rows: [ModulePlanRow]) -> [UInt8] {
        let columns = ModulePlanColumn.allCases.map(column)
        var encoder = CSVEncoder(isRaw: false)
        encoder.begin(columns)
        for row in rows { encoder.append(row, columns) }
        return encoder.takeBytes()
    }

    private static func column(_ column: ModulePlanColumn) -> ReportColumn<ModulePlanRow> {
        switch column {
        case .courseID:
            ReportColumn(column.rawValue, "Course ID", .identifier, "Canvas id of the course.") {
                .identifier($0.courseID)
            }
        case .moduleID:
            ReportColumn(column.rawValue, "Module ID", .identifier, "Canvas id of the module.") {
                .identifier($0.module.id)
            }
        case .moduleName:
            ReportColumn(column.rawValue, "Module", .text, "For people; not read back.") { .text($0.module.name) }
        case .overrideID:
            ReportColumn(column.rawValue, "Override ID", .identifier, "The override that the row keeps or changes.") {
                .identifier($0.override?.id)
            }
        case .title:
            ReportColumn(column.rawValue, "Title", .text, "Title of an override for students.") {
                .optionalText($0.override?.title)
            }
        case .sectionID:
            ReportColumn(column.rawValue, "Section ID", .identifier, "The section that the override is for.") {
                if case .section(let id) = $0.override?.target { .identifier(id) } else { .empty }
            }
        case .studentIDs:
            ReportColumn(column.rawValue, "Student IDs", .text, "The students that it is for, separated by spaces.") {
                guard case .students(let ids) = $0.override?.target else { return .empty }
                return .text(ids.map(\.description).joined(separator: " "))
            }
        case .groupID:
            ReportColumn(column.rawValue, "Group ID", .identifier, "The differentiation tag that it is for.") {
                if case .group(let id) = $0.override?.target { .identifier(id) } else { .empty }
            }
        case .fingerprint:
            ReportColumn(column.rawValue, "Fingerprint", .text, "The state of the module that the plan is about.") {
                .text($0.module.fingerprint)
            }
        }
    }
}

extension String {
    /// The text as it comes back from a CSV file: what the writer replaces and the reader trims does not count as a
    /// change that somebody made.
    var asReadBack: String {
        var encoder = CSVEncoder(isRaw: false)
        encoder.append(self, [ReportColumn("title", "", .text, "") { .text($0) }])
        // What our own writer wrote can't be refused by our own reader; were it, the text would count as changed.
        guard let input = try? InputText(encoder.takeBytes(), file: "") else { return "" }
        var reader = CSVReader(input, separator: .comma)
        guard let record = try? reader.next() else { return "" }
        return record.cells[0].text.trimmed.withoutFormulaGuard
    }
}
