import CanvasAPI

/// What a plan or backup means for one course of the Canvas it meets.
struct ModuleComparison: Sendable {
    /// `nil` where the course could not be read; nothing is changed there.
    var course: CourseModules?
    var changes: [ModuleChange] = []
    /// The modules that are not touched, each with why, a sentence: `Week 1 (module 12) of Biology: it has changed …`.
    var left: [String] = []
    /// How many modules are as they shall be.
    var unchangedCount = 0

    /// A list of students that may be cut is not written back: the PUT would drop those who are hidden.
    fileprivate mutating func take(_ change: ModuleChange, _ course: CourseModules) {
        if change.steps.isEmpty {
            unchangedCount += 1
        } else if course.hidesStudents(of: change.before) {
            leave(change.before, Self.limitedReason)
        } else {
            changes.append(change)
        }
    }

    fileprivate mutating func leave(_ module: ModuleState, _ reason: String) {
        left.append("\(module.title): \(reason).")
    }

    fileprivate static let limitedReason =
        "the token sees only the students of its own sections, and writing would drop the others from this module; use a "
        + "token that sees the whole course"
}

extension ModuleComparison {
    /// Of a course that is closed to the caller, or gone: its modules are left as they are. Other errors are thrown.
    static func unread(_ course: CanvasID, _ modules: [ModuleState], _ error: CanvasError) throws -> ModuleComparison {
        switch error.kind {
        case .forbidden, .notFound: break
        default: throw error
        }
        var comparison = ModuleComparison()
        for var module in modules {
            module.courseName = "Course \(course)"
            comparison.leave(module, "the course can't be read: \(error)")
        }
        return comparison
    }
}

// MARK: A plan

extension ModuleComparison {
    /// Compares the plan's modules of one course with Canvas.
    ///
    /// - Throws: `InputError` for what the plan says of things that are not there: nothing is written then.
    static func of(
        _ plan: [PlannedModule],
        with course: CourseModules,
        file: String
    ) throws(InputError) -> ModuleComparison {
        var comparison = ModuleComparison(course: course)
        for planned in plan {
            guard let module = course.modules[planned.moduleID] else {
                throw InputError(
                    file: file,
                    position: planned.position,
                    message: "the course \(course.id) has no module \(planned.moduleID)."
                )
            }
            if let reason = module.reasonUnread {
                comparison.leave(module.state, reason)
                continue
            }
            guard module.state.fingerprint == planned.fingerprint else {
                comparison.leave(module.state, staleReason(planned, module.state, course))
                continue
            }
            let check = PlanCheck(planned: planned, state: module.state, course: course, file: file)
            comparison.take(ModuleChange(before: module.state, desired: try check.desired()), course)
        }
        return comparison
    }

    private static func staleReason(_ planned: PlannedModule, _ state: ModuleState, _ course: CourseModules) -> String {
        if course.hidesStudents(of: state) { return limitedReason }
        // Everybody is assigned who should be, whatever the ids and titles: a plan that was carried out before.
        let wanted = planned.overrides.map(\.wish.target)
        let isMet = wanted.count == state.overrides.count && Set(wanted) == Set(state.overrides.map(\.target))
        return isMet
            ? "it has changed in Canvas since the plan was made, and is assigned as the plan wants it already"
            : "it has changed in Canvas since the plan was made; make a new plan"
    }
}

/// Holds the rows of one module against the course that Canvas has.
private struct PlanCheck {
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
        var wish = row.wish
        guard let id = wish.id else {
            try checkTarget(row, alreadyThere: [])
            // Canvas names overrides of sections and tags itself.
            if wish.target?.isStudents != true { wish.title = nil }
            return wish
        }
        guard let current = state.override(id) else {
            throw error(
                row.position,
                "the module \(state.id) has no override \(id); leave override_id empty to make a new one."
            )
        }
        guard wish.target != nil || current.target.written == nil else {
            throw error(
                row.position,
                "this row names nobody, but the override \(id) is for somebody; take the row out to delete it."
            )
        }
        if wish.target != current.target { try checkTarget(row, alreadyThere: current.target.studentIDs) }
        if wish.title == current.title.asReadBack { wish.title = nil }
        return wish
    }

    private func checkTarget(_ row: PlannedOverride, alreadyThere: [CanvasID]) throws(InputError) {
        let trouble: String
        switch row.wish.target {
        case .students(let ids):
            let stranger = ids.first { !course.studentIDs.contains($0) && !alreadyThere.contains($0) }
            guard let stranger else { return }
            trouble = "the user \(stranger) is no student of the course \(course.id)."
        case .section(let id):
            guard !course.snapshot.sections.contains(where: { $0.id == id }) else { return }
            trouble = "the course \(course.id) has no section \(id)."
        case .group(let id):
            guard course.tagIDs?.contains(id) != true else { return }
            trouble =
                course.tagIDs == nil
                ? "the token may not see the groups of the course \(course.id)."
                : "the course \(course.id) has no differentiation tag \(id); a module can be assigned to tags, not to "
                    + "groups."
        default: return
        }
        throw error(row.targetPosition, trouble)
    }

    /// Canvas may have a student in two overrides of a module; a plan does not bring that about.
    private func requireStudentsOnce() throws(InputError) {
        var first: [CanvasID: (row: PlannedOverride, isNew: Bool)] = [:]
        for row in planned.overrides {
            let current = state.override(row.wish.id)?.target.studentIDs ?? []
            for id in row.wish.target?.studentIDs ?? [] {
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

// MARK: A backup

extension ModuleComparison {
    /// What puts the modules of a backup back. An override that is gone is made anew, with another id.
    static func restoring(_ modules: [ModuleBackup.Module], in course: CourseModules) -> ModuleComparison {
        var comparison = ModuleComparison(course: course)
        for saved in modules {
            var before = saved.before
            before.courseName = course.name
            guard let module = course.modules[before.id] else {
                comparison.leave(before, "Canvas has no such module any more")
                continue
            }
            let now = module.state
            if let reason = module.reasonUnread {
                comparison.leave(before, reason)
            } else if meaning(now.overrides) == meaning(before.overrides) {
                comparison.unchangedCount += 1
            } else if !saved.explains(now.overrides) {
                comparison.leave(before, "it has changed in Canvas since the backup was made")
            } else if let desired = saved.desired(over: now) {
                comparison.take(ModuleChange(before: now, desired: desired), course)
            } else {
                comparison.leave(
                    before,
                    "an override that it had can't be made again: it was for nobody, or for something that this program "
                        + "does not know"
                )
            }
        }
        return comparison
    }

    /// How often each thing is there that overrides do, whatever their ids: the target, and the title where people chose
    /// it.
    private static func meaning(_ overrides: [Override]) -> [DesiredOverride: Int] {
        overrides.reduce(into: [:]) { counts, override in
            let title = override.target.isStudents ? override.title : nil
            counts[DesiredOverride(title: title, target: override.target), default: 0] += 1
        }
    }
}

extension ModuleBackup.Module {
    /// The state is what the write left behind: as read afterwards, or, where the run ended before it could read again,
    /// as it was meant to be.
    fileprivate func explains(_ now: [Override]) -> Bool {
        if let after { return ModuleFingerprint.of(after) == ModuleFingerprint.of(now) }
        return ModuleChange(before: before, desired: intended).differences(after: now).isEmpty
    }

    /// Overrides that are still there, or others for the same, are kept under their ids. `nil` when some can't be made.
    fileprivate func desired(over now: ModuleState) -> [DesiredOverride]? {
        var free = now.overrides
        var desired: [DesiredOverride] = []
        // Those that are there first, so that no other takes their place.
        for saved in before.overrides.filter(now.has) + before.overrides.filter({ !now.has($0) }) {
            let index = free.firstIndex { $0.id == saved.id } ?? free.firstIndex { $0.target == saved.target }
            let current = index.map { free.remove(at: $0) }
            guard current?.target == saved.target || saved.target.written != nil else { return nil }
            let title = saved.target.isStudents ? saved.title : nil
            desired.append(DesiredOverride(id: current?.id, title: title, target: saved.target))
        }
        return desired
    }
}
