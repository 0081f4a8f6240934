import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

/// Whole rows next to the course they come from.
@Suite("Rows of a course")
struct CourseRowTests {
    @Test("a course that the list names several times says so, with the lines, whatever its status")
    func repetition() {
        let entries = [
            CourseReference(identity: .sis("S"), text: "sis_course_id:S", lines: [2, 9]),
            CourseReference(identity: .canvas(1), text: "1", lines: [5]),
        ]
        var snapshot = CourseSnapshot.fixture()
        snapshot.course.sisID = nil
        var record = snapshot.record
        record.reference = entries[1]
        record = record.joining(entries, requestCount: 1)
        let flattener = CourseFlattener(options: .fixture())
        let note = "The course is in the list 3 times (lines 2, 5, 9); it counts once."
        let row = flattener.flatten(record).row
        #expect(row.reference == "sis_course_id:S")
        #expect(row.requests == 8)
        // Asked for by its SIS id, and it comes without one.
        #expect(row.status == .partial)
        #expect(row.reason.hasPrefix("SIS ids are hidden from the token") && row.reason.hasSuffix(" " + note))
        record.outcome = .failed(reason: "Gone.")
        #expect(flattener.flatten(record).row.reason == "Gone. " + note)
    }

    private let snapshot: CourseSnapshot = {
        var snapshot = CourseSnapshot.fixture(
            sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
            students: [.fixture(101, "Adair, Tom"), .fixture(102, "Quimby, Zelda")],
            enrollments: [Enrollment(101, in: 11), Enrollment(102, in: 11, .completed), Enrollment(102, in: 12)],
            items: [.fixture(201, due: .day(2), lock: .day(3))],
            overrides: [
                .item(51, .section(12), due: .at(.day(4)), lock: .noDate),
                .item(52, .students([101]), unlock: .at(.day(-1))),
            ]
        )
        snapshot.items[0].idsListedByQuizEndpoint = [51]
        snapshot.canvasDueDates = CanvasDueDates(
            entries: [CanvasDueDates.Entry(assignmentID: 201, studentID: 101, dueAt: .day(2))]
        )
        return snapshot
    }()

    private var course: Shared<ReportedCourse> {
        Shared(
            ReportedCourse(
                course: snapshot.course,
                displayZone: TimeZone(identifier: "America/New_York") ?? .gmt,
                canvasURL: "https://canvas.example.edu"
            )
        )
    }

    private var own: EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .student, overrideID: 52),
            due: .base(.day(2)),
            unlock: DatedDecision(instant: .day(-1), source: .student, overrideID: 52),
            lock: .base(.day(3))
        )
    }

    private var ofSectionB: EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .section, overrideID: 51),
            due: DatedDecision(instant: .day(4), source: .section, overrideID: 51),
            unlock: .base(nil),
            lock: DatedDecision(instant: nil, source: .section, overrideID: 51)
        )
    }

    @Test("a student row for each section enrollment and item")
    func students() {
        func row(_ section: Section, _ student: Int, _ state: EnrollmentState, _ effective: EffectiveDates)
            -> StudentRow
        {
            StudentRow(
                course: course,
                section: Shared(section),
                student: Shared(snapshot.students[student]),
                enrollment: Shared(EnrollmentInSection(state: state)),
                item: Shared(snapshot.items[0]),
                effectiveDates: Shared(effective),
                canvas: Shared(
                    student == 0
                        ? CanvasComparison(check: .match, dueAt: snapshot.canvasDueDates?.entries[0].dueAt)
                        : CanvasComparison(check: .notListed)
                )
            )
        }
        #expect(
            snapshot.report().students == [
                row(CourseSnapshot.sectionA, 0, .active, own),
                row(CourseSnapshot.sectionA, 1, .completed, ofSectionB),
                row(CourseSnapshot.sectionB, 1, .active, ofSectionB),
            ]
        )
    }

    @Test("a section row for each section and item, with the students who have other dates")
    func sections() {
        let everyone = EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .everyone),
            due: .base(.day(2)),
            unlock: .base(nil),
            lock: .base(.day(3))
        )
        func row(_ section: Section, _ count: Int, _ effective: EffectiveDates, _ exceptions: Int) -> SectionRow {
            SectionRow(
                course: course,
                section: Shared(section),
                item: Shared(snapshot.items[0]),
                studentCount: count,
                effectiveDates: Shared(effective),
                individualExceptions: exceptions
            )
        }
        #expect(
            snapshot.report().sections == [
                row(CourseSnapshot.sectionA, 2, everyone, 2), row(CourseSnapshot.sectionB, 1, ofSectionB, 0),
            ]
        )
    }

    @Test("an override row for each override as recorded")
    func overrides() {
        func row(
            _ place: Int,
            _ id: CanvasID,
            _ name: String,
            _ listed: OverrideRow.ListedByQuizEndpoint
        ) -> OverrideRow {
            OverrideRow(
                course: course,
                override: snapshot.overrides[place],
                item: Shared(snapshot.items[0]),
                module: nil,
                targetIDs: [id],
                targetNames: [name],
                studentsReached: 1,
                listedByQuizEndpoint: listed,
                notes: []
            )
        }
        #expect(
            snapshot.report().overrides == [row(0, 12, "Section B", .yes), row(1, 101, "Adair, Tom", .no)]
        )
    }

    @Test("a course row counts what is in the course, and a failed course says why")
    func courses() {
        let report = snapshot.report()
        let expected = CourseRow(
            reference: "1",
            course: report.course,
            status: .complete,
            reason: "",
            sections: 2,
            students: 2,
            items: 1,
            overrides: 2,
            findings: report.findings.count,
            requests: 7,
            fetchedAt: .noon
        )
        #expect(report.row == expected)
        var record = snapshot.record
        record.outcome = .failed(reason: "Canvas answers 404.")
        let failed = CourseFlattener(options: .fixture()).flatten(record)
        #expect(failed.row.status == .failed)
        #expect(failed.row.reason == "Canvas answers 404.")
        #expect(failed.students.isEmpty && failed.sections.isEmpty && failed.overrides.isEmpty)
    }

    @Test("narrowing by enrollment state leaves rows out, and never changes a date")
    func enrollmentStates() {
        let report = snapshot.report(.fixture(enrollmentStates: [.completed]))
        #expect(report.students.map(\.student.id) == [102])
        #expect(report.students.map(\.effective) == [ofSectionB])
        #expect(report.sections.map(\.studentCount) == [1, 0])
        #expect(report.sections.map(\.individualExceptions) == [1, 0])
    }

    // MARK: canvas_check

    @Test(
        "the check against Canvas's own answer",
        arguments: [
            (true, Instant.day(2), CanvasCheck.match), (true, Instant.day(2).adding(seconds: 59), .match),
            (true, Instant.day(2).adding(seconds: 60), .mismatch),
            (true, Instant.day(2).adding(seconds: -1), .mismatch),
            (true, nil, .notListed), (false, Instant.day(2), .listed), (false, nil, .match),
        ] as [(Bool, Instant?, CanvasCheck)]
    )
    func canvasCheck(isAssigned: Bool, canvasDueAt: Instant?, expected: CanvasCheck) throws {
        var snapshot = CourseSnapshot.fixture(items: [.fixture(201, due: .day(2), onlyOverrides: !isAssigned)])
        snapshot.canvasDueDates = CanvasDueDates(
            entries: canvasDueAt.map {
                [CanvasDueDates.Entry(assignmentID: 201, studentID: 101, dueAt: $0)]
            } ?? []
        )
        let row = try #require(snapshot.report().students.first)
        #expect(row.canvasCheck == expected)
        #expect(row.canvasDueAt == canvasDueAt)
    }

    @Test("practice quizzes, and a course whose answer could not be read, are not checked")
    func notChecked() {
        var snapshot = CourseSnapshot.fixture(
            items: [.fixture(201), Item(key: .practiceQuiz(9), kind: .practiceQuiz, quizID: 9, name: "Warm-up")]
        )
        #expect(snapshot.report().students.map(\.canvasCheck) == [.notChecked, .notChecked])
        snapshot.canvasDueDates = CanvasDueDates(entries: [])
        #expect(snapshot.report().students.map(\.canvasCheck) == [.notListed, .notChecked])
    }

    // MARK: Time zones

    @Test(
        "the zone dates are written in",
        arguments: [
            ("Australia/Lord_Howe", TimeZoneChoice.course, "Australia/Lord_Howe", false),
            ("Asia/Kolkata", .course, "Asia/Kolkata", false), ("Asia/Kolkata", .utc, "GMT", false),
            ("Mars/Olympus", .course, "GMT", true), (nil, .course, "GMT", true), ("Mars/Olympus", .utc, "GMT", false),
        ] as [(String?, TimeZoneChoice, String, Bool)]
    )
    func zone(ofCourse: String?, choice: TimeZoneChoice, written: String, isNoted: Bool) {
        var snapshot = snapshot
        snapshot.course.timeZoneName = ofCourse
        let report = snapshot.report(.fixture(timeZone: choice))
        #expect(report.course?.displayZone.identifier == written)
        #expect(report.students.allSatisfy { $0.effective.notes.contains(.timeZoneUnknown) == isNoted })
        #expect(report.sections.allSatisfy { $0.effective.notes.contains(.timeZoneUnknown) == isNoted })
    }

    @Test(
        "wall time across clock changes, in zones of whole hours, half hours and half-hour changes",
        arguments: [
            ("2026-11-01T05:30:00Z", "America/New_York", "2026-11-01 01:30:00"),
            ("2026-11-01T06:30:00Z", "America/New_York", "2026-11-01 01:30:00"),
            ("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08 03:00:00"),
            ("2026-02-20T18:29:59Z", "Asia/Kolkata", "2026-02-20 23:59:59"),
            ("2026-10-03T15:29:59Z", "Australia/Lord_Howe", "2026-10-04 01:59:59"),
            ("2026-10-03T15:30:00Z", "Australia/Lord_Howe", "2026-10-04 02:30:00"),
            ("2026-04-04T14:59:59Z", "Australia/Lord_Howe", "2026-04-05 01:59:59"),
            ("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "2026-04-05 01:30:00"),
        ] as [(Instant, String, String)]
    )
    func wallTime(instant: Instant, zone: String, expected: String) throws {
        #expect(instant.wallTime(in: try #require(TimeZone(identifier: zone))) == expected)
    }
}
