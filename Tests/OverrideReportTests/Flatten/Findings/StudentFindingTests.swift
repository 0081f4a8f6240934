import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Findings: one student and one item")
struct StudentFindingTests {
    private let twoSections = [CourseSnapshot.sectionA, CourseSnapshot.sectionB]

    // MARK: competing-overrides

    @Test("several overrides that set one date: which wins, and why")
    func competing() {
        let snapshot = CourseSnapshot.fixture(
            sections: twoSections,
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12)],
            items: [.fixture(201, due: .day(1))],
            overrides: [
                .item(51, .section(11), due: .at(.day(4)), unlock: .at(.day(-2))),
                .item(52, .section(12), due: .at(.day(3)), unlock: .at(.day(-3)), lock: .at(.day(9))),
            ]
        )
        #expect(
            snapshot.findings(.competingOverrides) == [
                "note: Several overrides of “Leaf Quiz” set the same date of Student 101: due Mon 5 Oct 2026, 08:00 "
                    + "America/New_York from override 51 (section), not from 52 (section): it is the latest date among "
                    + "the overrides; unlock Mon 28 Sep 2026, 08:00 America/New_York from override 52 (section), not from "
                    + "51 (section): it is the earliest date among the overrides."
            ]
        )
    }

    @Test("overrides of different dates do not compete, nor do those for different students")
    func notCompeting() {
        let snapshot = CourseSnapshot.fixture(
            students: [.fixture(101), .fixture(102)],
            overrides: [
                .item(51, .students([101]), due: .at(.day(4))), .item(52, .section(11), lock: .at(.day(4))),
                .item(53, .students([102]), due: .at(.day(5))),
            ]
        )
        #expect(snapshot.findings(.competingOverrides) == [])
    }

    @Test("a group that lists a student twice does not make an override compete with itself")
    func listedTwice() {
        let snapshot = CourseSnapshot.fixture(
            groups: [Group(id: 21, categoryID: 31, memberIDs: [101, 101])],
            items: [.fixture(201, groupCategoryID: 31)],
            overrides: [.item(51, .group(21), due: .at(.day(4)))]
        )
        #expect(snapshot.findings(.competingOverrides) == [])
    }

    // MARK: canvas-disagrees

    private func checked(
        _ canvas: [CanvasDueDates.Entry],
        enrollments: [Enrollment] = [Enrollment(101, in: 11)],
        item: Item = .fixture(201, due: .day(2)),
        overrides: [Override] = []
    ) -> CourseSnapshot {
        var snapshot = CourseSnapshot.fixture(
            sections: twoSections,
            enrollments: enrollments,
            items: [item],
            overrides: overrides
        )
        snapshot.canvasDueDates = CanvasDueDates(entries: canvas)
        return snapshot
    }

    private func entry(_ dueAt: Instant?) -> CanvasDueDates.Entry {
        CanvasDueDates.Entry(assignmentID: 201, studentID: 101, dueAt: dueAt)
    }

    @Test("another due date in Canvas's own answer is an error where nothing explains it")
    func disagrees() {
        #expect(
            checked([entry(.day(5))]).findings(.canvasDisagrees) == [
                "error: For Student 101, “Leaf Quiz” is due Sat 3 Oct 2026, 08:00 America/New_York by the "
                    + "overrides, while Canvas's effective due dates have Tue 6 Oct 2026, 08:00 America/New_York. "
                    + "No known difference inside Canvas explains this; check it in Canvas."
            ]
        )
        #expect(
            checked([]).findings(.canvasDisagrees) == [
                "error: For Student 101, “Leaf Quiz” is due Sat 3 Oct 2026, 08:00 America/New_York by the "
                    + "overrides, while Canvas's effective due dates do not list the student. No known difference "
                    + "inside Canvas explains this; check it in Canvas."
            ]
        )
    }

    @Test("the same minute is the same date, and no answer is no disagreement")
    func agrees() {
        #expect(checked([entry(Instant.day(2).adding(seconds: 59))]).findings(.canvasDisagrees) == [])
        var unchecked = checked([])
        unchecked.canvasDueDates = nil
        #expect(unchecked.findings(.canvasDisagrees) == [])
    }

    @Test("a student override that unassigns beside a section override that assigns is a known cause")
    func unassignedBesideAssigned() {
        let snapshot = checked(
            [entry(.day(4))],
            overrides: [.item(51, .students([101]), unassigns: true), .item(52, .section(11), due: .at(.day(4)))]
        )
        #expect(
            snapshot.findings(.canvasDisagrees) == [
                "note: For Student 101, “Leaf Quiz” is not assigned by the overrides, while Canvas's "
                    + "effective due dates have Mon 5 Oct 2026, 08:00 America/New_York. An override takes the item "
                    + "from the student while another assigns it to a section, group or the course: Canvas's "
                    + "effective due dates follow the other; students see it taken away or with other dates."
            ]
        )
    }

    @Test("a group outside the item's group set is a known cause")
    func groupElsewhere() {
        var snapshot = checked([entry(.day(4))], overrides: [.item(51, .group(21), due: .at(.day(4)))])
        snapshot.groups = [Group(id: 21, categoryID: 31, memberIDs: [101])]
        #expect(
            snapshot.findings(.canvasDisagrees) == [
                "note: For Student 101, “Leaf Quiz” is due Sat 3 Oct 2026, 08:00 America/New_York by the "
                    + "overrides, while Canvas's effective due dates have Mon 5 Oct 2026, 08:00 America/New_York. "
                    + "An override names a group outside the item's group set: Canvas's effective due dates count "
                    + "its date; the dates that students see do not."
            ]
        )
    }

    @Test("a section override of an enrollment that is not active is a known cause, and only that")
    func inactiveSection() {
        let overrides: [Override] = [.item(51, .section(12), due: .at(.day(4)))]
        let enrollments = [Enrollment(101, in: 11), Enrollment(101, in: 12, .completed)]
        let known = checked([entry(.day(2))], enrollments: enrollments, overrides: overrides)
        let asActive = FlattenOptions.fixture(concluded: .asActive)
        #expect(known.findings(.canvasDisagrees) == [])
        #expect(
            known.findings(.canvasDisagrees, asActive) == [
                "note: For Student 101, “Leaf Quiz” is due Mon 5 Oct 2026, 08:00 America/New_York by the "
                    + "overrides, while Canvas's effective due dates have Sat 3 Oct 2026, 08:00 America/New_York. "
                    + "An override is for a section where the student's enrollment is not active: Canvas's "
                    + "effective due dates rank it last; the dates that students see do so only where another "
                    + "override sets the date."
            ]
        )
        let unknown = checked([entry(.day(9))]).found(.canvasDisagrees, asActive)
        #expect(unknown.map(\.severity) == [.error])
    }

    // MARK: module-hides-item

    @Test("a module that takes an item from a student who has a date for it in an override that does not count")
    func moduleHides() {
        var snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12, .inactive)],
            overrides: [.item(51, .section(12), due: .at(.day(4)), title: "Moss"), .module(61, .students([]))],
            modules: [.fixture(301)]
        )
        #expect(
            snapshot.findings(.moduleHidesItem) == [
                "warning: A module hides “Leaf Quiz” from Student 101, although the override “Moss” has a date for the "
                    + "student."
            ]
        )
        snapshot.enrollments = [Enrollment(101, in: 11), Enrollment(101, in: 12)]
        #expect(snapshot.findings(.moduleHidesItem) == [])
    }

    @Test(
        "an override that counts assigns the item, whatever the module says",
        arguments: [.students([101]), .section(11), .course] as [OverrideTarget]
    )
    func overrideBeatsModule(target: OverrideTarget) throws {
        let snapshot = CourseSnapshot.fixture(
            overrides: [.item(51, target, due: .at(.day(4))), .module(61, .students([]))],
            modules: [.fixture(301)]
        )
        #expect(snapshot.findings(.moduleHidesItem) == [])
        #expect(try #require(snapshot.report().students.first).effective.assignment.isAssigned)
    }

    // MARK: concluded-section-ignored

    @Test("a section override that does not count for an enrollment that is not active")
    func concludedSection() {
        let snapshot = CourseSnapshot.fixture(
            sections: twoSections,
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12, .completed)],
            overrides: [.item(51, .section(12), due: .at(.day(4)))]
        )
        #expect(
            snapshot.findings(.concludedSectionIgnored) == [
                "note: The section override 51 of “Leaf Quiz” does not count for Student 101, whose enrollment in that "
                    + "section is not active."
            ]
        )
        #expect(snapshot.findings(.concludedSectionIgnored, .fixture(concluded: .asActive)) == [])
    }

    @Test("an item that is there through overrides only takes such an override, and nothing is set aside")
    func onlyThroughOverrides() {
        let snapshot = CourseSnapshot.fixture(
            enrollments: [Enrollment(101, in: 11, .completed)],
            items: [.fixture(201, onlyOverrides: true)],
            overrides: [.item(51, .section(11), due: .at(.day(4)))]
        )
        #expect(snapshot.findings(.concludedSectionIgnored) == [])
    }
}
