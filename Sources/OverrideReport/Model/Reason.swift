import CanvasAPI

/// The rule that decided whether an item is assigned, or one of its dates: a code for programs, a sentence for people.
/// Which override it decided for is a matter of ``EffectiveDates``, and ``ReasonText`` names it.
enum Reason: String, Sendable, Hashable, CaseIterable {
    // Whether it is assigned.
    case courseOverride = "course_override"
    case studentOverride = "student_override"
    case studentUnassigned = "student_unassigned"
    case directTarget = "direct_target"
    case moduleTarget = "module_target"
    case targetUnassigned = "target_unassigned"
    case everyone
    case onlyOverrides = "only_overrides"
    case narrowedByModules = "narrowed_by_modules"
    // Why a date is what it is.
    case noOverrideSetsIt = "no_override_sets_it"
    case onlyOverride = "only_override"
    case studentBeforeAll = "student_before_all"
    case noDateIsMostLenient = "no_date_is_most_lenient"
    case latest
    case earliest

    var sentence: String {
        switch self {
        case .courseOverride: "an override for the whole course assigns it"
        case .studentOverride: "an override names the student"
        case .studentUnassigned: "an override that names the student takes it away"
        case .directTarget: "an override reaches the student through a group or section"
        case .moduleTarget: "a module that holds it is assigned to the student"
        case .targetUnassigned: "an override of the student's group or section takes it away"
        case .everyone: "it is assigned to everyone"
        case .onlyOverrides: "it is assigned only through overrides, and none reaches the student"
        case .narrowedByModules: "every module that holds it is assigned to others only"
        case .noOverrideSetsIt: "no override that counts sets it"
        case .onlyOverride: "it is the only override that sets it"
        case .studentBeforeAll: "an override for the student goes before all others"
        case .noDateIsMostLenient: "“no date” is the most lenient value among the overrides"
        case .latest: "it is the latest date among the overrides"
        case .earliest: "it is the earliest date among the overrides"
        }
    }
}

/// Why the dates of one course are what they are: a phrase for a cell, sentences for a page, with the overrides by the
/// names that people gave them. The codes are ``AssignmentSource``, ``DateSource`` and ``RowNote``.
struct ReasonText {
    private let overrides: [CanvasID: OverrideRow]
    private let shown: (Instant) -> String

    /// - Parameter shown: a date in the words of the page.
    init(_ overrides: [OverrideRow], shown: @escaping (Instant) -> String = \.description) {
        self.overrides = Dictionary(overrides.map { ($0.override.id, $0) }) { first, _ in first }
        self.shown = shown
    }

    /// `Student override “Extra time” (due, lock date)`; empty where the item is assigned as it is to everyone and no
    /// override sets a date.
    func phrase(_ effective: EffectiveDates, of item: Item) -> String {
        let assignment = effective.assignment
        guard assignment.isAssigned else {
            let loss = assignment.source.map { phrase(assignment.overrideID, kind: $0.kind) + " takes it away" }
            return "Not assigned: " + (loss ?? item.obstacle().phrase)
        }
        return (datePhrases(effective) + [assignmentPhrase(effective)].compactMap { $0 }).joined(separator: "; ")
            .uppercasedFirst
    }

    /// A few words for the mark of a date: the kind of override behind it. `nil` where everything is as for everyone.
    func mark(_ effective: EffectiveDates) -> String? {
        guard effective.assignment.isAssigned else { return "Not assigned" }
        let sources = Set(DateField.allCases.map { effective[$0].source }).subtracting([.base])
        if let only = sources.first {
            return sources.count == 1 ? "\(only.rawValue.uppercasedFirst) override" : "Several overrides"
        }
        return switch effective.assignment.source {
        case .everyone, nil: nil
        case .moduleStudent, .moduleSection: "Assigned by module"
        case .student, .group, .section, .course: "Assigned by override"
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
        let assignment = effective.assignment
        var lines: [String] = []
        if assignment.isAssigned {
            lines += dateLines(effective, of: item, fields) + [assignmentLine(effective)].compactMap { $0 }
            if lines.isEmpty { lines.append("The dates for everyone.") }
        } else if let source = assignment.source {
            lines.append("Not assigned: taken away by \(name(assignment.overrideID, kind: source.kind)).")
        } else {
            let who = isSection ? "the students of this section" : "this student"
            lines.append("Not assigned: \(item.obstacle(for: who).sentence)")
        }
        lines += effective.ignoredSectionOverrideIDs.map { id in
            "\(name(id, kind: "section").uppercasedFirst) sets no date here: the enrollment in that section is not active."
        }
        return lines
            + RowNote.allCases.filter { effective.notes.contains($0) && $0 != .concludedSectionIgnored }.map(\.sentence)
    }

    /// What Canvas's own reckoning says where it is not the same.
    func checkLine(_ check: CanvasCheck, canvasDueAt: Instant?) -> String? {
        let date = canvasDueAt.map(shown) ?? "no date"
        return switch check {
        case .match, .notChecked: nil
        case .mismatch: "Canvas's own effective due date is different: \(date)."
        case .notListed: "Canvas's own effective due dates do not list this student here."
        case .listed: "Canvas's own effective due dates list this student: \(date)."
        }
    }

    // MARK: For a cell

    /// An override a part. Which dates it sets is said where it is not the due date alone that matters.
    private func datePhrases(_ effective: EffectiveDates) -> [String] {
        var fields: [CanvasID?: [DateField]] = [:]
        var order: [DatedDecision] = []
        for field in DateField.allCases where effective[field].source != .base {
            let decision = effective[field]
            if fields[decision.overrideID] == nil { order.append(decision) }
            fields[decision.overrideID, default: []].append(field)
        }
        return order.map { decision in
            let name = phrase(decision.overrideID, kind: decision.source.rawValue)
            let set = fields[decision.overrideID] ?? []
            if order.count == 1, set.contains(.due) { return name }
            return "\(name) (\(set.map(\.rawValue).joined(separator: ", ")) date)"
        }
    }

    /// `nil` too when the override is named for a date already.
    private func assignmentPhrase(_ effective: EffectiveDates) -> String? {
        let assignment = effective.assignment
        guard let source = assignment.source, source != .everyone else { return nil }
        if let module = assignment.overrideID.flatMap({ overrides[$0] })?.module {
            return "assigned by module “\(shortened(module.name, to: Self.longestTitle))”"
        }
        if source == .moduleStudent || source == .moduleSection { return "assigned by a module" }
        let isNamed = DateField.allCases.contains {
            effective[$0].source != .base && effective[$0].overrideID == assignment.overrideID
        }
        return isNamed ? nil : "assigned by " + phrase(assignment.overrideID, kind: source.kind)
    }

    /// `student override “Extra time”`; the id where there is no name for it.
    private func phrase(_ id: CanvasID?, kind: String) -> String {
        guard let id else { return "\(kind) override" }
        return title(id, to: Self.longestTitle).map { "\(kind) override \($0)" } ?? "\(kind) override \(id)"
    }

    // MARK: For a page

    private func dateLines(_ effective: EffectiveDates, of item: Item, _ fields: [DateField]?) -> [String] {
        (fields ?? DateField.allCases).compactMap { field in
            let decision = effective[field]
            guard decision.source != .base else {
                return fields == nil ? nil : "\(field.pageName): the date for everyone."
            }
            let cause =
                "\(field.pageName): \(name(decision.overrideID, kind: decision.source.rawValue).uppercasedFirst)"
            let usual = item.base[field]
            guard decision.instant != usual else { return "\(cause), the same date as everyone's." }
            return "\(cause). For everyone: \(usual.map(shown) ?? "no date")."
        }
    }

    /// `nil` too when the override is named beside a date already.
    private func assignmentLine(_ effective: EffectiveDates) -> String? {
        let assignment = effective.assignment
        guard let source = assignment.source, source != .everyone,
            assignment.overrideID == nil
                || !DateField.allCases.contains(where: { effective[$0].overrideID == assignment.overrideID })
        else { return nil }
        let name = name(assignment.overrideID, kind: source.kind)
        return source == .moduleStudent || source == .moduleSection
            ? "Assigned through a module: \(name.uppercasedFirst)." : "Assigned by \(name)."
    }

    /// `section override “Evening” (id 991)`; for a module's, its module as well.
    func name(_ id: CanvasID?, kind: String) -> String {
        guard let id else { return "\(kind) override" }
        let title = title(id, to: 80).map { " \($0)" } ?? ""
        let module = overrides[id]?.module.map { " of module “\(shortened($0.name, to: 80))”" } ?? ""
        return "\(kind) override\(title)\(module) (id \(id))"
    }

    /// `“Evening”`: the title, else whom it is for; `nil` where there is neither.
    private func title(_ id: CanvasID, to length: Int) -> String? {
        guard let row = overrides[id] else { return nil }
        let title = row.override.title.isEmpty ? row.targetNames.first ?? "" : row.override.title
        return title.isEmpty ? nil : "“\(shortened(title, to: length))”"
    }

    private static let longestTitle = 60
}

extension Item {
    /// What keeps it from somebody whom no override takes it from.
    fileprivate func obstacle(for who: String = "this student") -> (phrase: String, sentence: String) {
        if !isPublished { return ("not published", "the item is not published.") }
        if onlyVisibleToOverrides {
            let words = "only for those whom an override names"
            return (words, "the item is \(words).")
        }
        return ("its modules are for others", "nothing assigns the item to \(who); its modules are for others.")
    }
}

extension AssignmentSource {
    /// The kind of override, also where it is a module's.
    var kind: String {
        switch self {
        case .moduleStudent: "student"
        case .moduleSection: "section"
        case .everyone, .student, .group, .section, .course: rawValue
        }
    }
}

extension String {
    var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
