import CanvasAPI

/// Which override is which: by id, and then by what it belongs to and whom it is for, as one that was made again has
/// another id.
struct OverrideMatching {
    private(set) var pairs: [(old: OverrideRow, new: OverrideRow)] = []
    private(set) var added: [OverrideRow] = []
    let removed: [OverrideRow]

    /// What it was, by its id now, and what it is, by its id then.
    private(set) var old: [CanvasID: OverrideRow] = [:]
    private(set) var new: [CanvasID: OverrideRow] = [:]

    private struct Purpose: Hashable {
        let origin: OverrideOrigin
        let target: OverrideTarget

        /// `nil` where it can't be seen whom it is for.
        init?(_ override: Override) {
            guard override.target != .unknown else { return nil }
            origin = override.origin
            target = override.target.ordered
        }
    }

    init(_ old: [OverrideRow], _ new: [OverrideRow]) {
        var left = Dictionary(old.map { ($0.override.id, $0) }) { first, _ in first }
        var unmatched: [OverrideRow] = []
        for row in new {
            if let before = left[row.override.id], before.override.origin == row.override.origin {
                pairs.append((before, row))
                left[row.override.id] = nil
            } else {
                unmatched.append(row)
            }
        }
        let ids = left.keys.sorted()
        for row in unmatched.sorted(by: { $0.override.id < $1.override.id }) {
            guard let purpose = Purpose(row.override),
                let id = ids.first(where: { id in left[id].flatMap { Purpose($0.override) } == purpose }),
                let before = left.removeValue(forKey: id)
            else {
                added.append(row)
                continue
            }
            pairs.append((before, row))
        }
        removed = left.values.map { $0 }
        for (old, new) in pairs {
            self.old[new.override.id] = old
            self.new[old.override.id] = new
        }
    }
}

extension OverrideTarget {
    fileprivate var ordered: OverrideTarget {
        if case .students(let ids) = self { .students(Set(ids).sorted()) } else { self }
    }
}

extension OverrideRow {
    typealias Difference = (field: Change.Field?, old: Change.Value, new: Change.Value)

    /// What is recorded otherwise now, a field each.
    func differences(from before: OverrideRow) -> [Difference] {
        let (was, now) = (before.override, override)
        var list: [Difference] = DateField.allCases.filter { was[$0] != now[$0] }.map { field in
            (Change.Field(field), Change.Value(was[field]), Change.Value(now[field]))
        }
        if !ReportOrder.sameBytes(was.title, now.title) { list.append((.title, .text(was.title), .text(now.title))) }
        if was.target.ordered != now.target.ordered {
            list.append((.targetIDs, .text(before.targetText), .text(targetText)))
        }
        if was.unassigns != now.unassigns { list.append((.unassigns, .flag(was.unassigns), .flag(now.unassigns))) }
        return list
    }

    private var targetText: String { targetIDs.map(\.description).joined(separator: "; ") }

    /// What it is and does, in a sentence.
    var effect: String {
        let dates = DateField.allCases.compactMap { field -> String? in
            guard override[field].isOverridden else { return nil }
            let date = override[field].instant.map { DateText.text($0, in: course.displayZone) } ?? "none"
            return "\(field.label) \(date)"
        }
        let name = ReasonText([self]).name(override.id, kind: override.target.setType).uppercasedFirst
        let effects = (override.unassigns ? ["takes the item away"] : []) + dates
        return effects.isEmpty ? "\(name)." : "\(name): \(effects.joined(separator: ", "))."
    }
}
