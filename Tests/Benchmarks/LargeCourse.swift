import CanvasAPI
import Foundation

@testable import OverrideReport

/// A course of ten sections with a few overrides an item: most students have what everyone has.
enum LargeCourse {
    static let asOf = Instant(secondsSince1970: 1_795_000_000)

    static func record(students studentCount: Int, items itemCount: Int) -> CourseRecord {
        let sections = (1...10).map { Section(id: id($0), sisID: "S-\($0)", name: "Section \($0)") }
        let students = (1...studentCount).map { number in
            Student(
                id: id(1_000 + number),
                sisID: "U\(100_000 + number)",
                sortableName: "Family\(number * 7_919 % studentCount), Given\(number)"
            )
        }
        let items = (1...itemCount).map { number in
            Item(
                key: .assignment(id(50_000 + number)),
                kind: number % 3 == 0 ? .classicQuiz : .assignment,
                quizID: number % 3 == 0 ? id(60_000 + number) : nil,
                name: "Week \(number): an exercise with a name of some length",
                url: "/courses/1/assignments/\(50_000 + number)",
                base: dates(day: number)
            )
        }
        var snapshot = CourseSnapshot(
            course: Course(
                id: id(1),
                sisID: "BIO-101",
                code: "BIO 101",
                name: "Biology: first steps",
                timeZoneName: "America/New_York",
                term: Term(id: id(5), sisID: "2026-FA", name: "Fall 2026")
            ),
            sections: sections,
            students: students,
            enrollments: students.enumerated().map { place, student in
                Enrollment(studentID: student.id, sectionID: sections[place % 10].id, state: .active)
            },
            items: items,
            overrides: items.enumerated().flatMap { place, item in
                [
                    Override(
                        id: id(90_000 + 2 * place),
                        origin: .item(item.key),
                        title: "Section \(place % 10 + 1)",
                        target: .section(sections[place % 10].id),
                        dueAt: .overridden(item.base.dueAt?.adding(seconds: 2 * 86_400))
                    ),
                    Override(
                        id: id(90_001 + 2 * place),
                        origin: .item(item.key),
                        title: "Extra time",
                        target: .students((0..<5).map { students[(place * 11 + $0) % studentCount].id }),
                        dueAt: .overridden(item.base.dueAt?.adding(seconds: 7 * 86_400)),
                        lockAt: .overridden(nil)
                    ),
                ]
            }
        )
        snapshot.canvasDueDates = CanvasDueDates(
            entries: items.flatMap { item in
                students.map {
                    CanvasDueDates.Entry(
                        assignmentID: id(item.key.assignmentID?.rawValue ?? 0),
                        studentID: $0.id,
                        dueAt: item.base.dueAt
                    )
                }
            }
        )
        return CourseRecord(
            reference: CourseReference(identity: .canvas(id(1)), text: "1"),
            outcome: .read(snapshot.canonicalized()),
            fetchedAt: asOf,
            requestCount: 17
        )
    }

    private static func id(_ number: some BinaryInteger) -> CanvasID { CanvasID(rawValue: Int64(number)) }

    private static func dates(day: Int) -> DateSet {
        let due = asOf.adding(seconds: Int64(day) * 86_400)
        return DateSet(dueAt: due, unlockAt: due.adding(seconds: -604_800), lockAt: due.adding(seconds: 172_800))
    }
}

/// What a build that is not optimised takes says nothing, and it takes minutes.
enum Build {
    static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}
