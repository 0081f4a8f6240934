import CanvasAPI
import Foundation
import Spreadsheet

/// The Sections sheet: what a plain member of each section gets for each item.
func sectionSheet(_ zones: ReportZones) -> SheetDefinition<SectionRow> {
    let pick = FrontColumns(all: SectionColumns.all, zones: zones)
    var front = pick.column("course_name", widths: 14...30, link: { $0.course.value.pageURL })
    front += pick.column("section_name", widths: 10...26)
    front += itemColumn(pick, widest: 36)
    front += effectiveDates(pick)
    front += pick.column("students")
    front += pick.column("individual_exceptions", heading: "Students with other dates", widths: 13...13)
    front += lastColumns(zones)
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
    var columns = dateColumn(pick, .due)
    columns += pick.column("due_source", widths: 10...10)
    columns.append(daysAfterEveryoneColumn())
    columns += dateColumn(pick, .unlock)
    columns += dateColumn(pick, .lock)
    if pick.zones == .several { columns += timeZone(pick) { $0.course } }
    columns += pick.column("base_due_at")
    columns += pick.column("differs_from_base", heading: "Differs from everyone", widths: 11...11)
    columns += pick.column("assigned", widths: 10...10)
    columns += pick.column("item_kind", widths: 10...14)
    return columns
}

/// An effective date, marked where it is not everyone's.
func dateColumn<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>, _ field: DateField) -> [SheetColumn<Row>] {
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

func daysAfterEveryoneColumn<Row: EffectiveDatesRow>() -> SheetColumn<Row> {
    SheetColumn(name: "sheet_days_later", heading: "Days after everyone", role: .days, widths: 13...13) { row in
        guard row.effective.assignment.isAssigned, let due = row.effective.due.instant, let base = row.item.base.dueAt,
            due != base
        else { return .blank }
        return .number(TimeDifference(from: base, to: due, in: row.course.displayZone).days)
    }
}

/// The item by name; the parts of a checkpointed discussion have one name, so the part follows it.
func itemColumn<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>, widest: Double) -> [SheetColumn<Row>] {
    pick.column(
        "item_name",
        widths: 16...widest,
        link: { $0.item.url },
        change: { column in
            column.role = .wrapped
            column.value = { row in
                let part = row.item.part.map { " (\(PlainWords.text(ofCode: $0).lowercased()))" }
                return .text(row.item.name + (part ?? ""))
            }
        }
    )
}

/// The notes, and the due date in UTC where each course has its own zone.
func lastColumns<Row: EffectiveDatesRow>(_ zones: ReportZones, widestNotes: Double = 36) -> [SheetColumn<Row>] {
    let notes = notesColumn(widest: widestNotes) { (row: Row) in row.effective.notes }
    guard zones == .several else { return [notes] }
    let utc = SheetColumn<Row>(name: "sheet_due_utc", heading: "Due (UTC)", role: .date, widths: 20.5...20.5) { row in
        guard row.effective.assignment.isAssigned, let due = row.effective.due.instant else { return .blank }
        return .instant(due, .gmt)
    }
    return [notes, utc]
}

/// The notes in words; their codes are in the folded column, as the text formats have them.
func notesColumn<Row>(
    widest: Double = 36,
    _ notes: @escaping @Sendable (Row) -> Set<RowNote>
) -> SheetColumn<Row> {
    SheetColumn(name: "sheet_notes", heading: "Notes", role: .wrapped, widths: 10...widest) { row in
        let notes = notes(row)
        guard !notes.isEmpty else { return .blank }
        return .text(RowNote.allCases.filter(notes.contains).map(\.phrase).joined(separator: "; "))
    }
}

func effectiveTone<Row: EffectiveDatesRow>(_ row: Row) -> CellTone {
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
