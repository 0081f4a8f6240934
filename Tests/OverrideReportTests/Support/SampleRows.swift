import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

/// One made-up course with a quiz, a section override and a student override, as the stages before would hand it over.
enum SampleRows {
    static func instant(_ text: String) throws -> Instant {
        try #require(Instant(rfc3339: text), "\(text) is no time")
    }

    static func course(zone: String = "America/New_York") throws -> Shared<ReportedCourse> {
        Shared(
            ReportedCourse(
                course: Course(
                    id: 21_070_000_000_000_371,
                    sisID: "BIO-101-S26",
                    code: "BIO 101",
                    name: "Biology, \"First Steps\"",
                    timeZoneName: zone,
                    term: Term(id: 7, sisID: "2026-SP", name: "Spring 2026")
                ),
                displayZone: try #require(TimeZone(identifier: zone)),
                canvasURL: "https://canvas.example.edu"
            )
        )
    }

    static let section = Shared(Section(id: 12, sisID: nil, name: "=Evening"))
    static let student = Shared(Student(id: 9, sisID: "S-9", sortableName: "Øye, Ana"))

    static func quiz() throws -> Shared<Item> {
        Shared(
            Item(
                key: .assignment(501),
                kind: .classicQuiz,
                quizID: 77,
                name: "Cells",
                url: "https://canvas.example.edu/courses/371/assignments/501",
                base: DateSet(
                    dueAt: try instant("2026-02-21T04:59:59Z"),
                    unlockAt: nil,
                    lockAt: try instant("2026-03-08T07:30:00Z")
                ),
                idsListedByQuizEndpoint: [31],
                limits: QuizLimits(timeLimit: 60)
            )
        )
    }

    static func extended() throws -> EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: true, source: .student, overrideID: 31),
            due: DatedDecision(instant: try instant("2026-02-28T04:59:59Z"), source: .student, overrideID: 31),
            unlock: .base(nil),
            lock: DatedDecision(instant: nil, source: .section, overrideID: 30),
            notes: [.unknownTarget, .concludedSectionIgnored]
        )
    }

    static func unassigned() throws -> EffectiveDates {
        EffectiveDates(
            assignment: AssignmentDecision(isAssigned: false, source: .section, overrideID: 33),
            due: DatedDecision(instant: try instant("2026-02-28T04:59:59Z"), source: .student, overrideID: 31),
            unlock: .base(nil),
            lock: .base(nil)
        )
    }

    static func studentRow(_ effective: EffectiveDates) throws -> StudentRow {
        StudentRow(
            course: try course(),
            section: section,
            student: student,
            enrollment: Shared(EnrollmentInSection(state: .active)),
            item: try quiz(),
            effectiveDates: Shared(effective),
            canvas: Shared(
                CanvasComparison(
                    check: .match,
                    dueAt: try instant("2026-02-28T04:59:59Z"),
                    gradingPeriodID: 61,
                    isInClosedGradingPeriod: false
                )
            )
        )
    }

    static func report() throws -> CourseReport {
        let course = try course()
        let quiz = try quiz()
        let module = Shared(Module(id: 3, name: "Week 1", position: 1, itemKeys: [quiz.key]))
        return CourseReport(
            row: CourseRow(
                reference: "sis_course_id:BIO-101-S26",
                course: course,
                status: .partial,
                reason: "Module overrides are hidden.",
                sections: 1,
                students: 1,
                items: 1,
                overrides: 2,
                findings: 1,
                requests: 14,
                fetchedAt: try instant("2026-03-01T02:00:00Z")
            ),
            students: [try studentRow(extended())],
            sections: [
                SectionRow(
                    course: course,
                    section: section,
                    item: quiz,
                    studentCount: 1,
                    effectiveDates: Shared(try unassigned()),
                    individualExceptions: 1
                )
            ],
            overrides: [
                OverrideRow(
                    course: course,
                    override: Override(
                        id: 31,
                        origin: .item(quiz.key),
                        title: "1 student",
                        target: .students([9, 10]),
                        dueAt: .overridden(try instant("2026-02-28T04:59:59Z")),
                        lockAt: .overridden(nil)
                    ),
                    item: quiz,
                    module: nil,
                    targetIDs: [9, 10],
                    targetNames: ["Øye, Ana", "Zed"],
                    studentsReached: 1,
                    listedByQuizEndpoint: .yes,
                    notes: []
                ),
                OverrideRow(
                    course: course,
                    override: Override(id: 40, origin: .module(3), title: "=Evening", target: .section(12)),
                    item: nil,
                    module: module,
                    targetIDs: [12],
                    targetNames: ["=Evening"],
                    studentsReached: 1,
                    listedByQuizEndpoint: .notAQuiz,
                    notes: [.moduleOverridesHidden]
                ),
            ],
            findings: [
                FindingRow(
                    severity: .warning,
                    rule: FindingRule.competingOverrides.code,
                    course: course,
                    student: student,
                    item: quiz,
                    overrideID: 31,
                    message: "Overrides 30 and 31 both set the lock date.",
                    canvasURL: "https://canvas.example.edu/courses/371/assignments/501"
                )
            ],
            accommodations: [
                AccommodationRow(
                    course: course,
                    section: section,
                    student: student,
                    enrollmentState: .active,
                    item: quiz,
                    effectiveDates: Shared(try unassigned()),
                    accommodation: Accommodation(quizID: 77, studentID: 9, extraTime: 30, state: "settings_only")
                )
            ],
            changes: [
                Change(
                    kind: .dateChanged,
                    course: course,
                    section: section,
                    student: student,
                    item: quiz,
                    students: 1,
                    field: .due,
                    old: .date(try instant("2026-03-03T04:59:59Z")),
                    new: .date(try instant("2026-02-28T04:59:59Z")),
                    reason: "Student override “1 student” (id 31) was changed.",
                    oldOverrideID: 31,
                    newOverrideID: 31
                )
            ]
        )
    }
}
