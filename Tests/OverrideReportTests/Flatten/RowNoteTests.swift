import CanvasAPI
import Testing

@testable import OverrideReport

/// Every note of a row, shown and absent.
@Suite("Notes of rows")
struct RowNoteTests {
    private func notes(_ snapshot: CourseSnapshot, _ options: FlattenOptions = .fixture()) throws -> Set<RowNote> {
        try #require(snapshot.report(options).students.first).effective.notes
    }

    @Test("a course without anything special has no notes")
    func none() throws {
        let snapshot = CourseSnapshot.fixture(overrides: [.item(51, .students([101]), due: .at(.day(1)))])
        #expect(try notes(snapshot) == [])
    }

    @Test("a section override of an enrollment that is not active is set aside")
    func concluded() throws {
        let snapshot = CourseSnapshot.fixture(
            enrollments: [Enrollment(101, in: 11, .inactive)],
            overrides: [.item(51, .section(11), due: .at(.day(1)))]
        )
        #expect(try notes(snapshot) == [.concludedSectionIgnored, .enrollmentInactive])
        #expect(try notes(snapshot, .fixture(concluded: .asActive)) == [.enrollmentInactive])
    }

    @Test("an unassigned section takes the item away, however many other sections assign it")
    func orderOpen() throws {
        let snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12)],
            overrides: [.item(51, .section(11), unassigns: true), .item(52, .section(12), due: .at(.day(1)))]
        )
        let effective = try #require(snapshot.report().students.first).effective
        #expect(effective.notes == [.unassignOrderOpen])
        #expect(effective.assignment == AssignmentDecision(isAssigned: false, source: .section, overrideID: 51))
    }

    @Test("only module overrides reach the student: the due date is everyone's")
    func moduleOnly() throws {
        let snapshot = CourseSnapshot.fixture(overrides: [.module(61, .section(11))], modules: [.fixture(301)])
        #expect(try notes(snapshot) == [.moduleOnlyDue])
    }

    @Test("a group override that unassigns: the item is taken away, and Canvas's own lists may still show it")
    func groupUnassigns() throws {
        let snapshot = CourseSnapshot.fixture(
            groups: [Group(id: 21, categoryID: 31, memberIDs: [101])],
            items: [.fixture(201, groupCategoryID: 31)],
            overrides: [.item(51, .group(21), unassigns: true)]
        )
        let effective = try #require(snapshot.report().students.first).effective
        #expect(effective.notes == [.groupVisibilityOpen])
        #expect(effective.assignment == AssignmentDecision(isAssigned: false, source: .group, overrideID: 51))
    }

    @Test("two overrides for one student, of which Canvas would have one")
    func twoForStudent() throws {
        let snapshot = CourseSnapshot.fixture(
            overrides: [.item(51, .students([101]), unassigns: true), .item(52, .students([101]))]
        )
        #expect(try notes(snapshot) == [.unassignOrderOpen])
    }

    @Test("a module assigned to a differentiation tag")
    func moduleTag() throws {
        let snapshot = CourseSnapshot.fixture(
            groups: [Group(id: 21, isDifferentiationTag: true, memberIDs: [101])],
            overrides: [.module(61, .group(21))],
            modules: [.fixture(301)]
        )
        let effective = try #require(snapshot.report().students.first).effective
        #expect(effective.notes == [.assignedByModuleTag, .groupVisibilityOpen])
        #expect(effective.assignment == AssignmentDecision(isAssigned: true, source: .group, overrideID: 61))
    }

    @Test("a group outside the item's group set")
    func groupElsewhere() throws {
        let snapshot = CourseSnapshot.fixture(
            groups: [Group(id: 21, categoryID: 32, memberIDs: [101])],
            items: [.fixture(201, groupCategoryID: 31)],
            overrides: [.item(51, .group(21), due: .at(.day(1)))]
        )
        #expect(try notes(snapshot) == [.groupInAnotherCategory])
    }

    @Test("a target that can't be read, of the item and of a module")
    func unknownTarget() throws {
        #expect(try notes(.fixture(overrides: [.item(51, .unknown)])) == [.unknownTarget])
        let ofModule = CourseSnapshot.fixture(overrides: [.module(61, .unknown)], modules: [.fixture(301)])
        #expect(try notes(ofModule) == [.unknownTarget])
    }

    @Test("a course-wide override sets its date whatever the enrollment's state", arguments: EnrollmentState.allCases)
    func courseOverride(state: EnrollmentState) throws {
        let snapshot = CourseSnapshot.fixture(
            enrollments: [Enrollment(101, in: 11, state)],
            overrides: [.item(51, .course, due: .at(.day(1)))]
        )
        let effective = try #require(snapshot.report().students.first).effective
        #expect(effective.notes == (state == .inactive ? [.enrollmentInactive] : []))
        #expect(effective.assignment == AssignmentDecision(isAssigned: true, source: .course, overrideID: 51))
        #expect(effective.due == DatedDecision(instant: .day(1), source: .course, overrideID: 51))
    }

    @Test("an override that has locked no longer opens the item, and the row says so, unless the student's own does")
    func expiredUnlock() throws {
        let expired = Override.item(51, .section(11), unlock: .at(.day(-9)), lock: .at(.day(-1)))
        let effective = try #require(CourseSnapshot.fixture(overrides: [expired]).report().students.first).effective
        #expect(effective.notes == [.expiredUnlockIgnored])
        #expect(effective.unlock == .base(nil))
        let own = Override.item(52, .students([101]), unlock: .at(.day(-8)))
        #expect(try notes(.fixture(overrides: [expired, own])) == [])
    }

    @Test("overrides from the quiz endpoint, and hidden ones")
    func overrideSource() throws {
        var snapshot = CourseSnapshot.fixture()
        snapshot.items[0].overrideSource = .quizEndpoint
        #expect(try notes(snapshot) == [.datesFromQuizEndpoint])
        snapshot.items[0].overrideSource = .hidden
        #expect(try notes(snapshot) == [.itemOverridesHidden])
        snapshot.items[0].overrideSource = .rows
        snapshot.items[0].hasHiddenParts = true
        #expect(try notes(snapshot) == [.checkpointsHidden])
    }

    @Test(
        "module overrides that could not be read; Canvas's own word tells whether they narrow",
        arguments: [nil, true, false] as [Bool?]
    )
    func moduleOverrides(visibleToEveryone: Bool?) throws {
        var snapshot = CourseSnapshot.fixture(modules: [.fixture(301)])
        snapshot.items[0].visibleToEveryone = visibleToEveryone
        snapshot.gaps = [DataGap(kind: .moduleOverridesHidden, message: "Hidden.", moduleID: 301)]
        let effective = try #require(snapshot.report().students.first).effective
        #expect(effective.notes == [.moduleOverridesHidden])
        #expect(effective.assignment.isAssigned == (visibleToEveryone ?? true))
        snapshot.gaps[0].moduleID = 302
        #expect(try notes(snapshot) == [])
    }

    @Test("members of a group that could not be read, for an item and for what stands in a module")
    func groupMembers() throws {
        var snapshot = CourseSnapshot.fixture(overrides: [.item(51, .group(21))])
        #expect(try notes(snapshot) == [])
        snapshot.gaps = [DataGap(kind: .groupMembersHidden, message: "Hidden.", itemKey: .assignment(201))]
        #expect(try notes(snapshot) == [.groupMembersHidden])
        var ofModule = CourseSnapshot.fixture(overrides: [.module(61, .group(21))], modules: [.fixture(301)])
        ofModule.gaps = [DataGap(kind: .groupMembersHidden, message: "Hidden.")]
        #expect(try notes(ofModule) == [.groupMembersHidden])
    }
}
