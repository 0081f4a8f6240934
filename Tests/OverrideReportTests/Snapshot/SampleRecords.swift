import struct CanvasAPI.CanvasID
import struct CanvasAPI.Instant

@testable import OverrideReport

/// Made-up courses that between them set every field and every case.
enum SampleRecords {
    static let start = Instant(secondsSince1970: 1_790_000_000)

    static func day(_ number: Int64) -> Instant { start.adding(seconds: number * 86_400) }

    /// Every field of every value is set, none to what an empty one has.
    static let full = CourseRecord(
        reference: CourseReference(
            identity: .canvas(9_007_199_254_740_993),
            text: "9007199254740993",
            lines: [2, 9]
        ),
        outcome: .read(fullSnapshot),
        fetchedAt: day(1),
        requestCount: 17
    )

    static let fullSnapshot = CourseSnapshot(
        course: Course(
            id: 9_007_199_254_740_993,
            sisID: "BIO-101-F26",
            code: "BIO 101",
            name: "Biology, \"the\" first <part>",
            workflowState: "completed",
            timeZoneName: "Asia/Kolkata",
            startAt: day(-30),
            endAt: day(90),
            restrictsAccess: true,
            term: Term(
                id: 71,
                sisID: "2026-FALL",
                name: "Fall 2026",
                startAt: day(-40),
                endAt: day(100),
                forStudents: DateSpan(startAt: day(-39), endAt: day(99))
            ),
            accountID: 22,
            accountName: "Marine \"Station\""
        ),
        sections: [
            Section(id: 12, sisID: "S-12", name: "Évening", startAt: day(-20), endAt: day(80), restrictsAccess: true),
            Section(id: 11, sisID: "S-11", name: "=Morning", startAt: day(-21), endAt: day(81), restrictsAccess: true),
        ],
        students: [
            Student(id: 502, sisID: "u502", sortableName: "Ōta, Ren"),
            Student(id: 501, sisID: "u501", sortableName: "عمر, ليلى"),
        ],
        enrollments: EnrollmentState.allCases.map {
            Enrollment(studentID: 501, sectionID: 11, state: $0, startAt: day(-19), endAt: day(79))
        },
        groups: [
            Group(id: 31, name: "Extra time", categoryID: 3, isDifferentiationTag: true, memberIDs: [502, 501])
        ],
        items: [
            Item(
                key: .assignment(201, part: "reply_to_topic"),
                kind: .newQuiz,
                quizID: 201,
                discussionTopicID: 44,
                name: "Midterm",
                isPublished: true,
                url: "https://canvas.example.edu/courses/1/assignments/201",
                base: DateSet(dueAt: day(10), unlockAt: day(8), lockAt: day(12)),
                onlyVisibleToOverrides: true,
                visibleToEveryone: true,
                groupCategoryID: 3,
                idsListedByQuizEndpoint: [903, 901],
                overrideSource: .quizEndpoint,
                limits: QuizLimits(timeLimit: 60, allowedAttempts: 2),
                hasHiddenParts: true
            )
        ],
        overrides: [
            Override(
                id: 901,
                origin: .item(.assignment(201, part: "reply_to_topic")),
                title: "2 students",
                target: .students([502, 501]),
                dueAt: .overridden(day(11)),
                unlockAt: .overridden(day(9)),
                lockAt: .overridden(day(13)),
                unassigns: true
            )
        ],
        modules: [
            Module(
                id: 61,
                name: "Week 1",
                position: 4,
                isPublished: true,
                itemKeys: [.assignment(202, part: "reply_to_entry"), .assignment(201, part: "reply_to_topic")]
            )
        ],
        canvasDueDates: CanvasDueDates(entries: [
            CanvasDueDates.Entry(
                assignmentID: 201,
                studentID: 502,
                dueAt: day(11),
                gradingPeriodID: 81,
                isInClosedGradingPeriod: true
            ),
            CanvasDueDates.Entry(
                assignmentID: 201,
                studentID: 501,
                dueAt: day(10),
                gradingPeriodID: 81,
                isInClosedGradingPeriod: true
            ),
        ]),
        accommodations: [
            Accommodation(
                quizID: 201,
                studentID: 502,
                extraTime: 30,
                extraAttempts: 1,
                isManuallyUnlocked: true,
                state: "settings_only"
            )
        ],
        gaps: [
            DataGap(
                kind: .modulesHidden,
                permission: "Course Content - view",
                message: "The modules can't be read.",
                itemKey: .assignment(201, part: "reply_to_entry"),
                moduleID: 61
            )
        ],
        teachers: [Teacher(id: 702, sortableName: "Pell, Gideon"), Teacher(id: 701, sortableName: "Ōta, Ada")],
        areTeachersHidden: true
    )

    /// Nothing is set that can be left out.
    static let bare = CourseRecord(
        reference: CourseReference(identity: .sis("CHEM,1"), text: "sis_course_id:CHEM,1"),
        outcome: .read(CourseSnapshot(course: Course(id: 2, name: ""))),
        fetchedAt: day(2),
        requestCount: 0
    )

    static let failed = CourseRecord(
        reference: CourseReference(identity: .canvas(3), text: "https://canvas.example.edu/courses/3"),
        outcome: .failed(reason: "Canvas says 403 for the course. Ask for access to it."),
        fetchedAt: day(3),
        requestCount: 1
    )

    static func complete(_ id: Int64, named name: String = "Course", fetchedAt: Instant = start) -> CourseRecord {
        CourseRecord(
            reference: CourseReference(identity: .canvas(CanvasID(id)), text: "\(id)"),
            outcome: .read(
                CourseSnapshot(
                    course: Course(id: CanvasID(id), name: name),
                    sections: [Section(id: 1, name: "Same section id in every course")],
                    students: [Student(id: 1, sortableName: "Same student id in every course")],
                    enrollments: [Enrollment(studentID: 1, sectionID: 1, state: .active)]
                )
            ),
            fetchedAt: fetchedAt,
            requestCount: 5
        )
    }
}
