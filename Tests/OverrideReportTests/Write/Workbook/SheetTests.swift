import CanvasAPI
import Foundation
import Spreadsheet
import Testing

@testable import OverrideReport

@Suite("Marks in the sheets")
struct SheetMarksTests {
    private let zones = ReportZones.several

    private func tone<Row>(_ sheet: SheetDefinition<Row>, _ name: String, _ row: Row) throws -> CellTone {
        let column = try #require(sheet.columns.first { $0.name == name })
        return column.tone?(row) ?? sheet.look(row).tone
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
            row.canvas = Shared(CanvasComparison(check: check))
            #expect(
                try tone(studentSheet(zones), "canvas_check", WorkbookSamples.line(row)) == expected
            )
        }
    }

    @Test("findings are coloured by severity, courses by status, overrides that reach nobody are grey")
    func records() throws {
        let report = try SampleRows.report()
        #expect(try tone(findingSheet(zones), "severity", try #require(report.findings.first)) == .warning)
        #expect(FindingRow.Severity.allCases.map(\.tone) == [.error, .warning, .note])
        #expect(try tone(courseSheet(zones, showsTeachers: false), "status", report.row) == .warning)
        #expect(CourseRow.Status.allCases.map(\.tone) == [.good, .warning, .error])
        var override = try #require(report.overrides.first)
        #expect(overrideSheet(zones).look(override).tone == .plain)
        override.studentsReached = 0
        #expect(overrideSheet(zones).look(override).tone == .faded)
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
        #expect(Set(FindingRule.all.map(\.phrase)).count == FindingRule.all.count)
    }

    @Test("lines of a text in a column are counted as they break")
    func lines() {
        #expect(WrappedText.lines("Due", width: 10) == 1)
        #expect(WrappedText.lines("Due (America/New_York)", width: 18) == 2)
        #expect(WrappedText.lines("In the quiz override list", width: 13) == 2)
        #expect(WrappedText.lines("", width: 10) == 1)
    }
}

@Suite("Zones and dates of the workbook")
struct WorkbookZoneTests {
    private let newYork = WorkbookSamples.zone("America/New_York")
    private let tokyo = WorkbookSamples.zone("Asia/Tokyo")

    @Test("one zone stands in the headings, several in a column")
    func zones() {
        #expect(ReportZones(.course, courseZones: [newYork]) == .single(newYork))
        #expect(ReportZones(.course, courseZones: [newYork, tokyo]) == .several)
        #expect(ReportZones(.course, courseZones: []) == .several)
        #expect(ReportZones(.utc, courseZones: [newYork, tokyo]) == .single(.gmt))
        #expect(ReportZones(.named(tokyo), courseZones: [newYork]) == .single(tokyo))
        #expect(ReportZones.single(.gmt).heading("Due") == "Due (UTC)")
        #expect(ReportZones.single(newYork).heading("Due") == "Due (America/New_York)")
        #expect(ReportZones.several.heading("Due") == "Due")
    }

    @Test("with several zones each row names its own, and a column further right sorts across them")
    func several() throws {
        let book = try WorkbookSamples.workbook([SampleRows.report()], courseZones: [newYork, tokyo]).book
        let students = try book.sheet("Students")
        #expect(try students.column("Due") == ["46080.99998842592"])
        #expect(try students.column("Time zone") == ["America/New_York"])
        #expect(try students.column("Due (UTC)") == ["46081.20832175926"])
        let headings = students.row(1)
        let due = try #require(headings.firstIndex(of: "Due"))
        #expect(try #require(headings.firstIndex(of: "Due (UTC)")) > due)
        #expect(try book.sheet("Sections").column("Due (UTC)") == [""])
        #expect(try book.sheet("Overrides").column("Due (UTC)") == ["46081.20832175926", ""])
        #expect(try book.sheet("Overrides").column("Time zone") == ["America/New_York", "America/New_York"])
    }

    @Test("a course whose zone is not known is shown in UTC, and the row says both")
    func unknownZone() throws {
        var course = try SampleRows.course().value
        course.course.timeZoneName = "Nowhere/Odd"
        course.displayZone = .gmt
        var row = try SampleRows.studentRow(SampleRows.extended())
        row.course = Shared(course)
        var report = try SampleRows.report()
        report.students = [row]
        let book = try WorkbookSamples.workbook([report], courseZones: [newYork, .gmt]).book
        #expect(try book.sheet("Students").column("Time zone") == ["UTC (course: Nowhere/Odd)"])
    }

    @Test(
        "a date is what the clock on the wall shows, before and after a clock change",
        arguments: [
            ("2026-03-08T06:59:59Z", "America/New_York", "2026-03-08 01:59:59"),
            ("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08 03:00:00"),
            ("2026-11-01T05:30:00Z", "America/New_York", "2026-11-01 01:30:00"),
            ("2026-11-01T06:30:00Z", "America/New_York", "2026-11-01 01:30:00"),
            ("2026-12-31T23:00:00Z", "Asia/Kathmandu", "2027-01-01 04:45:00"),
            ("1969-12-31T23:59:59Z", "GMT", "1969-12-31 23:59:59"),
        ]
    )
    func wallClock(instant: String, zone: String, shown: String) throws {
        let clock = WallClock(try SampleRows.instant(instant), in: try #require(TimeZone(identifier: zone)))
        #expect(clock.description == shown)
    }

    @Test("a date that no cell can hold is written as text")
    func ancient() throws {
        var report = try SampleRows.report()
        report.students = try ["1850-01-01T00:00:00Z", "2026-01-01T17:00:00Z"].map { due in
            var effective = try SampleRows.extended()
            effective.due.instant = try SampleRows.instant(due)
            return try SampleRows.studentRow(effective)
        }
        let sheet = try WorkbookSamples.workbook([report]).book.sheet("Students")
        #expect(try sheet.column("Due (America/New_York)") == ["1849-12-31T19:04:00-04:56", "46023.5"])
    }
}
