/// Something in a course's file that names what isn't there, or names one id twice.
struct SampleProblem {
    var place: String
    var text: String
}

func firstDuplicate<Element: Hashable>(in elements: [Element]) -> Element? {
    var seen: Set<Element> = []
    return elements.first { !seen.insert($0).inserted }
}

extension SandboxCourse {
    /// The first broken reference in the course, so that a typing mistake is found on loading and not in a report.
    func firstProblem(terms: [SandboxTerm]) -> SampleProblem? {
        guard terms.contains(where: { $0.id == termID }) else {
            return SampleProblem(place: "term", text: "there is no term \(termID) in account.json")
        }
        return duplicateProblem() ?? peopleProblem() ?? groupProblem() ?? itemProblem() ?? moduleProblem()
    }

    private func duplicateProblem() -> SampleProblem? {
        let lists: [(String, [Int64])] = [
            ("sections", sections.map(\.id)),
            ("people", people.map(\.id)),
            ("group_categories", groupCategories.map(\.id)),
            ("groups", groupCategories.flatMap(\.groups).map(\.id)),
            ("items: id", items.compactMap(\.assignmentID) + items.flatMap(\.checkpoints).map(\.assignmentID)),
            ("items: quiz_id", items.compactMap(\.quizID)),
            ("items: discussion_id", items.compactMap(\.discussionID)),
            ("modules", modules.map(\.id)),
            ("modules: items", modules.flatMap(\.items).map(\.id)),
            ("overrides", allOverrides.map(\.id)),
        ]
        for (place, ids) in lists {
            if let id = firstDuplicate(in: ids) {
                return SampleProblem(place: place, text: "the id \(id) is used twice")
            }
        }
        return nil
    }

    private var allOverrides: [SandboxOverride] {
        items.flatMap { $0.overrides + $0.checkpoints.flatMap(\.overrides) } + modules.flatMap(\.overrides)
    }

    private func peopleProblem() -> SampleProblem? {
        for (index, person) in people.enumerated() {
            for place in person.places where section(place.sectionID) == nil {
                return SampleProblem(place: "people[\(index)]", text: "there is no section \(place.sectionID)")
            }
        }
        return nil
    }

    private func groupProblem() -> SampleProblem? {
        for group in groupCategories.flatMap(\.groups) {
            for id in group.members + group.invited where person(id) == nil {
                return SampleProblem(place: "group_categories", text: "group \(group.id) has no person \(id) to hold")
            }
        }
        return nil
    }

    private func itemProblem() -> SampleProblem? {
        for (index, item) in items.enumerated() {
            let place = "items[\(index)]"
            if item.assignmentID == nil && item.quizID == nil {
                return SampleProblem(place: place, text: "an item needs an id, or at least a quiz_id")
            }
            if item.kind.quizType != nil && item.quizID == nil {
                return SampleProblem(place: place, text: "a classic quiz needs a quiz_id")
            }
            for override in item.overrides + item.checkpoints.flatMap(\.overrides) {
                if let text = targetProblem(override) { return SampleProblem(place: place, text: text) }
            }
        }
        return nil
    }

    private func moduleProblem() -> SampleProblem? {
        for (index, module) in modules.enumerated() {
            let place = "modules[\(index)]"
            for override in module.overrides {
                if let text = targetProblem(override) { return SampleProblem(place: place, text: text) }
            }
            for line in module.items where !exists(line.content) {
                return SampleProblem(place: place, text: "module item \(line.id) names something that is not in items")
            }
        }
        return nil
    }

    private func targetProblem(_ override: SandboxOverride) -> String? {
        switch override.target {
        case .section(let id): section(id) == nil ? "override \(override.id): there is no section \(id)" : nil
        case .group(let id): group(id) == nil ? "override \(override.id): there is no group \(id)" : nil
        case .students(let ids):
            ids.first { person($0) == nil }.map { "override \(override.id): there is no person \($0)" }
        case .course, .masteryPath: nil
        }
    }

    private func exists(_ content: SandboxModuleItem.Content) -> Bool {
        switch content {
        case .assignment(let id): items.contains { $0.assignmentID == id }
        case .quiz(let id): items.contains { $0.quizID == id }
        case .discussion(let id): items.contains { $0.discussionID == id }
        case .page, .header: true
        }
    }
}
