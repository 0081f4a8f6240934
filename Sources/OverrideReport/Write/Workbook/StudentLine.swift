import CanvasAPI

/// A row of the Students sheet: the report's row, with what a reader compares it with beside it.
struct StudentLine: EffectiveDatesRow {
    let row: StudentRow
    /// What the student's section gets for the item; `nil` where the report has no such row.
    let usual: EffectiveDates?
    /// What decided, in words; empty where the student has the item and its dates as everyone has.
    let reason: String

    var course: Shared<ReportedCourse> { row.course }
    var item: Shared<Item> { row.item }
    var effective: EffectiveDates { row.effective }

    /// The section's due date; `nil` too where the item is not assigned to the section.
    var sectionDueAt: Instant? { isAssignedToSection ? usual?.due.instant : nil }

    var isAssignedToSection: Bool { usual?.assignment.isAssigned ?? false }

    /// Days from the section's due date to the student's; `nil` where they are the same, or one of them is not there.
    var daysAfterSection: Double? {
        guard effective.assignment.isAssigned, let due = effective.due.instant, let usual = sectionDueAt else {
            return nil
        }
        return due == usual ? nil : TimeDifference(from: usual, to: due, in: course.displayZone).days
    }

    /// The section has a due date, and the student has the item without one.
    var hasNoDueDateUnlikeSection: Bool {
        effective.assignment.isAssigned && effective.due.instant == nil && sectionDueAt != nil
    }
}

/// Makes the lines of one course.
struct StudentLines {
    private struct Key: Hashable {
        let section: CanvasID
        let item: ItemKey
    }

    private let usual: [Key: EffectiveDates]
    private let reasons: ReasonText

    init(_ report: CourseReport) {
        usual = Dictionary(
            report.sections.map { (Key(section: $0.section.id, item: $0.item.key), $0.effective) },
            uniquingKeysWith: { first, _ in first }
        )
        reasons = ReasonText(report.overrides)
    }

    func line(_ row: StudentRow) -> StudentLine {
        StudentLine(
            row: row,
            usual: usual[Key(section: row.section.id, item: row.item.key)],
            reason: reasons.text(row.effective, of: row.item.value)
        )
    }
}
