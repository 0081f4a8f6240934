import Testing

@testable import OverrideReport

@Suite("Columns")
struct ReportsTests {
    /// Names and types as version 2 has them. A change here is a new ``Reports/version``.
    private static let version2: [ReportKind: String] = [
        .students: """
        course_id:id sis_course_id:text course_code:text course_name:text term_name:text sis_term_id:text \
        time_zone:text section_id:id sis_section_id:text section_name:text student_id:id sis_user_id:text \
        student_name:text enrollment_state:active|invited|creation_pending|inactive|completed \
        item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion assignment_id:id quiz_id:id \
        item_name:text item_part:text published:boolean item_url:text assigned:boolean \
        assigned_source:everyone|student|group|section|course|module_student|module_section \
        assigned_override_id:id due_at:date unlock_at:date lock_at:date \
        due_source:base|student|group|section|course unlock_source:base|student|group|section|course \
        lock_source:base|student|group|section|course due_override_id:id unlock_override_id:id \
        lock_override_id:id base_due_at:date base_unlock_at:date base_lock_at:date differs_from_base:boolean \
        canvas_due_at:date canvas_check:match|mismatch|not_listed|listed|not_checked grading_period_id:id \
        in_closed_grading_period:boolean access_from:date access_until:date \
        access_source:enrollment|section|course|term notes:text
        """,
        .sections: """
        course_id:id sis_course_id:text course_code:text course_name:text term_name:text sis_term_id:text \
        time_zone:text section_id:id sis_section_id:text section_name:text \
        item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion assignment_id:id quiz_id:id \
        item_name:text item_part:text published:boolean item_url:text students:integer assigned:boolean \
        assigned_source:everyone|student|group|section|course|module_student|module_section \
        assigned_override_id:id due_at:date unlock_at:date lock_at:date \
        due_source:base|student|group|section|course unlock_source:base|student|group|section|course \
        lock_source:base|student|group|section|course due_override_id:id unlock_override_id:id \
        lock_override_id:id base_due_at:date base_unlock_at:date base_lock_at:date differs_from_base:boolean \
        individual_exceptions:integer notes:text
        """,
        .overrides: """
        course_id:id sis_course_id:text course_code:text course_name:text term_name:text sis_term_id:text \
        time_zone:text origin:item|module item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion \
        assignment_id:id quiz_id:id item_name:text module_id:id module_name:text override_id:id title:text \
        set_type:student|group|section|course|mastery_path|unknown target_ids:text target_names:text \
        students_reached:integer due_overridden:boolean due_at:date unlock_overridden:boolean unlock_at:date \
        lock_overridden:boolean lock_at:date unassigns:boolean listed_by_quiz_endpoint:yes|no|not_a_quiz notes:text
        """,
        .findings: """
        severity:error|warning|note rule:lock-before-due|unlock-after-due|unlock-after-lock|due-outside-term|\
        due-outside-course|due-outside-access|lock-outside-access|due-in-closed-grading-period|no-due-date|nobody-assigned|override-reaches-nobody|competing-overrides|\
        hidden-from-quiz-endpoint|canvas-disagrees|module-hides-item|concluded-section-ignored|midnight-due|\
        dst-gap|data-hidden|lock-cuts-extra-time|extra-time-without-limit course_id:id sis_course_id:text course_code:text course_name:text term_name:text \
        sis_term_id:text time_zone:text section_id:id section_name:text student_id:id student_name:text \
        item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion assignment_id:id quiz_id:id \
        item_name:text override_id:id module_id:id module_name:text message:text canvas_url:text
        """,
        .courses: """
        course_ref:text course_id:id sis_course_id:text course_name:text status:complete|partial|failed \
        reason:text sections:integer students:integer items:integer overrides:integer findings:integer \
        requests:integer fetched_at:date account_id:id account_name:text teachers:text
        """,
        .changes: """
        change:date_changed|assignment_changed|override_added|override_removed|override_changed|accommodation_added|accommodation_removed|accommodation_changed|item_added|\
        item_removed|item_published|item_unpublished|item_renamed|student_added|student_removed|enrollment_changed|\
        section_added|section_removed|course_added|course_removed|course_unreadable|course_readable \
        course_id:id sis_course_id:text course_code:text course_name:text term_name:text sis_term_id:text \
        time_zone:text section_id:id section_name:text student_id:id student_name:text \
        item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion assignment_id:id quiz_id:id \
        item_name:text override_id:id module_id:id module_name:text students:integer \
        field:due_at|unlock_at|lock_at|assigned|title|target_ids|unassigns|enrollment_state|item_name|published|\
        extra_time_minutes|extra_attempts|manually_unlocked old:text new:text reason:text old_override_id:id new_override_id:id
        """,
        .accommodations: """
        course_id:id sis_course_id:text course_code:text course_name:text term_name:text sis_term_id:text \
        time_zone:text section_id:id sis_section_id:text section_name:text student_id:id sis_user_id:text \
        student_name:text item_kind:classic_quiz|practice_quiz|new_quiz|assignment|discussion assignment_id:id \
        quiz_id:id item_name:text item_part:text published:boolean item_url:text time_limit_minutes:integer \
        extra_time_minutes:integer allowed_attempts:text extra_attempts:integer manually_unlocked:boolean \
        state:text due_at:date unlock_at:date lock_at:date minutes_short:integer notes:text
        """,
    ]

    @Test("columns are those of their schema version", arguments: ReportKind.allCases)
    func columns(kind: ReportKind) {
        let columns = Reports.headers(of: kind).map { "\($0.name):\(summary(of: $0.type))" }
        #expect(columns.joined(separator: " ") == Self.version2[kind])
        #expect(Reports.version == 2)
    }

    @Test("every column has a name of its own, a heading and a meaning", arguments: ReportKind.allCases)
    func descriptions(kind: ReportKind) {
        let columns = Reports.headers(of: kind)
        #expect(Set(columns.map(\.name)).count == columns.count)
        #expect(Set(columns.map(\.heading)).count == columns.count)
        #expect(columns.allSatisfy { !$0.heading.isEmpty && $0.meaning.hasSuffix(".") })
    }

    @Test("dates, sources and override ids of an unassigned item are empty, its base dates are not")
    func unassigned() throws {
        let row = try SampleRows.studentRow(SampleRows.unassigned())
        let filled = Reports.students.columns.filter { $0.value(row) != .empty }
        let names = filled.map(\.name).filter { $0.hasSuffix("_at") || $0.hasSuffix("_source") || $0.hasSuffix("_id") }
        #expect(
            names == [
                "course_id", "sis_course_id", "sis_term_id", "section_id", "student_id", "sis_user_id",
                "assignment_id", "quiz_id", "assigned_source", "assigned_override_id", "base_due_at",
                "base_lock_at", "canvas_due_at", "grading_period_id",
            ]
        )
    }

    private func summary(of type: ColumnType) -> String {
        switch type {
        case .text: "text"
        case .identifier: "id"
        case .boolean: "boolean"
        case .integer: "integer"
        case .instant: "date"
        case .code(let codes): codes.joined(separator: "|")
        }
    }
}
