/// The bulk update of a module's overrides: what the request leaves out goes, then rows with an id are changed, then
/// those without are made. It works on a copy, so that a failure inside changes nothing.
struct ModuleOverrideUpdate {
    private let course: SandboxCourse
    private var overrides: [SandboxOverride]
    private(set) var nextID: Int64

    init(course: SandboxCourse, module: SandboxModule, nextID: Int64) {
        self.course = course
        self.overrides = module.overrides
        self.nextID = nextID
    }

    /// The module's overrides after the update.
    mutating func apply(_ rows: [ModuleOverrideRow]) throws(CanvasRefusal) -> [SandboxOverride] {
        let kept = Set(rows.compactMap(\.id))
        for index in overrides.indices where overrides[index].isActive && !kept.contains(overrides[index].id) {
            overrides[index].isActive = false
        }
        for row in rows { if let id = row.id { try change(id, row) } }
        for row in rows where row.id == nil { try create(row) }
        try checkTargetsOnce()
        return overrides
    }

    private mutating func change(_ id: Int64, _ row: ModuleOverrideRow) throws(CanvasRefusal) {
        guard let index = overrides.firstIndex(where: { $0.id == id && $0.isActive }) else { throw .notFound }
        if let target = try target(of: row) { overrides[index].target = target }
        if let title = row.title, overrides[index].studentIDs != nil { overrides[index].title = title }
        if overrides[index].studentIDs != nil && overrides[index].title == nil { overrides[index].title = "No Title" }
    }

    private mutating func create(_ row: ModuleOverrideRow) throws(CanvasRefusal) {
        guard let target = try target(of: row) else { return }
        var title: String?
        if case .students = target { title = row.title ?? "No Title" }
        overrides.append(SandboxOverride(id: nextID, title: title, target: target))
        nextID += 1
    }

    /// Nil when the row names no target. Students who are not in the course are passed over, even all of them. A section
    /// of another course is a 404; a group that is no differentiation tag makes Canvas fail with 500.
    private func target(of row: ModuleOverrideRow) throws(CanvasRefusal) -> SandboxOverride.Target? {
        if let id = row.sectionID {
            guard course.section(id) != nil else { throw .notFound }
            return .section(id)
        }
        if let id = row.groupID {
            guard course.group(id)?.category.isNonCollaborative == true else { throw .internalError }
            return .group(id)
        }
        guard let ids = row.studentIDs else { return nil }
        let students = Set(course.enrollments.filter { $0.role == .student && $0.state != "deleted" }.map(\.userID))
        var seen: Set<Int64> = []
        return .students(ids.filter { students.contains($0) && seen.insert($0).inserted })
    }

    /// A module may name a section or a group only once.
    private func checkTargetsOnce() throws(CanvasRefusal) {
        let targets = overrides.filter { $0.isActive && $0.studentIDs == nil }.map(\.target)
        for (index, target) in targets.enumerated() where targets[..<index].contains(target) {
            let taken: JSONValue = ["attribute": "set_id", "type": "taken", "message": "taken"]
            throw CanvasRefusal(status: 400, ["errors": ["set_id": [taken]]])
        }
    }
}
