import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

/// The parts of a course page that hold its data: matrix, exceptions, look-up.
@Suite struct CoursePartsTests {
    private struct Parts {
        let report: CourseReport
        let grid: CourseGrid
        let dates: PageDates
        let decisions: ReasonText

        init(_ snapshot: CourseSnapshot) throws {
            report = ReportFixtures.report(snapshot)
            grid = CourseGrid(report)
            dates = PageDates(zone: try #require(report.course).displayZone)
            decisions = ReasonText(report.overrides) { [dates] in dates[$0].shown }
        }

        var matrix: String {
            let unassigned = UnassignedStudents(report.students, grid: grid, fileWithAll: "students.csv")
            return text(
                CourseMatrix(grid: grid, dates: dates, decisions: decisions, unassigned: unassigned).table()
            )
        }

        var exceptions: ExceptionTable {
            ExceptionTable(report, grid: grid, dates: dates, decisions: decisions, fileWithAll: "students.csv")
        }

        var data: String {
            text(StudentData(report, grid: grid, dates: dates, decisions: decisions).element())
        }

        func text(_ buffer: HTMLBuffer) -> String {
            String(decoding: buffer.bytes, as: UTF8.self)
        }
    }

    @Test("the matrix: everyone's dates, each section's, and the reason of what an override changed")
    func writesMatrix() throws {
        let parts = try Parts(ReportFixtures.smallCourse)
        let body = try #require(parts.matrix.split(separator: "<tbody role=\"rowgroup\">\n").last)
        #expect(
            body == """
                <tr role="row" data-marked="0"><th scope="row" role="rowheader">\
                <a href="https://canvas.example.edu/courses/101/assignments/501"><bdi>Lab report</bdi></a>\
                <small>Assignment</small></th>\
                <td role="cell" data-label="Everyone">\
                <time class="due" datetime="2026-02-13T23:59:59-05:00">Fri 13 Feb 2026, 23:59</time></td>\
                <td role="cell" class="same">\
                <time class="due" datetime="2026-02-13T23:59:59-05:00">Fri 13 Feb 2026, 23:59</time></td>\
                <td role="cell" data-label="Evening" class="plain">\
                <time class="due" datetime="2026-02-13T23:59:59-05:00">Fri 13 Feb 2026, 23:59</time>\
                <a class="differ" href="#exceptions" data-cell="1-0">1 student differs</a></td></tr>
                <tr role="row" data-marked="1"><th scope="row" role="rowheader"><bdi>Quiz 1</bdi>\
                <small>Classic quiz</small></th>\
                <td role="cell" data-label="Everyone">\
                <time class="due" datetime="2026-02-20T23:59:59-05:00">Fri 20 Feb 2026, 23:59</time>\
                <span class="win"><span>from</span> \
                <time datetime="2026-02-09T08:00:00-05:00">Mon 9 Feb 2026, 08:00</time></span>\
                <span class="win"><span>until</span> \
                <time datetime="2026-02-22T23:59:59-05:00">Sun 22 Feb 2026, 23:59</time></span></td>\
                <td role="cell" class="same">\
                <time class="due" datetime="2026-02-20T23:59:59-05:00">Fri 20 Feb 2026, 23:59</time></td>\
                <td role="cell" data-label="Evening" class="marked"><details><summary>\
                <time class="due" datetime="2026-02-21T23:59:59-05:00">Sat 21 Feb 2026, 23:59</time>\
                <span class="mark">Section override</span></summary>\
                <ul class="why"><li>Due: Section override “Evening” (id 901). For everyone: Fri 20 Feb 2026, 23:59.\
                </li></ul></details></td></tr>
                </tbody></table>
                """
        )
    }

    @Test("headings name the sections with their students, and say which row and column they head")
    func writesMatrixHead() throws {
        let head = try #require(try Parts(ReportFixtures.smallCourse).matrix.split(separator: "<tbody").first)
        #expect(
            head.hasSuffix(
                """
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Item</th>\
                <th scope="col" role="columnheader">Everyone</th>\
                <th scope="col" role="columnheader"><bdi>Day</bdi><small>1 student</small></th>\
                <th scope="col" role="columnheader"><bdi>Evening</bdi><small>2 students</small></th></tr></thead>

                """
            )
        )
    }

    @Test("a section without the item says so of its students, and names them, thirty at most")
    func namesUnassigned() throws {
        var course = ReportFixtures.largeCourse(students: 33, sections: 1, items: 1)
        course.overrides = []
        course.items[0].onlyVisibleToOverrides = true
        let names = course.students.map(\.sortableName).sorted()
        let listed = names.prefix(30).map { "<bdi>\($0)</bdi>" }.joined(separator: "; ")
        #expect(
            try Parts(course).matrix.contains(
                """
                <ul class="why"><li>Not assigned: the item is only for those whom an override names.</li></ul>\
                <p class="members paper">33 students, in <code>students.csv</code></p>\
                <p class="members screen">33 students: \(listed) and 3 more in <code>students.csv</code></p></details></td>
                """
            )
        )
    }

    @Test("a matrix of more sections than a sheet of paper takes is a list in print", arguments: [5, 6])
    func knowsWidth(sections: Int) throws {
        let course = ReportFixtures.largeCourse(students: 12, sections: sections, items: 1)
        let layout = sections > 5 ? "matrix stack wide" : "matrix stack"
        #expect(try Parts(course).matrix.hasPrefix("<table class=\"\(layout)\" id=\"matrix\""))
    }

    @Test("an exception: the student's date beside the section's, how far it is moved, and why")
    func writesExceptions() throws {
        let exceptions = try Parts(ReportFixtures.smallCourse).exceptions
        #expect(exceptions.count == 1)
        #expect(exceptions.studentCount == 1)
        let table = String(decoding: exceptions.table().bytes, as: UTF8.self)
        #expect(
            table.split(separator: "<tbody role=\"rowgroup\">\n").last == """
                <tr role="row" data-cell="1-0"><th scope="row" role="rowheader">\
                <bdi>O&#39;Neil, &quot;Bo&quot;</bdi><small>Evening</small></th>\
                <td role="cell" data-label="Item">\
                <a href="https://canvas.example.edu/courses/101/assignments/501"><bdi>Lab report</bdi></a>\
                <small>Assignment</small></td>\
                <td role="cell" data-label="Their dates"><ul class="fields"><li><span class="f">due</span> \
                <time datetime="2026-02-20T23:59:59-05:00">Fri 20 Feb 2026, 23:59</time> \
                <span class="delta">7 days later</span></li></ul></td>\
                <td role="cell" data-label="Their section’s"><ul class="fields"><li><span class="f">due</span> \
                <time datetime="2026-02-13T23:59:59-05:00">Fri 13 Feb 2026, 23:59</time></li></ul></td>\
                <td role="cell" data-label="Why"><ul class="why"><li>\
                Due: Student override “1 student” (id 902). For everyone: Fri 13 Feb 2026, 23:59.</li></ul></td></tr>
                </tbody></table></div>
                """
        )
    }

    @Test("past a thousand exceptions the page says how many it leaves out and where they are")
    func cutsExceptions() throws {
        var course = ReportFixtures.largeCourse(students: 60, sections: 1, items: 20)
        course.overrides = course.items.enumerated().map { index, item in
            Override(
                id: CanvasID(Int64(index)),
                origin: .item(item.key),
                target: .students(course.students.map(\.id)),
                dueAt: .overridden(nil)
            )
        }
        let exceptions = try Parts(course).exceptions
        let table = String(decoding: exceptions.table().bytes, as: UTF8.self)
        #expect(exceptions.count == 1_200)
        #expect(table.contains("The first 1,000 of 1,200 are listed here."))
        #expect(table.split(separator: "<tr role=\"row\" data-cell=").count == 1_001)
    }

    @Test("no exception is said in words")
    func saysThatThereIsNone() throws {
        var course = ReportFixtures.smallCourse
        course.overrides = []
        let table = String(decoding: try Parts(course).exceptions.table().bytes, as: UTF8.self)
        #expect(table == "<p class=\"empty\">None: every student has the dates of their section.</p>")
    }

    @Test("the look-up's data: a student with just the section's dates is a name and a reference")
    func writesData() throws {
        #expect(
            try Parts(ReportFixtures.smallCourse).data == """
                <script type="application/json" id="report-data">{\
                "items":[["Lab report","Assignment","https://canvas.example.edu/courses/101/assignments/501"],\
                ["Quiz 1","Classic quiz",""]],\
                "dates":[["Fri 13 Feb 2026, 23:59","2026-02-13T23:59:59-05:00"],\
                ["Fri 20 Feb 2026, 23:59","2026-02-20T23:59:59-05:00"],\
                ["Mon 9 Feb 2026, 08:00","2026-02-09T08:00:00-05:00"],\
                ["Sun 22 Feb 2026, 23:59","2026-02-22T23:59:59-05:00"],\
                ["Sat 21 Feb 2026, 23:59","2026-02-21T23:59:59-05:00"]],\
                "lines":["The dates for everyone.",\
                "Due: Section override “Evening” (id 901). For everyone: Fri 20 Feb 2026, 23:59.",\
                "Due: Student override “1 student” (id 902). For everyone: Fri 13 Feb 2026, 23:59."],\
                "marks":["","Section override","Student override"],\
                "effects":[[1,0,-1,-1,0,[0]],[1,1,2,3,0,[0]],[1,4,2,3,1,[1]],[1,1,-1,-1,2,[2]]],\
                "sections":[["Day",[0,1]],["Evening",[0,2]]],\
                "students":[["Ames, Ada","s1","1",[[0,"active",[]]]],\
                ["O'Neil, \\"Bo\\"","","2",[[1,"active",[0,3]]]],\
                ["كريم, ليلى","","3",[[1,"active",[]]]]]}</script>
                """
        )
    }

    @Test("a thousand students and sixty items stay below three megabytes, sixty bytes a plain student")
    func staysSmall() throws {
        let course = ReportFixtures.largeCourse(students: 1_000, sections: 8, items: 60)
        let parts = try Parts(course)
        #expect(parts.matrix.utf8.count + parts.exceptions.table().bytes.count + parts.data.utf8.count < 3_000_000)
        var plain = course
        plain.overrides = []
        let data = try Parts(plain).data
        plain.students = []
        plain.enrollments = []
        #expect((data.utf8.count - (try Parts(plain).data.utf8.count)) / 1_000 < 70)
    }

    @Test("an override as recorded: whose it is, for whom, how many it reaches, what it sets")
    func writesOverrides() throws {
        var course = ReportFixtures.smallCourse
        course.modules = [Module(id: 31, name: "Week <1>", position: 1, itemKeys: [course.items[1].key])]
        course.overrides[0].lockAt = .overridden(nil)
        course.overrides[1] = Override(id: 950, origin: .module(31), title: "", target: .students([1, 2, 3, 4, 5, 6]))
        let parts = try Parts(course)
        let table = parts.text(OverrideTable(rows: parts.report.overrides, dates: parts.dates).table())
        let rows = table.split(separator: "<tbody role=\"rowgroup\">\n").last
        #expect(
            rows == """
                <tr role="row"><th scope="row" role="rowheader"><bdi>Evening</bdi><small>id 901</small></th>\
                <td role="cell" data-label="Item or module"><bdi>Quiz 1</bdi><small>Classic quiz</small></td>\
                <td role="cell" data-label="For"><bdi>Evening</bdi><small>Section</small></td>\
                <td role="cell" class="n" data-label="Reaches">2</td>\
                <td role="cell" data-label="Dates"><ul class="fields"><li><span class="f">due</span> \
                <time datetime="2026-02-21T23:59:59-05:00">Sat 21 Feb 2026, 23:59</time></li>\
                <li><span class="none">no lock date</span></li></ul></td></tr>
                <tr role="row"><th scope="row" role="rowheader"><bdi>Untitled</bdi><small>id 950</small></th>\
                <td role="cell" data-label="Item or module"><bdi>Week &lt;1&gt;</bdi><small>Module: who gets its items</small></td>\
                <td role="cell" data-label="For"><bdi>Ames, Ada</bdi>; <bdi>O&#39;Neil, &quot;Bo&quot;</bdi>; \
                <bdi>كريم, ليلى</bdi>; <bdi>user 4 (not enrolled)</bdi>; <bdi>user 5 (not enrolled)</bdi> and 1 more\
                <small>Single students</small></td><td role="cell" class="n" data-label="Reaches">3</td>\
                <td role="cell" data-label="Dates"><span class="f">Sets no date; says only who has the item</span></td></tr>
                </tbody></table></div>
                """
        )
    }

    @Test("what Canvas itself says of a due date, where it says another, stands with the reasons")
    func tellsCanvasCheck() throws {
        let decisions = try Parts(ReportFixtures.smallCourse).decisions
        let dueAt = ReportFixtures.instant("2026-02-14T04:59:59Z")
        #expect(decisions.checkLine(.match, canvasDueAt: dueAt) == nil)
        #expect(
            decisions.checkLine(.mismatch, canvasDueAt: dueAt)
                == "Canvas's own effective due date is different: Fri 13 Feb 2026, 23:59."
        )
        #expect(
            decisions.checkLine(.listed, canvasDueAt: nil)
                == "Canvas's own effective due dates list this student: no date."
        )
    }
}
