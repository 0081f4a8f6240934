import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("Normalizing the pages of a course")
struct CourseNormalizerTests {
    @Test("course, term, sections and students become values, in the order of their ids")
    func people() throws {
        let snapshot = normalized(
            try pages(
                course: #"""
                    {"id":"7","name":"Tides","course_code":"TID 1","sis_course_id":"S-7","workflow_state":"available",
                     "time_zone":"America/Denver","start_at":"2026-01-05T07:00:00Z","end_at":null,
                     "term":{"id":3,"name":"Spring","sis_term_id":"SP","start_at":null,"end_at":"2026-05-20T00:00:00-06:00"}}
                    """#,
                sections: #"[{"id":12,"name":"B"},{"id":11,"name":"A","sis_section_id":"S-A"}]"#,
                enrollments: #"""
                    [{"id":1,"user_id":22,"course_section_id":12,"type":"StudentEnrollment","enrollment_state":"invited",
                      "user":{"id":22,"name":"Ann Lee","sortable_name":"Lee, Ann","sis_user_id":"U22"}},
                     {"id":2,"user_id":21,"course_section_id":11,"type":"StudentEnrollment","enrollment_state":"completed",
                      "user":{"id":21,"sortable_name":"Moe, Bo"}},
                     {"id":3,"user_id":21,"course_section_id":11,"type":"StudentEnrollment","enrollment_state":"active",
                      "user":{"id":21,"sortable_name":"Moe, Bo"}},
                     {"id":4,"user_id":23,"course_section_id":11,"type":"StudentEnrollment","enrollment_state":"deleted",
                      "user":{"id":23,"sortable_name":"Gone, Al"}},
                     {"id":5,"user_id":24,"course_section_id":11,"type":"StudentViewEnrollment",
                      "enrollment_state":"active","user":{"id":24,"sortable_name":"Student, Test"}}]
                    """#
            )
        )
        #expect(
            snapshot
                == CourseSnapshot(
                    course: Course(
                        id: 7,
                        sisID: "S-7",
                        code: "TID 1",
                        name: "Tides",
                        workflowState: "available",
                        timeZoneName: "America/Denver",
                        startAt: instant("2026-01-05T07:00:00Z"),
                        endAt: nil,
                        term: Term(
                            id: 3,
                            sisID: "SP",
                            name: "Spring",
                            startAt: nil,
                            endAt: instant("2026-05-20T06:00:00Z")
                        )
                    ),
                    sections: [Section(id: 11, sisID: "S-A", name: "A"), Section(id: 12, name: "B")],
                    students: [
                        Student(id: 21, sortableName: "Moe, Bo"),
                        Student(id: 22, sisID: "U22", sortableName: "Lee, Ann"),
                    ],
                    // Two roles in one section are one membership, and the livelier state counts.
                    enrollments: [
                        Enrollment(studentID: 21, sectionID: 11, state: .active),
                        Enrollment(studentID: 22, sectionID: 12, state: .invited),
                    ],
                    canvasDueDates: CanvasDueDates(entries: [])
                )
        )
    }

    @Test(
        "a term's dates for students go before its own, each by itself",
        arguments: [
            (nil, nil),
            (#"{"id":3,"start_at":"2026-01-01T00:00:00Z","overrides":{}}"#, DateSpan(startAt: "2026-01-01T00:00:00Z")),
            (
                #"""
                {"id":3,"start_at":"2026-01-01T00:00:00Z","end_at":"2026-06-01T00:00:00Z",
                 "overrides":{"TeacherEnrollment":{"start_at":"2025-12-01T00:00:00Z"},
                              "StudentEnrollment":{"start_at":null,"end_at":"2026-05-20T00:00:00Z"}}}
                """#,
                DateSpan(startAt: "2026-01-01T00:00:00Z", endAt: "2026-05-20T00:00:00Z")
            ),
        ] as [(String?, DateSpan?)]
    )
    func termForStudents(term: String?, expected: DateSpan?) throws {
        let course = #"{"id":7,"name":"Tides","restrict_enrollments_to_course_dates":true,"term":{"id":3}}"#
        let snapshot = normalized(try pages(course: course, term: term))
        #expect(snapshot.course.term?.forStudents == expected)
        #expect(snapshot.course.restrictsAccess)
    }

    @Test("of two roles in one section the livelier counts, then the lower id, with its dates")
    func enrollmentDates() throws {
        func enrollment(_ id: Int, _ state: String, _ end: Int) -> String {
            #"{"id":\#(id),"user_id":22,"course_section_id":12,"type":"StudentEnrollment","enrollment_state":"\#(state)","#
                + #""start_at":"2026-01-01T00:00:00Z","end_at":"2026-01-0\#(end)T00:00:00Z"}"#
        }
        func ends(_ enrollments: [String]) throws -> [Instant?] {
            normalized(
                try pages(
                    sections: #"[{"id":12,"name":"A","restrict_enrollments_to_section_dates":true}]"#,
                    enrollments: "[\(enrollments.joined(separator: ","))]"
                )
            ).enrollments.map(\.endAt)
        }
        let rows = [enrollment(3, "active", 4), enrollment(2, "active", 5), enrollment(1, "completed", 6)]
        #expect(try ends(rows) == ["2026-01-05T00:00:00Z"])
        #expect(try ends(rows.reversed()) == ["2026-01-05T00:00:00Z"])
    }

    @Test("the Test Student's due dates are left out, everybody else's kept")
    func canvasDueDates() throws {
        let snapshot = normalized(
            try pages(
                enrollments: #"""
                    [{"id":1,"user_id":22,"course_section_id":12,"type":"StudentEnrollment","enrollment_state":"active",
                      "user":{"id":22,"sortable_name":"Lee, Ann"}}]
                    """#,
                dueDates: #"{"5":{"22":{"due_at":null},"99":{"due_at":"2026-02-01T00:00:00Z"}}}"#
            )
        )
        #expect(
            snapshot.canvasDueDates
                == CanvasDueDates(entries: [CanvasDueDates.Entry(assignmentID: 5, studentID: 22, dueAt: nil)])
        )
    }

    @Test("the order of pages, rows and members leaves no trace")
    func order() throws {
        let sections = [#"{"id":11,"name":"A"}"#, #"{"id":12,"name":"B"}"#, #"{"id":13,"name":"C"}"#]
        let overrides = [
            #"{"id":61,"course_section_id":11,"due_at":"2026-02-01T00:00:00Z"}"#,
            #"{"id":62,"student_ids":[3,1,2]}"#,
        ]
        func course(_ sections: [String], _ overrides: [String]) throws -> CourseSnapshot {
            normalized(
                try pages(
                    sections: "[\(sections.joined(separator: ","))]",
                    assignments:
                        #"[{"id":5,"name":"Essay","published":true,"overrides":[\#(overrides.joined(separator: ","))]}]"#
                )
            )
        }
        let forward = try course(sections, overrides)
        #expect(try course(sections.reversed(), overrides.reversed()) == forward)
        #expect(forward.overrides.map(\.id) == [61, 62])
        #expect(forward.overrides[1].target == .students([1, 2, 3]))
    }

    // MARK: Gaps

    @Test("hidden names, a hidden SIS id and a section-limited token are said")
    func hiddenPeople() throws {
        let snapshot = normalized(
            try pages(
                course:
                    #"{"id":7,"name":"Tides","enrollments":[{"type":"ta","limit_privileges_to_course_section":true}]}"#,
                sections: #"[{"id":12,"name":"A"}]"#,
                enrollments: #"""
                    [{"id":1,"user_id":22,"course_section_id":12,"type":"StudentEnrollment","enrollment_state":"active"}]
                    """#
            ),
            sis: "S-7"
        )
        #expect(snapshot.gaps.map(\.kind) == [.sectionLimited, .sisIDsHidden, .studentNamesHidden])
        #expect(snapshot.students == [Student(id: 22, sortableName: "User 22")])
    }

    @Test("students in a section that is not listed are named, by section")
    func missingSection() throws {
        let students = (21...33).map { id in
            #"""
            {"id":\#(id),"user_id":\#(id),"course_section_id":\#(id == 21 ? 11 : id == 22 ? 12 : 13),
             "type":"StudentEnrollment","enrollment_state":"active","user":{"id":\#(id),"sortable_name":"Lee, \#(id)"}}
            """#
        }
        let snapshot = normalized(
            try pages(
                sections: #"[{"id":11,"name":"A"}]"#,
                enrollments: "[\(students.joined(separator: ","))]"
            )
        )
        let start = "Canvas enrolls students in section"
        let end = "and does not list the section, so they have no rows in it:"
        let ten = (23...32).map { "Lee, \($0) (\($0))" }.joined(separator: "; ")
        #expect(
            snapshot.gaps.map(\.sentence) == [
                "\(start) 12 \(end) Lee, 22 (22).", "\(start) 13 \(end) \(ten) and 1 more.",
            ]
        )
    }

    @Test(
        "a date that no report can hold is an error with item, field and value",
        arguments: [
            (
                #""due_at":"9999-12-31T23:59:59-05:00""#, "America/New_York",
                "due_at of “Essay” is 10000-01-01T04:59:59Z"
            ),
            (#""lock_at":"9999-12-31T20:00:00Z""#, "Asia/Kolkata", "lock_at of “Essay” is 9999-12-31T20:00:00Z"),
            (#""unlock_at":"0000-05-01T00:00:00Z""#, "Etc/UTC", "unlock_at of “Essay” is 0000-05-01T00:00:00Z"),
            (
                #""overrides":[{"id":5,"student_ids":[1],"due_at":"0001-01-01T00:00:00Z"}]"#, "America/New_York",
                "due_at of the override 5 of “Essay” is 0001-01-01T00:00:00Z"
            ),
        ]
    )
    func unusableDates(field: String, zone: String, expected: String) throws {
        let snapshot = normalized(
            try pages(
                course: #"{"id":7,"name":"Tides","time_zone":"\#(zone)"}"#,
                assignments: #"[{"id":5,"name":"Essay",\#(field)}]"#
            )
        )
        let error = #expect(throws: UnusableDate.self) { try snapshot.checkDates() }
        #expect(error?.description.hasPrefix(expected + ", which is not between the years 1 and 9999") == true)
    }

    @Test("dates at the ends of what a report can hold are none too many")
    func extremeDates() throws {
        let dates = #""unlock_at":"0001-01-01T00:00:00Z","due_at":"9999-12-31T23:59:59Z""#
        try normalized(pages(assignments: #"[{"id":5,"name":"Essay",\#(dates)}]"#)).checkDates()
    }

    @Test("Canvas's due dates that may not be read are a gap only where there is something to check")
    func unreadDueDates() throws {
        var empty = try pages()
        empty.effectiveDueDates = .forbidden
        #expect(normalized(empty).gaps.isEmpty)

        var course = try pages(assignments: #"[{"id":5,"name":"Essay","overrides":[]}]"#)
        course.effectiveDueDates = .unreadable("Canvas failed with status 500.")
        let snapshot = normalized(course)
        #expect(snapshot.canvasDueDates == nil)
        #expect(
            snapshot.gaps.map(\.sentence) == [
                "Canvas's effective due dates could not be read (Canvas failed with status 500.), so no due date is "
                    + "checked against them."
            ]
        )
    }
}
