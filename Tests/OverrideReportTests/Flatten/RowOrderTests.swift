import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Order of rows")
struct RowOrderTests {
    @Test("by section, student, base due date with none last, item name, then ids")
    func wholeOrder() {
        let snapshot = CourseSnapshot.fixture(
            sections: [Section(id: 12, name: "B"), Section(id: 11, name: "A")],
            students: [.fixture(102, "Zola, Ada"), .fixture(101, "Adair, Tom")],
            enrollments: [Enrollment(102, in: 11), Enrollment(101, in: 12), Enrollment(101, in: 11)],
            items: [
                .fixture(204, "Alpha"), .fixture(203, "Zeta", due: .day(1)), .fixture(202, "Beta", due: .day(2)),
                .fixture(201, "Aster", due: .day(2)),
            ]
        )
        let report = snapshot.report()
        let items = ["Zeta", "Aster", "Beta", "Alpha"]
        let expected =
            items.map { "A Adair, Tom \($0)" } + items.map { "A Zola, Ada \($0)" } + items.map { "B Adair, Tom \($0)" }
        #expect(report.students.map { "\($0.section.name) \($0.student.sortableName) \($0.item.name)" } == expected)
        #expect(
            report.sections.map { "\($0.section.name) \($0.item.name)" }
                == items.map { "A \($0)" } + items.map { "B \($0)" }
        )
    }

    @Test("text goes by its UTF-8 bytes: capitals before small letters, accents behind, and é is not e with an accent")
    func bytes() {
        let names = ["Zola", "adair", "E\u{301}luard", "\u{C9}luard", "Éa", "松"]
        let snapshot = CourseSnapshot.fixture(
            students: zip(names, 101...).map { .fixture(CanvasID(Int64($1)), $0) }.reversed()
        )
        let order = snapshot.report().students.map { Array($0.student.sortableName.utf8) }
        let expected = ["E\u{301}luard", "Zola", "adair", "Éa", "\u{C9}luard", "松"].map { Array($0.utf8) }
        #expect(order == expected)
    }

    @Test("the students of a page have one order, whatever the form of their accents and the order they come in")
    func pageOrder() {
        let names = ["E\u{301}luard", "Zola", "\u{C9}luard", "E\u{301}luard", "\u{C9}luard"]
        let ids: [CanvasID] = [104, 103, 101, 102, 105]
        let students = zip(names, ids).map { Student.fixture($1, $0) }
        for turn in students.indices {
            let turned = Array(students[turn...] + students[..<turn])
            #expect(turned.sorted { $0.precedes($1) }.map(\.id) == [102, 104, 103, 101, 105])
        }
    }

    @Test("namesakes in one section are told apart by their ids behind the item")
    func namesakes() {
        let snapshot = CourseSnapshot.fixture(
            students: [.fixture(102, "Adair, Tom"), .fixture(101, "Adair, Tom")],
            items: [.fixture(202, "B", due: .day(1)), .fixture(201, "A", due: .day(1))]
        )
        #expect(
            snapshot.report().students.map { "\($0.item.name) \($0.student.id)" } == [
                "A 101", "A 102", "B 101", "B 102",
            ]
        )
    }

    @Test("sections and items of one name go by section, then item")
    func sameNames() {
        let snapshot = CourseSnapshot.fixture(
            sections: [Section(id: 12, name: "A"), Section(id: 11, name: "A")],
            enrollments: [Enrollment(101, in: 12), Enrollment(101, in: 11)],
            items: [.fixture(202, "Quiz"), .fixture(201, "Quiz")]
        )
        let expected = ["11 201", "11 202", "12 201", "12 202"]
        let report = snapshot.report()
        #expect(report.sections.map { "\($0.section.id) \($0.item.assignmentID?.description ?? "")" } == expected)
        #expect(report.students.map { "\($0.section.id) \($0.item.assignmentID?.description ?? "")" } == expected)
    }

    @Test("one student, active and completed in one section, is two rows in one order")
    func twoStates() {
        let enrollments = [Enrollment(101, in: 11, .completed), Enrollment(101, in: 11, .active)]
        for list in [enrollments, enrollments.reversed()] {
            let rows = CourseSnapshot.fixture(enrollments: list).report().students
            #expect(rows.map(\.enrollmentState) == [.active, .completed])
        }
    }
}
