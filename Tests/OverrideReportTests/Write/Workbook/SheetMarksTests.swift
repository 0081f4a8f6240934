import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("Marks in the sheets")
struct SheetMarksTests {
    private let zones = ReportZones.several

    private func tone<Row>(_ sheet: SheetDefinition<Row>, _ name: String, _ row: Row) throws -> CellTone {
        let column = try #require(sheet.columns.first { $0.name == name })
        return column.tone?(row) ?? sheet.tone(row)
    }

    @Test("a row that differs from the dates for everyone is marked, and each date that does so again")
    func differs() throws {
        let sheet = studentSheet(zones)
        let row = try WorkbookSamples.line(SampleRows.extended())
        #expect(try tone(sheet, "student_name", row) == .differs)
        #expect(try tone(sheet, "due_at", row) == .changed)
        #expect(try tone(sheet, "lock_at", row) == .changed)
        #expect(try tone(sheet, "unlock_at", row) == .differs)
        let plain = EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .everyone),
            due: .base(row.item.base.dueAt),
            unlock: .base(nil),
            lock: .base(row.item.base.lockAt)
        )
        let plainRow = try WorkbookSamples.line(plain)
        #expect(try tone(sheet, "student_name", plainRow) == .plain)
        #expect(try tone(sheet, "due_at", plainRow) == .plain)
    }

    @Test("a row that is not assigned is grey, whatever its dates would be")
    func unassigned() throws {
        let row = try WorkbookSamples.line(SampleRows.unassigned())
        #expect(try tone(studentSheet(zones), "due_at", row) == .faded)
    }

    @Test("a check that fails stands out")
    func check() throws {
        var row = try SampleRows.studentRow(SampleRows.extended())
        for (check, expected) in [
            (CanvasCheck.match, CellTone.differs), (.notChecked, .differs), (.mismatch, .warning), (.listed, .warning),
            (.notListed, .warning),
        ] {
            row.canvasCheck = check
            #expect(
                try tone(studentSheet(zones), "canvas_check", StudentLine(row: row, usual: nil, reason: "")) == expected
            )
        }
    }

    @Test("findings are coloured by severity, courses by status, overrides that reach nobody are grey")
    func records() throws {
        let report = try SampleRows.report()
        #expect(try tone(findingSheet(zones), "severity", try #require(report.findings.first)) == .warning)
        #expect(FindingRow.Severity.allCases.map(\.tone) == [.error, .warning, .note])
        #expect(try tone(courseSheet(zones, canvasURL: ""), "status", report.row) == .warning)
        #expect(CourseRow.Status.allCases.map(\.tone) == [.good, .warning, .error])
        var override = try #require(report.overrides.first)
        #expect(overrideSheet(zones).tone(override) == .plain)
        override.studentsReached = 0
        #expect(overrideSheet(zones).tone(override) == .faded)
    }

    @Test("each tone looks different from the others in more than colour where it matters")
    func looks() {
        let styles = CellTone.allCases.map { ReportStyles.style(.text, $0) }
        #expect(Set(styles).count == styles.count)
        #expect(ReportStyles.style(.date, .changed).bold)
        #expect(ReportStyles.style(.date, .faded).italic)
    }

    @Test("codes become words, and a code that is new stays readable")
    func words() {
        #expect(PlainWords.text(ofCode: "classic_quiz") == "Classic quiz")
        #expect(PlainWords.text(ofCode: "new_quiz") == "New Quiz")
        #expect(PlainWords.text(ofCode: "base") == "Everyone")
        #expect(PlainWords.text(ofCode: "module_student") == "Module student")
        #expect(Set(FindingRule.allCases.map(\.meaning)).count == FindingRule.allCases.count)
    }

    @Test("lines of a text in a column are counted as they break")
    func lines() {
        #expect(WrappedText.lines("Due", width: 10) == 1)
        #expect(WrappedText.lines("Due (America/New_York)", width: 18) == 2)
        #expect(WrappedText.lines("In the quiz override list", width: 13) == 2)
        #expect(WrappedText.lines("", width: 10) == 1)
    }
}
