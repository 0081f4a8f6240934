import CanvasAPI

/// Holds the rows of one module against the course that Canvas has.
struct PlanCheck {
    let planned: PlannedModule
    let state: ModuleState
    let course: CourseModules
    let file: String

    func desired() throws(InputError) -> [DesiredOverride] {
        var desired: [DesiredOverride] = []
        for row in planned.overrides { desired.append(try self.desired(row)) }
        try requireStudentsOnce()
        return desired
    }

    private func desired(_ row: PlannedOverride) throws(InputError) -> DesiredOverride {
        guard let id = row.id else {
            try check(row.target, row, alreadyThere: [])
            // Canvas names overrides of sections and tags itself.
            let hasTitle = !row.title.isEmpty && row.target?.isStudents == true
            return DesiredOverride(id: nil, title: hasTitle ? row.title : nil, target: row.target)
        }
        guard let current = state.overrides.first(where: { $0.id == id }) else {
            throw error(
                row.position,
                "the module \(state.id) has no override \(id); leave override_id empty to make a new one."
            )
        }
        guard row.target != nil || current.target == .unknown || current.target == .students([]) else {
            throw error(
                row.position,
                "this row names nobody, but the override \(id) is for somebody; take the row out to delete it."
            )
        }
        if row.target != current.target { try check(row.target, row, alreadyThere: current.studentIDs) }
        let keepsTitle = row.title.isEmpty || row.title == current.title.asReadBack
        return DesiredOverride(id: id, title: keepsTitle ? nil : row.title, target: row.target)
    }

    private func check(
        _ target: ModuleTarget?,
        _ row: PlannedOverride,
        alreadyThere: Set<CanvasID>
    ) throws(InputError) {
        switch target {
        case .students(let ids):
            guard let stranger = ids.first(where: { !course.hasStudent($0) && !alreadyThere.contains($0) }) else {
                return
            }
            throw error(row.targetPosition, "the user \(stranger) is no student of the course \(course.id).")
        case .section(let id):
            guard !course.hasSection(id) else { return }
            throw error(row.targetPosition, "the course \(course.id) has no section \(id).")
        case .group(let id):
            guard let tags = course.tagIDs else {
                throw error(row.targetPosition, "the token may not see the groups of the course \(course.id).")
            }
            guard !tags.contains(id) else { return }
            throw error(
                row.targetPosition,
                "the course \(course.id) has no differentiation tag \(id); a module can be assigned to tags, not to groups."
            )
        case .unknown, nil: return
        }
    }

    /// Canvas may have a student in two overrides of a module; a plan does not bring that about.
    private func requireStudentsOnce() throws(InputError) {
        var first: [CanvasID: (row: PlannedOverride, isNew: Bool)] = [:]
        for row in planned.overrides {
            guard case .students(let ids) = row.target else { continue }
            let current = state.overrides.first { $0.id == row.id }?.studentIDs ?? []
            for id in ids {
                let isNew = !current.contains(id)
                guard let other = first.updateValue((row, isNew), forKey: id), isNew || other.isNew else { continue }
                let (place, elsewhere) = isNew ? (row, other.row) : (other.row, row)
                throw error(
                    place.targetPosition,
                    "the student \(id) is in line \(elsewhere.position.line) of this module as well."
                )
            }
        }
    }

    private func error(_ position: TextPosition, _ message: String) -> InputError {
        InputError(file: file, position: position, message: message)
    }
}

extension ModuleOverrideState {
    var studentIDs: Set<CanvasID> {
        if case .students(let ids) = target { Set(ids) } else { [] }
    }
}
