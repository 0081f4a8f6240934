import CanvasAPI

extension ModuleComparison {
    /// What puts the modules of a backup back. An override that is gone is made anew, with another id.
    static func restoring(_ modules: [ModuleBackup.Module], in course: CourseModules) -> ModuleComparison {
        var comparison = ModuleComparison()
        for saved in modules {
            guard let listed = course.module(saved.moduleID), let now = listed.state else {
                let reason = course.module(saved.moduleID)?.reasonUnread ?? "Canvas has no such module any more"
                comparison.leave(saved, course, reason)
                continue
            }
            if ModuleMeaning(now.overrides) == ModuleMeaning(saved.before) {
                comparison.unchangedCount += 1
            } else if !saved.explains(now.overrides) {
                comparison.leave(saved, course, "it has changed in Canvas since the backup was made")
            } else if let desired = saved.desired(over: now.overrides) {
                comparison.take(
                    ModuleChange(courseID: course.id, courseName: course.name, before: now, desired: desired),
                    course
                )
            } else {
                comparison.leave(
                    saved,
                    course,
                    "an override that it had can't be made again: it was for nobody, or for something that this program "
                        + "does not know"
                )
            }
        }
        return comparison
    }

    private mutating func leave(_ saved: ModuleBackup.Module, _ course: CourseModules, _ reason: String) {
        left.append(
            Left(courseName: course.name, moduleID: saved.moduleID, moduleName: saved.moduleName, reason: reason)
        )
    }
}

extension ModuleBackup.Module {
    /// The state is what the write left behind: as read afterwards, or, where the run ended before it could read again,
    /// as it was meant to be.
    fileprivate func explains(_ now: [ModuleOverrideState]) -> Bool {
        if let after { return ModuleFingerprint.of(after) == ModuleFingerprint.of(now) }
        let change = ModuleChange(
            courseID: courseID,
            courseName: courseName,
            before: ModuleState(id: moduleID, name: moduleName, overrides: before),
            desired: intended
        )
        return ModuleVerification.differences(change, after: now).isEmpty
    }

    /// Overrides that are still there, or others for the same, are kept under their ids. `nil` when some can't be made.
    fileprivate func desired(over now: [ModuleOverrideState]) -> [DesiredOverride]? {
        var free = now
        var desired: [DesiredOverride] = []
        for saved in before.sorted(by: { isThere($0, now) && !isThere($1, now) }) {
            let index = free.firstIndex { $0.id == saved.id } ?? free.firstIndex { $0.target == saved.target }
            let kept = index.map { free.remove(at: $0) }
            guard kept?.target == saved.target || saved.target.written != nil else { return nil }
            desired.append(
                DesiredOverride(
                    id: kept?.id,
                    title: saved.target.isStudents ? saved.title : nil,
                    target: saved.target
                )
            )
        }
        return desired
    }

    private func isThere(_ saved: ModuleOverrideState, _ now: [ModuleOverrideState]) -> Bool {
        now.contains { $0.id == saved.id }
    }
}
