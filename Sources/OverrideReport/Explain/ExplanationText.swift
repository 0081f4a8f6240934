import CanvasAPI
import Foundation

/// An explanation as lines for people, at most 80 columns where names allow it.
struct ExplanationText {
    private let explanation: Explanation

    init(_ explanation: Explanation) {
        self.explanation = explanation
    }

    var lines: [String] {
        var lines = ["Why these dates: \(explanation.student.sortableName), “\(explanation.item.displayName)”", ""]
        lines += subject()
        let unknown = explanation.notes.filter(\.saysThatDataIsHidden)
        lines += section("Not certain: the token can't see everything", unknown.flatMap { wrapped($0.sentence) })
        lines += section("Assigned", assigned())
        lines += section("Dates", explanation.resolution.contests.flatMap(date))
        lines += section("Dates for everyone", DateField.allCases.map { label($0) + text(explanation.item.base[$0]) })
        lines += section("Modules that hold it", explanation.modules.flatMap(module))
        lines += section("Overrides considered", overrides())
        if let (accommodation, shortage) = explanation.accommodation {
            let sentences = accommodation.sentences(explanation.item.limits, shortage)
            lines += section("Extra time and attempts", sentences.flatMap { wrapped($0) })
        }
        lines += section("Canvas's own effective due dates", wrapped(canvas()))
        let notes = explanation.notes.filter { !$0.saysThatDataIsHidden }
        lines += section("Notes", notes.flatMap { wrapped($0.sentence) })
        lines += section("Source", explanation.facts.sourceLines.flatMap { wrapped($0) })
        return lines
    }

    private func section(_ heading: String, _ body: [String]) -> [String] {
        body.isEmpty ? [] : ["", heading] + body.map { $0.isEmpty ? "" : "  " + $0 }
    }

    // MARK: Who and what

    private func subject() -> [String] {
        let course = explanation.course
        let student = explanation.student
        let item = explanation.item
        let kind = item.kind.rawValue.replacing("_", with: " ")
        var facts = [
            ("Course", "\(course.name) (\(ids("id \(course.id)", course.sisID)))"),
            ("Student", "\(student.sortableName) (\(ids("id \(student.id)", student.sisID)))"),
        ]
        for (place, number) in zip(explanation.places, 1...) {
            let state = place.state.rawValue.replacing("_", with: " ")
            facts.append((number == 1 ? "Sections" : "", "\(place.section.name) (id \(place.section.id)): \(state)"))
        }
        let published = item.isPublished ? "published" : "not published"
        facts.append(("Item", "\(item.displayName) (\(item.key.selector)): \(kind), \(published)"))
        facts.append(("Times", "\(explanation.zone.identifier); now is \(text(explanation.options.asOf))"))
        if explanation.options.concluded == .asActive {
            facts.append(("Rule", "enrollments that are not active count like active ones"))
        }
        return facts.flatMap { name, value in
            wrapped(name.padding(toLength: 10, withPad: " ", startingAt: 0) + value, hanging: 10)
        }
    }

    private func ids(_ id: String, _ sisID: String?) -> String {
        sisID.map { "\(id), SIS id \($0)" } ?? id
    }

    // MARK: Decisions

    private func assigned() -> [String] {
        let decision = explanation.effective.assignment
        let by = decision.overrideID.map { " (override \($0))" } ?? ""
        let reason = explanation.hedged(explanation.resolution.assignment.reason)
        return wrapped("\(decision.isAssigned ? "Yes" : "No"): \(reason)\(by).")
    }

    private func date(_ contest: FieldContest) -> [String] {
        guard explanation.effective.assignment.isAssigned else {
            return contest.field == .due ? ["None: the item is not assigned to the student."] : []
        }
        let decision = explanation.effective[contest.field]
        let source = decision.overrideID.map { "override \($0)" } ?? "the date for everyone"
        return [label(contest.field) + "\(text(decision.instant)), from \(source)"]
            + wrapped("because \(explanation.hedged(contest.reason))", indent: Self.labelWidth)
    }

    private func module(_ module: Module, overrideCount: Int?) -> [String] {
        let says =
            switch overrideCount {
            case nil: "its overrides can't be read, so whom it is for is not known"
            case 0: "no overrides, so it is for everyone"
            case 1: "1 override, so it is for those it names"
            case let count?: "\(count) overrides, so it is for those they name"
            }
        return wrapped("“\(module.name)” (id \(module.id)): \(says)")
    }

    // MARK: Overrides

    private func overrides() -> [String] {
        guard !explanation.overrides.isEmpty else { return ["None."] }
        return Array(explanation.overrides.map(override).joined(separator: [""]))
    }

    private func override(_ considered: ConsideredOverride) -> [String] {
        let override = considered.override
        let title = override.title.isEmpty ? "" : " “\(override.title)”"
        let owner = considered.module.map { " of module “\($0.name)”" } ?? ""
        var lines = wrapped("\(override.id)\(title)\(owner), for \(considered.target)")
        let verb =
            switch considered.reaches {
            case true?: "Reaches"
            case false?: "Does not reach"
            case nil: "Not known whether it reaches"
            }
        lines += wrapped("\(verb) the student. \(considered.reason)", indent: 2)
        if override.unassigns { lines.append("  Takes the item away.") }
        if considered.decidesAssignment { lines.append("  Decides whether the item is assigned.") }
        guard !override.isFromModule else { return lines + ["  Has no dates, like every override of a module."] }
        for (field, role) in zip(DateField.allCases, considered.roles) {
            var words = [String]()
            if override[field].isOverridden { words.append(text(override[field].instant)) }
            // Said above for the whole override.
            if role != .doesNotReach { words.append(role.sentence) }
            lines += wrapped("  " + label(field) + words.joined(separator: ": "), hanging: Self.labelWidth + 2)
        }
        return lines
    }

    private func canvas() -> String {
        let dueAt = explanation.canvas.entry?.dueAt.map(text) ?? "no due date"
        return switch explanation.canvas.check(of: explanation.effective) {
        case .match where !explanation.effective.assignment.isAssigned: "Not listed there, and not assigned here."
        case .match: "The same: \(dueAt)."
        case .mismatch: "Different: \(dueAt)."
        case .notListed: "The student is not listed there, but has the item here."
        case .listed: "The student is listed there (\(dueAt)), but does not have the item here."
        case .notChecked: "Nothing to compare with: the snapshot does not have them for this item."
        }
    }

    // MARK: Text

    private static let labelWidth = 9

    private func label(_ field: DateField) -> String {
        field.heading.padding(toLength: Self.labelWidth, withPad: " ", startingAt: 0)
    }

    private func text(_ instant: Instant?) -> String {
        guard let instant else { return "no date" }
        // The offset tells the two hours of an autumn night apart.
        let offset = DateText.text(instant, in: explanation.zone).suffix(6)
        return "\(instant.wallTime(in: explanation.zone)) \(offset)"
    }
}
