import CanvasAPI

/// What a plan or backup means for the Canvas it meets.
struct ModuleComparison: Sendable, Equatable {
    /// A module that is not touched, and why.
    struct Left: Sendable, Equatable {
        var courseName: String
        var moduleID: CanvasID
        var moduleName: String
        var reason: String
    }

    var changes: [ModuleChange] = []
    var left: [Left] = []
    /// How many modules are as they shall be.
    var unchangedCount = 0

    init() {}

    mutating func add(_ other: ModuleComparison) {
        changes += other.changes
        left += other.left
        unchangedCount += other.unchangedCount
    }
}

extension ModuleComparison {
    /// Compares the plan's modules of one course with Canvas.
    ///
    /// - Throws: `InputError` for what the plan says of things that are not there: nothing is written then.
    static func of(
        _ plan: [PlannedModule],
        with course: CourseModules,
        file: String
    ) throws(InputError) -> ModuleComparison {
        var comparison = ModuleComparison()
        for planned in plan {
            guard let module = course.module(planned.moduleID) else {
                throw InputError(
                    file: file,
                    position: planned.position,
                    message: "the course \(course.id) has no module \(planned.moduleID)."
                )
            }
            let name = module.name
            guard let state = module.state else {
                comparison.leave(course, planned.moduleID, name, module.reasonUnread)
                continue
            }
            guard state.fingerprint == planned.fingerprint else {
                comparison.leave(course, planned.moduleID, name, staleReason(planned, state, course))
                continue
            }
            let desired = try PlanCheck(planned: planned, state: state, course: course, file: file).desired()
            comparison.take(
                ModuleChange(courseID: course.id, courseName: course.name, before: state, desired: desired),
                course
            )
        }
        return comparison
    }

    private static func staleReason(_ planned: PlannedModule, _ state: ModuleState, _ course: CourseModules) -> String {
        if course.hidesStudents(of: state) { return limitedReason }
        return planned.isMet(by: state)
            ? "it has changed in Canvas since the plan was made, and is assigned as the plan wants it already"
            : "it has changed in Canvas since the plan was made; make a new plan"
    }

    private static let limitedReason =
        "the token sees only the students of its own sections, and writing would drop the others from this module; use a "
        + "token that sees the whole course"

    private mutating func leave(_ course: CourseModules, _ id: CanvasID, _ name: String, _ reason: String) {
        left.append(Left(courseName: course.name, moduleID: id, moduleName: name, reason: reason))
    }

    /// A list of students that may be cut is not written back: the PUT would drop those who are hidden.
    mutating func take(_ change: ModuleChange, _ course: CourseModules) {
        if change.steps.isEmpty {
            unchangedCount += 1
        } else if course.hidesStudents(of: change.before) {
            leave(course, change.before.id, change.before.name, Self.limitedReason)
        } else {
            changes.append(change)
        }
    }
}

extension PlannedModule {
    /// Everybody is assigned who should be, whatever the ids and titles: a plan that was carried out before.
    fileprivate func isMet(by state: ModuleState) -> Bool {
        let wanted = overrides.map(\.target)
        return wanted.count == state.overrides.count && Set(wanted) == Set(state.overrides.map(\.target))
    }
}
