import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Findings: items, overrides and hidden data")
struct ItemFindingTests {
    private let gap = DataGap(
        kind: .sectionLimited,
        permission: "Users - view",
        message: "The token sees its own section only."
    )

    // MARK: nobody-assigned

    @Test("a published item that is assigned to nobody")
    func nobodyAssigned() {
        var snapshot = CourseSnapshot.fixture(items: [.fixture(201, onlyOverrides: true)])
        #expect(
            snapshot.findings(.nobodyAssigned) == [
                "warning: “Leaf Quiz” is published, but assigned to no student of the course."
            ]
        )
        snapshot.items[0].isPublished = false
        #expect(snapshot.findings(.nobodyAssigned) == [])
    }

    @Test("one student is enough, also one whom --enrollment-state leaves out")
    func oneStudentAssigned() {
        let snapshot = CourseSnapshot.fixture(
            enrollments: [Enrollment(101, in: 11, .completed)],
            items: [.fixture(201, onlyOverrides: true)],
            overrides: [.item(51, .students([101]))]
        )
        #expect(snapshot.findings(.nobodyAssigned, .fixture(enrollmentStates: [.active])) == [])
    }

    @Test("what hidden data may assign is not said to be assigned to nobody")
    func nobodyAssignedOfHidden() {
        var hidden = CourseSnapshot.fixture(items: [.fixture(201, onlyOverrides: true)])
        hidden.items[0].overrideSource = .hidden
        #expect(hidden.findings(.nobodyAssigned) == [])
        var limited = CourseSnapshot.fixture(items: [.fixture(201, onlyOverrides: true)])
        limited.gaps = [gap]
        #expect(limited.findings(.nobodyAssigned) == [])
        let unknown = CourseSnapshot.fixture(
            items: [.fixture(201, onlyOverrides: true)],
            overrides: [.item(51, .unknown)]
        )
        #expect(unknown.findings(.nobodyAssigned) == [])
    }

    // MARK: override-reaches-nobody

    @Test(
        "an override that reaches nobody, with the reason",
        arguments: [
            (.students([]), "it names no student"),
            (.students([999]), "none of the students it names is enrolled in the course"),
            (.section(12), "section “Section B” has no students"),
            (.section(99), "its section is gone"),
            (.group(21), "no student of the course is in “Empty”"),
            (.group(22), "its group belongs to another group set than the item's"),
            (.group(99), "its group is gone"),
        ] as [(OverrideTarget, String)]
    )
    func reachesNobody(target: OverrideTarget, reason: String) {
        let snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            groups: [
                Group(id: 21, name: "Empty", categoryID: 31, memberIDs: []),
                Group(id: 22, name: "Elsewhere", categoryID: 32, memberIDs: [101]),
            ],
            items: [.fixture(201, groupCategoryID: 31)],
            overrides: [.item(51, target, due: .at(.day(1)), title: "Late")]
        )
        #expect(
            snapshot.findings(.overrideReachesNobody) == [
                "warning: The override “Late” of “Leaf Quiz” reaches nobody: \(reason)."
            ]
        )
    }

    @Test("an override of a module that names no student")
    func moduleReachesNobody() {
        let snapshot = CourseSnapshot.fixture(overrides: [.module(61, .students([]))], modules: [.fixture(301)])
        let found = snapshot.found(.overrideReachesNobody)
        #expect(
            found.map(\.message) == [
                "The override “Override 61” of module “Module 301” reaches nobody: it names no student."
            ]
        )
        #expect(found.map(\.module?.id) == [301])
        #expect(found.map(\.canvasURL) == ["https://canvas.example.edu/courses/1/modules"])
    }

    @Test("an override that reaches one student is let be, and so is one whose students are hidden")
    func reachesSomebody() {
        let reaching = CourseSnapshot.fixture(
            overrides: [.item(51, .students([101, 999])), .item(52, .section(11)), .item(53, .course)]
        )
        #expect(reaching.findings(.overrideReachesNobody) == [])
        var limited = CourseSnapshot.fixture(overrides: [.item(51, .students([]))])
        limited.gaps = [gap]
        #expect(limited.findings(.overrideReachesNobody) == [])
        var fromEndpoint = CourseSnapshot.fixture(overrides: [.item(51, .students([]))])
        fromEndpoint.items[0].overrideSource = .quizEndpoint
        #expect(fromEndpoint.findings(.overrideReachesNobody) == [])
        var groupHidden = CourseSnapshot.fixture(overrides: [.item(51, .group(21))])
        groupHidden.gaps = [DataGap(kind: .groupMembersHidden, message: "Hidden.", itemKey: .assignment(201))]
        #expect(groupHidden.findings(.overrideReachesNobody) == [])
    }

    // MARK: hidden-from-quiz-endpoint

    @Test("an override with a date that the quiz endpoint does not list")
    func hiddenFromQuizEndpoint() {
        var snapshot = CourseSnapshot.fixture(overrides: [.item(51, .section(11), lock: .noDate, title: "Late")])
        snapshot.items[0].idsListedByQuizEndpoint = []
        #expect(
            snapshot.findings(.hiddenFromQuizEndpoint) == [
                "warning: The override “Late” sets dates of “Leaf Quiz”, but the quiz override endpoint does not list "
                    + "it."
            ]
        )
        snapshot.items[0].idsListedByQuizEndpoint = [51]
        #expect(snapshot.findings(.hiddenFromQuizEndpoint) == [])
        snapshot.items[0].idsListedByQuizEndpoint = nil
        #expect(snapshot.findings(.hiddenFromQuizEndpoint) == [])
    }

    @Test("what sets no date, or unassigns, need not be listed")
    func needNotBeListed() {
        var snapshot = CourseSnapshot.fixture(
            overrides: [.item(51, .section(11)), .item(52, .students([101]), due: .noDate, unassigns: true)]
        )
        snapshot.items[0].idsListedByQuizEndpoint = []
        #expect(snapshot.findings(.hiddenFromQuizEndpoint) == [])
    }

    // MARK: data-hidden

    @Test("what the token may not see, with the permission to ask for")
    func dataHidden() {
        var snapshot = CourseSnapshot.fixture()
        #expect(snapshot.findings(.dataHidden) == [])
        snapshot.gaps = [gap]
        #expect(
            snapshot.findings(.dataHidden) == [
                "warning: The token sees its own section only. Ask for the permission “Users - view”."
            ]
        )
        let row = snapshot.report().row
        #expect(row.status == .partial)
        #expect(row.reason == "The token sees its own section only. Ask for the permission “Users - view”.")
    }
}
