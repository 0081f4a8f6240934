import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Findings: a student's access")
struct BoundsFindingTests {
    /// The term's dates for students are from ten days before noon to ten days after it, its own a day more.
    private func course(
        due: Instant? = nil,
        lock: Instant? = nil,
        enrollments: [Enrollment] = [Enrollment(101, in: 11)],
        overrides: [Override] = [],
        isTermKnown: Bool = true
    ) -> CourseSnapshot {
        var snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            students: Set(enrollments.map(\.studentID)).sorted().map { .fixture($0) },
            enrollments: enrollments,
            items: [.fixture(201, due: due, lock: lock)],
            overrides: overrides
        )
        snapshot.course.term?.startAt = .day(-11)
        snapshot.course.term?.endAt = .day(11)
        if isTermKnown { snapshot.course.term?.forStudents = DateSpan(startAt: .day(-10), endAt: .day(10)) }
        return snapshot
    }

    private func leaving(_ end: Instant, in section: CanvasID = 11) -> Enrollment {
        Enrollment(studentID: 102, sectionID: section, state: .active, startAt: .day(-10), endAt: end)
    }

    @Test("a student's own due date past the end of the term is due-outside-access, and no longer due-outside-term")
    func studentPastTerm() {
        let extended = [Override.item(51, .students([101]), due: .at(.day(20)))]
        let known = course(due: .day(1), overrides: extended)
        #expect(
            known.findings(.dueOutsideAccess) == [
                "warning: “Leaf Quiz” is due on Wed 21 Oct 2026, 08:00 America/New_York, after access to the course ends on "
                    + "Sun 11 Oct 2026, 08:00 America/New_York by the term's dates for students, for Student 101."
            ]
        )
        #expect(known.findings(.dueOutsideTerm) == [])
        let unknown = course(due: .day(1), overrides: extended, isTermKnown: false)
        #expect(unknown.findings(.dueOutsideAccess) == [])
        #expect(unknown.findings(.dueOutsideTerm).count == 1)
    }

    @Test("before access begins")
    func beforeAccess() {
        let early = course(due: .day(1), overrides: [.item(51, .students([101]), due: .at(.day(-12)))])
        #expect(
            early.findings(.dueOutsideAccess) == [
                "warning: “Leaf Quiz” is due on Sat 19 Sep 2026, 08:00 America/New_York, before access to the course begins "
                    + "on Mon 21 Sep 2026, 08:00 America/New_York by the term's dates for students, for Student 101."
            ]
        )
        #expect(course(due: .day(-10)).findings(.dueOutsideAccess) == [])
        #expect(course(due: .day(10)).findings(.dueOutsideAccess) == [])
    }

    @Test("a student whose enrollment ends early has everyone's date outside of it")
    func ownEnrollment() {
        let snapshot = course(due: .day(1), enrollments: [Enrollment(101, in: 11), leaving(.day(0))])
        #expect(
            snapshot.findings(.dueOutsideAccess) == [
                "warning: “Leaf Quiz” is due on Fri 2 Oct 2026, 08:00 America/New_York, after access to the course ends on "
                    + "Thu 1 Oct 2026, 08:00 America/New_York by the dates of the enrollment, for Student 102."
            ]
        )
    }

    @Test("any enrollment that is not over may hold the date")
    func severalEnrollments() {
        func dates(_ state: EnrollmentState) -> [String] {
            course(due: .day(1), enrollments: [leaving(.day(0)), Enrollment(102, in: 12, state)])
                .findings(.dueOutsideAccess)
        }
        #expect(dates(.active) == [])
        #expect(dates(.invited) == [])
        #expect(dates(.completed).count == 1)
    }

    @Test("what everyone has is told once, by the term's own bounds or for the section")
    func everyone() {
        let enrollments = [Enrollment(101, in: 11), Enrollment(102, in: 11)]
        let outsideBoth = course(due: .day(12), enrollments: enrollments)
        #expect(outsideBoth.findings(.dueOutsideTerm).count == 1)
        #expect(outsideBoth.findings(.dueOutsideAccess) == [])
        // The term itself ends a day later than for students.
        let outsideStudents = course(due: .day(10).adding(seconds: 1), enrollments: enrollments)
        #expect(outsideStudents.findings(.dueOutsideTerm) == [])
        #expect(
            outsideStudents.findings(.dueOutsideAccess) == [
                "warning: “Leaf Quiz” is due on Sun 11 Oct 2026, 08:00:01 America/New_York, after access to the course ends on "
                    + "Sun 11 Oct 2026, 08:00 America/New_York by the term's dates for students, for section “Section A”."
            ]
        )
    }

    @Test("an override's lock date after access ends is an extension that can't be used; everyone's lock date is none")
    func lockOutside() {
        #expect(course(due: .day(1), lock: .day(20)).findings(.lockOutsideAccess) == [])
        let extended = course(overrides: [.item(51, .students([101]), lock: .at(.day(12)))])
        #expect(
            extended.findings(.lockOutsideAccess) == [
                "warning: “Leaf Quiz” locks on Tue 13 Oct 2026, 08:00 America/New_York through an override, after access to the "
                    + "course ends on Sun 11 Oct 2026, 08:00 America/New_York by the term's dates for students, for "
                    + "Student 101."
            ]
        )
        #expect(
            course(overrides: [.item(51, .students([101]), lock: .at(.day(10)))]).findings(.lockOutsideAccess) == []
        )
        let ofSection = course(
            enrollments: [Enrollment(101, in: 11), Enrollment(103, in: 11), leaving(.day(5))],
            overrides: [.item(52, .section(11), lock: .at(.day(12)))]
        )
        // Once for the section; the student who leaves earlier follows it.
        #expect(ofSection.found(.lockOutsideAccess).map(\.student?.value.id) == [nil])
    }
}
