import CanvasAPI

/// Rules that hold extra time against the quiz and its lock date.
extension FindingRule {
    static let lockCutsExtraTime = FindingRule(
        code: "lock-cuts-extra-time",
        severity: .error,
        heading: "Lock date cuts extra time off",
        phrase: "the lock date cuts extra time off",
        meaning: "Canvas ends an attempt at the lock date, so the student does not get all of the extra time. A "
            + "warning where only a late start loses time."
    ) { rule, facts in
        facts.accommodationsByStudentAndItem.compactMap { rows in
            // Of several sections, the one in which most is lost.
            let worst = rows.max { left, right in
                guard let right = right.shortage else { return false }
                guard let left = left.shortage else { return true }
                return left.isCertain == right.isCertain ? left.minutes < right.minutes : right.isCertain
            }
            guard let row = worst, let shortage = row.shortage, let limit = row.item.limits?.timeLimit else {
                return nil
            }
            let lock = row.effectiveDates.lock
            let whole =
                "\(quantity(limit, "minute")) plus \(quantity(row.accommodation.extraTime, "minute")) of extra time"
            let lost = quantity(shortage.minutes, "minute")
            let what =
                shortage.isCertain
                ? "can't use all of it even by starting at once, and loses \(lost)"
                : "loses \(lost) by starting as late as other students may"
            return facts.finding(
                rule,
                shortage.isCertain ? .error : .warning,
                section: row.section,
                student: row.student,
                item: row.item,
                overrideID: lock.overrideID,
                message: "“\(row.item.value.displayName)” locks on \(facts.text(lock.instant)): "
                    + "\(row.student.label), who has \(whole), \(what). "
                    + "With a lock date of \(facts.text(shortage.lockToType)) or later, no time is lost."
            )
        }
    }

    static let extraTimeWithoutLimit = FindingRule(
        code: "extra-time-without-limit",
        severity: .note,
        heading: "Extra time without a time limit",
        phrase: "extra time on a quiz without a time limit",
        meaning: "The quiz has no time limit, so that extra time does nothing."
    ) { rule, facts in
        facts.accommodationsByStudentAndItem.compactMap { rows in
            guard let row = rows.first, row.accommodation.extraTime > 0, let limits = row.item.limits,
                limits.timeLimit == nil
            else { return nil }
            return facts.finding(
                rule,
                section: row.section,
                student: row.student,
                item: row.item,
                message: "“\(row.item.value.displayName)” has no time limit, so the "
                    + "\(quantity(row.accommodation.extraTime, "minute")) of extra time that \(row.student.label) "
                    + "has there do nothing."
            )
        }
    }
}

extension FindingFacts {
    private struct Place: Hashable {
        let student: CanvasID
        let item: ItemKey
    }

    /// The rows of each student and item: one for each of the student's sections.
    fileprivate var accommodationsByStudentAndItem: [[AccommodationRow]] {
        Array(Dictionary(grouping: accommodations) { Place(student: $0.student.id, item: $0.item.key) }.values)
    }
}
