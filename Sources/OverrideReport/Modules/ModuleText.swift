import CanvasAPI
import Foundation

/// What a review is, and what a confirmed one did, in words.
enum ModuleText {
    /// Who would lose work first, then module by module, and the counts in the last line.
    ///
    /// - Parameters:
    ///   - asOf: now; see ``ModuleAudience``.
    ///   - isUndo: says that what is made again gets new ids.
    static func lines(_ review: ModuleReview, asOf: Instant, isUndo: Bool = false) -> [String] {
        var lostWork: [String] = []
        var body: [String] = []
        var gaining = 0
        var losing = 0
        for comparison in review.courses where !comparison.changes.isEmpty {
            guard let course = comparison.course else { continue }
            let audience = ModuleAudience(course.snapshot, changes: comparison.changes, asOf: asOf)
            let writer = ModuleChangeText(course.snapshot)
            body += ["", "\(course.name.visible) (course \(course.id))"]
            for change in comparison.changes {
                let effect = audience.effect(of: change)
                lostWork += effect.lostWork.map { writer.line(for: $0, in: change.before) }
                body += writer.lines(for: change, effect)
                gaining += effect.gaining.count
                losing += effect.losing.count
            }
        }
        let steps = review.changes.flatMap(\.steps)
        let created = steps.count { if case .create = $0 { true } else { false } }
        let changed = steps.count { if case .change = $0 { true } else { false } }
        let deleted = steps.count - created - changed
        if !lostWork.isEmpty { lostWork.insert("Students who would lose work that is still due:", at: 0) }
        var lines = lostWork + body
        if !review.left.isEmpty { lines += ["", "Left alone:"] + review.left.map { "  \($0)" } }
        if isUndo && created > 0 { lines += ["", "Overrides that are created again get new ids."] }
        lines += [
            "",
            "\(counted(review.changes.count, "module")) to change: \(counted(created, "override")) to create, \(changed) "
                + "to change, \(deleted) to delete; students gaining access: \(gaining), losing it: \(losing). "
                + "\(counted(review.left.count, "module")) left alone, \(review.unchangedCount) as they should be.",
        ]
        return Array(lines.drop { $0.isEmpty })
    }

    /// - Parameter backup: what is being undone; overrides that are made again have other ids then.
    static func lines(_ result: ModuleResult, undoing backup: ModuleBackup? = nil) -> [String] {
        let before = result.change.before
        let detail = result.detail ?? ""
        switch result.outcome {
        case .written:
            let saved = backup?.modules.last { $0.before.id == before.id }?.before.overrides ?? []
            return ["written: \(before.title)"] + newIDs(of: saved, in: result.after ?? [])
        case .leftAsChanged:
            return ["left: \(before.title): it changed in Canvas a moment ago; make a new plan"]
        case .otherThanIntended:
            return ["OTHER THAN INTENDED: \(before.title): \(detail)"]
        case .failed:
            let state =
                switch result.after.map(ModuleFingerprint.of) {
                case nil: "Its state is not known."
                case before.fingerprint: "It is as it was."
                default: "Look at it in Canvas."
                }
            return ["FAILED: \(before.title): \(detail) \(state)"]
        case .notTried:
            return ["not tried: \(before.title)"]
        }
    }

    /// The last line.
    static func summary(_ results: [ModuleResult], left: Int) -> String {
        let counts = Dictionary(grouping: results, by: \.outcome).mapValues(\.count)
        func count(_ outcomes: ModuleResult.Outcome...) -> Int { outcomes.map { counts[$0] ?? 0 }.reduce(0, +) }
        return "\(counted(count(.written), "module")) written, \(left + count(.leftAsChanged)) left alone, "
            + "\(count(.failed, .otherThanIntended)) failed, \(count(.notTried)) not tried."
    }

    private static func newIDs(of saved: [Override], in after: [Override]) -> [String] {
        var fresh = after.filter { state in !saved.contains { $0.id == state.id } }
        return saved.filter { old in !after.contains { $0.id == old.id } }.compactMap { old in
            guard let index = fresh.firstIndex(where: { $0.target == old.target }) else { return nil }
            return "  the override \(old.id) was made again, as \(fresh.remove(at: index).id)"
        }
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

/// One module's changes in words, with the names of one course.
private struct ModuleChangeText {
    private let course: CourseSnapshot
    private let students: [CanvasID: Student]

    init(_ course: CourseSnapshot) {
        self.course = course
        students = Dictionary(uniqueKeysWithValues: course.students.map { ($0.id, $0) })
    }

    func lines(for change: ModuleChange, _ effect: ModuleAudience.Effect) -> [String] {
        var lines = ["  \(change.before.name.visible) (module \(change.before.id))"]
        if change.before.overrides.isEmpty { lines.append("    was assigned to everyone") }
        lines += change.steps.map { "    " + line(for: $0) }
        if change.targetsAfter.isEmpty { lines.append("    will be assigned to everyone") }
        for (verb, whom) in [("gain", effect.gaining), ("lose", effect.losing)] where !whom.isEmpty {
            lines.append("    \(verb) it: \(names(whom.map(\.id)))")
        }
        return lines
    }

    func line(for lost: ModuleAudience.LostWork, in module: ModuleState) -> String {
        let dueAt = DateText.text(lost.dueAt, in: course.course.timeZone ?? .gmt)
        return "  \(names([lost.student.id])): “\(lost.itemName.visible)”, due \(dueAt), in \(module.name.visible) of "
            + course.course.name.visible
    }

    private func line(for step: ModuleStep) -> String {
        switch step {
        case .create(let wish):
            let title = wish.title.map { ", titled “\($0.visible)”" } ?? ""
            return "+ create an override for \(target(wish.target))\(title)"
        case .delete(let current):
            return "- delete the override \(current.id) for \(target(current.target))\(caveat(current))"
        case .change(let current, let wish):
            let caveat = wish.target == nil ? "" : caveat(current)
            return "~ change the override \(current.id): \(difference(current, wish))\(caveat)"
        }
    }

    private func caveat(_ current: Override) -> String {
        current.target.written == nil ? " (an undo can't put this back)" : ""
    }

    private func difference(_ current: Override, _ wish: DesiredOverride) -> String {
        var parts: [String] = []
        if let new = wish.target, new != current.target {
            if case (.students(let newIDs), .students(let oldIDs)) = (new, current.target) {
                let added = newIDs.filter { !oldIDs.contains($0) }
                let removed = oldIDs.filter { !newIDs.contains($0) }
                if !added.isEmpty { parts.append("add \(names(added))") }
                if !removed.isEmpty { parts.append("take out \(names(removed))") }
            } else {
                parts.append("for \(target(new)) in place of \(target(current.target))")
            }
        }
        if let title = wish.title, (wish.target ?? current.target).isStudents, title != current.title {
            parts.append("title “\(title.visible)” in place of “\(current.title.visible)”")
        }
        return parts.joined(separator: "; ")
    }

    private func target(_ target: OverrideTarget?) -> String {
        switch target {
        case .students(let ids): ids.isEmpty ? "nobody" : names(ids)
        case .section(let id): "the section “\(course.sections.first { $0.id == id }?.name.visible ?? "")” (\(id))"
        case .group(let id): "the tag “\(course.groups.first { $0.id == id }?.name?.visible ?? "")” (\(id))"
        default: "a target that this program does not know"
        }
    }

    private func names(_ ids: [CanvasID]) -> String {
        ids.map { "\(students[$0]?.sortableName.visible ?? "student") (\($0))" }.joined(separator: "; ")
    }
}
