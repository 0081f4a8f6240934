import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Extra time and attempts")
struct AccommodationTests {
    /// Minutes from noon.
    private struct Dates {
        var unlock: Int64?
        var due: Int64?
        var lock: Int64?
        var ofSection: Int64?
    }

    private static func at(_ minutes: Int64) -> Instant { .noon.adding(seconds: minutes * 60) }

    private func shortage(_ dates: Dates, limit: Int? = 60, extra: Int = 30) -> ExtraTimeShortage? {
        ExtraTimeShortage(
            Accommodation(quizID: 1, studentID: 101, extraTime: extra, state: "settings_only"),
            QuizLimits(timeLimit: limit),
            DateSet(
                dueAt: dates.due.map(Self.at),
                unlockAt: dates.unlock.map(Self.at),
                lockAt: dates.lock.map(Self.at)
            ),
            sectionLock: dates.ofSection.map(Self.at)
        )
    }

    @Test(
        "60 minutes and 30 more: minutes short, whether even if started at once, and the lock date that would do",
        arguments: [
            // Locks when it is due: all 30 are lost by who begins an hour before.
            (Dates(unlock: 0, due: 600, lock: 600), 30, false, 630),
            // Ten minutes after: 20 are lost.
            (Dates(unlock: 0, due: 600, lock: 610), 20, false, 630),
            // 80 minutes in all for 90, and locks when due: the larger of 10 and 30.
            (Dates(unlock: 520, due: 600, lock: 600), 30, true, 630),
            // 20 minutes in all for 90, and an hour after it was due: 70.
            (Dates(unlock: 580, due: 540, lock: 600), 70, true, 670),
            // Locks before it unlocks: not more than there is.
            (Dates(unlock: 2000, due: nil, lock: 600), 90, true, 2090),
            // Locks ten hours before it is due: likewise.
            (Dates(unlock: nil, due: 1200, lock: 600), 90, false, 1230),
            // Without a due date the section's lock date is as late as others may end.
            (Dates(unlock: nil, due: nil, lock: 610, ofSection: 600), 20, false, 630),
            // With one it is not looked at.
            (Dates(unlock: 0, due: 500, lock: 525, ofSection: 600), 5, false, 530),
        ] as [(Dates, Int, Bool, Int64)]
    )
    private func short(dates: Dates, minutes: Int, isCertain: Bool, sufficient: Int64) {
        let found = shortage(dates)
        #expect(found?.minutes == minutes)
        #expect(found?.isCertain == isCertain)
        #expect(found?.sufficientLock == Self.at(sufficient))
    }

    @Test("a second that is missing counts as a minute")
    func roundedUp() {
        let limits = QuizLimits(timeLimit: 60)
        let extra = Accommodation(quizID: 1, studentID: 101, extraTime: 30, state: "untaken")
        func minutes(_ lock: Instant) -> Int? {
            ExtraTimeShortage(extra, limits, DateSet(dueAt: .day(1), lockAt: lock), sectionLock: nil)?.minutes
        }
        #expect(minutes(Instant.day(1).adding(seconds: 1)) == 30)
        #expect(minutes(Instant.day(1).adding(seconds: 1799)) == 1)
        #expect(minutes(Instant.day(1).adding(seconds: 1800)) == nil)
    }

    @Test("nothing is short without lock date, time limit, extra time, or anything to measure from")
    func enough() {
        #expect(shortage(Dates(unlock: 0, due: 600, lock: 630)) == nil)
        #expect(shortage(Dates(unlock: 0, due: 600, lock: nil)) == nil)
        #expect(shortage(Dates(unlock: 0, due: 600, lock: 600), limit: nil) == nil)
        #expect(shortage(Dates(unlock: 0, due: 600, lock: 600), extra: 0) == nil)
        #expect(shortage(Dates(lock: 600)) == nil)
    }

    // MARK: Rows and findings

    private func course(
        _ accommodations: [Accommodation],
        limits: QuizLimits? = QuizLimits(timeLimit: 60, allowedAttempts: 2),
        overrides: [Override] = []
    ) -> CourseSnapshot {
        var item = Item.fixture(201, due: .day(1), unlock: .day(0), lock: .day(1))
        item.limits = limits
        var snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            students: [.fixture(101), .fixture(102)],
            enrollments: [Enrollment(101, in: 11), Enrollment(101, in: 12), Enrollment(102, in: 11)],
            items: [item],
            overrides: overrides
        )
        snapshot.accommodations = accommodations
        return snapshot
    }

    private func extraTime(_ minutes: Int, for student: CanvasID = 101) -> Accommodation {
        Accommodation(quizID: 1201, studentID: student, extraTime: minutes, state: "settings_only")
    }

    @Test("a row for each section enrollment, and one finding for the student")
    func rows() {
        let snapshot = course([extraTime(30)])
        let rows = snapshot.report().accommodations
        #expect(rows.map(\.section.id) == [11, 12])
        #expect(rows.map(\.shortage?.minutes) == [30, 30])
        #expect(rows.map(\.notes) == [[], []])
        #expect(
            snapshot.findings(.lockCutsExtraTime) == [
                "warning: “Leaf Quiz” locks on Fri 2 Oct 2026, 08:00 America/New_York: Student 101, who has "
                    + "60 minutes plus 30 minutes of extra time, loses 30 minutes by starting as late as other "
                    + "students may. With a lock date of Fri 2 Oct 2026, 08:30 America/New_York or later, no time "
                    + "is lost."
            ]
        )
    }

    @Test("less than the whole time between unlock and lock is an error that names the lock's override")
    func certain() {
        let snapshot = course(
            [extraTime(30)],
            overrides: [
                .item(51, .students([101]), unlock: .at(.day(1)), lock: .at(Instant.day(1).adding(seconds: 4200)))
            ]
        )
        #expect(
            snapshot.findings(.lockCutsExtraTime) == [
                "error: “Leaf Quiz” locks on Fri 2 Oct 2026, 09:10 America/New_York: Student 101, who has 60 "
                    + "minutes plus 30 minutes of extra time, can't use all of it even by starting at once, and "
                    + "loses 20 minutes. With a lock date of Fri 2 Oct 2026, 09:30 America/New_York or later, no "
                    + "time is lost."
            ]
        )
        #expect(snapshot.found(.lockCutsExtraTime).map(\.overrideID) == [51])
    }

    @Test("a student whom the item is not assigned to has a row that says so, and nothing is cut")
    func notAssigned() {
        let snapshot = course([extraTime(30)], overrides: [.item(51, .students([101]), unassigns: true)])
        let rows = snapshot.report().accommodations
        #expect(rows.map(\.shortage) == [nil, nil])
        #expect(rows.map(\.notes) == [[.notAssigned], [.notAssigned]])
        #expect(rows.map { $0.decision(.lock) } == [nil, nil])
        #expect(snapshot.findings(.lockCutsExtraTime) == [])
    }

    @Test("extra time without a time limit does nothing; where the limit is not known, nothing is said")
    func withoutLimit() {
        let accommodations = [extraTime(1), Accommodation(quizID: 1201, studentID: 102, extraAttempts: 1, state: "")]
        #expect(
            course(accommodations, limits: QuizLimits()).findings(.extraTimeWithoutLimit) == [
                "note: “Leaf Quiz” has no time limit, so the 1 minute of extra time that Student 101 has there do nothing."
            ]
        )
        #expect(course(accommodations, limits: nil).findings(.extraTimeWithoutLimit) == [])
        #expect(course(accommodations).findings(.extraTimeWithoutLimit) == [])
    }

    @Test("a course with New Quizzes says that theirs can't be read, and stays complete")
    func newQuizzes() {
        var snapshot = course([])
        snapshot.items[0].kind = .newQuiz
        let row = snapshot.report().row
        #expect(row.reason == "Canvas offers no way to read who has extra time or attempts in New Quizzes.")
        #expect(row.status == .complete)
        snapshot.accommodations = nil
        #expect(snapshot.report().row.reason == "")
    }

    @Test("only quizzes that somebody is assigned are asked")
    func assignedQuizzes() {
        var unassigned = Item.fixture(202, onlyOverrides: true)
        unassigned.quizID = 1202
        let snapshot = CourseSnapshot.fixture(items: [
            .fixture(201), unassigned, Item(key: .practiceQuiz(9), kind: .practiceQuiz, quizID: 9, name: "Warm-up"),
            Item(key: .assignment(203), kind: .newQuiz, quizID: 203, name: "New"),
        ])
        #expect(snapshot.assignedClassicQuizIDs == [9, 1201])
    }

    // MARK: From Canvas

    @Test("of a submission only what goes beyond everyone is kept, of students of the course, once each")
    func normalized() throws {
        var snapshot = course([])
        let submissions: [Canvas.QuizSubmission] = try wire(
            #"""
            [{"id":4,"user_id":101,"extra_time":99,"workflow_state":"complete"},
             {"id":3,"user_id":101,"extra_time":15,"extra_attempts":null,"workflow_state":"settings_only",
              "score":7.5,"validation_token":"secret"},
             {"id":5,"user_id":102,"extra_time":0,"extra_attempts":0,"manually_unlocked":false,"workflow_state":"complete"},
             {"id":6,"user_id":999,"extra_time":15,"workflow_state":"preview"}]
            """#
        )
        snapshot.add(accommodations: [1201: .read(submissions)])
        #expect(
            snapshot.accommodations == [
                Accommodation(quizID: 1201, studentID: 101, extraTime: 15, state: "settings_only")
            ]
        )
        #expect(snapshot.gaps == [])
    }

    @Test("what may not be read is a gap with the permission to ask for; what can't be, one with the quiz")
    func gaps() {
        var snapshot = course([])
        snapshot.add(accommodations: [1201: .forbidden])
        #expect(snapshot.accommodations == [])
        #expect(snapshot.gaps.map(\.permission) == ["Grades - view all grades"])
        #expect(
            snapshot.gaps.map(\.message) == [
                "Who has extra time or attempts in Classic Quizzes could not be read (not permitted)."
            ]
        )
        snapshot = course([])
        snapshot.add(accommodations: [1201: .unreadable("Canvas failed.")])
        #expect(snapshot.gaps.map(\.itemKey) == [.assignment(201)])
        #expect(
            snapshot.gaps.map(\.message) == [
                "Who has extra time or attempts in “Leaf Quiz” could not be read (Canvas failed.)."
            ]
        )
    }
}
