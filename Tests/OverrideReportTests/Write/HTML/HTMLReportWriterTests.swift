import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite struct HTMLReportWriterTests {
    private func write(
        _ reports: [CourseReport],
        to directory: String,
        kinds: Set<ReportKind> = Set(ReportKind.allCases),
        facts: RunFacts = ReportFixtures.facts
    ) throws {
        let writer = try HTMLReportWriter(
            directory: directory,
            kinds: kinds,
            formats: [.csv, .html],
            templates: .builtIn(),
            facts: facts
        )
        var totals = ReportTotals()
        for report in reports {
            totals.add(report)
            try writer.write(report)
        }
        try writer.finish(totals, facts)
    }

    private func page(_ name: String, of reports: [CourseReport], kinds: Set<ReportKind>? = nil) throws -> String {
        let directory = try ScratchDirectory()
        try write(reports, to: directory.path, kinds: kinds ?? Set(ReportKind.allCases))
        return try directory.read(name)
    }

    @Test("a page for each course that could be read, and the index, for their owner alone")
    func writesFiles() throws {
        let directory = try ScratchDirectory()
        try write(
            [ReportFixtures.report(ReportFixtures.smallCourse), ReportFixtures.failedReport()],
            to: directory.path
        )
        #expect(try directory.tree() == ["courses/", "courses/101.html", "index.html"])
        #expect(try directory.permissions("courses") == 0o700)
        #expect(try directory.permissions("courses/101.html") == 0o600)
        #expect(try directory.permissions("index.html") == 0o600)
    }

    @Test("a course page depends on the data alone")
    func coursePagesKnowNothingOfTheRun() throws {
        var facts = ReportFixtures.facts
        facts.version = "9.9.9"
        facts.asOf = ReportFixtures.instant("2027-01-01T00:00:00Z")
        facts.requestCount = 5
        var report = ReportFixtures.report(ReportFixtures.smallCourse)
        let first = try ScratchDirectory()
        try write([report], to: first.path)
        report.row.fetchedAt = facts.asOf
        report.row.requests = 99
        let second = try ScratchDirectory()
        try write([report], to: second.path, facts: facts)
        #expect(try first.read("courses/101.html") == second.read("courses/101.html"))
        #expect(try first.read("index.html") != second.read("index.html"))
    }

    @Test("the row of a course in the index, and of one that failed")
    func listsCourses() throws {
        let index = try page(
            "index.html",
            of: [ReportFixtures.report(ReportFixtures.smallCourse), ReportFixtures.failedReport()]
        )
        let rows = index.split(separator: "\n").filter { $0.hasPrefix("<tr data-status") }
        #expect(
            rows == [
                """
                <tr data-status="complete"><th scope="row"><a href="courses/101.html">\
                <bdi>Biology &lt;Cells &amp; Genes&gt;</bdi></a><small><bdi>BIO 101</bdi> <bdi>BIO-101</bdi></small>\
                </th><td data-label="Term"><bdi>Spring 2026</bdi></td><td data-label="Status">\
                <span class="status complete">complete</span></td><td class="n" data-label="Sections">2</td>\
                <td class="n" data-label="Students">3</td><td class="n" data-label="Items">2</td>\
                <td class="n" data-label="Overrides">2</td><td class="n" data-label="Findings">0</td></tr>
                """,
                """
                <tr data-status="failed"><th scope="row"><bdi>sis_course_id:HIST-900</bdi><small></small></th>\
                <td data-label="Term"></td><td data-label="Status"><span class="status failed">failed</span>\
                <span class="reason">Canvas refused to show the course (403). Ask for an enrollment or an account role \
                that may read it.</span></td><td class="n" data-label="Sections"></td>\
                <td class="n" data-label="Students"></td><td class="n" data-label="Items"></td>\
                <td class="n" data-label="Overrides"></td><td class="n" data-label="Findings"></td></tr>
                """,
            ]
        )
        #expect(index.contains("<strong>error</strong> 1 course could not be read and has no page."))
        #expect(index.contains("As of Sun 15 Feb 2026, 12:00 UTC."))
        #expect(index.contains("<dt>Seen with the token of</dt><dd><bdi>Registrar&#39;s Office (id 9)</bdi></dd>"))
    }

    @Test("nothing is fetched from anywhere, styled by attribute or run from an attribute")
    func pagesAreSelfContained() throws {
        let report = ReportFixtures.report(ReportFixtures.smallCourse)
        for name in ["index.html", "courses/101.html"] {
            let page = try page(name, of: [report])
            #expect(page.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "))
            #expect(page.matches(of: /<[^>]*\s(src|srcset|style|on\w+)\s*=/).isEmpty)
            #expect(page.matches(of: /<link(?! rel="icon" href="data:,">)/).isEmpty)
            #expect(page.matches(of: /@import|url\(/).isEmpty)
            #expect(page.matches(of: /<script/).count == (name == "index.html" ? 1 : 2))
        }
    }

    @Test("names that try to be markup stay names")
    func hostileNames() throws {
        let hostile = "</script></title><img src=x onerror=alert(1)>\u{202E}\u{FFFF}data\u{FFFF}{{{script}}}"
        var course = ReportFixtures.smallCourse
        course.course.name = hostile
        course.course.code = hostile
        course.course.term?.name = hostile
        course.sections[1].name = hostile
        course.students[1].sortableName = hostile
        course.items[0].name = hostile
        course.items[0].url = "\"><script>alert(1)</script>"
        course.overrides[1].title = hostile
        let report = ReportFixtures.report(course)
        for name in ["index.html", "courses/101.html"] {
            let page = try page(name, of: [report])
            #expect(!page.contains("<img"))
            #expect(page.matches(of: /<script/).count == (name == "index.html" ? 1 : 2))
            #expect(page.matches(of: /<\/script/).count == (name == "index.html" ? 1 : 2))
            let noncharacters = page.unicodeScalars.filter { $0 == "\u{FFFF}" }
            #expect(noncharacters.isEmpty)
        }
    }

    @Test("reports that were not asked for leave no heading behind")
    func leavesOutKinds() throws {
        let report = ReportFixtures.report(ReportFixtures.smallCourse)
        func parts(_ kinds: Set<ReportKind>) throws -> [String] {
            let page = try page("courses/101.html", of: [report], kinds: kinds)
            return page.matches(of: /<section id="([a-z-]+)"/).map { String($0.1) }
        }
        #expect(
            try parts(Set(ReportKind.allCases))
                == ["sections", "exceptions", "accommodations", "findings", "look-up", "overrides"]
        )
        #expect(
            try parts(Set(ReportKind.always)) == ["sections", "exceptions", "findings", "look-up", "overrides"]
        )
        #expect(try parts([.sections]) == ["sections"])
        #expect(try parts([.students, .courses]) == ["exceptions", "look-up"])
    }
}
