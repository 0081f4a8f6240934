import CanvasAPI
import OrderedCollections

/// Reads a plan as people make them, and refuses what would not do what it says. What only Canvas can tell (whether a
/// student is of the course, say) is checked when the plan is compared with it.
struct ModulePlanReader {
    private let table: CSVTable
    private var modules: OrderedDictionary<CanvasID, ModuleDraft> = [:]
    private var seenOverrideIDs: [CanvasID: TextPosition] = [:]

    static func plan(_ input: InputText) throws(InputError) -> ModulePlan {
        let table = try CSVTable(input, known: Set(ModulePlanColumn.allCases.map(\.rawValue)))
        var reader = ModulePlanReader(table: table)
        try reader.requireColumns()
        try table.forEachRecord { (record) throws(InputError) in
            try reader.add(ModulePlanCells(table: table, record: record))
        }
        var planned: [PlannedModule] = []
        for (id, draft) in reader.modules { planned.append(try draft.module(id: id, file: table.file)) }
        guard !planned.isEmpty else { throw InputError(file: table.file, message: "the plan names no module.") }
        return ModulePlan(file: table.file, modules: planned)
    }

    private init(table: CSVTable) {
        self.table = table
    }

    private func requireColumns() throws(InputError) {
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
    }

    private mutating func add(_ cells: ModulePlanCells) throws(InputError) {
        let courseID = try cells.requiredID(.courseID)
        let moduleID = try cells.requiredID(.moduleID)
        var draft = modules[moduleID] ?? ModuleDraft(courseID: courseID, position: cells.position)
        guard draft.courseID == courseID else {
            throw cells.error(
                .courseID,
                "the module \(moduleID) stands under two courses (\(draft.courseID) and \(courseID))."
            )
        }
        try draft.take(fingerprint: cells)
        if let override = try cells.override() {
            if let id = override.id, let first = seenOverrideIDs.updateValue(cells.position, forKey: id) {
                throw cells.error(.overrideID, "the override \(id) stands in line \(first.line) already.")
            }
            try draft.take(override, cells)
        }
        modules[moduleID] = draft
    }
}

/// The rows of one module, as far as they are read.
private struct ModuleDraft {
    let courseID: CanvasID
    let position: TextPosition
    private var fingerprint: String?
    private var overrides: [PlannedOverride] = []

    init(courseID: CanvasID, position: TextPosition) {
        self.courseID = courseID
        self.position = position
    }

    /// New rows may leave it out, but all that stand there are the same.
    mutating func take(fingerprint cells: ModulePlanCells) throws(InputError) {
        guard let cell = cells.cell(.fingerprint) else { return }
        guard ModuleFingerprint.isWellFormed(cell.text), fingerprint == nil || fingerprint == cell.text else {
            throw cells.error(
                .fingerprint,
                ModuleFingerprint.isWellFormed(cell.text)
                    ? "the rows of this module have different fingerprints; make the plan again with “modules plan”."
                    : "\(cell.text.quoted) is no fingerprint; copy it from another row of the module."
            )
        }
        fingerprint = cell.text
    }

    mutating func take(_ override: PlannedOverride, _ cells: ModulePlanCells) throws(InputError) {
        if let target = override.target, !target.isStudents,
            let twin = overrides.first(where: { $0.target == target })
        {
            throw InputError(
                file: cells.file,
                position: override.targetPosition,
                message: "line \(twin.position.line) names the same section or group for this module already."
            )
        }
        overrides.append(override)
    }

    func module(id: CanvasID, file: String) throws(InputError) -> PlannedModule {
        guard let fingerprint else {
            throw InputError(
                file: file,
                position: position,
                message:
                    "no row of the module \(id) has a fingerprint, so nobody can tell what the plan was made from; "
                    + "make it again with “modules plan”."
            )
        }
        return PlannedModule(
            courseID: courseID,
            moduleID: id,
            fingerprint: fingerprint,
            overrides: overrides,
            position: position
        )
    }
}
