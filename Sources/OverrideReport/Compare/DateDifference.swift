import CanvasAPI

/// One field of effective dates that is not what it was.
struct DateDifference: Hashable {
    /// `nil` for the assignment itself.
    let field: DateField?
    let old: Change.Value
    let new: Change.Value

    /// An item that came or went has its dates from that, so that they are not told as well.
    static func list(_ old: EffectiveDates, _ new: EffectiveDates) -> [DateDifference] {
        let (was, isNow) = (old.assignment.isAssigned, new.assignment.isAssigned)
        guard was == isNow else { return [DateDifference(field: nil, old: .flag(was), new: .flag(isNow))] }
        guard isNow, old.dates != new.dates else { return [] }
        return DateField.allCases.filter { old[$0].instant != new[$0].instant }.map { field in
            DateDifference(
                field: field,
                old: Change.Value(old[field].instant),
                new: Change.Value(new[field].instant)
            )
        }
    }

    /// - Parameters:
    ///   - student: `nil` for the dates of the section itself.
    ///   - students: how many it concerns.
    func change(
        _ sides: CourseComparison,
        _ item: ItemKey,
        section: CanvasID,
        student: CanvasID? = nil,
        students: Int
    ) -> Change {
        var change = Change(kind: field == nil ? .assignmentChanged : .dateChanged, course: sides.new.report.course)
        change.section = sides.new.sections[section]
        change.student = student.flatMap { sides.new.students[$0] }
        change.item = sides.new.items[item]
        change.students = students
        change.field = field.map(Change.Field.init) ?? .assigned
        (change.old, change.new) = (old, new)
        let before = Decider(sides.old.dates(of: student, in: section, item), field)
        let now = Decider(sides.new.dates(of: student, in: section, item), field)
        (change.oldOverrideID, change.newOverrideID) = (before.id, now.id)
        change.reason = ChangeReason(sides: sides, field: field, item: item, student: student).text(before, now)
        return change
    }
}

/// The override that decides a date or the assignment, where one does.
struct Decider {
    let id: CanvasID?
    let kind: String

    init(_ effective: EffectiveDates?, _ field: DateField?) {
        guard let effective else {
            (id, kind) = (nil, "")
            return
        }
        if let field {
            (id, kind) = (effective[field].overrideID, effective[field].source.rawValue)
        } else {
            (id, kind) = (effective.assignment.overrideID, effective.assignment.source?.kind ?? "")
        }
    }
}

/// What made the difference, in a sentence: the override, the date for everyone, or the enrollment.
private struct ChangeReason {
    let sides: CourseComparison
    let field: DateField?
    let item: ItemKey
    let student: CanvasID?

    func text(_ old: Decider, _ new: Decider) -> String {
        if let sentence = nowText(new) ?? beforeText(old) ?? itemText(old, new) { return sentence }
        if let student, sides.old.enrollments(of: student) != sides.new.enrollments(of: student) {
            return "The student's enrollments changed."
        }
        if old.id != new.id {
            let name = new.id.map { sides.new.reasons.name($0, kind: new.kind).uppercasedFirst + " decides now." }
            return name ?? sides.old.reasons.name(old.id, kind: old.kind).uppercasedFirst + " no longer decides."
        }
        return "The members of a group, the item's settings or the modules that hold it changed."
    }

    /// What became of the override that decides now, or did before; `nil` where it is as it was.
    private func nowText(_ decider: Decider) -> String? {
        guard let id = decider.id, let now = sides.new.overrides[id] else { return nil }
        let name = sides.new.reasons.name(id, kind: decider.kind).uppercasedFirst
        guard let before = sides.overrides.old[id] else { return "\(name) was added." }
        return isOther(before.override, now.override) ? "\(name) was changed." : nil
    }

    private func beforeText(_ decider: Decider) -> String? {
        guard let id = decider.id, let before = sides.old.overrides[id] else { return nil }
        let name = sides.old.reasons.name(id, kind: decider.kind).uppercasedFirst
        guard let now = sides.overrides.new[id] else { return "\(name) was removed." }
        return isOther(before.override, now.override) ? "\(name) was changed." : nil
    }

    private func isOther(_ old: Override, _ new: Override) -> Bool {
        old.target != new.target || old.unassigns != new.unassigns || field.map { old[$0] != new[$0] } ?? false
    }

    private func itemText(_ old: Decider, _ new: Decider) -> String? {
        guard old.id == nil, new.id == nil, let before = sides.old.items[item], let now = sides.new.items[item] else {
            return nil
        }
        if let field { return before.base[field] == now.base[field] ? nil : "The \(field.label) for everyone changed." }
        guard before.onlyVisibleToOverrides != now.onlyVisibleToOverrides else { return nil }
        return now.onlyVisibleToOverrides
            ? "The item is now only for those whom an override names." : "The item is now for everyone."
    }
}
