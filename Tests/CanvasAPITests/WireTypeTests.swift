import Foundation
import TestSupport
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
            onlyVisibleToOverrides: false,
            visibleToEveryone: true,
            groupCategoryID: 8,
            htmlURL: "https://canvas.example.edu/courses/1/assignments/2",
            discussionTopic: Canvas.DiscussionTopic(id: 77, groupCategoryID: 8),
            overrides: [
                Canvas.AssignmentOverride(
                    id: 5,
                    title: "Section A",
                    dueAt: .overridden(nil),
                    target: .section(12)
                )
            ],
            hasSubAssignments: true,
            checkpoints: [
                Canvas.Checkpoint(
                    tag: "reply_to_topic",
                    name: "Essay",
                    dueAt: try instant("2026-02-19T06:59:59Z"),
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
                .init(id: 1, title: "2 students", target: .students(students)),
                .init(id: 2, title: "A", target: .section(id: 12, name: "A")),
                .init(id: 3, title: nil, target: .group(id: 6, isNonCollaborative: true)),
                .init(id: 4, title: nil, target: .unknown),
            ]
        )
    }

    @Test(
        "effective due dates: ids as keys, null dates, nothing at all",
        arguments: [
            (
                #"{"11": {"4": {"due_at": "1970-01-01T00:00:00Z", "grading_period_id": 3}, "5": {"due_at": null}}}"#,
                [11: [4: .init(dueAt: Instant(secondsSince1970: 0), gradingPeriodID: 3), 5: .init(dueAt: nil)]]
            ),
            (
                #"{"11": {"4": {"due_at": null, "grading_period_id": null, "in_closed_grading_period": true}}}"#,
                [11: [4: .init(dueAt: nil, inClosedGradingPeriod: true)]]
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
        #expect(rows.elements == [Canvas.QuizAssignmentOverrides(quizID: 1, dueDates: [row])])
    }

    @Test(
        "what can't be read is named with its place and what was expected",
        arguments: [
            (#"[{"id": 1}, {"name": "A"}]"#, "[1]", #"the key "id" is missing"#),
            (#"[{"id": 1.5}]"#, "[0].id", "a Canvas id was expected"),
            (#"[{"id": "x1"}]"#, "[0].id", #""x1" is no Canvas id"#),
            (#"[{"id": null}]"#, "[0].id", "a Canvas id was expected"),
            (#"[{"id": 1, "non_collaborative": 1}]"#, "[0].non_collaborative", "true or false was expected"),
            (#"[{"id": 1, "name": 1}]"#, "[0].name", "a string was expected"),
            (#"{"status": "ok"}"#, "", "a list was expected"),
            ("[{\"id\": 1}, {\"id\"", "", "it is no valid JSON, perhaps cut"),
            ("", "", "it is no valid JSON, perhaps cut"),
            ("  <!DOCTYPE html><title>Log in</title>", "", "an HTML page came, perhaps a login page"),
        ]
    )
    func malformed(_ json: String, _ path: String, _ reason: String) {
        let error = #expect(throws: MalformedAnswer.self) { try decode([Canvas.Group].self, json) }
        #expect(error?.path == path)
        #expect(error?.reason == reason)
    }

    @Test("a time that is none is named with its place")
    func malformedTime() {
        let json = #"[{"id": 1, "start_at": "soon"}]"#
        let error = #expect(throws: MalformedAnswer.self) { try decode([Canvas.Section].self, json) }
        #expect(error?.path == "[0].start_at")
        #expect(error?.reason == #""soon" is no RFC 3339 time"#)
    }

    @Test("the guard against script inclusion is stripped")
    func guardPrefix() throws {
        #expect(try decode([Canvas.Section].self, #"while(1);[{"id":1}]"#) == [Canvas.Section(id: 1)])
    }
}

@Suite("Wire types under change")
struct WirePropertyTests {
    @Test(
        "ids as strings, and a key that is not known, decode to the same value",
        arguments: Sample.all
    )
    func sameValue(_ sample: Sample) throws {
        let stringIDs = sample.json
            .replacing(#/"(id|[a-z_]+_id)":(\d+)/#) { "\"\($0.1)\":\"\($0.2)\"" }
            .replacing(#/\[([0-9,]+)\]/#) { match in
                "[" + match.1.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") + "]"
            }
        #expect(stringIDs != sample.json || sample.name == "effective due dates")
        let unknownKey = sample.json.replacing("{\"id\":", with: "{\"new_field\":{\"a\":[1]},\"id\":")
        #expect(try sample.sameValue(sample.json, stringIDs))
        #expect(try sample.sameValue(sample.json, unknownKey))
    }

    @Test("damaged answers decode or fail with a typed error, never otherwise", arguments: Sample.all)
    func fuzz(_ sample: Sample) throws {
        var random = SeededGenerator(20_261_121 + UInt64(sample.json.utf8.count))
        var refused = 0
        for _ in 0..<2_000 {
            let damaged = Self.damaged(Array(sample.json.utf8), using: &random)
            do {
                try sample.decode(Data(damaged))
            } catch let error as MalformedAnswer {
                refused += 1
                #expect(!error.reason.isEmpty)
            }
        }
        #expect(refused > 500)
    }

    private static let snippets = [
        "null", "{}", "[]", "\"\"", "-1", "1e400", "0.5", "18446744073709551616", "true", "\u{0}", "\\ud800", "[[[[[[",
    ]

    private static func damaged(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<max(bytes.count, 1), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes = Array(bytes.prefix(place))
            case 1 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 2 where place < bytes.count: bytes.remove(at: place)
            case 3:
                let length = Int.random(in: 0...20, using: &random)
                bytes.removeSubrange(place..<min(place + length, bytes.count))
            default:
                let snippet = snippets[Int.random(in: 0..<snippets.count, using: &random)]
                bytes.insert(contentsOf: Array(snippet.utf8), at: place)
            }
            if bytes.isEmpty { break }
        }
        return bytes
    }
}

/// An answer of one kind, as a recent Canvas sends it with numbers for ids.
struct Sample: CustomTestStringConvertible {
    let name: String
    let json: String
    /// - Throws: `MalformedAnswer`.
    let decode: @Sendable (Data) throws -> Void
    let sameValue: @Sendable (String, String) throws -> Bool

    var testDescription: String { name }

    private init<Value: Decodable & Equatable & SendableMetatype>(_ name: String, _ type: Value.Type, _ json: String) {
        self.name = name
        self.json = json
        self.decode = { _ = try CanvasJSON.decode(type, from: $0) }
        self.sameValue = {
            try CanvasJSON.decode(type, from: Data($0.utf8)) == CanvasJSON.decode(type, from: Data($1.utf8))
        }
    }

    static let all: [Sample] = [
        Sample(
            "course",
            Canvas.Course.self,
            """
            {"id":10,"name":"Biology","course_code":"BIO 1","sis_course_id":"BIO.1","workflow_state":"available",
            "time_zone":"America/Denver","start_at":"2026-01-05T00:00:00-07:00","end_at":null,"account_id":1,
            "restrict_enrollments_to_course_dates":false,
            "term":{"id":3,"name":"Spring","sis_term_id":"2026S","start_at":null,"end_at":"2026-06-01T00:00:00Z"}}
            """
        ),
        Sample(
            "sections",
            [Canvas.Section].self,
            """
            [{"id":12,"course_id":10,"name":"A","start_at":null,"end_at":null,"sis_section_id":"BIO.1.A",
            "restrict_enrollments_to_section_dates":null,"nonxlist_course_id":11,"integration_id":null}]
            """
        ),
        Sample(
            "enrollments",
            [Canvas.Enrollment].self,
            """
            [{"id":90,"course_id":10,"user_id":4,"course_section_id":12,"type":"StudentEnrollment","role_id":3,
            "enrollment_state":"active","sis_user_id":"s4","limit_privileges_to_course_section":false,
            "user":{"id":4,"name":"Ada Example","sortable_name":"Example, Ada","sis_user_id":"s4","login_id":"ada"}}]
            """
        ),
        Sample(
            "assignments",
            [Canvas.Assignment].self,
            """
            [{"id":21,"name":"Essay","due_at":"2026-02-21T06:59:59Z","unlock_at":null,"lock_at":null,"published":true,
            "submission_types":["online_quiz"],"quiz_id":31,"is_quiz_assignment":true,"visible_to_everyone":true,
            "only_visible_to_overrides":false,"group_category_id":null,"discussion_topic":{"id":5},
            "overrides":[
            {"id":1,"title":"2 students","assignment_id":21,"quiz_id":31,"due_at":"2026-02-22T06:59:59Z",
            "all_day":true,"all_day_date":"2026-02-21","student_ids":[4,5],"unassign_item":false},
            {"id":2,"title":"Tag","assignment_id":21,"lock_at":null,"group_id":6,"non_collaborative":true,
            "group_category_id":7},{"id":3,"context_module_id":9,"course_section_id":12},{"id":4,"course_id":10},
            {"id":5,"noop_id":1}],
            "checkpoints":[{"tag":"reply_to_entry","name":"Essay","due_at":null,"overrides":[]}],
            "all_dates":[{"id":1,"due_at":null,"unlock_at":null,"lock_at":null,"title":"A","set_type":"ADHOC",
            "set_id":null}]}]
            """
        ),
        Sample(
            "quizzes",
            [Canvas.Quiz].self,
            """
            [{"id":31,"title":"Try it","quiz_type":"practice_quiz","assignment_id":null,"due_at":null,
            "unlock_at":null,"lock_at":null,"published":true,"only_visible_to_overrides":false,
            "html_url":"https://canvas.example.edu/courses/10/quizzes/31"}]
            """
        ),
        Sample(
            "modules",
            [Canvas.Module].self,
            """
            [{"id":9,"name":"Week 1","position":1,"published":true,"items_count":2,"items":[
            {"id":91,"type":"Quiz","content_id":31,"title":"Try it","published":true,"module_id":9},
            {"id":92,"type":"Page","page_url":"welcome","title":"Welcome","published":false,"module_id":9}]}]
            """
        ),
        Sample(
            "module overrides",
            [Canvas.ModuleOverride].self,
            """
            [{"id":1,"context_module_id":9,"title":"1 student","students":[{"id":4,"name":"Ada Example"}]},
            {"id":2,"context_module_id":9,"title":"A","course_section":{"id":12,"name":"A"}},
            {"id":3,"context_module_id":9,"title":"Tag","group":{"id":6,"non_collaborative":true}}]
            """
        ),
        Sample(
            "date details",
            Canvas.DateDetails.self,
            """
            {"id":31,"due_at":null,"unlock_at":null,"lock_at":"2026-03-01T00:00:00Z","graded":false,
            "only_visible_to_overrides":true,"visible_to_everyone":false,"overrides":[
            {"id":8,"title":"1 student","quiz_id":31,"student_ids":[4],"students":[{"id":4,"name":"Ada Example"}],
            "unlock_at":"2026-02-01T00:00:00Z","unassign_item":false}]}
            """
        ),
        Sample(
            "effective due dates",
            Canvas.EffectiveDueDates.self,
            """
            {"21":{"4":{"due_at":"2026-02-21T06:59:59Z","grading_period_id":1,"in_closed_grading_period":false},
            "5":{"due_at":null,"grading_period_id":null,"in_closed_grading_period":false}}}
            """
        ),
        Sample(
            "groups",
            [Canvas.Group].self,
            #"[{"id":6,"name":"Extra time","group_category_id":7,"non_collaborative":true,"members_count":2}]"#
        ),
    ]
}
