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
        case .courseID: .identifier(column.rawValue, "Course ID", "Canvas id of the course.") { $0.courseID }
        case .moduleID: .identifier(column.rawValue, "Module ID", "Canvas id of the module.") { $0.module.id }
        case .moduleName: .text(column.rawValue, "Module", "For people; not read back.") { $0.module.name }
        case .overrideID:
            .identifier(column.rawValue, "Override ID", "The override that the row keeps or changes.") {
                $0.override?.id
            }
        case .title:
            .text(column.rawValue, "Title", "Title of an override for students.") { $0.override?.title }
        case .sectionID:
            .identifier(column.rawValue, "Section ID", "The section that the override is for.") {
                if case .section(let id) = $0.override?.target { id } else { nil }
            }
        case .studentIDs:
            .text(column.rawValue, "Student IDs", "The students that it is for, separated by spaces.") {
                guard case .students(let ids) = $0.override?.target else { return nil }
                return ids.map(\.description).joined(separator: " ")
            }
        case .groupID:
            .identifier(column.rawValue, "Group ID", "The differentiation tag that it is for.") {
                if case .group(let id) = $0.override?.target { id } else { nil }
            }
        case .fingerprint:
            .text(column.rawValue, "Fingerprint", "The state of the module that the plan is about.") {
                $0.module.fingerprint
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
