import CanvasAPI
import Foundation
import Spreadsheet

/// The Overrides sheet: each override as recorded.
func overrideSheet(_ zones: ReportZones) -> SheetDefinition<OverrideRow> {
    let pick = FrontColumns(all: Reports.overrides.columns, zones: zones)
    /// “Overridden to no date” is not the same as “not overridden”.
    func date(_ field: DateField) -> SheetColumn<OverrideRow>? {
        pick(
            "\(field.rawValue)_at",
            value: { row in
                guard row.override[field].isOverridden else { return .blank }
                return row.override[field].instant.map { .instant($0, row.course.displayZone) } ?? .text("no date")
            }
        )
    }
    return SheetDefinition(
        name: "Overrides",
        rowMeaning: "each override as recorded",
        frozenColumns: 1,
        tabColor: Color(0x548235),
        look: { SheetRowLook(tone: $0.studentsReached == 0 ? .faded : .plain) },
        columns: pick.columns([
            pick("course_name", role: .wrapped, widths: 14...40),
            pick("origin", widths: 9...9),
            pick("item_name", widths: 16...34, link: { $0.item?.value.url }),
            pick(
                "module_name",
                widths: 10...26,
                link: { row in row.module.map { "\(row.course.value.pageURL)/modules/\($0.id)" } }
            ),
            pick("set_type", widths: 10...14),
            pick("target_names", widths: 16...40),
            pick("students_reached", heading: "Students reached"),
            date(.due),
            date(.unlock),
            date(.lock),
            timeZoneColumn(pick),
            pick("unassigns"),
            pick("listed_by_quiz_endpoint", heading: "In the quiz override list", widths: 16...16),
            pick("title", widths: 12...24),
            notesColumn { $0.notes },
            dueInUTCColumn(zones) { $0.override.dueAt.instant },
        ])
    )
}

/// The Findings sheet, coloured by severity.
func findingSheet(_ zones: ReportZones) -> SheetDefinition<FindingRow> {
    let pick = FrontColumns(all: Reports.findings.columns, zones: zones)
    return SheetDefinition(
        name: "Findings",
        rowMeaning: "what to look at",
        frozenColumns: 2,
        tabColor: Color(0xC00000),
        columns: pick.columns([
            pick("severity", widths: 11...11, tone: { $0.severity.tone }),
            // The rule keeps its code: the documentation explains it by that name.
            pick("rule", widths: 16...28, value: { .text($0.rule) }),
            pick("message", role: .wrapped, widths: 70...70),
            pick("course_name", role: .wrapped, widths: 14...40),
            pick("section_name", widths: 10...20),
            pick("student_name", widths: 12...24),
            pick("item_name", widths: 14...30),
            pick("module_name", widths: 10...20),
            pick("canvas_url", widths: 16...36, link: \.canvasURL),
        ])
    )
}

/// The Courses sheet: each course asked for.
func courseSheet(_ zones: ReportZones, showsTeachers: Bool) -> SheetDefinition<CourseRow> {
    let pick = FrontColumns(all: Reports.courses.columns, zones: zones)
    return SheetDefinition(
        name: "Courses",
        rowMeaning: "each course asked for",
        frozenColumns: 2,
        tabColor: Palette.quiet,
        columns: pick.columns([
            pick("course_ref", widths: 14...30),
            pick(
                "course_name",
                // LibreOffice wraps no text that is a link.
                widths: 16...60,
                link: { $0.course?.value.pageURL }
            ),
            pick("status", widths: 11...11, tone: { $0.status.tone }),
            pick("reason", role: .wrapped, widths: 40...60),
            showsTeachers ? pick("teachers", role: .wrapped, widths: 14...34) : nil,
            showsTeachers
                ? pick(
                    "account_name",
                    widths: 14...30,
                    link: { row in
                        row.course.flatMap { course in
                            course.course.accountID.map { "\(course.value.canvasURL)/accounts/\($0)" }
                        }
                    }
                ) : nil,
            pick("sections"), pick("students"), pick("items"), pick("overrides"), pick("findings"),
            pick("fetched_at", heading: "Fetched (UTC)"),
        ])
    )
}

/// The Accommodations sheet: who has extra time, attempts or a manual unlock in Classic Quizzes.
func accommodationSheet(_ zones: ReportZones) -> SheetDefinition<AccommodationRow> {
    let pick = FrontColumns(all: Reports.accommodations.columns, zones: zones)
    /// A number where there is one; “not known” is another matter.
    func number(_ name: String, tone: CellTone? = nil, _ read: @escaping @Sendable (AccommodationRow) -> Int?)
        -> SheetColumn<AccommodationRow>?
    {
        pick(
            name,
            tone: { read($0) == nil ? nil : tone },
            value: { read($0).map { .number(Double($0)) } ?? .blank }
        )
    }
    return SheetDefinition(
        name: "Accommodations",
        rowMeaning: "extra time and attempts",
        frozenColumns: 3,
        lastPrinted: zones == .several ? "time_zone" : "lock_at",
        tabColor: Palette.accent,
        look: { SheetRowLook(tone: $0.effectiveDates.assignment.isAssigned ? .plain : .faded) },
        columns: pick.columns([
            pick("course_name", role: .wrapped, widths: 12...34),
            pick("section_name", role: .wrapped, widths: 10...16),
            pick("student_name", widths: 12...22, link: { "\($0.course.value.pageURL)/users/\($0.student.id)" }),
            pick("item_name", role: .wrapped, widths: 16...36, link: { $0.item.url }),
            number("time_limit_minutes") { $0.item.limits?.timeLimit },
            number("extra_time_minutes") { $0.accommodation.extraTime > 0 ? $0.accommodation.extraTime : nil },
            number("minutes_short", tone: .warning) { $0.shortage?.minutes },
            pick("allowed_attempts", widths: 10...10),
            number("extra_attempts") { $0.accommodation.extraAttempts > 0 ? $0.accommodation.extraAttempts : nil },
            pick("manually_unlocked", widths: 10...10),
            pick("state", widths: 12...16, value: { .text(PlainWords.text(ofCode: $0.accommodation.state)) }),
            pick("due_at"), pick("unlock_at"), pick("lock_at"),
            timeZoneColumn(pick),
            notesColumn { $0.notes },
            dueInUTCColumn(zones) { $0.decision(.due)?.instant },
        ])
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
