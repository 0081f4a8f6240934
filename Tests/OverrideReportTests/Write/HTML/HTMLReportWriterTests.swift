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

    @Test("a course page names moment, Canvas, whose token and version, and knows nothing of how it was fetched")
    func coursePagesKnowNothingOfTheFetching() throws {
        var facts = ReportFixtures.facts
        facts.firstFetchedAt = ReportFixtures.instant("2027-01-01T00:00:00Z")
        facts.lastFetchedAt = ReportFixtures.instant("2027-01-01T00:00:00Z")
        facts.requestCount = 5
        var report = ReportFixtures.report(ReportFixtures.smallCourse)
        let first = try ScratchDirectory()
        try write([report], to: first.path)
        report.row.fetchedAt = ReportFixtures.instant("2027-01-01T00:00:00Z")
        report.row.requests = 99
        let second = try ScratchDirectory()
        try write([report], to: second.path, facts: facts)
        #expect(try first.read("courses/101.html") == second.read("courses/101.html"))
        #expect(try first.read("index.html") != second.read("index.html"))
        let page = try first.read("courses/101.html")
        #expect(
            page.contains(
                """
                <p class="sources">As of Sun 15 Feb 2026, 07:00 America/New_York. Read from canvas.example.edu with the \
                token of <bdi>Registrar&#39;s Office (id 9)</bdi>. override-report 0.1.0.</p>
                """
            )
        )
        #expect(
            page.contains("@bottom-left { content: \"Biology \\3c Cells \\26  Genes\\3e  · canvas.example.edu")
        )
    }

    @Test("where nothing of a course is asked for, courses have no pages")
    func courseListAlone() throws {
        let directory = try ScratchDirectory()
        try write([ReportFixtures.report(ReportFixtures.smallCourse)], to: directory.path, kinds: [.courses, .changes])
        #expect(try directory.tree() == ["index.html"])
        #expect(try !directory.read("index.html").contains("courses/101.html"))
        #expect(ReportFormat.html.places([.courses]) == ["index.html"])
    }

    @Test("the index leads from a student with an override of their own to their place on the course's page")
    func lookUp() throws {
        let index = try page("index.html", of: [ReportFixtures.report(ReportFixtures.smallCourse)])
        #expect(
            index.contains(
                """
                <script type="application/json" id="student-index">{"students":[["O'Neil, \\"Bo\\"","","2",0]],\
                "courses":[["101","Biology \\u003cCells \\u0026 Genes\\u003e"]]}</script>
                """
            )
        )
        #expect(index.contains("<h2 id=\"h-look-up\">Look up a student <span class=\"count\">1</span></h2>"))
    }

    @Test("past its most entries the look-up counts those that it leaves out")
    func fullLookUp() throws {
        let directory = try ScratchDirectory()
        let lookUp = try StudentLookUp(directory.file("part"), mostEntries: 2)
        for id in [1, 2, 3] as [CanvasID] {
            var course = ReportFixtures.smallCourse
            course.course.id = id
            try lookUp.add(ReportFixtures.report(course))
        }
        try lookUp.add(ReportFixtures.failedReport())
        try lookUp.finish()
        #expect(lookUp.count == 3)
        #expect(lookUp.left == 1)
        let part = try directory.read("part")
        #expect(part.contains("[[\"O'Neil, \\\"Bo\\\"\",\"\",\"2\",0],[\"O'Neil, \\\"Bo\\\"\",\"\",\"2\",1]]"))
        #expect(!part.contains("[\"3\","))
    }

    @Test("a long list of courses stands in a box, and terms may be chosen where there are several")
    func longList() throws {
        let reports = (1...16).map { id in
            var course = ReportFixtures.smallCourse
            course.course.id = CanvasID(Int64(id))
            course.course.term?.name = id == 1 ? "Fall \"2025\"" : "Spring 2026"
            return ReportFixtures.report(course)
        }
        let long = try page("index.html", of: reports)
        #expect(long.contains("Scroll the list for all 16 courses."))
        #expect(long.contains("<option>Fall &quot;2025&quot;</option><option>Spring 2026</option></select>"))
        #expect(long.contains("<tr data-status=\"complete\" data-term=\"Fall &quot;2025&quot;\">"))
        let short = try page("index.html", of: Array(reports.suffix(2)))
        #expect(!short.contains("Scroll the list"))
        #expect(!short.contains("id=\"course-term\""))
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
                <tr data-status="complete" data-term="Spring 2026"><th scope="row"><a href="courses/101.html">\
                <bdi>Biology &lt;Cells &amp; Genes&gt;</bdi></a><small><bdi>BIO 101</bdi> <bdi>BIO-101</bdi> id 101</small>\
                </th><td data-label="Term"><bdi>Spring 2026</bdi></td><td data-label="Status">\
                <span class="status complete">complete</span></td><td class="n" data-label="Sections">2</td>\
                <td class="n" data-label="Students">3</td><td class="n" data-label="Items">2</td>\
                <td class="n" data-label="Overrides">2</td><td class="n" data-label="Errors">0</td>\
                <td class="n" data-label="Warnings">0</td><td class="n" data-label="Notes">0</td></tr>
                """,
                """
                <tr data-status="failed" data-term=""><th scope="row"><bdi>sis_course_id:HIST-900</bdi><small></small></th>\
                <td data-label="Term"></td><td data-label="Status"><span class="status failed">failed</span></td>\
                <td class="why-not" colspan="7" data-label="Reason">Canvas refused to show the course (403). Ask for an \
                enrollment or an account role that may read it.</td></tr>
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
            #expect(page.matches(of: /<script/).count == 2)
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
            #expect(page.matches(of: /<script/).count == 2)
            #expect(page.matches(of: /<\/script/).count == 2)
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
