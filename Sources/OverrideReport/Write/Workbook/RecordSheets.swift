import CanvasAPI
import Foundation
import Spreadsheet

/// The Overrides sheet: each override as recorded.
func overrideSheet(_ zones: ReportZones) -> SheetDefinition<OverrideRow> {
    let pick = FrontColumns(all: OverrideColumns.all, zones: zones)
    /// “Overridden to no date” is not the same as “not overridden”.
    func date(_ field: DateField) -> [SheetColumn<OverrideRow>] {
        pick.column(
            "\(field.rawValue)_at",
            change: { column in
                column.value = { row in
                    guard row.override[field].isOverridden else { return .blank }
                    return row.override[field].instant.map { .instant($0, row.course.displayZone) } ?? .text("no date")
                }
            }
        )
    }
    var front = pick.column("course_name", widths: 14...30, link: { $0.course.value.pageURL })
    front += pick.column("origin", widths: 9...9)
    front += pick.column("item_name", widths: 16...34, link: { $0.item?.value.url })
    front += pick.column(
        "module_name",
        widths: 10...26,
        link: { row in row.module.map { "\(row.course.value.pageURL)/modules/\($0.id)" } }
    )
    front += pick.column("set_type", widths: 10...14)
    front += pick.column("target_names", widths: 16...40)
    front += pick.column("students_reached", heading: "Students reached")
    front += date(.due) + date(.unlock) + date(.lock)
    if zones == .several { front += timeZone(pick) { $0.course } }
    front += pick.column("unassigns")
    front += pick.column("listed_by_quiz_endpoint", heading: "In the quiz override list", widths: 16...16)
    front += pick.column("title", widths: 12...24)
    front.append(notesColumn { $0.notes })
    if zones == .several {
        front.append(
            SheetColumn(name: "sheet_due_utc", heading: "Due (UTC)", role: .date, widths: 20.5...20.5) { row in
                row.override.dueAt.instant.map { .instant($0, .gmt) } ?? .blank
            }
        )
    }
    return SheetDefinition(
        name: "Overrides",
        rowMeaning: "each override as recorded",
        front: front,
        all: OverrideColumns.all,
        zones: zones,
        frozenColumns: 1,
        tabColor: Color(0x548235),
        tone: { $0.studentsReached == 0 ? .faded : .plain }
    )
}

/// The Findings sheet, coloured by severity.
func findingSheet(_ zones: ReportZones) -> SheetDefinition<FindingRow> {
    let pick = FrontColumns(all: FindingColumns.all, zones: zones)
    var front = pick.column("severity", widths: 11...11, tone: { $0.severity.tone })
    // The rule keeps its code: the documentation explains it by that name.
    front += pick.column("rule", widths: 16...28, change: { $0.value = { .text($0.rule.rawValue) } })
    front += pick.column("message", widths: 70...70, change: { $0.role = .wrapped })
    front += pick.column("course_name", widths: 14...28, link: { $0.course.value.pageURL })
    front += pick.column("section_name", widths: 10...20)
    front += pick.column(
        "student_name",
        widths: 12...24,
        link: { row in row.student.map { "\(row.course.value.pageURL)/users/\($0.id)" } }
    )
    front += pick.column("item_name", widths: 14...30, link: { $0.item?.value.url })
    front += pick.column("module_name", widths: 10...20)
    front += pick.column("canvas_url", widths: 16...36, link: \.canvasURL)
    return SheetDefinition(
        name: "Findings",
        rowMeaning: "what to look at",
        front: front,
        all: FindingColumns.all,
        zones: zones,
        frozenColumns: 2,
        tabColor: Color(0xC00000)
    )
}

/// The Courses sheet: each course asked for. `canvasURL` is the Canvas that was read.
func courseSheet(_ zones: ReportZones, canvasURL: String) -> SheetDefinition<CourseRow> {
    let pick = FrontColumns(all: CourseColumns.all, zones: zones)
    var front = pick.column("course_ref", widths: 14...30)
    front += pick.column(
        "course_name",
        widths: 16...40,
        link: { row in row.course.map { "\(canvasURL)/courses/\($0.id)" } }
    )
    front += pick.column("status", widths: 11...11, tone: { $0.status.tone })
    front += pick.column("reason", widths: 40...60, change: { $0.role = .wrapped })
    for name in ["sections", "students", "items", "overrides", "findings"] { front += pick.column(name) }
    front += pick.column("fetched_at", heading: "Fetched (UTC)")
    return SheetDefinition(
        name: "Courses",
        rowMeaning: "each course asked for",
        front: front,
        all: CourseColumns.all,
        zones: zones,
        frozenColumns: 2,
        tabColor: Palette.quiet
    )
}

extension FindingRow.Severity {
    var tone: CellTone {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}

extension CourseRow.Status {
    var tone: CellTone {
        switch self {
        case .complete: .good
        case .partial: .warning
        case .failed: .error
        }
    }
}
