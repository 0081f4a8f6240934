import CanvasAPI

/// A review as people read it: who would lose work first, then module by module, and the counts in the last line.
struct ModuleReviewText {
    private let review: ModuleReview
    private let isUndo: Bool

    /// - Parameter isUndo: says that what is made again gets new ids.
    init(_ review: ModuleReview, isUndo: Bool = false) {
        self.review = review
        self.isUndo = isUndo
    }

    var lines: [String] {
        var lostWork: [String] = []
        var body: [String] = []
        var gaining = 0
        var losing = 0
        for course in review.courses where course.comparison.changes.isEmpty == false {
            guard let modules = course.modules else { continue }
            let changes = course.comparison.changes
            let audience = ModuleAudience(course: modules, changes: changes, asOf: review.asOf)
            let writer = ModuleChangeText(course: modules)
            body += ["", "\(modules.name.visible) (course \(modules.id))"]
            for change in changes {
                let effect = audience.effect(of: change)
                lostWork += effect.lostWork.map { writer.line(for: $0, in: change.before) }
                body += writer.lines(for: change, effect)
                gaining += effect.gaining.count
                losing += effect.losing.count
            }
        }
        if !lostWork.isEmpty { lostWork.insert("Students who would lose work that is still due:", at: 0) }
        return (lostWork + body + leftLines + newIDLines + ["", counts(gaining: gaining, losing: losing)])
            .droppingFirstBlank
    }

    private var leftLines: [String] {
        guard !review.left.isEmpty else { return [] }
        return ["", "Left alone:"] + review.left.map { "  \($0.sentence)" }
    }

    private var newIDLines: [String] {
        let isCreating = review.changes.flatMap(\.steps).contains { if case .create = $0 { true } else { false } }
        return isUndo && isCreating ? ["", "Overrides that are created again get new ids."] : []
    }

    private func counts(gaining: Int, losing: Int) -> String {
        let steps = review.changes.flatMap(\.steps)
        let created = steps.count { if case .create = $0 { true } else { false } }
        let changed = steps.count { if case .change = $0 { true } else { false } }
        let deleted = steps.count { if case .delete = $0 { true } else { false } }
        return
            "\(counted(review.changes.count, "module")) to change: \(counted(created, "override")) to create, \(changed) "
            + "to change, \(deleted) to delete; students gaining access: \(gaining), losing it: \(losing). "
            + "\(counted(review.left.count, "module")) left alone, \(review.unchangedCount) as they should be."
    }
}

extension ModuleComparison.Left {
    /// `Week 1 (module 12) of Biology: it has changed …`; the name is empty where the course could not be read.
    var sentence: String {
        let module = moduleName.isEmpty ? "Module \(moduleID)" : "\(moduleName.visible) (module \(moduleID))"
        return "\(module) of \(courseName.visible): \(reason)."
    }
}

func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

extension [String] {
    fileprivate var droppingFirstBlank: [String] {
        first == "" ? Array(dropFirst()) : self
    }
}
