import CanvasAPI
import Foundation
import Spreadsheet
import TestSupport
import Testing

@testable import OverrideReport

@Suite("Workbook of the reports")
struct WorkbookReportWriterTests {
    private static let link = "https://canvas.example.edu/courses/371/assignments/501"

    @Test("a student's row: what matters in front, dates as dates, ids to look up by behind, as text")
    func students() throws {
        let sheet = try WorkbookSamples.workbook([SampleRows.report()]).book.sheet("Students")
        #expect(
            sheet.row(1) == [
                "Course", "Section", "Student", "Item", "Due (America/New_York)",
                "Due for the section, if different (America/New_York)", "Days after section", "Why",
                "Unlocks (America/New_York)",
                "Locks (America/New_York)", "Due for everyone, if different (America/New_York)", "Days after everyone",
                "Check against Canvas", "Enrollment", "Notes", "Course id", "SIS course id",
                "Section id", "SIS section id", "Student id", "SIS user id", "Kind", "Assignment id", "Quiz id",
            ]
        )
        #expect(
            sheet.row(2) == [
                "Biology, \"First Steps\"", "=Evening", "Øye, Ana", "Cells", "46080.99998842592", "", "",
                "Student override “1 student” (due date); section override 30 (lock date)", "", "no date",
                "46073.99998842592", "7", "Same as Canvas", "Active",
                "section override set aside: enrollment there is not active; "
                    + "an override whose target can't be read is left out",
                "21070000000000371", "BIO-101-S26", "12", "", "9", "S-9", "Classic quiz", "501",
                "77",
            ]
        )
        #expect(sheet.xml.contains(/<c r="B2" s="\d+" t="inlineStr"><is><t>=Evening<\/t><\/is><\/c>/))
        #expect(
            sheet.links == [
                "C2": "https://canvas.example.edu/courses/21070000000000371/users/9",
                "D2": Self.link,
            ]
        )
    }

    @Test("a student who has what everyone has gets no links: each would stay in memory until the end")
    func linksWhereDatesDiffer() throws {
        var report = try SampleRows.report()
        var row = try SampleRows.studentRow(SampleRows.extended())
        row.effectiveDates = Shared(.base(row.item.base, assigned: .everyone))
        report.students = [row]
        let sheet = try WorkbookSamples.workbook([report]).book.sheet("Students")
        #expect(sheet.links.isEmpty)
        #expect(try sheet.column("Student") == ["Øye, Ana"])
    }

    @Test("an unassigned section's row has no dates, an override's says where it sets none")
    func otherRows() throws {
        let book = try WorkbookSamples.workbook([SampleRows.report()]).book
        let sections = try book.sheet("Sections")
        #expect(
            sections.row(2).prefix(15) == [
                "Biology, \"First Steps\"", "=Evening", "Cells", "", "", "", "", "", "46073.99998842592", "No", "No",
                "Classic quiz", "1", "1", "",
            ]
        )
        let overrides = try book.sheet("Overrides")
        #expect(
            overrides.row(1).prefix(14) == [
                "Course", "Origin", "Item", "Module", "For", "Targets", "Students reached", "Due (America/New_York)",
                "Unlocks (America/New_York)", "Locks (America/New_York)", "Unassigns", "In the quiz override list",
                "Title", "Notes",
            ]
        )
        #expect(
            overrides.row(2).prefix(13) == [
                "Biology, \"First Steps\"", "Item", "Cells", "", "Student", "Øye, Ana; Zed", "1", "46080.99998842592",
                "",
                "no date", "No", "Yes", "1 student",
            ]
        )
        #expect(
            overrides.row(3).prefix(14) == [
                "Biology, \"First Steps\"", "Module", "", "Week 1", "Section", "=Evening", "1", "", "", "", "No",
                "Not a quiz", "=Evening", "module overrides not readable; assignment not certain",
            ]
        )
        #expect(overrides.links["D3"] == "https://canvas.example.edu/courses/21070000000000371/modules/3")
        let findings = try book.sheet("Findings")
        #expect(
            findings.row(2).prefix(9) == [
                "Warning", "competing-overrides", "Overrides 30 and 31 both set the lock date.",
                "Biology, \"First Steps\"", "", "Øye, Ana", "Cells", "", Self.link,
            ]
        )
        #expect(findings.links["I2"] == Self.link)
        let courses = try book.sheet("Courses")
        #expect(
            courses.row(2) == [
                "sis_course_id:BIO-101-S26", "Biology, \"First Steps\"", "Partial", "Module overrides are hidden.", "1",
                "1", "1", "2", "1", "46082.08333333334", "21070000000000371", "BIO-101-S26", "14",
            ]
        )
    }

    @Test("parts of one discussion are told apart by name, and a date taken away from one that nobody has")
    func names() throws {
        var item = try SampleRows.quiz().value
        item.key = .assignment(501, part: "reply_to_topic")
        var row = try SampleRows.studentRow(SampleRows.extended())
        row.item = Shared(item)
        var report = try SampleRows.report()
        report.students = [row]
        let sheet = try WorkbookSamples.workbook([report]).book.sheet("Students")
        #expect(try sheet.column("Item") == ["Cells (reply to topic)"])
        #expect(try sheet.column("Locks (America/New_York)") == ["no date"])
        #expect(try sheet.column("Unlocks (America/New_York)") == [""])
    }

    @Test("each sheet has every column of the CSV, but for Students, and as many rows", arguments: ReportKind.allCases)
    func complete(kind: ReportKind) throws {
        let report = try WorkbookSamples.report(students: 5)
        let names = Reports.headers(of: kind).map(\.name)
        let zones = ReportZones.single(WorkbookSamples.zone("America/New_York"))
        let columns =
            switch kind {
            case .students: studentSheet(zones).columns.map(\.name)
            case .sections: sectionSheet(zones).columns.map(\.name)
            case .overrides: overrideSheet(zones).columns.map(\.name)
            case .findings: findingSheet(zones).columns.map(\.name)
            case .courses: courseSheet(zones, showsTeachers: false).columns.map(\.name)
            case .accommodations: accommodationSheet(zones).columns.map(\.name)
            case .changes: changeSheet(zones).columns.map(\.name)
            }
        let shown = columns.filter { !$0.hasPrefix("sheet_") }
        if kind == .students {
            #expect(Set(shown).isSubset(of: names) && columns.count < 30)
        } else {
            #expect(shown.sorted() == names.sorted())
        }
        let book = try WorkbookSamples.workbook([report, report, ReportFixtures.failedReport()]).book
        let counts: [ReportKind: Int] = [
            .students: 10, .sections: 2, .overrides: 4, .findings: 2, .courses: 3, .accommodations: 2, .changes: 2,
        ]
        let sheet = try book.sheet(kind.rawValue.capitalized)
        #expect(sheet.rowCount - 1 == counts[kind])
        #expect(sheet.row(1).count == columns.count)
    }

    @Test("rows stand in the order of the CSV")
    func order() throws {
        let sheet = try WorkbookSamples.workbook([WorkbookSamples.report(students: 200)]).book.sheet("Students")
        #expect(try sheet.column("Student id") == (1...200).map(String.init))
    }

    @Test("header frozen, filter on all, folded columns grouped, the dates and why printed landscape")
    func setup() throws {
        let book = try WorkbookSamples.workbook([SampleRows.report()]).book
        let sheet = try book.sheet("Students")
        #expect(book.parts["xl/workbook.xml"]?.contains(">Students!$A$1:$J$2</definedName>") == true)
        #expect(sheet.xml.contains("<pane xSplit=\"4\" ySplit=\"1\" topLeftCell=\"E2\""))
        #expect(sheet.xml.contains("<autoFilter ref=\"A1:X2\"/>"))
        #expect(sheet.xml.contains("hidden=\"1\" customWidth=\"1\" outlineLevel=\"1\"/>"))
        #expect(sheet.xml.contains("fitToHeight=\"0\" orientation=\"landscape\""))
        #expect(sheet.xml.contains("numberStoredAsText=\"1\""))
    }

    @Test("only the sheets asked for are made, the Summary always")
    func kinds() throws {
        let book = try WorkbookSamples.workbook([SampleRows.report()], kinds: [.courses, .overrides]).book
        #expect(book.sheets.map(\.name) == ["Summary", "Overrides", "Courses"])
    }

    @Test("changes are the last sheet; a date is a date cell, and one that moved earlier is coloured")
    func changes() throws {
        let book = try WorkbookSamples.workbook([SampleRows.report()]).book
        #expect(book.sheets.last?.name == "Changes")
        let sheet = try book.sheet("Changes")
        #expect(try sheet.column("Change") == ["Date changed"])
        #expect(try sheet.column("Field") == ["Due date"])
        #expect(try sheet.column("Students") == ["1"])
        #expect(try sheet.column("Now (America/New_York)").first.flatMap(Double.init) != nil)
        #expect(try sheet.column("Why") == ["Student override “1 student” (id 31) was changed."])
    }

    @Test("a list without courses gives a workbook too")
    func empty() throws {
        let book = try WorkbookSamples.workbook([], courseZones: []).book
        #expect(try book.sheet("Students").rowCount == 1)
        #expect(try book.sheet("Summary").cells.values.contains("Nothing was found."))
        #expect(book.parts["xl/charts/chart1.xml"] == nil)
    }

    @Test("past the end of a sheet the rows go on in another, none is lost")
    func continued() throws {
        let limits = SpreadsheetLimits(rows: 101, links: 65_530, sheetBytes: .max)
        let book = try WorkbookSamples.workbook([WorkbookSamples.report(students: 250)], limits: limits).book
        let names = ["Students", "Students (2)", "Students (3)"]
        #expect(
            book.sheets.map(\.name) == [
                "Summary", "Students", "Sections", "Overrides", "Findings", "Courses", "Accommodations", "Changes",
            ] + names[1...]
        )
        let ids = try names.flatMap { try book.sheet($0).column("Student id") }
        #expect(ids == (1...250).map(String.init))
        #expect(Set(try names.map { try book.sheet($0).row(1) }).count == 1)
        let summary = try book.sheet("Summary")
        for name in names {
            let cell = try #require(summary.cells.first { $0.value == name && $0.key.hasPrefix("A") }?.key)
            #expect(summary.links[cell] == "'\(name)'!A1")
        }
    }

    @Test("past the limit of links the rows have text, whole rows at a time, and the Summary says how many")
    func links() throws {
        let book = try WorkbookSamples.workbook([WorkbookSamples.report(students: 205)]).book
        let sheet = try book.sheet("Students")
        #expect(sheet.links.count == 400)
        #expect(["C201", "D201"].allSatisfy { sheet.links[$0] != nil })
        #expect(sheet.row(202).prefix(4) == ["Biology, \"First Steps\"", "=Evening", "Student 201", "Cells"])
        #expect(
            try book.sheet("Summary").cells.values.contains(
                "A sheet has 400 links at most: 10 further cells are plain text."
            )
        )
    }

    @Test("two runs give the same bytes, and nothing but the file stays")
    func deterministic() throws {
        let reports = try [WorkbookSamples.report(students: 20), ReportFixtures.failedReport()]
        let (first, second) = (try WorkbookSamples.workbook(reports), try WorkbookSamples.workbook(reports))
        #expect(first.bytes == second.bytes)
        #expect(first.names == ["override-dates.xlsx"])
    }

    @Test("a writer that is let go leaves nothing behind")
    func letGo() throws {
        try withScratchDirectory { directory in
            do {
                let writer = try WorkbookReportWriter(
                    directory: directory,
                    kinds: [.students],
                    facts: WorkbookSamples.facts(),
                    courseZones: []
                )
                try writer.write(SampleRows.report())
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        }
    }

    @Test("hostile text stays text")
    func hostile() throws {
        var report = try SampleRows.report()
        let texts = ["=HYPERLINK(\"http://x\")", "a\u{0}\u{1B}b", "_x0041_", "\u{202E}gpj.exe", "<b>&amp;", "@SUM(A1)"]
        report.students = try texts.enumerated().map { index, text in
            var row = try SampleRows.studentRow(SampleRows.extended())
            row.student = Shared(Student(id: CanvasID(Int64(index + 1)), sortableName: text))
            return row
        }
        let sheet = try WorkbookSamples.workbook([report]).book.sheet("Students")
        #expect(
            try sheet.column("Student") == [
                "=HYPERLINK(\"http://x\")", "a\u{FFFD}\u{FFFD}b", "_x005F_x0041_", "\u{202E}gpj.exe", "<b>&amp;",
                "@SUM(A1)",
            ]
        )
        #expect(!sheet.xml.contains("<f>"))
    }
}
