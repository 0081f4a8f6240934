import CanvasAPI

/// Two readings of one course in, what changed between them out: `changes.csv` of the course, in report order.
///
/// Nothing is told twice. A section's change is one row, and its students who follow it have none; what came or went
/// with an item, a student or a section is told by that item, student or section alone.
struct CourseComparison {
    let old: ComparedCourse
    let new: ComparedCourse
    let overrides: OverrideMatching
    /// Students who follow a section's change have rows as well.
    private let isPerStudent: Bool

    init(_ old: ComparedCourse, _ new: ComparedCourse, isPerStudent: Bool = false) {
        self.old = old
        self.new = new
        overrides = OverrideMatching(old.report.overrides, new.report.overrides)
        self.isPerStudent = isPerStudent
    }

    func changes() -> [Change] {
        let all = dateChanges() + overrideChanges() + accommodationChanges() + itemChanges() + peopleChanges()
        return all.map { (order: $0.order, change: $0) }
            .sorted { ReportOrder.precedes($0.order, $1.order) }
            .map(\.change)
    }

    /// What is not seen any more may still be there, where something is hidden.
    var isInPart: Bool { old.report.row.status != .complete || new.report.row.status != .complete }

    /// One of the readings did not ask who has extra time and attempts, so that nobody's came or went.
    var isWithoutAccommodations: Bool { old.hasAccommodations != new.hasAccommodations }

    func change(_ kind: Change.Kind) -> Change { Change(kind: kind, course: new.report.course) }

    // MARK: Effective dates and assignment

    private func dateChanges() -> [Change] {
        let ofSections = differences(old.sectionDates, new.sectionDates)
        var followers: [ComparedCourse.Cell: [DateDifference: Int]] = [:]
        var changes: [Change] = []
        for (cell, differences) in differences(old.studentDates, new.studentDates) {
            let sections = commonSections(of: cell.who)
            for difference in differences {
                let inSection = { (section: CanvasID) in ComparedCourse.Cell(who: section, item: cell.item) }
                let followed = sections.filter { ofSections[inSection($0)]?.contains(difference) == true }
                for section in followed { followers[inSection(section), default: [:]][difference, default: 0] += 1 }
                let unmoved = sections.first { section in
                    ofSections[inSection(section)]?.contains { $0.field == difference.field } != true
                }
                // A student of no section of both readings came or went, which is a row of its own.
                guard let section = followed.first ?? unmoved ?? sections.first, isPerStudent || followed.isEmpty else {
                    continue
                }
                changes.append(difference.change(self, cell.item, section: section, student: cell.who, students: 1))
            }
        }
        for (cell, differences) in ofSections {
            changes += differences.map { difference in
                let count = followers[cell]?[difference] ?? 0
                return difference.change(self, cell.item, section: cell.who, students: count)
            }
        }
        return changes
    }

    private func differences(
        _ old: [ComparedCourse.Cell: EffectiveDates],
        _ new: [ComparedCourse.Cell: EffectiveDates]
    ) -> [ComparedCourse.Cell: [DateDifference]] {
        var differences: [ComparedCourse.Cell: [DateDifference]] = [:]
        for (cell, dates) in new {
            guard let before = old[cell], before.givesOther(than: dates) else { continue }
            differences[cell] = DateDifference.list(before, dates)
        }
        return differences
    }

    /// In which the student is in both readings.
    func commonSections(of student: CanvasID) -> [CanvasID] {
        (new.sectionsOfStudent[student] ?? []).filter {
            old.states[ComparedCourse.Membership(section: $0, student: student)] != nil
        }
    }

    // MARK: Items

    private func itemChanges() -> [Change] {
        var changes: [Change] = []
        func add(
            _ kind: Change.Kind,
            _ item: Shared<Item>,
            of side: ComparedCourse,
            _ edit: (inout Change) -> Void = { _ in }
        ) {
            var change = change(kind)
            change.item = item
            change.students = side.studentCount(of: item.key)
            edit(&change)
            changes.append(change)
        }
        for (key, item) in new.items {
            guard let before = old.items[key] else {
                add(.itemAdded, item, of: new)
                continue
            }
            if item.isPublished != before.isPublished {
                add(item.isPublished ? .itemPublished : .itemUnpublished, item, of: new) {
                    ($0.field, $0.old, $0.new) = (.published, .flag(before.isPublished), .flag(item.isPublished))
                }
            }
            if !ReportOrder.sameBytes(item.name, before.name) {
                add(.itemRenamed, item, of: new) {
                    ($0.field, $0.old, $0.new) = (.itemName, .text(before.name), .text(item.name))
                }
            }
        }
        if !isInPart {
            for (key, item) in old.items where new.items[key] == nil { add(.itemRemoved, item, of: old) }
        }
        return changes
    }

    // MARK: Sections and students

    private func peopleChanges() -> [Change] {
        var changes: [Change] = []
        func add(_ kind: Change.Kind, _ membership: ComparedCourse.Membership, in side: ComparedCourse) {
            var change = change(kind)
            change.section = side.sections[membership.section]
            change.student = side.students[membership.student]
            change.students = 1
            switch (old.states[membership].map(text), new.states[membership].map(text)) {
            case (let before?, let now?):
                (change.field, change.old, change.new) = (.enrollmentState, .text(before), .text(now))
            case (let before?, nil): change.reason = "The enrollment was \(before)."
            case (nil, let now?): change.reason = "The enrollment is \(now)."
            case (nil, nil): break
            }
            changes.append(change)
        }
        func add(_ kind: Change.Kind, _ section: Shared<Section>, of side: ComparedCourse) {
            var change = change(kind)
            change.section = section
            change.students = side.studentCount(of: section.id)
            changes.append(change)
        }
        for (membership, states) in new.states where old.sections[membership.section] != nil {
            guard let before = old.states[membership] else {
                add(.studentAdded, membership, in: new)
                continue
            }
            if before != states { add(.enrollmentChanged, membership, in: new) }
        }
        for (id, section) in new.sections where old.sections[id] == nil { add(.sectionAdded, section, of: new) }
        guard !isInPart else { return changes }
        for membership in old.states.keys
        where new.states[membership] == nil && new.sections[membership.section] != nil {
            add(.studentRemoved, membership, in: old)
        }
        for (id, section) in old.sections where new.sections[id] == nil { add(.sectionRemoved, section, of: old) }
        return changes
    }

    private func text(_ states: Set<EnrollmentState>) -> String {
        EnrollmentState.allCases.filter(states.contains).map(\.rawValue).joined(separator: " ")
    }

    // MARK: Overrides as recorded

    private func overrideChanges() -> [Change] {
        func changed(_ kind: Change.Kind, _ row: OverrideRow, _ words: String, _ edit: (inout Change) -> Void) -> Change
        {
            var change = change(kind)
            change.item = row.item
            change.module = row.module
            change.overrideID = row.override.id
            change.students = row.studentsReached
            change.reason = words
            edit(&change)
            return change
        }
        // What an item brought with it, or took away, is told by the item.
        func isOfBoth(_ row: OverrideRow) -> Bool {
            guard let key = row.override.origin.itemKey else { return true }
            return (old.items[key] == nil) == (new.items[key] == nil)
        }
        var changes = overrides.added.filter(isOfBoth).map { row in
            changed(.overrideAdded, row, row.effect) { $0.newOverrideID = row.override.id }
        }
        if !isInPart {
            changes += overrides.removed.filter(isOfBoth).map { row in
                changed(.overrideRemoved, row, row.effect) { $0.oldOverrideID = row.override.id }
            }
        }
        for (before, row) in overrides.pairs {
            let isMadeAgain = before.override.id != row.override.id
            var fields = row.differences(from: before)
            if fields.isEmpty, isMadeAgain { fields = [(nil, .nothing, .nothing)] }
            let words = new.reasons.name(row.override.id, kind: row.override.target.setType).uppercasedFirst
            let again = isMadeAgain ? " was made again; its id was \(before.override.id)." : " was changed."
            for (field, was, now) in fields {
                changes.append(
                    changed(.overrideChanged, row, words + again) {
                        ($0.field, $0.old, $0.new) = (field, was, now)
                        ($0.oldOverrideID, $0.newOverrideID) = (before.override.id, row.override.id)
                    }
                )
            }
        }
        return changes
    }
}

extension Change {
    /// That of findings; changes of one place in the order of their kinds and fields.
    fileprivate var order: ReportOrder {
        ReportOrder(
            section,
            student,
            item,
            then: [
                Int64(Kind.allCases.firstIndex(of: kind) ?? 0), overrideID?.rawValue ?? 0, module?.id.rawValue ?? 0,
                oldOverrideID?.rawValue ?? 0, Int64(field.flatMap(Field.allCases.firstIndex(of:)) ?? 0),
            ]
        )
    }
}
