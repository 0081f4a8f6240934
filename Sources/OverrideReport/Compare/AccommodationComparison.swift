import CanvasAPI

/// What students have for Classic Quizzes beyond everyone: a row for each student and quiz, and where it is another than
/// it was, one for each field.
extension CourseComparison {
    func accommodationChanges() -> [Change] {
        var changes: [Change] = []
        for (cell, row) in new.accommodations {
            if let before = old.accommodations[cell] {
                changes += row.accommodation.differences(from: before.accommodation).compactMap { field, was, now in
                    change(.accommodationChanged, cell, row) { ($0.field, $0.old, $0.new) = (field, was, now) }
                }
            } else if old.hasNoAccommodation(cell), let added = change(.accommodationAdded, cell, row) {
                changes.append(added)
            }
        }
        guard !isInPart else { return changes }
        for (cell, row) in old.accommodations where new.hasNoAccommodation(cell) {
            if let removed = change(.accommodationRemoved, cell, row) { changes.append(removed) }
        }
        return changes
    }

    /// - Parameter row: the one that has the accommodation.
    /// - Returns: `nil` where an item or a student came or went, which is told by them alone.
    private func change(
        _ kind: Change.Kind,
        _ cell: ComparedCourse.Cell,
        _ row: AccommodationRow,
        _ edit: (inout Change) -> Void = { _ in }
    ) -> Change? {
        guard old.items[cell.item] != nil, let item = new.items[cell.item],
            let section = commonSections(of: cell.who).first
        else { return nil }
        var change = change(kind)
        change.section = new.sections[section]
        change.student = new.students[cell.who]
        change.item = item
        change.students = 1
        change.reason = row.accommodation.sentences(row.item.limits, nil).joined(separator: " ")
        edit(&change)
        return change
    }
}

extension Accommodation {
    fileprivate func differences(from before: Accommodation) -> [(Change.Field, Change.Value, Change.Value)] {
        func number(_ number: Int) -> Change.Value { number == 0 ? .nothing : .number(number) }
        let all: [(Change.Field, Change.Value, Change.Value)] = [
            (.extraTime, number(before.extraTime), number(extraTime)),
            (.extraAttempts, number(before.extraAttempts), number(extraAttempts)),
            (.manuallyUnlocked, .flag(before.isManuallyUnlocked), .flag(isManuallyUnlocked)),
        ]
        return all.filter { $0.1 != $0.2 }
    }
}
