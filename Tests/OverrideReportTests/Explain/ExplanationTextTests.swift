import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("explain, as text")
struct ExplanationTextTests {
    @Test("every override considered, what it says, which wins and by which rule")
    func wholeText() throws {
        let text = ExplanationText(try ExplanationCourse.explanation()).lines.joined(separator: "\n")
        #expect(
            text == """
                Why these dates: Quimby, Zelda, “Leaf Quiz”

                Course    Field Botany (id 1, SIS id BOT-101-F26)
                Student   Quimby, Zelda (id 101, SIS id U-101)
                Sections  Section A (id 11): active
                          Section B (id 12): completed
                Item      Leaf Quiz (assignment:201): classic quiz, published
                Times     America/New_York; now is 2026-10-01 08:00:00 -04:00

                Assigned
                  Yes: an override names the student (override 51).

                Dates
                  Due      2026-10-05 08:00:00 -04:00, from override 51
                           because an override for the student goes before all others
                  Unlocks  2026-09-26 08:00:00 -04:00, from the date for everyone
                           because no override that counts sets it
                  Locks    2026-09-30 08:00:00 -04:00, from override 52
                           because it is the only override that sets it

                Dates for everyone
                  Due      2026-10-03 08:00:00 -04:00
                  Unlocks  2026-09-26 08:00:00 -04:00
                  Locks    2026-10-04 08:00:00 -04:00

                Modules that hold it
                  “Module 301” (id 301): 1 override, so it is for those it names
                  “Module 302” (id 302): no overrides, so it is for everyone

                Overrides considered
                  51 “Zelda”, for student Quimby, Zelda
                    Reaches the student. It names the student.
                    Decides whether the item is assigned.
                    Due      2026-10-05 08:00:00 -04:00: wins
                    Unlocks  not overridden
                    Locks    not overridden

                  52 “A”, for section “Section A”
                    Reaches the student. The student is in section “Section A”.
                    Due      2026-10-07 08:00:00 -04:00: does not win
                    Unlocks  2026-09-22 08:00:00 -04:00: left out: its own lock date has passed
                    Locks    2026-09-30 08:00:00 -04:00: wins

                  53 “B”, for section “Section B”
                    Reaches the student. The student is in section “Section B”, where the
                      enrollment is not active.
                    Due      not overridden
                    Unlocks  not overridden
                    Locks    no date: set aside: the enrollment in its section is not active

                  55 “Team Moss”, for group “Team Moss”
                    Reaches the student. The student is in group “Team Moss”, which is not in
                      the item's own group set, so it sets no date.
                    Due      2026-10-10 08:00:00 -04:00: does not count: the group is not in the
                             item's group set
                    Unlocks  not overridden
                    Locks    not overridden

                  54 “Evening”, for section “Evening”
                    Does not reach the student. The student is not in section “Evening”.
                    Due      2026-10-09 08:00:00 -04:00
                    Unlocks  not overridden
                    Locks    not overridden

                  61 “Override 61” of module “Module 301”, for section “Evening”
                    Does not reach the student. The student is not in section “Evening”.
                    Has no dates, like every override of a module.

                Canvas's own effective due dates
                  The same: 2026-10-05 08:00:00 -04:00.

                Notes
                  A section override was set aside, because the student's enrollment in that
                    section is not active.
                  An override's unlock date is left out, as Canvas does, because the override's
                    own lock date has passed.
                  A group override sets no date, because its group is not in the item's group
                    set. It still counts for whether the item is assigned.

                Source
                  As of Sun 15 Feb 2026, 12:00 UTC.
                  Read from canvas.example.edu, Sun 15 Feb 2026, 11:58 to Sun 15 Feb 2026,
                    11:59:30 UTC, with the token of Registrar's Office (id 9).
                  snapshot.sqlite, override-report 0.1.0.
                """
        )
    }

    @Test("an item that is not assigned has no dates, and says why")
    func unassigned() throws {
        let explanation = try ExplanationCourse.explanation(item: .assignment(202))
        let text = ExplanationText(explanation).lines.joined(separator: "\n")
        #expect(
            text == """
                Why these dates: Quimby, Zelda, “Seed Quiz”

                Course    Field Botany (id 1, SIS id BOT-101-F26)
                Student   Quimby, Zelda (id 101, SIS id U-101)
                Sections  Section A (id 11): active
                          Section B (id 12): completed
                Item      Seed Quiz (assignment:202): classic quiz, published
                Times     America/New_York; now is 2026-10-01 08:00:00 -04:00

                Assigned
                  No: it is assigned only through overrides, and none reaches the student.

                Dates
                  None: the item is not assigned to the student.

                Dates for everyone
                  Due      no date
                  Unlocks  no date
                  Locks    no date

                Overrides considered
                  None.

                Canvas's own effective due dates
                  Not listed there, and not assigned here.

                Source
                  As of Sun 15 Feb 2026, 12:00 UTC.
                  Read from canvas.example.edu, Sun 15 Feb 2026, 11:58 to Sun 15 Feb 2026,
                    11:59:30 UTC, with the token of Registrar's Office (id 9).
                  snapshot.sqlite, override-report 0.1.0.
                """
        )
    }

    @Test("no line passes 80 columns where names allow it")
    func width() throws {
        for student in [101, 102, 103] as [CanvasID] {
            for item in [201, 202, 203] as [CanvasID] {
                let lines = ExplanationText(
                    try ExplanationCourse.explanation(student: student, item: .assignment(item))
                ).lines
                #expect(lines.allSatisfy { $0.count <= 80 })
                #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
            }
        }
    }

    @Test("what the token can't see is called unknown, first of all and in each sentence")
    func hiddenFromTheToken() throws {
        var snapshot = CourseSnapshot.fixture(
            items: [.fixture(201, due: .day(2))],
            overrides: [
                .item(51, .unknown, due: .at(.day(4)), title: "2 students"),
                .item(52, .section(11), due: .at(.day(6)), title: "A"),
            ],
            modules: [.fixture(301)]
        )
        snapshot.items[0].overrideSource = .quizEndpoint
        snapshot.gaps = [DataGap(kind: .moduleOverridesHidden, message: "Module overrides can't be read.")]
        let explanation = try Explanation(
            student: 101,
            item: .assignment(201),
            in: snapshot,
            options: .fixture(),
            facts: ReportFixtures.facts
        )
        let lines = ExplanationText(explanation).lines
        let first = try #require(lines.firstIndex(of: "Not certain: the token can't see everything"))
        #expect(try first < #require(lines.firstIndex(of: "Assigned")))
        let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(text.contains("as far as the token sees, an override reaches the student through a group or section"))
        #expect(text.contains("because as far as the token sees, it is the only override that sets it"))
        #expect(text.contains("its overrides can't be read, so whom it is for is not known"))
        #expect(text.contains("Not known whether it reaches the student. Its target can't be read."))
        #expect(!text.contains("Does not reach the student. Its target can't be read."))
        #expect(!explanation.isCertain)
        #expect(explanation.overrides.map(\.reaches) == [true, nil])
    }
}

/// A course in which one student's dates come from three places, and most of what can happen to an override does.
enum ExplanationCourse {
    static let snapshot: CourseSnapshot = {
        var snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB, Section(id: 13, name: "Evening")],
            students: [
                Student(id: 101, sisID: "U-101", sortableName: "Quimby, Zelda"),
                Student(id: 102, sisID: "U-102", sortableName: "Adair, Tom"),
                Student(id: 103, sortableName: "Adair, Tom"),
            ],
            enrollments: [
                Enrollment(101, in: 11), Enrollment(101, in: 12, .completed), Enrollment(102, in: 13),
                Enrollment(103, in: 13),
            ],
            groups: [Group(id: 21, name: "Team Moss", categoryID: 32, memberIDs: [101])],
            items: [
                .fixture(201, due: .day(2), unlock: .day(-5), lock: .day(3), groupCategoryID: 31),
                .fixture(202, "Seed Quiz", onlyOverrides: true),
                .fixture(203, "Herbarium"),
            ],
            overrides: [
                .item(51, .students([101]), due: .at(.day(4)), title: "Zelda"),
                .item(52, .section(11), due: .at(.day(6)), unlock: .at(.day(-9)), lock: .at(.day(-1)), title: "A"),
                .item(53, .section(12), lock: .noDate, title: "B"),
                .item(54, .section(13), due: .at(.day(8)), title: "Evening"),
                .item(55, .group(21), due: .at(.day(9)), title: "Team Moss"),
                .module(61, .section(13)),
            ],
            modules: [.fixture(301), .fixture(302, holding: [.assignment(201), .assignment(203)])]
        )
        snapshot.canvasDueDates = CanvasDueDates(
            entries: [CanvasDueDates.Entry(assignmentID: 201, studentID: 101, dueAt: .day(4))]
        )
        return snapshot
    }()

    static func explanation(
        student: CanvasID = 101,
        item: ItemKey = .assignment(201),
        options: FlattenOptions = .fixture()
    ) throws -> Explanation {
        try Explanation(student: student, item: item, in: snapshot, options: options, facts: ReportFixtures.facts)
    }
}
