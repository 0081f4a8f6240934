import CanvasAPI
import Foundation
import Spreadsheet
import Testing

@testable import OverrideReport

@Suite("Summary of the workbook")
struct SummaryPageTests {
    private func book(_ reports: [CourseReport]) throws -> WorkbookReader {
        try WorkbookSamples.workbook(reports).book
    }

    @Test("says what the run was and what there is in sum")
    func lists() throws {
        let sheet = try book([SampleRows.report(), ReportFixtures.failedReport()]).sheet("Summary")
        #expect(sheet.cells["A1"] == "Due, unlock and lock dates")
        #expect(sheet.cells["A2"] == "canvas.example.edu  ·  Spring 2026")
        let left = (5...13).map { [sheet.cells["A\($0)"] ?? "", sheet.cells["B\($0)"] ?? ""] }
        #expect(
            left == [
                ["Canvas", "canvas.example.edu"], ["Seen as", "Report Robot (user 77)"],
                ["As of (America/New_York)", "46082"], ["Read from Canvas", "Sat 28 Feb 2026, 21:00"],
                ["    until", "Sat 28 Feb 2026, 21:40"],
                ["Dates are shown in", "the courses' zone, America/New_York"], ["Snapshot", "snapshot.sqlite"],
                ["Requests", "1234"], ["Written by", "override-report 1.2.3"],
            ]
        )
        let right = (5...13).map { [sheet.cells["F\($0)"] ?? "", sheet.cells["H\($0)"] ?? ""] }
        #expect(
            right == [
                ["Courses asked for", "2"], ["    complete", "0"], ["    partial", "1"], ["    failed", "1"],
                ["Sections", "1"], ["Students", "1"], ["Items with dates", "1"], ["Overrides", "2"],
                ["Students with an override of their own", "1"],
            ]
        )
        #expect(sheet.links["B5"] == "https://canvas.example.edu")
    }

    @Test("findings lead to the first of their rule and severity")
    func findings() throws {
        var report = try SampleRows.report()
        let first = try #require(report.findings.first)
        var error = first
        (error.severity, error.rule) = (.error, FindingRule.lockBeforeDue.code)
        report.findings = [first, first, error, first, error]
        let sheet = try book([report]).sheet("Summary")
        let row = try #require(sheet.cells.first { $0.value == "Severity" }.flatMap { Int($0.key.dropFirst()) })
        #expect(
            (row + 1...row + 2).map { line in ["A", "B", "E", "H"].map { sheet.cells["\($0)\(line)"] ?? "" } } == [
                ["Error", "lock-before-due", "locks before it is due", "2"],
                ["Warning", "competing-overrides", "several overrides set the same date", "3"],
            ]
        )
        // On their sheet the errors come first.
        #expect(sheet.links["B\(row + 1)"] == "'Findings'!A2")
        #expect(sheet.links["B\(row + 2)"] == "'Findings'!A4")
    }

    @Test("charts count due dates by week and overrides by kind, over cells beside the page")
    func charts() throws {
        let book = try book([SampleRows.report()])
        let sheet = try book.sheet("Summary")
        #expect(["J4", "K4", "J5", "K5"].map { sheet.cells[$0] } == ["Week of", "Due dates", "23 Feb 2026", "1"])
        #expect(
            ["M4", "N4", "M5", "N5", "M6", "N6"].map { sheet.cells[$0] }
                == ["Overrides for", "Overrides", "Student", "1", "Module, section", "1"]
        )
        let weeks = try #require(book.parts["xl/charts/chart1.xml"])
        #expect(weeks.contains("<c:f>Summary!$J$5</c:f>") && weeks.contains("<c:f>Summary!$K$5</c:f>"))
        let kinds = try #require(book.parts["xl/charts/chart2.xml"])
        #expect(kinds.contains("<c:f>Summary!$M$5:$M$6</c:f>") && kinds.contains("<c:f>Summary!$N$5:$N$6</c:f>"))
    }

    @Test("is what is seen first, and prints on one page without the charts' figures")
    func page() throws {
        let book = try book([SampleRows.report()])
        let sheet = try #require(book.sheets.first)
        #expect(sheet.name == "Summary")
        #expect(sheet.xml.contains("tabSelected=\"1\""))
        #expect(sheet.xml.contains("<pageSetUpPr fitToPage=\"1\"/>"))
        #expect(!sheet.xml.contains("fitToHeight=\"0\""))
        let area = try #require(
            book.parts["xl/workbook.xml"]?.firstMatch(of: /Print_Area" localSheetId="0">Summary!\$A\$1:\$H\$(\d+)</)
        )
        let last = try #require(Int(area.1))
        #expect(sheet.cells["A\(last)"] == "Warning")
    }

    @Test("weeks without a due date are in the chart, a date in a far year doesn't stretch it")
    func weeks() {
        func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
            CivilDate(daysSince1970: daysSince1970(year: year, month: month, day: day))
        }
        func labels(_ counts: [CivilDate: Int]) -> [String] {
            SummaryPage.weekLabels(counts).map { "\($0.label): \($0.count)" }
        }
        #expect(
            labels([day(2025, 12, 22): 3, day(2026, 1, 12): 1])
                == ["22 Dec 2025: 3", "29 Dec: 0", "5 Jan 2026: 0", "12 Jan: 1"]
        )
        #expect(labels([day(2025, 12, 22): 3, day(2126, 1, 14): 1]) == ["22 Dec 2025: 3", "14 Jan 2126: 1"])
        #expect(labels([:]) == [])
    }

    @Test("long lists of terms are shortened")
    func terms() {
        #expect(SummaryPage.list(["a", "b"], limit: 2) == "a, b")
        #expect(SummaryPage.list(["a", "b", "c", "d"], limit: 2) == "a, b and 2 more")
        #expect(SummaryPage.list([], limit: 2) == "")
    }
}
