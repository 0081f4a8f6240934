import CanvasAPI
import Foundation
import Spreadsheet

/// The Students sheet: what each student gets for each item, what their section gets, and why it is not the same.
func studentSheet(_ zones: ReportZones) -> SheetDefinition<StudentLine> {
    // The comparison decides all that the effective dates do, so that the cells between the names are one piece.
    let all = Reports.students.columns.map { column in
        let column = column.read(from: \StudentLine.row)
        let isDate = column.part?.name == RowPart<StudentLine>.effectiveDates.name || column.name == "time_zone"
        return isDate ? ReportColumn(header: column.header, part: .comparison, value: column.value) : column
    }
    let pick = FrontColumns(all: all, zones: zones)
    return SheetDefinition(
        name: "Students",
        rowMeaning: "each student and item",
        frozenColumns: 4,
        lastPrinted: zones == .several ? "time_zone" : "lock_at",
        tabColor: Palette.accent,
        lookPart: .comparison,
        look: {
            SheetRowLook(tone: effectiveTone($0), hasLinks: $0.effective.differs(from: $0.item.base))
        },
        columns: pick.columns(
            [
                // The course is the same in many rows: it is cut rather than making each of them two lines high.
                pick("course_name", widths: 12...34),
                pick("section_name", role: .wrapped, widths: 10...16),
                pick(
                    "student_name",
                    widths: 12...22,
                    link: { "\($0.course.value.pageURL)/users/\($0.row.student.id)" }
                ),
                // LibreOffice wraps no text that is a link, so that most names should find room on one line.
                itemColumn(pick),
                dateColumn(pick, .due),
                SheetColumn(
                    name: "sheet_section_due",
                    heading: zones.heading("Due for the section, if different"),
                    role: .date,
                    widths: dateColumnWidths,
                    part: .comparison
                ) { $0.isAssignedToSection ? $0.ifDifferent($0.sectionDueAt) : .blank },
                SheetColumn(
                    name: "sheet_days_after_section",
                    heading: "Days after section",
                    role: .days,
                    widths: 11...11,
                    part: .comparison,
                    value: { line in
                        if line.hasNoDueDateUnlikeSection { return .text("no due date") }
                        return line.daysAfterSection.map { .number($0) } ?? .blank
                    },
                    tone: { $0.daysAfterSection != nil || $0.hasNoDueDateUnlikeSection ? .changed : nil }
                ),
                SheetColumn(
                    name: "sheet_reason",
                    heading: "Why",
                    role: .wrapped,
                    widths: 12...30,
                    part: .comparison
                ) {
                    $0.comparison.reason.isEmpty ? .blank : .text($0.comparison.reason)
                },
                dateColumn(pick, .unlock),
                dateColumn(pick, .lock),
                timeZoneColumn(pick),
                SheetColumn(
                    name: "base_due_at",
                    heading: zones.heading("Due for everyone, if different"),
                    role: .date,
                    widths: dateColumnWidths,
                    part: .comparison
                ) { $0.ifDifferent($0.item.base.dueAt) },
                daysAfterEveryoneColumn(part: .comparison),
                pick(
                    "canvas_check",
                    heading: "Check against Canvas",
                    widths: 16...22,
                    tone: { line in
                        switch line.row.canvasCheck {
                        case .mismatch, .listed, .notListed: .warning
                        case .match, .notChecked: nil
                        }
                    }
                ),
                pick("enrollment_state", widths: 12...16),
                notesColumn(widest: 60, part: .comparison) { $0.effective.notes },
                dueInUTCColumn(zones, part: .comparison) { $0.decision(.due)?.instant },
            ],
            folded: [
                "course_id", "sis_course_id", "section_id", "sis_section_id", "student_id",
                "sis_user_id", "item_kind", "assignment_id", "quiz_id",
            ]
        )
    )
}

/// The Sections sheet: what a plain member of each section gets for each item.
func sectionSheet(_ zones: ReportZones) -> SheetDefinition<SectionRow> {
    let pick = FrontColumns(all: Reports.sections.columns, zones: zones)
    return SheetDefinition(
        name: "Sections",
        rowMeaning: "each section and item",
        frozenColumns: 3,
        tabColor: Palette.accent,
        look: { SheetRowLook(tone: effectiveTone($0)) },
        columns: pick.columns([
            pick("course_name", widths: 14...30),
            pick("section_name", widths: 10...26),
            itemColumn(pick),
            dateColumn(pick, .due),
            pick("due_source", widths: 10...10),
            daysAfterEveryoneColumn(),
            dateColumn(pick, .unlock),
            dateColumn(pick, .lock),
            timeZoneColumn(pick),
            pick("base_due_at"),
            pick("differs_from_base", heading: "Differs from everyone", widths: 11...11),
            pick("assigned", widths: 10...10),
            pick("item_kind", widths: 10...14),
            pick("students"),
            pick("individual_exceptions", heading: "Students with other dates", widths: 13...13),
            notesColumn { $0.effective.notes },
            dueInUTCColumn(zones) { $0.decision(.due)?.instant },
        ])
    )
}

private func effectiveTone<Row: EffectiveDatesRow>(_ row: Row) -> CellTone {
    if !row.effective.assignment.isAssigned { return .faded }
    return row.effective.differs(from: row.item.base) ? .differs : .plain
}

/// An effective date, marked where it is not everyone's.
private func dateColumn<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>, _ field: DateField) -> SheetColumn<Row>? {
    pick(
        "\(field.rawValue)_at",
        tone: { row in
            guard let decision = row.decision(field) else { return nil }
            return decision.instant == row.item.base[field] ? nil : .changed
        },
        value: { row in
            guard let decision = row.decision(field) else { return .blank }
            if let instant = decision.instant { return .instant(instant, row.course.displayZone) }
            // A date that was taken away is told from one that nobody has.
            return row.item.base[field] == nil ? .blank : .text("no date")
        }
    )
}

private func daysAfterEveryoneColumn<Row: EffectiveDatesRow>(part: RowPart<Row>? = nil) -> SheetColumn<Row> {
    SheetColumn(
        name: "sheet_days_later",
        heading: "Days after everyone",
        role: .days,
        widths: 13...13,
        part: part
    ) { row in
        guard let due = row.decision(.due)?.instant, let base = row.item.base.dueAt, due != base else { return .blank }
        return .number(TimeDifference(from: base, to: due, in: row.course.displayZone).days)
    }
}

/// The item by name; the parts of a checkpointed discussion have one name, so the part follows it.
private func itemColumn<Row: EffectiveDatesRow>(_ pick: FrontColumns<Row>) -> SheetColumn<Row>? {
    pick(
        "item_name",
        role: .wrapped,
        widths: 16...36,
        link: { $0.item.url },
        value: { row in
            let part = row.item.part.map { " (\(PlainWords.text(ofCode: $0).lowercased()))" }
            return .text(row.item.name + (part ?? ""))
        }
    )
}

/// The notes in words; their codes are in the folded column, as the text formats have them.
func notesColumn<Row>(
    widest: Double = 36,
    part: RowPart<Row>? = nil,
    _ notes: @escaping @Sendable (Row) -> Set<RowNote>
) -> SheetColumn<Row> {
    SheetColumn(name: "sheet_notes", heading: "Notes", role: .wrapped, widths: 10...widest, part: part) { row in
        let notes = notes(row)
        guard !notes.isEmpty else { return .blank }
        return .text(RowNote.allCases.filter(notes.contains).map(\.phrase).joined(separator: "; "))
    }
}

/// The zone that the row's dates are in, where each course has its own; the course's too, where that is another.
func timeZoneColumn<Row: RowInCourse>(_ pick: FrontColumns<Row>) -> SheetColumn<Row>? {
    guard pick.zones == .several else { return nil }
    return pick(
        "time_zone",
        widths: 14...24,
        value: { row in
            let shown = row.course.displayZone
            guard let own = row.course.course.timeZoneName, own != shown.identifier, own != shown.nameForReaders else {
                return .text(shown.nameForReaders)
            }
            return .text("\(shown.nameForReaders) (course: \(own))")
        }
    )
}

/// Sorts across courses that have zones of their own.
func dueInUTCColumn<Row>(
    _ zones: ReportZones,
    part: RowPart<Row>? = nil,
    _ due: @escaping @Sendable (Row) -> Instant?
) -> SheetColumn<Row>? {
    guard zones == .several else { return nil }
    return SheetColumn(
        name: "sheet_due_utc",
        heading: "Due (UTC)",
        role: .date,
        widths: dateColumnWidths,
        part: part
    ) { row in due(row).map { .instant($0, .gmt) } ?? .blank }
}

/// A row of the Students sheet: the report's row, with what a reader compares it with beside it.
struct StudentLine: EffectiveDatesRow {
    let row: StudentRow
    let comparison: Shared<SectionComparison>

    var course: Shared<ReportedCourse> { row.course }
    var item: Shared<Item> { row.item }
    var effectiveDates: Shared<EffectiveDates> { row.effectiveDates }

    /// The section's due date; `nil` too where the item is not assigned to the section.
    var sectionDueAt: Instant? { isAssignedToSection ? comparison.usual?.due.instant : nil }

    var isAssignedToSection: Bool { comparison.usual?.assignment.isAssigned ?? false }

    /// What others have, where the student has another due date: one that is the same in each cell of a row hides the few
    /// that are not.
    func ifDifferent(_ due: Instant?) -> SheetColumn<StudentLine>.Value {
        if due == decision(.due)?.instant { return .blank }
        return due.map { .instant($0, course.displayZone) } ?? .text("no date")
    }

    /// Days from the section's due date to the student's; `nil` where they are the same, or one of them is not there.
    var daysAfterSection: Double? {
        guard let due = decision(.due)?.instant, let usual = sectionDueAt, due != usual else { return nil }
        return TimeDifference(from: usual, to: due, in: course.displayZone).days
    }

    /// The section has a due date, and the student has the item without one.
    var hasNoDueDateUnlikeSection: Bool {
        effective.assignment.isAssigned && effective.due.instant == nil && sectionDueAt != nil
    }
}

/// The dates of one student and item beside their section's.
struct SectionComparison: Sendable {
    /// What the section gets for the item; `nil` where the report has no such row.
    let usual: EffectiveDates?
    /// What decided, in words; empty where the student has the item and its dates as everyone has.
    let reason: String
}

extension RowPart<StudentLine> {
    /// The effective dates and the section's, and through them the item and the course.
    static var comparison: Self { Self(name: "SectionComparison") { $0.comparison } }
}

/// Makes the lines of one course.
final class StudentLines {
    private var usual: [CanvasID: [ItemKey: EffectiveDates]] = [:]
    private let reasons: ReasonText
    /// By section.
    private var comparisons: [CanvasID: MadeOfParts<Shared<SectionComparison>>] = [:]

    init(_ report: CourseReport) {
        for row in report.sections { usual[row.section.id, default: [:]][row.item.key] = row.effective }
        reasons = ReasonText(report.overrides)
    }

    func line(_ row: StudentRow) -> StudentLine {
        let section = row.section.value.id
        let comparison = comparisons[section, default: MadeOfParts()].made(of: row.effectiveDates) {
            let reason = reasons.phrase(row.effective, of: row.item.value)
            return Shared(SectionComparison(usual: usual[section]?[row.item.key], reason: reason))
        }
        return StudentLine(row: row, comparison: comparison)
    }
}
