import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("student, one student's dates over all courses")
struct StudentSheetTests {
    /// Zelda's own date for one item, her section's for a second; a third is for another section; one has no due date.
    private static let botany = CourseSnapshot.fixture(
        sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
        students: [.fixture(101, "Quimby, Zelda"), .fixture(102, "Adair, Tom")],
        enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12, .completed), Enrollment(102, in: 11)],
        items: [
            .fixture(201, "Leaf Quiz", due: .day(9), lock: .day(10)), .fixture(202, "Seed Quiz", due: .day(1)),
            .fixture(203, "Root Quiz", onlyOverrides: true), .fixture(204, "Moss Quiz", lock: .day(3)),
            .fixture(205, "Herbarium", due: .day(5)),
        ],
        overrides: [
            .item(51, of: 201, .students([101]), due: .at(.day(4)), title: "Extra time"),
            .item(52, of: 202, .section(11), due: .at(.day(2)), title: "A"),
            .item(53, of: 203, .section(99), due: .at(.day(2))),
        ]
    )

    private static func sheet(of courses: [CourseSnapshot], unread: [IncompleteCourse] = []) -> StudentSheet {
        StudentSheet(
            student: .fixture(101, "Quimby, Zelda"),
            facts: ReportFixtures.facts,
            courses: courses.compactMap { StudentCourse($0.report(), of: 101) },
            unread: unread
        )
    }

    @Test("dates of all courses stand in one order, each told apart by how far it is the student's own")
    func order() {
        var zoology = CourseSnapshot.fixture(
            students: [.fixture(101, "Quimby, Zelda")],
            items: [.fixture(301, "Shell Quiz", due: .day(3))]
        )
        zoology.course.id = 2
        zoology.course.name = "Zoology"
        let dates = Self.sheet(of: [Self.botany, zoology]).dates
        #expect(
            dates.map { "\($0.row.item.name), \($0.row.course.course.name): \($0.difference), \($0.rows.count)" } == [
                "Seed Quiz, Field Botany: section, 2", "Moss Quiz, Field Botany: none, 2",
                "Shell Quiz, Zoology: none, 1", "Leaf Quiz, Field Botany: own, 2", "Herbarium, Field Botany: none, 2",
                "Root Quiz, Field Botany: section, 2",
            ]
        )
    }

    @Test("the text says what is different, why, whom to ask, and where it was read")
    func text() {
        var partial = Self.botany
        partial.gaps = [DataGap(kind: .modulesHidden, permission: "Course Content - view", message: "No modules.")]
        let failed = IncompleteCourse(reference: "HIST-9", status: .failed, reason: "Canvas refused it.")
        let lines = Self.sheet(of: [partial], unread: [failed]).lines
        let text = lines.joined(separator: "\n")
        #expect(
            text.hasPrefix(
                """
                Dates of Quimby, Zelda (id 101, SIS id S101)
                As of Sun 15 Feb 2026, 12:00 UTC.
                Read from canvas.example.edu, Sun 15 Feb 2026, 11:58 to Sun 15 Feb 2026,
                  11:59:30 UTC, with the token of Registrar's Office (id 9).
                snapshot.sqlite, override-report 0.1.0.

                Courses, and whom to ask
                  Field Botany (id 1): Section A, active; Section B, completed
                    Times are those of America/New_York.
                    Partial: No modules. Ask for the permission “Course Content - view”.
                    Ask its teachers: https://canvas.example.edu/courses/1/users

                Not known: these courses could not be read
                  HIST-9: Canvas refused it.

                Different for this student
                  Leaf Quiz, Field Botany
                    Mon 5 Oct 2026, 08:00; until Sun 11 Oct 2026, 08:00
                      Due: Student override “Extra time” (id 51). For everyone: Sat 10 Oct 2026,
                      08:00.
                      Module overrides could not be read; whether the item is assigned to this
                      student is not certain.

                """
            ),
            "\(text)"
        )
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(
            text.contains("\n  * Mon 5 Oct 2026, 08:00: Leaf Quiz, Field Botany\n      until Sun 11 Oct 2026, 08:00\n")
        )
        #expect(text.contains("\n    Root Quiz, Field Botany: not assigned"))
    }

    private static let ownColumns = [
        "different", "why", "time_limit_minutes", "extra_time_minutes", "allowed_attempts", "extra_attempts",
        "manually_unlocked", "minutes_short", "sufficient_lock_at",
    ]

    /// Thirty minutes more for a quiz of an hour, which locks when it is due.
    private static func accommodated(_ edit: (inout CourseSnapshot) -> Void = { _ in }) -> CourseSnapshot {
        var course = botany
        course.items[0].limits = QuizLimits(timeLimit: 60, allowedAttempts: 2)
        course.overrides[0].lockAt = .at(.day(4))
        course.accommodations = [
            Accommodation(quizID: 1201, studentID: 101, extraTime: 30, extraAttempts: 1, state: "settings_only")
        ]
        edit(&course)
        return course
    }

    @Test("extra time, attempts, minutes short and the lock date that would do are in all four formats")
    func accommodations() throws {
        var course = Self.accommodated()
        course.items[4].kind = .newQuiz
        let sheet = Self.sheet(of: [course])
        #expect(
            sheet.lines.joined(separator: "\n").contains(
                """

                Extra time and attempts
                  Leaf Quiz, Field Botany
                    Extra time: 30 minutes (on a time limit of 60).
                    Extra attempts: 1 (beyond 2).
                    The lock date takes 30 minutes of it, if the student starts as late as
                    others may.
                    With a lock date of Mon 5 Oct 2026, 08:30 or later, no time is lost.
                  Field Botany: Canvas offers no way to read who has extra time or attempts in
                    New Quizzes.

                """
            ),
            "\(sheet.lines.joined(separator: "\n"))"
        )
        let table = String(decoding: sheet.csv, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(table.filter { $0.hasSuffix(",60,30,2,1,false,30,2026-10-05T08:30:00-04:00") }.count == 2, "\(table)")
        let document = try #require(JSONSerialization.jsonObject(with: Data(sheet.json)) as? [String: Any])
        let dates = try #require(document["dates"] as? [[String: Any]])
        #expect(dates.map { $0["minutes_short"] as? Int }.compactMap(\.self) == [30, 30])
        #expect(dates.compactMap { $0["sufficient_lock_at"] as? String }.first == "2026-10-05T08:30:00-04:00")
        let page = String(decoding: try sheet.html(templates: nil), as: UTF8.self)
        for part in [
            "Extra time: 30 minutes (on a time limit of 60).", "<span class=\"delta\">30</span>",
            "needs a lock date of <time datetime=\"2026-10-05T08:30:00-04:00\">",
            "<bdi>Field Botany</bdi>: Canvas offers no way to read who has extra time or attempts in New Quizzes.",
        ] {
            #expect(page.contains(part), "\(part)")
        }
    }

    @Test("where nobody asked, that is said; where nobody has any, that; an item that is not assigned says so")
    func withoutAccommodations() {
        func text(_ course: CourseSnapshot) -> String { Self.sheet(of: [course]).lines.joined(separator: "\n") }
        #expect(
            text(Self.botany).contains(
                "\nExtra time and attempts\n  Canvas was not asked who has extra time or attempts. Fetch the"
            )
        )
        #expect(
            text(Self.accommodated { $0.accommodations = [] }).contains(
                "\nExtra time and attempts\n  None in Classic Quizzes.\n"
            )
        )
        let taken = Self.accommodated { $0.overrides[0].unassigns = true }
        #expect(text(taken).contains("Extra attempts: 1 (beyond 2).\n    The item is not assigned to the student.\n"))
    }

    @Test("the teachers are those to ask, and the account, where they are known")
    func teachers() throws {
        var course = Self.botany
        course.teachers = [
            Teacher(id: 9, sortableName: "Thornbury, Ada"), Teacher(id: 8, sortableName: "Pell, Gideon"),
        ]
        (course.course.accountID, course.course.accountName) = (22, "Marine Station")
        let sheet = Self.sheet(of: [course])
        #expect(
            sheet.lines.joined(separator: "\n").contains(
                """
                    Ask its teachers: Pell, Gideon; Thornbury, Ada
                    Account: Marine Station
                    All of its people: https://canvas.example.edu/courses/1/users
                """
            )
        )
        let page = String(decoding: try sheet.html(templates: nil), as: UTF8.self)
        #expect(page.contains("Ask: <bdi>Pell, Gideon; Thornbury, Ada</bdi>"))
        #expect(page.contains("<a href=\"https://canvas.example.edu/accounts/22\"><bdi>Marine Station</bdi></a>"))
        let document = try #require(JSONSerialization.jsonObject(with: Data(sheet.json)) as? [String: Any])
        let courses = try #require(document["courses"] as? [[String: Any]])
        #expect(courses[0]["teachers"] as? [String] == ["Pell, Gideon", "Thornbury, Ada"])
    }

    @Test("CSV and JSON are the rows of students.csv by date, with what is different and why")
    func rows() throws {
        let sheet = Self.sheet(of: [Self.botany])
        let table = String(decoding: sheet.csv, as: UTF8.self).components(separatedBy: "\r\n")
        #expect(table[0] == (Reports.students.columns.map(\.name) + Self.ownColumns).joined(separator: ","))
        #expect(table.count == 1 + 5 * 2 + 1)
        #expect(
            table[5].hasSuffix(
                ",own,\"Due: Student override “Extra time” (id 51). For everyone: Sat 10 Oct 2026, 08:00.\",,,,,,,"
            ),
            "\(table[5])"
        )
        let document = try #require(JSONSerialization.jsonObject(with: Data(sheet.json)) as? [String: Any])
        let dates = try #require(document["dates"] as? [[String: Any]])
        #expect(
            dates.map { $0["different"] as? String } == Array(repeating: "section", count: 2) + [
                "none", "none", "own", "own", "none", "none", "section", "section",
            ]
        )
        #expect(dates[4]["due_at"] as? String == "2026-10-05T08:00:00-04:00")
        #expect((document["source"] as? [String: Any])?["viewer_name"] as? String == "Registrar's Office")
    }

    @Test("the page holds no script, names its zone and sources, and no name runs as markup")
    func page() throws {
        var course = Self.botany
        course.course.name = "<b>Field</b> \"Botany\"}"
        let page = String(decoding: try Self.sheet(of: [course]).html(templates: nil), as: UTF8.self)
        #expect(page.contains("script-src 'none'"))
        #expect(!page.contains("<script"))
        #expect(!page.contains("<b>Field"))
        #expect(page.contains("<strong>America/New_York</strong>"))
        #expect(
            page.contains("Read from canvas.example.edu with the token of <bdi>Registrar&#39;s Office (id 9)</bdi>")
        )
        #expect(page.contains("href=\"https://canvas.example.edu/courses/1/users\""))
        #expect(
            page.contains(
                "content: \"Quimby, Zelda · canvas.example.edu · as of Sun 15 Feb 2026, 07:00"
            )
        )
    }

    @Test("a snapshot is asked for the courses of the student alone, and for those that could not be read")
    func store() throws {
        let scratch = try ScratchDirectory()
        let store = try scratch.newStore()
        var other = Self.botany
        other.course.id = 2
        other.students = [.fixture(102, "Adair, Thomas")]
        var failed = other.record
        failed.reference = CourseReference(identity: .canvas(3), text: "3")
        failed.outcome = .failed(reason: "Canvas refused it.")
        let records = [failed, other.record, Self.botany.record]
        try store.setCourseList(records.map(\.reference))
        for record in records { try store.save(record) }
        try store.markFinished(at: .noon)
        #expect(try store.courseList(of: 101).map(\.text) == ["1"])
        #expect(try store.courseList(of: 102).map(\.text) == ["2", "1"])
        #expect(
            try store.students().map { "\($0.id) \($0.sortableName)" } == [
                "101 Quimby, Zelda", "102 Adair, Thomas", "102 Adair, Tom",
            ]
        )
        #expect(try store.failedCourses().map(\.reference) == ["3"])
        try store.close()

        func sheet(_ text: String) throws -> StudentSheet {
            try StudentSheet(
                snapshot: scratch.snapshot,
                student: text,
                version: "1.0.0",
                asOf: .noon,
                concluded: .asCanvas,
                timeZone: .course
            )
        }
        #expect(try sheet("thomas adair").courses.map(\.course.course.id) == [2, 1])
        #expect(try sheet("Tom Adair").student.id == 102)
        let unknown = #expect(throws: ExplanationError.self) { try sheet("Quinby, Zelda") }
        #expect(
            unknown?.description == "no student “Quinby, Zelda” in \(scratch.snapshot). Did you mean Quimby, Zelda "
                + "(id 101)? Then give 101."
        )
    }
}
