import CanvasAPI
import Foundation
import Spreadsheet

/// The Students sheet: what each student gets for each item, what their section gets, and why it is not the same.
func studentSheet(_ zones: ReportZones) -> SheetDefinition<StudentLine> {
    let all = StudentColumns.all.map { $0.read { (line: StudentLine) in line.row } }
    let pick = FrontColumns(all: all, zones: zones)
    // The course is the same in many rows: it is cut rather than making each of them two lines high.
    var front = pick.column("course_name", widths: 12...20, link: { $0.course.value.pageURL })
    front += pick.column("section_name", widths: 10...16, change: { $0.role = .wrapped })
    front += pick.column(
        "student_name",
        widths: 12...22,
        link: { "\($0.course.value.pageURL)/users/\($0.row.student.id)" }
    )
    // LibreOffice wraps no text that is a link, so that most names should find room on one line.
    front += itemColumn(pick, widest: 36)
    front += dateColumn(pick, .due)
    front += [sectionDueColumn(zones), daysAfterSectionColumn(), reasonColumn()]
    front += dateColumn(pick, .unlock) + dateColumn(pick, .lock)
    if zones == .several { front += timeZone(pick) { $0.course } }
    let printed = front.count
    front += pick.column("base_due_at")
    front.append(daysAfterEveryoneColumn())
    front += pick.column("canvas_check", heading: "Check against Canvas", widths: 16...22, tone: checkTone)
    front += pick.column("enrollment_state", widths: 12...16)
    front += lastColumns(zones, widestNotes: 60)
    return SheetDefinition(
        name: "Students",
        rowMeaning: "each student and item",
        front: front,
        all: all,
        zones: zones,
        frozenColumns: 4,
        printedColumns: printed,
        tabColor: Palette.accent,
        tone: effectiveTone
    )
}

private func checkTone(_ line: StudentLine) -> CellTone? {
    switch line.row.canvasCheck {
    case .mismatch, .listed, .notListed: .warning
    case .match, .notChecked: nil
    }
}

private func sectionDueColumn(_ zones: ReportZones) -> SheetColumn<StudentLine> {
    SheetColumn(
        name: "sheet_section_due",
        heading: zones.heading("Due for the section"),
        role: .date,
        widths: 20.5...20.5
    ) { line in
        if let due = line.sectionDueAt { return .instant(due, line.course.displayZone) }
        return line.isAssignedToSection && line.item.base.dueAt != nil ? .text("no date") : .blank
    }
}

private func daysAfterSectionColumn() -> SheetColumn<StudentLine> {
    var column = SheetColumn<StudentLine>(
        name: "sheet_days_after_section",
        heading: "Days after section",
        role: .days,
        widths: 11...11
    ) { line in
        if line.hasNoDueDateUnlikeSection { return .text("no due date") }
        return line.daysAfterSection.map { .number($0) } ?? .blank
    }
    column.tone = { $0.daysAfterSection != nil || $0.hasNoDueDateUnlikeSection ? .changed : nil }
    return column
}

private func reasonColumn() -> SheetColumn<StudentLine> {
    SheetColumn(name: "sheet_reason", heading: "Why", role: .wrapped, widths: 12...30) { line in
        line.reason.isEmpty ? .blank : .text(line.reason)
    }
}

extension ReportColumn {
    /// The same column of rows that hold the report's.
    fileprivate func read<Line>(from row: @escaping @Sendable (Line) -> Row) -> ReportColumn<Line> {
        let value = value
        let type: ReportColumn<Line>.ValueType =
            switch type {
            case .text: .text
            case .identifier: .identifier
            case .boolean: .boolean
            case .integer: .integer
            case .instant: .instant
            case .code(let codes): .code(codes)
            }
        return ReportColumn<Line>(name, heading, type, meaning) { value(row($0)) }
    }
}
