import CanvasAPI
import Foundation
import Spreadsheet

/// The Students sheet: what each student gets for each item.
func studentSheet(_ zones: ReportZones) -> SheetDefinition<StudentRow> {
    let pick = FrontColumns(all: StudentColumns.all, zones: zones)
    let state: @Sendable (StudentRow) -> CellTone? = { row in
        switch row.canvasCheck {
        case .mismatch, .listed, .notListed: .warning
        case .match, .notChecked: nil
        }
    }
    var front = pick.column("course_name", widths: 14...24, link: { $0.course.value.pageURL })
    front += pick.column("section_name", widths: 10...18)
    front += pick.column(
        "student_name",
        widths: 14...24,
        link: { "\($0.course.value.pageURL)/users/\($0.student.id)" }
    )
    front += pick.column("item_name", widths: 16...30, link: { $0.item.url })
    front += effectiveDates(pick)
    front += pick.column("canvas_check", heading: "Check against Canvas", widths: 16...22, tone: state)
    front += pick.column("enrollment_state", widths: 12...16)
    front += lastColumns(pick)
    return SheetDefinition(
        name: "Students",
        rowMeaning: "each student and item",
        front: front,
        all: StudentColumns.all,
        zones: zones,
        frozenColumns: 4,
        tabColor: Palette.accent,
        tone: effectiveTone
    )
}

/// The Sections sheet: what a plain member of each section gets for each item.
func sectionSheet(_ zones: ReportZones) -> SheetDefinition<SectionRow> {
    let pick = FrontColumns(all: SectionColumns.all, zones: zones)
    var front = pick.column("course_name", widths: 14...30, link: { $0.course.value.pageURL })
    front += pick.column("section_name", widths: 10...26)
    front += pick.column("item_name", widths: 16...36, link: { $0.item.url })
    front += effectiveDates(pick)
    front += pick.column("students")
    front += pick.column("individual_exceptions", heading: "Students with other dates", widths: 13...13)
    front += lastColumns(pick)
    return SheetDefinition(
        name: "Sections",
        rowMeaning: "each section and item",
        front: front,
        all: SectionColumns.all,
        zones: zones,
        frozenColumns: 3,
        tabColor: Palette.accent,
        tone: effectiveTone
    )
}

/// From the due date to whether the item is assigned.
private func effectiveDates<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>) -> [SheetColumn<Row>] {
    func date(_ field: DateField) -> [SheetColumn<Row>] {
        pick.column(
            "\(field.rawValue)_at",
            tone: { row in
                let effective = row.effective
                guard effective.assignment.isAssigned else { return nil }
                return effective[field].instant == row.item.base[field] ? nil : .changed
            }
        )
    }
    let daysLater = SheetColumn<Row>(
        name: "sheet_days_later",
        heading: "Days after everyone",
        role: .days,
        widths: 13...13
    ) { row in
        guard row.effective.assignment.isAssigned, let due = row.effective.due.instant, let base = row.item.base.dueAt,
            due != base
        else { return .blank }
        return .number(Double(due.secondsSince1970 - base.secondsSince1970) / 86_400)
    }
    var columns = date(.due)
    columns += pick.column("due_source", widths: 10...10)
    columns.append(daysLater)
    columns += date(.unlock)
    columns += date(.lock)
    if pick.zones == .several { columns += timeZone(pick) { $0.course } }
    columns += pick.column("base_due_at")
    columns += pick.column("differs_from_base", heading: "Differs from everyone", widths: 11...11)
    columns += pick.column("assigned", widths: 10...10)
    return columns
}

private func lastColumns<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>) -> [SheetColumn<Row>] {
    let notes = pick.column("notes", widths: 10...30)
    guard pick.zones == .several else { return notes }
    let utc = SheetColumn<Row>(name: "sheet_due_utc", heading: "Due (UTC)", role: .date, widths: 20.5...20.5) { row in
        guard row.effective.assignment.isAssigned, let due = row.effective.due.instant else { return .blank }
        return .instant(due, .gmt)
    }
    return notes + [utc]
}

private func effectiveTone<Row: EffectiveDatesRow>(_ row: Row) -> CellTone {
    if !row.effective.assignment.isAssigned { return .faded }
    return row.effective.differs(from: row.item.base) ? .differs : .plain
}

/// The zone that the row's dates are in; the course's own too, where that is another.
func timeZone<Row>(
    _ pick: FrontColumns<Row>,
    course: @escaping @Sendable (Row) -> Shared<ReportedCourse>
) -> [SheetColumn<Row>] {
    pick.column(
        "time_zone",
        widths: 14...24,
        change: { column in
            column.value = { row in
                let course = course(row).value
                let shown = course.displayZone
                guard let own = course.course.timeZoneName, own != shown.identifier, own != shown.nameForReaders else {
                    return .text(shown.nameForReaders)
                }
                return .text("\(shown.nameForReaders) (course: \(own))")
            }
        }
    )
}

extension ReportedCourse {
    /// The course's page in Canvas.
    var pageURL: String { "\(canvasURL)/courses/\(course.id)" }
}
