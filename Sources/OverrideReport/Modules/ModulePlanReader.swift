import CanvasAPI
import OrderedCollections

/// Reads a plan as people make them, and refuses what would not do what it says. What only Canvas can tell (whether a
/// student is of the course, say) is checked when the plan is compared with it.
package struct ModulePlanReader {
    private var modules: OrderedDictionary<CanvasID, PlannedModule> = [:]
    private var seenOverrideIDs: [CanvasID: TextPosition] = [:]

    package static func plan(_ input: InputText) throws(InputError) -> ModulePlan {
        let table = try CSVTable(input, known: Set(ModulePlanColumn.allCases.map(\.rawValue)))
        let missing = ModulePlanColumn.allCases.filter { $0 != .moduleName && !table.has($0.rawValue) }
        guard missing.isEmpty else {
            throw InputError(
                file: table.file,
                position: table.header.position,
                message:
                    "columns are missing: \(missing.map(\.rawValue).joined(separator: ", ")). Start from a file that "
                    + "“modules plan” wrote."
            )
        }
        var reader = ModulePlanReader()
        try table.forEachRecord { (record) throws(InputError) in
            try reader.add(ModulePlanRow(table: table, record: record))
        }
        let modules = Array(reader.modules.values)
        guard !modules.isEmpty else { throw InputError(file: table.file, message: "the plan names no module.") }
        if let module = modules.first(where: \.fingerprint.isEmpty) {
            throw InputError(
                file: table.file,
                position: module.position,
                message:
                    "no row of the module \(module.moduleID) has a fingerprint, so nobody can tell what the plan was made "
                    + "from; make it again with “modules plan”."
            )
        }
        return ModulePlan(file: table.file, modules: modules)
    }

    private mutating func add(_ row: ModulePlanRow) throws(InputError) {
        let courseID = try row.requiredID(.courseID)
        let moduleID = try row.requiredID(.moduleID)
        var module =
            modules[moduleID]
            ?? PlannedModule(
                courseID: courseID,
                moduleID: moduleID,
                fingerprint: "",
                overrides: [],
                position: row.position
            )
        guard module.courseID == courseID else {
            throw row.error(
                .courseID,
                "the module \(moduleID) stands under two courses (\(module.courseID) and \(courseID))."
            )
        }
        // New rows may leave it out, but all that stand there are the same.
        if let fingerprint = try row.fingerprint() {
            guard module.fingerprint.isEmpty || module.fingerprint == fingerprint else {
                throw row.error(
                    .fingerprint,
                    "the rows of this module have different fingerprints; make the plan again with “modules plan”."
                )
            }
            module.fingerprint = fingerprint
        }
        if let override = try row.override() {
            if let id = override.wish.id, let first = seenOverrideIDs.updateValue(row.position, forKey: id) {
                throw row.error(.overrideID, "the override \(id) stands in line \(first.line) already.")
            }
            if let target = override.wish.target, !target.isStudents,
                let twin = module.overrides.first(where: { $0.wish.target == target })
            {
                throw InputError(
                    file: row.table.file,
                    position: override.targetPosition,
                    message: "line \(twin.position.line) names the same section or group for this module already."
                )
            }
            module.overrides.append(override)
        }
        modules[moduleID] = module
    }
}

/// One row of a plan file, cell by cell.
private struct ModulePlanRow {
    let table: CSVTable
    let record: CSVRecord

    var position: TextPosition { record.position }

    /// An error about a cell; about the row, where the cell is not there.
    func error(_ column: ModulePlanColumn, _ message: String) -> InputError {
        InputError(file: table.file, position: cell(column)?.position ?? position, message: message)
    }

    func requiredID(_ column: ModulePlanColumn) throws(InputError) -> CanvasID {
        guard let id = try id(column) else { throw error(column, "\(column.rawValue) is empty in this row.") }
        return id
    }

    func fingerprint() throws(InputError) -> String? {
        guard let text = cell(.fingerprint)?.text else { return nil }
        guard ModuleFingerprint.isWellFormed(text) else {
            throw error(.fingerprint, "\(text.quoted) is no fingerprint; copy it from another row of the module.")
        }
        return text
    }

    /// `nil` for a module's own row.
    func override() throws(InputError) -> PlannedOverride? {
        let id = try id(.overrideID)
        let title = cell(.title)?.text
        let named = ModulePlanColumn.targets.filter { cell($0) != nil }
        guard named.count < 2 else {
            throw error(
                named[1],
                "\(named.map(\.rawValue).joined(separator: " and ")) stand in one row; an override is for one of them."
            )
        }
        guard let column = named.first else {
            guard id == nil else {
                let wish = DesiredOverride(id: id, title: title)
                return PlannedOverride(wish: wish, position: position, targetPosition: position)
            }
            guard title == nil else { throw error(.title, "this row has a title, but is for nobody.") }
            return nil
        }
        return PlannedOverride(
            wish: DesiredOverride(id: id, title: title, target: try target(column)),
            position: position,
            targetPosition: cell(column)?.position ?? position
        )
    }

    private func cell(_ column: ModulePlanColumn) -> CSVCell? {
        table.cell(column.rawValue, of: record)
    }

    private func target(_ column: ModulePlanColumn) throws(InputError) -> OverrideTarget {
        switch column {
        case .sectionID: .section(try requiredID(column))
        case .groupID: .group(try requiredID(column))
        default: .students(try studentIDs())
        }
    }

    private func studentIDs() throws(InputError) -> [CanvasID] {
        var ids: Set<CanvasID> = []
        for text in (cell(.studentIDs)?.text ?? "").split(whereSeparator: \.isWhitespace) {
            let student = try id(String(text), .studentIDs)
            guard ids.insert(student).inserted else {
                throw error(.studentIDs, "the student \(student) stands twice in this row.")
            }
        }
        return ids.sorted()
    }

    private func id(_ column: ModulePlanColumn) throws(InputError) -> CanvasID? {
        guard let cell = cell(column) else { return nil }
        return try id(cell.text, column)
    }

    private func id(_ text: String, _ column: ModulePlanColumn) throws(InputError) -> CanvasID {
        if let id = CanvasID(listed: text) { return id }
        if let reason = SpreadsheetMangling.reason(text) { throw error(column, "\(column.rawValue): \(reason)") }
        let advice = column == .studentIDs ? "; write the Canvas ids of the students with spaces between" : ""
        throw error(column, "\(column.rawValue): \(text.quoted) is no Canvas id\(advice).")
    }
}
