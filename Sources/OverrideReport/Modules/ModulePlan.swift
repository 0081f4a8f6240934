import CanvasAPI

/// What a person wants a set of modules to be assigned to.
package struct ModulePlan: Sendable, Equatable {
    var file: String
    /// In the order in which the file first names them. A module that the file does not name is left alone.
    var modules: [PlannedModule]
}

struct PlannedModule: Sendable, Equatable {
    var courseID: CanvasID
    var moduleID: CanvasID
    /// The state that the plan was made from.
    var fingerprint: String
    /// Every override that the module shall have; none assigns it to everyone.
    var overrides: [PlannedOverride]
    /// Where the file first names it.
    var position: TextPosition
}

/// One row of a plan.
struct PlannedOverride: Sendable, Equatable {
    /// Without a target it keeps that of an override whose target a plan can't name.
    var wish: DesiredOverride
    /// Where the row begins, and where its target's cell does.
    var position: TextPosition
    var targetPosition: TextPosition
}

/// The columns of a plan file, in the order in which they are written. They may come back in any.
enum ModulePlanColumn: String, Sendable, Hashable, CaseIterable {
    case courseID = "course_id"
    case moduleID = "module_id"
    /// For people; not read back.
    case moduleName = "module_name"
    /// The override that the row keeps or changes.
    case overrideID = "override_id"
    case title
    case sectionID = "section_id"
    /// Separated by spaces.
    case studentIDs = "student_ids"
    /// A differentiation tag.
    case groupID = "group_id"
    case fingerprint

    static let targets: [ModulePlanColumn] = [.sectionID, .studentIDs, .groupID]
}

/// Writes what is as a plan.
enum ModulePlanWriter {
    /// For every module its own row, then a row for each override.
    static func csv(_ modules: [ModuleState]) -> [UInt8] {
        let columns = ModulePlanColumn.allCases.map { column in
            ReportColumn<Row>(column.rawValue, "", .text, "") { $0.value(of: column) }
        }
        var encoder = CSVEncoder(isRaw: false)
        encoder.begin(columns)
        for module in modules {
            encoder.append(Row(module: module), columns)
            for override in module.overrides { encoder.append(Row(module: module, override: override), columns) }
        }
        return encoder.takeBytes()
    }

    private struct Row {
        var module: ModuleState
        /// `nil` in a module's own row.
        var override: Override?

        func value(of column: ModulePlanColumn) -> ReportValue {
            switch (column, override?.target) {
            case (.courseID, _): .identifier(module.courseID)
            case (.moduleID, _): .identifier(module.id)
            case (.moduleName, _): .text(module.name)
            case (.overrideID, _): override.map { .identifier($0.id) } ?? .empty
            case (.title, _): .text(override?.title ?? "")
            case (.sectionID, .section(let id)), (.groupID, .group(let id)): .identifier(id)
            case (.studentIDs, .students(let ids)): .text(ids.map(\.description).joined(separator: " "))
            case (.sectionID, _), (.groupID, _), (.studentIDs, _): .empty
            case (.fingerprint, _): .text(module.fingerprint)
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

/// A plan on disk. People edit it, so that it is never written over by mistake.
package enum PlanFile {
    package static func check(_ path: String) throws {
        try PlainFile.check(path, as: "a plan")
    }

    /// Puts the plan in place, whole or not at all. One that is there and is the same stays.
    package static func write(_ bytes: [UInt8], to path: String, replacingOthers: Bool) throws {
        try check(path)
        guard let size = try FileSystem.status(path)?.st_size, !replacingOthers else {
            return try DurableFile.replace(path, with: bytes)
        }
        // A file of another length need not be read.
        guard Int(size) == bytes.count, try FileSystem.contents(of: path, limit: bytes.count) == bytes else {
            throw PlanFileError(
                description: "\(path) is there already and is not the plan that would be written: it was edited, or "
                    + "Canvas has changed. Give another name, or --force to replace it."
            )
        }
    }
}

/// Why a plan is not written.
struct PlanFileError: Error, CustomStringConvertible {
    var description: String
}
