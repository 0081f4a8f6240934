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
    front += itemColumn(pick, widest: 34)
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
    front += itemColumn(pick, widest: 36)
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
                guard row.effective.assignment.isAssigned else { return nil }
                return row.effective[field].instant == row.item.base[field] ? nil : .changed
            },
            change: { column in
                let plain = column.value
                // A date that was taken away is told from one that nobody has.
                column.value = { row in
                    let isTakenAway = row.effective[field].instant == nil && row.item.base[field] != nil
                    return row.effective.assignment.isAssigned && isTakenAway ? .text("no date") : plain(row)
                }
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
    columns += pick.column("item_kind", widths: 10...14)
    return columns
}

/// The item by name; the parts of a checkpointed discussion have one name, so the part follows it.
private func itemColumn<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>, widest: Double) -> [SheetColumn<Row>] {
    pick.column(
        "item_name",
        widths: 16...widest,
        link: { $0.item.url },
        change: { column in
            column.value = { row in
                let part = row.item.part.map { " (\(PlainWords.text(ofCode: $0).lowercased()))" }
                return .text(row.item.name + (part ?? ""))
            }
        }
    )
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
