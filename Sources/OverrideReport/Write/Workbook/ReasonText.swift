import CanvasAPI

/// Why a student has these dates, in a few words for a cell: the overrides by the titles people gave them.
struct ReasonText {
    private let overrides: [CanvasID: OverrideRow]

    init(_ overrides: [OverrideRow]) {
        self.overrides = Dictionary(overrides.map { ($0.override.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Empty where the item is assigned as it is to everyone and no override sets a date.
    func text(_ effective: EffectiveDates, of item: Item) -> String {
        guard effective.assignment.isAssigned else { return "Not assigned: " + lossText(effective.assignment, item) }
        var parts = dateTexts(effective)
        if let text = assignmentText(effective) { parts.append(text) }
        return parts.joined(separator: "; ").uppercasedFirst
    }

    /// An override a part. Which dates it sets is said where it is not the due date alone that matters.
    private func dateTexts(_ effective: EffectiveDates) -> [String] {
        var fields: [CanvasID?: [DateField]] = [:]
        var order: [DatedDecision] = []
        for field in DateField.allCases where effective[field].source != .base {
            let decision = effective[field]
            if fields[decision.overrideID] == nil { order.append(decision) }
            fields[decision.overrideID, default: []].append(field)
        }
        return order.map { decision in
            let name = overrideName(decision.overrideID, kind: decision.source.rawValue)
            let set = fields[decision.overrideID] ?? []
            if order.count == 1, set.contains(.due) { return name }
            return "\(name) (\(set.map(\.rawValue).joined(separator: ", ")) date)"
        }
    }

    /// `nil` too when the override is named for a date already.
    private func assignmentText(_ effective: EffectiveDates) -> String? {
        let assignment = effective.assignment
        guard let source = assignment.source, source != .everyone else { return nil }
        if let module = assignment.overrideID.flatMap({ overrides[$0] })?.module {
            return "assigned by module “\(shortened(module.name, to: Self.longestTitle))”"
        }
        if source == .moduleStudent || source == .moduleSection { return "assigned by a module" }
        let isNamed = DateField.allCases.contains {
            effective[$0].source != .base && effective[$0].overrideID == assignment.overrideID
        }
        return isNamed ? nil : "assigned by " + overrideName(assignment.overrideID, kind: source.rawValue)
    }

    private func lossText(_ assignment: AssignmentDecision, _ item: Item) -> String {
        if let source = assignment.source {
            return overrideName(assignment.overrideID, kind: source.rawValue) + " takes it away"
        }
        guard item.isPublished else { return "not published" }
        return item.onlyVisibleToOverrides ? "only for those whom an override names" : "its modules are for others"
    }

    /// `student override “Extra time”`; the id where there is no name for it.
    private func overrideName(_ id: CanvasID?, kind: String) -> String {
        guard let id else { return "\(kind) override" }
        let row = overrides[id]
        let title = row?.override.title ?? ""
        let name = title.isEmpty ? row?.targetNames.first ?? "" : title
        return name.isEmpty
            ? "\(kind) override \(id)" : "\(kind) override “\(shortened(name, to: Self.longestTitle))”"
    }

    private static let longestTitle = 60
}

extension String {
    fileprivate var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
