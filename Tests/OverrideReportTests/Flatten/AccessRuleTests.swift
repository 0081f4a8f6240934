import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("When a student can enter a course")
struct AccessRuleTests {
    private static let whole = DateSpan(startAt: .day(-40), endAt: .day(40))

    /// Which of the four have dates of their own that count.
    private func access(
        enrollment: DateSpan = DateSpan(),
        section: Bool = false,
        course: Bool = false,
        term: DateSpan? = Self.whole
    ) -> Access? {
        var fixture = Course.fixture()
        (fixture.startAt, fixture.endAt, fixture.restrictsAccess) = (.day(-30), nil, course)
        fixture.term?.forStudents = term
        return Access(
            Enrollment(
                studentID: 101,
                sectionID: 11,
                state: .active,
                startAt: enrollment.startAt,
                endAt: enrollment.endAt
            ),
            in: Section(id: 11, name: "A", startAt: nil, endAt: .day(20), restrictsAccess: section),
            of: fixture
        )
    }

    @Test("the first that applies decides, and either end may be open")
    func order() {
        let own = DateSpan(startAt: .day(-10), endAt: .day(10))
        #expect(
            access(enrollment: own, section: true, course: true)
                == Access(from: .day(-10), until: .day(10), source: .enrollment)
        )
        #expect(access(section: true, course: true) == Access(from: nil, until: .day(20), source: .section))
        #expect(access(course: true) == Access(from: .day(-30), until: nil, source: .course))
        #expect(access() == Access(from: .day(-40), until: .day(40), source: .term))
        #expect(access(term: DateSpan()) == Access(from: nil, until: nil, source: .term))
    }

    @Test("an enrollment with one date alone has none that counts")
    func halfEnrollment() {
        #expect(access(enrollment: DateSpan(startAt: .day(-10)))?.source == .term)
        #expect(access(enrollment: DateSpan(endAt: .day(10)), course: true)?.source == .course)
    }

    @Test("a term that can't be read leaves it open only where the term decides")
    func unknownTerm() {
        #expect(access(term: nil) == nil)
        #expect(access(section: true, term: nil)?.source == .section)
    }

    @Test("each row of a student has the access of its own enrollment")
    func rows() {
        var snapshot = CourseSnapshot.fixture(
            sections: [
                CourseSnapshot.sectionA, Section(id: 12, name: "Section B", endAt: .day(20), restrictsAccess: true),
            ],
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12)]
        )
        snapshot.course.term?.forStudents = Self.whole
        #expect(
            snapshot.report().students.map(\.access) == [
                Access(from: .day(-40), until: .day(40), source: .term),
                Access(from: nil, until: .day(20), source: .section),
            ]
        )
    }
}
