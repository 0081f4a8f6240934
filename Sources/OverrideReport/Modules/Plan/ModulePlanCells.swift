import CanvasAPI

/// One row of a plan file, cell by cell.
struct ModulePlanCells {
    let table: CSVTable
    let record: CSVRecord

    var file: String { table.file }
    var position: TextPosition { record.position }

    func cell(_ column: ModulePlanColumn) -> CSVCell? {
        table.cell(column.rawValue, of: record)
    }

    /// An error about a cell; about the row, where the cell is not there.
    func error(_ column: ModulePlanColumn, _ message: String) -> InputError {
        InputError(file: file, position: cell(column)?.position ?? position, message: message)
    }

    func requiredID(_ column: ModulePlanColumn) throws(InputError) -> CanvasID {
        guard let id = try id(column) else { throw error(column, "\(column.rawValue) is empty in this row.") }
        return id
    }

    func id(_ column: ModulePlanColumn) throws(InputError) -> CanvasID? {
        guard let cell = cell(column) else { return nil }
        return try id(cell.text, column)
    }

    /// `nil` for a module's own row.
    func override() throws(InputError) -> PlannedOverride? {
        let id = try id(.overrideID)
        let title = cell(.title)?.text ?? ""
        let named = ModulePlanColumn.targets.filter { cell($0) != nil }
        guard named.count < 2 else {
            throw error(
                named[1],
                "\(named.map(\.rawValue).joined(separator: " and ")) stand in one row; an override is for one of them."
            )
        }
        guard let column = named.first else {
            if id == nil {
                guard title.isEmpty else { throw error(.title, "this row has a title, but is for nobody.") }
                return nil
            }
            return PlannedOverride(id: id, title: title, target: nil, position: position, targetPosition: position)
        }
        return PlannedOverride(
            id: id,
            title: title,
            target: try target(column),
            position: position,
            targetPosition: cell(column)?.position ?? position
        )
    }

    private func target(_ column: ModulePlanColumn) throws(InputError) -> ModuleTarget {
        switch column {
        case .sectionID: .section(try requiredID(column))
        case .groupID: .group(try requiredID(column))
        default: .students(try studentIDs())
        }
    }

    private func studentIDs() throws(InputError) -> [CanvasID] {
        guard let cell = cell(.studentIDs) else { return [] }
        var ids: Set<CanvasID> = []
        for text in cell.text.split(whereSeparator: \.isWhitespace) {
            let student = try id(String(text), .studentIDs)
            guard ids.insert(student).inserted else {
                throw error(.studentIDs, "the student \(student) stands twice in this row.")
            }
        }
        return ids.sorted()
    }

    private func id(_ text: String, _ column: ModulePlanColumn) throws(InputError) -> CanvasID {
        if let id = CanvasID(listed: text) { return id }
        if let reason = SpreadsheetMangling.reason(text) { throw error(column, "\(column.rawValue): \(reason)") }
        let advice = column == .studentIDs ? "; write the Canvas ids of the students with spaces between" : ""
        throw error(column, "\(column.rawValue): \(text.quoted) is no Canvas id\(advice).")
    }
}
