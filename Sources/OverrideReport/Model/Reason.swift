import CanvasAPI

/// The reasons of dates in words, for one course: which override decided, by the names people know it by.
final class DecisionText {
    private let overrides: [CanvasID: OverrideRow]
    private let dates: PageDates

    init(_ report: CourseReport, dates: PageDates) {
        self.overrides = Dictionary(
            report.overrides.map { ($0.override.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.dates = dates
    }

    /// A few words for the mark of a date: the kind of override behind it. `nil` where everything is as for everyone.
    func mark(_ effective: EffectiveDates) -> String? {
        guard effective.assignment.isAssigned else { return "Not assigned" }
        let sources = Set(DateField.allCases.map { effective[$0].source }).subtracting([.base])
        if let only = sources.first {
            return sources.count == 1 ? "\(only.pageName) override" : "Several overrides"
        }
        switch effective.assignment.source {
        case .everyone, nil: return nil
        case .moduleStudent, .moduleSection: return "Assigned by module"
        case .student, .group, .section, .course: return "Assigned by override"
        }
    }

    /// Why the dates are what they are, a sentence a line: the overridden dates with everyone's beside them, then what
    /// else a reader must know.
    ///
    /// - Parameters:
    ///   - fields: the dates to explain, also where they are everyone's; by default those an override sets.
    ///   - isSection: whether they are a section's dates rather than one student's.
    func lines(
        _ effective: EffectiveDates,
        of item: Item,
        fields: [DateField]? = nil,
        isSection: Bool = false
    ) -> [String] {
        var lines: [String] = []
        if effective.assignment.isAssigned {
            lines += dateLines(effective, of: item, fields)
            if let line = assignmentLine(effective) { lines.append(line) }
            if lines.isEmpty { lines.append("The dates for everyone.") }
        } else {
            lines.append(unassignedLine(effective.assignment, item, isSection: isSection))
        }
        lines += ignoredLines(effective)
        lines += RowNote.allCases.filter { effective.notes.contains($0) && $0 != .concludedSectionIgnored }
            .map(\.explanation)
        return lines
    }

    /// What Canvas's own reckoning says where it is not the same.
    func checkLine(_ check: CanvasCheck, canvasDueAt: Instant?) -> String? {
        switch check {
        case .match, .notChecked: nil
        case .mismatch:
            "Canvas's own effective due date is another: \(canvasDueAt.map { dates[$0].shown } ?? "no date")."
        case .notListed: "Canvas's own effective due dates do not list this student here."
        case .listed:
            "Canvas's own effective due dates list this student: \(canvasDueAt.map { dates[$0].shown } ?? "no date")."
        }
    }

    private func dateLines(_ effective: EffectiveDates, of item: Item, _ fields: [DateField]?) -> [String] {
        (fields ?? DateField.allCases).compactMap { field in
            let decision = effective[field]
            guard decision.source != .base else {
                return fields == nil ? nil : "\(field.pageName): the date for everyone."
            }
            let cause = overrideName(decision.overrideID, kind: decision.source.pageName)
            let usual = item.base[field]
            guard decision.instant != usual else { return "\(field.pageName): \(cause), the same date as everyone's." }
            let usualText = usual.map { dates[$0].shown } ?? "no date"
            return "\(field.pageName): \(cause). For everyone: \(usualText)."
        }
    }

    /// `nil` too when the override is named beside a date already.
    private func assignmentLine(_ effective: EffectiveDates) -> String? {
        let assignment = effective.assignment
        let isNamed =
            assignment.overrideID != nil
            && DateField.allCases.contains { effective[$0].overrideID == assignment.overrideID }
        guard !isNamed else { return nil }
        return switch assignment.source {
        case .everyone, nil: nil
        case .moduleStudent: "Assigned through a module: \(overrideName(assignment.overrideID, kind: "Student"))."
        case .moduleSection: "Assigned through a module: \(overrideName(assignment.overrideID, kind: "Section"))."
        case .student: "Assigned by \(overrideName(assignment.overrideID, kind: "Student").lowercasedFirst)."
        case .group: "Assigned by \(overrideName(assignment.overrideID, kind: "Group").lowercasedFirst)."
        case .section: "Assigned by \(overrideName(assignment.overrideID, kind: "Section").lowercasedFirst)."
        case .course: "Assigned by \(overrideName(assignment.overrideID, kind: "Course").lowercasedFirst)."
        }
    }

    private func unassignedLine(_ assignment: AssignmentDecision, _ item: Item, isSection: Bool) -> String {
        if let source = assignment.source {
            return
                "Not assigned: taken away by \(overrideName(assignment.overrideID, kind: source.pageName).lowercasedFirst)."
        }
        guard item.isPublished else { return "Not assigned: the item is not published." }
        guard !item.onlyVisibleToOverrides else {
            return "Not assigned: the item is only for those whom an override names."
        }
        let who = isSection ? "the students of this section" : "this student"
        return "Not assigned: nothing gives the item to \(who); its modules are for others."
    }

    private func ignoredLines(_ effective: EffectiveDates) -> [String] {
        effective.ignoredSectionOverrideIDs.map { id in
            "\(overrideName(id, kind: "Section")) sets no date here: the enrollment in that section is not active."
        }
    }

    /// `Section override “Evening” (id 991)`; for a module's, its module as well.
    private func overrideName(_ id: CanvasID?, kind: String) -> String {
        guard let id else { return "\(kind) override" }
        guard let row = overrides[id] else { return "\(kind) override (id \(id))" }
        let title = row.override.title.isEmpty ? row.targetNames.first ?? "" : row.override.title
        let titleText = title.isEmpty ? "" : " “\(shortened(title, to: 80))”"
        let moduleText = row.module.map { " of module “\(shortened($0.name, to: 80))”" } ?? ""
        return "\(kind) override\(titleText)\(moduleText) (id \(id))"
    }
}

extension DateField {
    /// Canvas's words in its assignment editor.
    var pageName: String {
        switch self {
        case .due: "Due"
        case .unlock: "Available from"
        case .lock: "Until"
        }
    }

    /// Beside a date in a narrow column.
    var shortName: String {
        switch self {
        case .due: "due"
        case .unlock: "from"
        case .lock: "until"
        }
    }
}

extension DateSource {
    var pageName: String {
        switch self {
        case .base: "Everyone's"
        case .student: "Student"
        case .group: "Group"
        case .section: "Section"
        case .course: "Course"
        }
    }
}

extension AssignmentSource {
    fileprivate var pageName: String {
        switch self {
        case .everyone: "Everyone"
        case .student, .moduleStudent: "Student"
        case .group: "Group"
        case .section, .moduleSection: "Section"
        case .course: "Course"
        }
    }
}

extension String {
    fileprivate var lowercasedFirst: String {
        prefix(1).lowercased() + dropFirst()
    }
}

extension Item {
    /// `Classic quiz`, `Discussion, reply to topic`, with what else tells items apart at a glance.
    var kindText: String {
        var text =
            switch kind {
            case .classicQuiz: "Classic quiz"
            case .practiceQuiz: "Practice quiz or survey"
            case .newQuiz: "New Quiz"
            case .assignment: "Assignment"
            case .discussion: "Discussion"
            }
        if let part { text += ", \(part.replacing("_", with: " "))" }
        if !isPublished { text += ", not published" }
        return text
    }

    /// A link only where it is one: no `javascript:` from a Canvas that was talked into it.
    var safeURL: String? { url.flatMap(webAddress) }
}

/// The address when it is `http` or `https`, else `nil`.
func webAddress(_ text: String) -> String? {
    let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
    return isWeb ? text : nil
}
