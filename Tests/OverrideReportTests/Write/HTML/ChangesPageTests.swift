import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("The page of changes")
struct ChangesPageTests {
    private func page(_ changes: [Change], hasCoursePages: Bool = true, inPart: Bool = false) throws -> String {
        let directory = try ScratchDirectory()
        let page = ChangesPage(
            directory: directory.path,
            formats: [.csv, .html],
            templates: try .builtIn(),
            hasCoursePages: hasCoursePages
        )
        var report = try SampleRows.report()
        report.changes = changes
        report.isComparedInPart = inPart
        var totals = ReportTotals(isCompared: true)
        totals.add(report)
        try page.write(report)
        try page.finish(totals, ReportFixtures.facts)
        return try directory.read(ChangesPage.fileName)
    }

    private func tableRows(of page: String) -> [String] {
        Array(page.components(separatedBy: "<tr role=\"row\" data-change=").dropFirst())
    }

    private func change(_ edit: (inout Change) throws -> Void) throws -> Change {
        var change = try SampleRows.report().changes[0]
        try edit(&change)
        return change
    }

    @Test(
        "a date that moved earlier is marked and comes first; each row says whom, of what, from when to when, and why"
    )
    func rows() throws {
        let later = try change { ($0.old, $0.new, $0.reason) = ($0.new, $0.old, "Later.") }
        let page = try page([later, change { _ in }])
        let rows = tableRows(of: page)
        #expect(rows.count == 2)
        #expect(rows[0].hasPrefix("\"date_changed\" data-hard=\"1\" class=\"marked\">"))
        for part in [
            "<a href=\"courses/21070000000000371.html\"><bdi>Biology, &quot;First Steps&quot;</bdi></a>",
            "Date changed<small>Due date</small>", "<bdi>Øye, Ana</bdi><small>=Evening</small>", "<bdi>Cells</bdi>",
            ">Mon 2 Mar 2026, 23:59</time>",
            ">Fri 27 Feb 2026, 23:59</time> <span class=\"delta\">3 days earlier</span>",
            "Student override “1 student” (id 31) was changed.",
        ] {
            #expect(rows[0].contains(part), "\(part) is not in \(rows[0])")
        }
        #expect(rows[1].contains("3 days later") && rows[1].contains("Later."))
        #expect(page.contains("<option value=\"date_changed\">Date changed</option>"))
    }

    @Test("without pages of courses beside it, it leads to Canvas")
    func alone() throws {
        let page = try page([change { _ in }], hasCoursePages: false)
        #expect(page.contains("<a href=\"https://canvas.example.edu/courses/21070000000000371\">"))
        #expect(!page.contains("index.html"))
    }

    @Test("a quiet night says so, and a course that could not be read wholly is named")
    func quiet() throws {
        let page = try page([], inPart: true)
        #expect(page.contains("Nothing changed since the previous run."))
        #expect(
            page.contains(
                "Nothing is listed as removed in 1 course that could not be read fully in this run or in the previous one: "
                    + "sis_course_id:BIO-101-S26."
            )
        )
    }

    @Test("more rows than a browser shows quickly are cut, and the file that has all is named")
    func cut() throws {
        let page = try page(Array(repeating: change { _ in }, count: 2_001))
        #expect(tableRows(of: page).count == 2_000)
        #expect(page.contains("The first 2,000 of 2,001 are listed here. <code>changes.csv</code> has all."))
    }

    @Test("what a course that could not be read, an override and no date look like")
    func others() throws {
        let page = try page([
            Change(kind: .courseAdded, reason: "The list names it as “<X>”."),
            change { change in
                (change.kind, change.student, change.section, change.students) = (.overrideChanged, nil, nil, 12)
                (change.old, change.new) = (.notOverridden, .nothing)
            },
        ])
        #expect(page.contains("A course that could not be read"))
        #expect(page.contains("The list names it as “&lt;X&gt;”."))
        #expect(page.contains("<small>12 students</small>"))
        #expect(page.contains("data-label=\"Before\">not overridden</td>"))
        #expect(page.contains("data-label=\"Now\">no date</td>"))
    }
}
