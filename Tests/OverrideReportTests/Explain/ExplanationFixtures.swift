import CanvasAPI

@testable import OverrideReport

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
        try Explanation(student: student, item: item, in: snapshot, options: options)
    }
}
