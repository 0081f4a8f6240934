import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Findings: one set of dates")
struct DateFindingTests {
    private let inOrder = CourseSnapshot.base(due: .day(2), unlock: .day(1), lock: .day(3))

    // MARK: Contradictions

    @Test("a lock before the due date")
    func lockBeforeDue() {
        let found = CourseSnapshot.base(due: .day(2), lock: .day(1)).findings(.lockBeforeDue)
        #expect(
            found == [
                "error: “Leaf Quiz” locks on Fri 2 Oct 2026, 08:00 America/New_York, before it is due on "
                    + "Sat 3 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(inOrder.findings(.lockBeforeDue) == [])
        #expect(CourseSnapshot.base(due: .day(2), lock: .day(2)).findings(.lockBeforeDue) == [])
    }

    @Test("an unlock after the due date")
    func unlockAfterDue() {
        let found = CourseSnapshot.base(due: .day(2), unlock: .day(3)).findings(.unlockAfterDue)
        #expect(
            found == [
                "error: “Leaf Quiz” unlocks on Sun 4 Oct 2026, 08:00 America/New_York, after it is due on "
                    + "Sat 3 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(inOrder.findings(.unlockAfterDue) == [])
    }

    @Test("an unlock after the lock")
    func unlockAfterLock() {
        let found = CourseSnapshot.base(unlock: .day(4), lock: .day(3)).findings(.unlockAfterLock)
        #expect(
            found == [
                "error: “Leaf Quiz” unlocks on Mon 5 Oct 2026, 08:00 America/New_York, after it locks on "
                    + "Sun 4 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(inOrder.findings(.unlockAfterLock) == [])
    }

    // MARK: Where it is told

    @Test("a contradiction of the dates for everyone is told once, whatever else an override changes")
    func onceForEveryone() {
        let snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            students: [.fixture(101), .fixture(102), .fixture(103)],
            enrollments: [Enrollment(101, in: 11), Enrollment(102, in: 11), Enrollment(103, in: 12)],
            items: [.fixture(201, due: .day(2), lock: .day(1))],
            overrides: [.item(51, .section(12), unlock: .at(.day(-1))), .item(52, .students([101]), unlock: .noDate)]
        )
        #expect(
            snapshot.findings(.lockBeforeDue) == [
                "error: “Leaf Quiz” locks on Fri 2 Oct 2026, 08:00 America/New_York, before it is due on "
                    + "Sat 3 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
    }

    @Test("a contradiction of a section's dates is told once for the section, and names the override")
    func onceForSection() {
        let snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            students: [.fixture(101), .fixture(102), .fixture(103)],
            enrollments: [Enrollment(101, in: 11), Enrollment(102, in: 12), Enrollment(103, in: 12)],
            items: [.fixture(201, due: .day(2), lock: .day(3))],
            overrides: [.item(51, .section(12), lock: .at(.day(1)))]
        )
        let found = snapshot.found(.lockBeforeDue)
        #expect(found.map(\.section?.name) == ["Section B"])
        #expect(found.map(\.student?.id) == [nil])
        #expect(found.map(\.overrideID) == [51])
        #expect(
            found.map(\.message) == [
                "“Leaf Quiz” locks on Fri 2 Oct 2026, 08:00 America/New_York, before it is due on "
                    + "Sat 3 Oct 2026, 08:00 America/New_York, for section “Section B”."
            ]
        )
    }

    @Test("a contradiction of one student's dates is told for the student")
    func onceForStudent() {
        let snapshot = CourseSnapshot.base(
            due: .day(2),
            lock: .day(3),
            overrides: [.item(51, .students([101]), due: .at(.day(4)))]
        )
        #expect(
            snapshot.findings(.lockBeforeDue) == [
                "error: “Leaf Quiz” locks on Sun 4 Oct 2026, 08:00 America/New_York, before it is due on "
                    + "Mon 5 Oct 2026, 08:00 America/New_York, for Student 101."
            ]
        )
    }

    @Test("a student of two sections with the dates of the second is not told again")
    func secondSection() {
        let snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12)],
            items: [.fixture(201, due: .day(2), lock: .day(3))],
            overrides: [.item(51, .section(12), due: .at(.day(4)))]
        )
        #expect(snapshot.found(.lockBeforeDue).map(\.section?.name) == ["Section B"])
    }

    @Test("base dates that reach some only are told for those")
    func baseThroughOverrides() {
        let snapshot = CourseSnapshot.fixture(
            students: [.fixture(101), .fixture(102)],
            items: [.fixture(201, due: .day(2), lock: .day(1), onlyOverrides: true)],
            overrides: [.item(51, .students([101, 102]))]
        )
        #expect(
            snapshot.findings(.lockBeforeDue) == [
                "error: “Leaf Quiz” locks on Fri 2 Oct 2026, 08:00 America/New_York, before it is due on "
                    + "Sat 3 Oct 2026, 08:00 America/New_York, for everyone it is assigned to."
            ]
        )
    }

    @Test("dates that nobody has are not looked at")
    func nobodyHasThem() {
        let snapshot = CourseSnapshot.base(
            due: .day(2),
            lock: .day(1),
            overrides: [.item(51, .section(11), lock: .at(.day(5)))]
        )
        #expect(snapshot.findings(.lockBeforeDue) == [])
    }

    // MARK: Terms and courses

    @Test("a due date before the term, and after it")
    func outsideTerm() {
        func found(due: Instant) -> [String] {
            var snapshot = CourseSnapshot.base(due: due)
            snapshot.course.term = Term(id: 5, name: "Fall 2026", startAt: .day(0), endAt: .day(10))
            return snapshot.findings(.dueOutsideTerm)
        }
        #expect(
            found(due: .day(-1)) == [
                "warning: “Leaf Quiz” is due on Wed 30 Sep 2026, 08:00 America/New_York, before term “Fall 2026” starts "
                    + "on Thu 1 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(
            found(due: .day(11)) == [
                "warning: “Leaf Quiz” is due on Mon 12 Oct 2026, 08:00 America/New_York, after term “Fall 2026” ends on "
                    + "Sun 11 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(found(due: .day(10)) == [])
    }

    @Test("a due date outside the course's own start and end")
    func outsideCourse() {
        func found(due: Instant) -> [String] {
            var snapshot = CourseSnapshot.base(due: due)
            (snapshot.course.startAt, snapshot.course.endAt) = (.day(0), .day(10))
            return snapshot.findings(.dueOutsideCourse)
        }
        #expect(
            found(due: .day(11)) == [
                "warning: “Leaf Quiz” is due on Mon 12 Oct 2026, 08:00 America/New_York, after the course ends on "
                    + "Sun 11 Oct 2026, 08:00 America/New_York, for everyone."
            ]
        )
        #expect(found(due: .day(5)) == [])
    }

    @Test("a due date outside a section's own start and end, also where the date is everyone's")
    func outsideSection() {
        func snapshot(end: Instant) -> CourseSnapshot {
            var snapshot = CourseSnapshot.base(due: .day(5))
            snapshot.sections[0].endAt = end
            return snapshot
        }
        #expect(
            snapshot(end: .day(4)).findings(.dueOutsideCourse) == [
                "warning: “Leaf Quiz” is due on Tue 6 Oct 2026, 08:00 America/New_York, after section “Section A” ends "
                    + "on Mon 5 Oct 2026, 08:00 America/New_York, for section “Section A”."
            ]
        )
        #expect(snapshot(end: .day(6)).findings(.dueOutsideCourse) == [])
    }

    @Test("a student's own due date outside the sections; one section that holds it is enough")
    func studentOutsideSections() {
        func snapshot(_ enrollments: [Enrollment]) -> CourseSnapshot {
            .fixture(
                sections: [
                    Section(id: 11, name: "Section A", endAt: .day(4)),
                    Section(id: 12, name: "Section B", endAt: .day(9)),
                ],
                enrollments: enrollments,
                items: [.fixture(201, due: .day(3))],
                overrides: [.item(51, .students([101]), due: .at(.day(7)))]
            )
        }
        #expect(
            snapshot([Enrollment(101, in: 11)]).findings(.dueOutsideCourse) == [
                "warning: “Leaf Quiz” is due on Thu 8 Oct 2026, 08:00 America/New_York, after section “Section A” ends "
                    + "on Mon 5 Oct 2026, 08:00 America/New_York, for Student 101."
            ]
        )
        #expect(snapshot([Enrollment(101, in: 11), Enrollment(101, in: 12)]).findings(.dueOutsideCourse) == [])
    }

    // MARK: No date, midnight, clock changes

    @Test("no due date where everyone else has one")
    func noDueDate() {
        let found = CourseSnapshot.base(due: .day(2), overrides: [.item(51, .students([101]), due: .noDate)])
            .findings(.noDueDate)
        #expect(
            found == [
                "warning: “Leaf Quiz” has no due date, while everyone else's is Sat 3 Oct 2026, 08:00 America/New_York, "
                    + "for Student 101."
            ]
        )
        #expect(CourseSnapshot.base().findings(.noDueDate) == [])
        #expect(inOrder.findings(.noDueDate) == [])
    }

    @Test("due at midnight of the course, whatever zone the report is in")
    func midnight() {
        let snapshot = CourseSnapshot.base(due: "2026-10-05T04:00:00Z")
        let expected = [
            "warning: “Leaf Quiz” is due on Mon 5 Oct 2026, 00:00 America/New_York, the first minute of the day (perhaps the end "
                + "of the day before was meant), for everyone."
        ]
        #expect(snapshot.findings(.midnightDue) == expected)
        #expect(snapshot.findings(.midnightDue, .fixture(timeZone: .utc)) == expected)
        #expect(CourseSnapshot.base(due: "2026-10-05T03:59:59Z").findings(.midnightDue) == [])
    }

    // MARK: Grading periods

    @Test("a due date in a closed grading period: a note for everyone's, a warning for an override's")
    func closedGradingPeriod() {
        var snapshot = CourseSnapshot.fixture(
            students: [.fixture(101), .fixture(102), .fixture(103)],
            items: [.fixture(201, due: .day(-20))],
            overrides: [
                .item(51, .students([102]), due: .at(.day(-10))), .item(52, .students([103]), due: .at(.day(9))),
            ]
        )
        func entry(_ student: CanvasID, _ due: Instant, _ isClosed: Bool?) -> CanvasDueDates.Entry {
            CanvasDueDates.Entry(
                assignmentID: 201,
                studentID: student,
                dueAt: due,
                gradingPeriodID: 7,
                isInClosedGradingPeriod: isClosed
            )
        }
        snapshot.canvasDueDates = CanvasDueDates(entries: [
            entry(101, .day(-20), true), entry(102, .day(-10).adding(seconds: 59), true), entry(103, .day(9), false),
        ])
        #expect(
            snapshot.findings(.dueInClosedGradingPeriod) == [
                "note: “Leaf Quiz” is due on Fri 11 Sep 2026, 08:00 America/New_York, in a grading period that is closed, "
                    + "for everyone.",
                "warning: “Leaf Quiz” is due on Mon 21 Sep 2026, 08:00 America/New_York, in a grading period that is closed, "
                    + "for Student 102.",
            ]
        )
        snapshot.canvasDueDates = CanvasDueDates(entries: [entry(101, .day(-20), false), entry(102, .day(-10), nil)])
        #expect(snapshot.findings(.dueInClosedGradingPeriod) == [])
    }

    @Test(
        "a date in the hour that a spring change makes, or that an autumn change repeats",
        arguments: [
            ("America/New_York", "2026-03-08T07:00:00Z", "Sun 8 Mar 2026, 03:00"),
            ("America/New_York", "2026-11-01T05:30:00Z", "Sun 1 Nov 2026, 01:30 (UTC-04:00)"),
            ("America/New_York", "2026-11-01T06:59:59Z", "Sun 1 Nov 2026, 01:59 (UTC-05:00)"),
            ("Australia/Lord_Howe", "2026-10-03T15:45:00Z", "Sun 4 Oct 2026, 02:45"),
        ] as [(String, Instant, String)]
    )
    func clockChange(zone: String, due: Instant, shown: String) {
        var snapshot = CourseSnapshot.base(due: due)
        snapshot.course.timeZoneName = zone
        #expect(
            snapshot.findings(.dstGap) == [
                "note: “Leaf Quiz” has its due date on \(shown) \(zone), in the hour of a clock change, for everyone."
            ]
        )
    }

    @Test(
        "dates around a clock change are let be",
        arguments: [
            ("America/New_York", "2026-03-08T06:59:59Z"), ("America/New_York", "2026-03-08T08:00:00Z"),
            ("America/New_York", "2026-11-01T04:59:59Z"), ("America/New_York", "2026-11-01T07:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-03T16:00:00Z"), ("Asia/Kolkata", "2026-03-08T07:00:00Z"),
        ] as [(String, Instant)]
    )
    func awayFromClockChange(zone: String, due: Instant) {
        var snapshot = CourseSnapshot.base(due: due)
        snapshot.course.timeZoneName = zone
        #expect(snapshot.findings(.dstGap) == [])
    }
}

extension CourseSnapshot {
    /// The messages of one rule, with their severity, in report order.
    func findings(_ rule: FindingRule, _ options: FlattenOptions = .fixture()) -> [String] {
        found(rule, options).map { "\($0.severity.rawValue): \($0.message)" }
    }

    func found(_ rule: FindingRule, _ options: FlattenOptions = .fixture()) -> [FindingRow] {
        report(options).findings.filter { $0.rule == rule.code }
    }

    /// One item with these dates for everyone, and nothing else.
    static func base(
        due: Instant? = nil,
        unlock: Instant? = nil,
        lock: Instant? = nil,
        overrides: [Override] = []
    ) -> CourseSnapshot {
        .fixture(items: [.fixture(201, due: due, unlock: unlock, lock: lock)], overrides: overrides)
    }
}
