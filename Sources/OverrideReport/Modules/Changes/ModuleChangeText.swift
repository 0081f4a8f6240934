import CanvasAPI
import Foundation

/// One module's changes in words, with the names of one course.
struct ModuleChangeText {
    private let course: CourseModules
    private let students: [CanvasID: String]
    private let sections: [CanvasID: String]
    private let groups: [CanvasID: String]

    init(course: CourseModules) {
        self.course = course
        let snapshot = course.snapshot
        students = Dictionary(uniqueKeysWithValues: snapshot.students.map { ($0.id, $0.sortableName) })
        sections = Dictionary(uniqueKeysWithValues: snapshot.sections.map { ($0.id, $0.name) })
        groups = Dictionary(
            uniqueKeysWithValues: snapshot.groups.compactMap { group in group.name.map { (group.id, $0) } }
        )
    }

    func lines(for change: ModuleChange, _ effect: ModuleAudience.Effect) -> [String] {
        var lines = ["  \(change.before.name.visible) (module \(change.before.id))"]
        if change.before.overrides.isEmpty { lines.append("    was assigned to everyone") }
        lines += change.steps.map { "    " + line(for: $0) }
        if change.targetsAfter.isEmpty { lines.append("    will be assigned to everyone") }
        if !effect.gaining.isEmpty { lines.append("    gain it: " + names(effect.gaining)) }
        if !effect.losing.isEmpty { lines.append("    lose it: " + names(effect.losing)) }
        return lines
    }

    func line(for lost: ModuleAudience.LostWork, in module: ModuleState) -> String {
        let dueAt = DateText.text(lost.dueAt, in: course.snapshot.course.timeZone ?? .gmt)
        return "  \(name(lost.student)): “\(lost.itemName.visible)”, due \(dueAt), in \(module.name.visible) of "
            + course.name.visible
    }

    private func line(for step: ModuleStep) -> String {
        switch step {
        case .create(let wish): "+ create an override for \(target(wish.target))\(title(wish.title))"
        case .delete(let state): "- delete the override \(state.id) for \(target(state.target))\(caveat(state))"
        case .change(let state, let wish):
            "~ change the override \(state.id): \(difference(state, wish))\(wish.target == nil ? "" : caveat(state))"
        }
    }

    /// Canvas takes no override for nobody, and none of a kind that its bulk update does not know.
    private func caveat(_ state: ModuleOverrideState) -> String {
        state.target.written == nil ? " (an undo can't put this back)" : ""
    }

    private func difference(_ state: ModuleOverrideState, _ wish: DesiredOverride) -> String {
        var parts: [String] = []
        if let new = wish.target, new != state.target {
            if case .students(let newIDs) = new, case .students(let oldIDs) = state.target {
                let added = newIDs.filter { !oldIDs.contains($0) }
                let removed = oldIDs.filter { !newIDs.contains($0) }
                if !added.isEmpty { parts.append("add \(target(.students(added)))") }
                if !removed.isEmpty { parts.append("take out \(target(.students(removed)))") }
            } else {
                parts.append("for \(target(new)) in place of \(target(state.target))")
            }
        }
        if let title = wish.title, (wish.target ?? state.target).isStudents, title != state.title {
            parts.append("title “\(title.visible)” in place of “\(state.title.visible)”")
        }
        return parts.joined(separator: "; ")
    }

    private func title(_ title: String?) -> String {
        title.map { ", titled “\($0.visible)”" } ?? ""
    }

    private func target(_ target: ModuleTarget?) -> String {
        switch target {
        case .students(let ids):
            ids.isEmpty
                ? "nobody" : ids.map { "\(students[$0]?.visible ?? "student") (\($0))" }.joined(separator: "; ")
        case .section(let id): "the section “\(sections[id]?.visible ?? "")” (\(id))"
        case .group(let id): "the tag “\(groups[id]?.visible ?? "")” (\(id))"
        case .unknown, nil: "a target that this program does not know"
        }
    }

    private func names(_ students: [Student]) -> String {
        students.map(name).joined(separator: "; ")
    }

    private func name(_ student: Student) -> String {
        "\(student.sortableName.visible) (\(student.id))"
    }
}
