import Foundation
import Testing

@testable import CanvasAPI

@Suite("What Canvas sends, decoded")
struct WireDecodingTests {
    @Test("an assignment of a new Canvas, its overrides and parts included")
    func assignment() throws {
        let assignment = try decode(
            Canvas.Assignment.self,
            """
            {"id": 21070000000000371, "name": "Essay", "due_at": "2026-02-21T06:59:59Z", "unlock_at": null,
             "lock_at": "2026-02-28T00:00:00-07:00", "published": true, "workflow_state": "published",
             "submission_types": ["discussion_topic"], "is_quiz_assignment": false,
             "only_visible_to_overrides": false, "visible_to_everyone": true, "group_category_id": 8,
             "has_overrides": true, "html_url": "https://canvas.example.edu/courses/1/assignments/2",
             "discussion_topic": {"id": 77, "group_category_id": 8, "title": "not read"},
             "has_sub_assignments": true,
             "overrides": [{"id": 5, "title": "Section A", "unassign_item": false, "assignment_id": 371,
                            "due_at": null, "all_day": false, "all_day_date": null, "course_section_id": 12}],
             "checkpoints": [{"tag": "reply_to_topic", "name": "Essay", "points_possible": 5.0,
                              "due_at": "2026-02-19T06:59:59Z", "only_visible_to_overrides": false,
                              "overrides": [{"id": 6, "parent_override_id": 5, "course_section_id": 12}]}],
             "all_dates": [{"due_at": null, "unlock_at": null, "lock_at": null, "title": "Everyone", "base": true}]}
            """
        )
        let expected = Canvas.Assignment(
            id: 21_070_000_000_000_371,
            name: "Essay",
            dueAt: try instant("2026-02-21T06:59:59Z"),
            lockAt: try instant("2026-02-28T07:00:00Z"),
            published: true,
            workflowState: "published",
            submissionTypes: ["discussion_topic"],
            isQuizAssignment: false,
            onlyVisibleToOverrides: false,
            visibleToEveryone: true,
            groupCategoryID: 8,
            hasOverrides: true,
            htmlURL: "https://canvas.example.edu/courses/1/assignments/2",
            discussionTopic: Canvas.DiscussionTopic(id: 77, groupCategoryID: 8),
            overrides: [
                Canvas.AssignmentOverride(
                    id: 5,
                    title: "Section A",
                    assignmentID: 371,
                    dueAt: .overridden(nil),
                    target: .section(12)
                )
            ],
            allDates: [Canvas.DateRow(title: "Everyone", base: true)],
            hasSubAssignments: true,
            checkpoints: [
                Canvas.Checkpoint(
                    tag: "reply_to_topic",
                    name: "Essay",
                    dueAt: try instant("2026-02-19T06:59:59Z"),
                    onlyVisibleToOverrides: false,
                    overrides: [Canvas.AssignmentOverride(id: 6, parentOverrideID: 5, target: .section(12))]
                )
            ]
        )
        #expect(assignment == expected)
    }

    @Test("overrides that Canvas hides are nil, not empty")
    func hiddenOverrides() throws {
        #expect(try decode(Canvas.Assignment.self, #"{"id": 1}"#).overrides == nil)
        #expect(try decode(Canvas.Assignment.self, #"{"id": 1, "overrides": []}"#).overrides == [])
    }

    @Test("an assignment of an old Canvas is published by its state")
    func publishedByState() throws {
        #expect(try decode(Canvas.Assignment.self, #"{"id": 1, "workflow_state": "published"}"#).isPublished)
        #expect(try !decode(Canvas.Assignment.self, #"{"id": 1, "workflow_state": "unpublished"}"#).isPublished)
    }

    @Test(
        "a date of an override: absent, null and given are three things",
        arguments: [
            (#"{"id": 1, "course_id": 3}"#, Canvas.OverriddenField.notOverridden),
            (#"{"id": 1, "course_id": 3, "lock_at": null}"#, .overridden(nil)),
            (
                #"{"id": 1, "course_id": 3, "lock_at": "1970-01-01T00:01:00Z"}"#,
                .overridden(Instant(secondsSince1970: 60))
            ),
        ]
    )
    func overriddenField(_ json: String, _ expected: Canvas.OverriddenField) throws {
        let override = try decode(Canvas.AssignmentOverride.self, json)
        #expect(override == Canvas.AssignmentOverride(id: 1, lockAt: expected, target: .course(3)))
    }

    @Test(
        "who an override is for",
        arguments: [
            (#"{"id": 1, "student_ids": [4, "5"]}"#, Canvas.OverrideTarget.students([4, 5])),
            (#"{"id": 1, "student_ids": []}"#, .students([])),
            (
                #"{"id": 1, "group_id": 6, "non_collaborative": true, "group_category_id": "7"}"#,
                .group(id: 6, isNonCollaborative: true, categoryID: 7)
            ),
            (#"{"id": 1, "group_id": 6}"#, .group(id: 6, isNonCollaborative: nil, categoryID: nil)),
            (#"{"id": 1, "course_section_id": 8}"#, .section(8)),
            (#"{"id": 1, "course_id": 9}"#, .course(9)),
            (#"{"id": 1, "noop_id": 1}"#, .masteryPath(1)),
            (#"{"id": 1, "noop_id": null}"#, .masteryPath(nil)),
            (#"{"id": 1, "planet_id": 3}"#, .unknown),
        ]
    )
    func overrideTarget(_ json: String, _ expected: Canvas.OverrideTarget) throws {
        #expect(try decode(Canvas.AssignmentOverride.self, json).target == expected)
    }

    @Test("a module's override, absent title and unknown target included")
    func moduleOverride() throws {
        let overrides = try decode(
            [Canvas.ModuleOverride].self,
            """
            [{"id": 1, "context_module_id": 9, "title": "2 students",
              "students": [{"id": 4, "name": "Ada Example"}, {"id": 5, "name": null}]},
             {"id": 2, "context_module_id": 9, "title": "A", "course_section": {"id": 12, "name": "A"}},
             {"id": 3, "context_module_id": 9, "group": {"id": 6, "non_collaborative": true}},
             {"id": 4, "context_module_id": 9}]
            """
        )
        let students: [Canvas.ModuleOverrideStudent] = [.init(id: 4, name: "Ada Example"), .init(id: 5, name: nil)]
        #expect(
            overrides == [
                .init(id: 1, contextModuleID: 9, title: "2 students", target: .students(students)),
                .init(id: 2, contextModuleID: 9, title: "A", target: .section(id: 12, name: "A")),
                .init(id: 3, contextModuleID: 9, title: nil, target: .group(id: 6, isNonCollaborative: true)),
                .init(id: 4, contextModuleID: 9, title: nil, target: .unknown),
            ]
        )
    }

    @Test(
        "effective due dates: ids as keys, null dates, nothing at all",
        arguments: [
            (
                #"{"11": {"4": {"due_at": "1970-01-01T00:00:00Z", "grading_period_id": 3}, "5": {"due_at": null}}}"#,
                [11: [4: .init(dueAt: Instant(secondsSince1970: 0)), 5: .init(dueAt: nil)]]
            ),
            (#"{"11": {}}"#, [11: [:]]),
            (#"{"11": []}"#, [11: [:]]),
            ("{}", [:]),
            ("[]", [:]),
        ] as [(String, [CanvasID: [CanvasID: Canvas.EffectiveDueDate]])]
    )
    func effectiveDueDates(_ json: String, _ expected: [CanvasID: [CanvasID: Canvas.EffectiveDueDate]]) throws {
        #expect(try decode(Canvas.EffectiveDueDates.self, json).assignments == expected)
    }

    @Test("students of the quiz endpoints have no all_dates")
    func quizRows() throws {
        let rows = try decode(
            Canvas.QuizAssignmentOverridesPage.self,
            """
            {"quiz_assignment_overrides": [
              {"quiz_id": "1", "due_dates": [{"id": 7, "due_at": "2026-02-21T06:59:59Z", "unlock_at": null,
               "lock_at": null, "title": "A", "set_type": "CourseSection", "set_id": 12}]}]}
            """
        )
        let row = Canvas.DateRow(
            id: 7,
            title: "A",
            setType: "CourseSection",
            setID: 12,
            dueAt: try instant("2026-02-21T06:59:59Z")
        )
        #expect(rows.quizzes == [Canvas.QuizAssignmentOverrides(quizID: 1, dueDates: [row])])
    }

    @Test(
        "what can't be read is named with its place and what was expected",
        arguments: [
            (#"[{"id": 1}, {"name": "A"}]"#, "[1]", #"the key "id" is missing"#),
            (#"[{"id": 1.5}]"#, "[0].id", "a Canvas id was expected"),
            (#"[{"id": "x1"}]"#, "[0].id", #""x1" is no Canvas id"#),
            (#"[{"id": null}]"#, "[0].id", "a Canvas id was expected"),
            (#"[{"id": 1, "start_at": "soon"}]"#, "[0].start_at", #""soon" is no RFC 3339 time"#),
            (
                #"[{"id": 1, "restrict_enrollments_to_section_dates": 1}]"#,
                "[0].restrict_enrollments_to_section_dates", "true or false was expected"
            ),
            (#"{"status": "ok"}"#, "", "a list was expected"),
            ("[{\"id\": 1}, {\"id\"", "", "it is no valid JSON, perhaps cut"),
            ("", "", "it is no valid JSON, perhaps cut"),
            ("  <!DOCTYPE html><title>Log in</title>", "", "an HTML page came, perhaps a login page"),
        ]
    )
    func malformed(_ json: String, _ path: String, _ reason: String) {
        let error = #expect(throws: MalformedAnswer.self) { try decode([Canvas.Section].self, json) }
        #expect(error?.path == path)
        #expect(error?.reason == reason)
    }

    @Test("the guard against script inclusion is stripped")
    func guardPrefix() throws {
        #expect(try decode([Canvas.Section].self, #"while(1);[{"id":1}]"#) == [Canvas.Section(id: 1)])
    }
}

func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try CanvasJSON.decode(type, from: Data(json.utf8))
}

func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text))
}
