import Testing

@testable import CanvasSandbox

@Suite("Quiz overrides and all_dates")
struct QuizRowTests {
    private let surveys =
        #"{"quiz_assignment_overrides":[{"quiz_id":101504,"due_dates":["#
        + #"{"due_at":"2026-10-17T03:59:59Z","unlock_at":null,"lock_at":null,"title":"Everyone else","base":true},"#
        + #"{"id":101608,"due_at":null,"unlock_at":null,"lock_at":null,"title":"Section B, \"evening\"","#
        + #""set_type":"CourseSection","set_id":10102}],"all_dates":["#
        + #"{"due_at":"2026-10-17T03:59:59Z","unlock_at":null,"lock_at":null,"title":"Everyone else","base":true},"#
        + #"{"id":101608,"due_at":null,"unlock_at":null,"lock_at":null,"title":"Section B, \"evening\"","#
        + #""set_type":"CourseSection","set_id":10102}]},"#
        + #"{"quiz_id":101505,"due_dates":["#
        + #"{"due_at":"2026-10-23T21:00:00Z","unlock_at":null,"lock_at":null,"title":"Everyone","base":true}],"#
        + #""all_dates":["#
        + #"{"due_at":"2026-10-23T21:00:00Z","unlock_at":null,"lock_at":null,"title":"Everyone","base":true}]}]}"#

    private func ids(_ text: String) -> [String] {
        text.matches(of: #/"quiz_id":(\d+)/#).map { String($0.1) }
    }

    private func titles(of quiz: Int, _ endpoint: String, in course: Int) async throws -> [String] {
        try await withSandbox { client, _ in
            let filter = "quiz_assignment_overrides%5B%5D%5Bquiz_ids%5D%5B%5D=\(quiz)"
            let text = try await client.get("courses/\(course)/\(endpoint)/assignment_overrides?\(filter)").text
            let dates = text.split(separator: #""all_dates":"#).last ?? ""
            return dates.matches(of: #/"title":"((?:[^"\\]|\\.)*)"/#).map { String($0.1) }
        }
    }

    @Test("the filter takes ids in one list, and rows are whole")
    func filter() async throws {
        try await withSandbox { client, _ in
            let one = "quiz_assignment_overrides%5B%5D%5Bquiz_ids%5D%5B%5D="
            let answer = try await client.get(
                "courses/101/quizzes/assignment_overrides?\(one)101504&\(one)101505&\(one)7"
            )
            #expect(answer.text == surveys)
        }
    }

    @Test("the indexed form of the filter is passed over, and every quiz comes")
    func indexedFilter() async throws {
        try await withSandbox { client, _ in
            let path =
                "courses/101/quizzes/assignment_overrides?quiz_assignment_overrides%5B0%5D%5Bquiz_ids%5D%5B%5D=101504"
            let answer = try await client.get(path)
            #expect(ids(answer.text) == ["101501", "101502", "101503", "101504", "101505"])
        }
    }

    @Test("New Quizzes go by their assignment's id")
    func newQuizzes() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/101/new_quizzes/assignment_overrides")
            #expect(ids(answer.text) == ["101404", "101405"])
            #expect(answer.text.contains(#""set_type":"Group","set_id":101971"#))
        }
    }

    @Test("an override that unassigns is left out")
    func unassigned() async throws {
        let titles = try await titles(of: 101_404, "new_quizzes", in: 101)
        #expect(titles == ["Everyone else", "Section A", "Extended time", #"Section B, \"evening\""#])
    }

    @Test("with an override for every section, the base dates are nobody's and left out")
    func allSectionsCovered() async throws {
        let titles = try await titles(of: 103_501, "quizzes", in: 103)
        #expect(titles == ["मेघ (Cloud)", "Yakṣa", "3 students"])
    }

    @Test("an override that the data hide from the quiz endpoints is missing there, and only there")
    func hidden() async throws {
        let titles = try await titles(of: 105_501, "quizzes", in: 105)
        #expect(titles == ["Everyone else", "North Bay", "Admiralty (closed)"])
        try await withSandbox { client, _ in
            let rows = try await client.get("courses/105/assignments/105402/overrides")
            #expect(rows.text.contains(#""title":"Seasick""#))
        }
    }

    @Test("include[]=overrides gives direct rows only, with a key for each overridden date and no other")
    func directRows() async throws {
        try await withSandbox { client, _ in
            let query = "include[]=overrides&override_assignment_dates=false&assignment_ids[]=101410"
            let text = try await client.get("courses/101/assignments?\(query)").text
            #expect(
                text.hasSuffix(
                    #""has_overrides":true,"overrides":[{"id":101624,"assignment_id":101410,"title":"1 student","#
                        + #""unassign_item":false,"due_at":"2026-10-22T03:59:59Z","all_day":true,"#
                        + #""all_day_date":"2026-10-21","student_ids":[101022]}]}]"#
                )
            )
            let rows = try await client.get("courses/101/assignments/101410/overrides").text
            #expect(
                rows
                    == #"[{"id":101921,"context_module_id":101802,"title":"Section B, \"evening\"","#
                    + #""unassign_item":false,"course_section_id":10102},"#
                    + #"{"id":101624,"assignment_id":101410,"title":"1 student","unassign_item":false,"#
                    + #""due_at":"2026-10-22T03:59:59Z","all_day":true,"all_day_date":"2026-10-21","#
                    + #""student_ids":[101022]}]"#
            )
        }
    }

    @Test("from 25 overrides on, all_dates is empty and only counted")
    func allDatesLimit() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/102/assignments/102410?include[]=all_dates").text
            #expect(text.contains(#""all_dates":[],"all_dates_count":33"#))
            let few = try await client.get("courses/101/assignments/101410?include[]=all_dates").text
            #expect(!few.contains("all_dates_count"))
        }
    }

    @Test("assignment ids that are not on the page are refused, and so are more than a hundred")
    func assignmentIDs() async throws {
        try await withSandbox { client, _ in
            let wrong = try await client.get("courses/101/assignments?assignment_ids[]=101401&assignment_ids[]=5")
            #expect(wrong.status == 400)
            #expect(wrong.text == #"{"message":"Invalid assignment_ids: 5"}"#)
            let many = (1...101).map { "assignment_ids[]=\($0)" }.joined(separator: "&")
            let tooMany = try await client.get("courses/101/assignments?\(many)")
            #expect(tooMany.text == #"{"message":"Request contains too many assignment_ids.  Limit 100"}"#)
        }
    }

    @Test("a practice quiz has its details under its quiz id, modules' overrides and names of students included")
    func practiceQuizDetails() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/101/quizzes/101503/date_details").text
            #expect(
                text
                    == #"{"id":101503,"due_at":"2026-09-08T03:59:59Z","unlock_at":null,"lock_at":null,"#
                    + #""only_visible_to_overrides":false,"visible_to_everyone":true,"group_category_id":null,"#
                    + #""graded":false,"overrides":[{"id":101606,"quiz_id":101503,"title":"Section C <lab> = 3","#
                    + #""unassign_item":false,"due_at":"2026-09-10T03:59:59Z","all_day":true,"#
                    + #""all_day_date":"2026-09-09","course_section_id":10103},{"id":101607,"quiz_id":101503,"#
                    + #""title":"2 students","unassign_item":false,"lock_at":"2026-10-01T03:59:59Z","#
                    + #""student_ids":[101004,101008],"students":[{"id":101004,"name":"Ángel Nuñobar"},"#
                    + #"{"id":101008,"name":"<b>Bram</b> Holloway"}]}]}"#
            )
        }
    }

    @Test("an override that unassigns a practice quiz is in its details, and in no list")
    func practiceQuizUnassigned() async throws {
        let quiz = """
            {"kind": "practice_quiz", "quiz_id": 8, "title": "T", "overrides": [{"id": 1, "section": 11, "unassign": true}]}
            """
        let institution = try institution(
            course: """
                {"id": 5, "name": "N", "course_code": "C", "time_zone": "Etc/UTC", "term": 1,
                 "sections": [{"id": 11, "name": "A"}], "items": [\(quiz)]}
                """
        )
        let (details, lists) = try await withSandbox(institution: institution) { client, _ in
            let lists = try await client.get("courses/5/quizzes").text
            return (
                try await client.get("courses/5/quizzes/8/date_details").text,
                lists + (try await client.get("courses/5/quizzes/assignment_overrides").text)
            )
        }
        #expect(details.contains(#"{"id":1,"quiz_id":8,"title":"A","unassign_item":true,"course_section_id":11}"#))
        #expect(!lists.contains(#""set_type""#))
        #expect(lists.matches(of: #/"title":"Everyone"/#).count == 3)
    }

    @Test("submissions: whoever has begun or was given something, for those who may see grades")
    func submissions() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/101/quizzes/101502/submissions").text
            let rows = text.matches(of: #/"user_id":(\d+),.*?"extra_time":(\d+|null).*?"workflow_state":"(\w+)"/#)
            #expect(
                rows.map { "\($0.1) \($0.2) \($0.3)" } == [
                    "101007 30 settings_only", "101005 30 untaken", "101021 30 complete",
                ]
            )
            #expect(text.contains(#""validation_token":"sandbox-validation-token""#))
            var reader = client
            reader.token = "sandbox-token-reader"
            #expect(try await reader.get("courses/101/quizzes/101502/submissions").status == 403)
            #expect(try await client.get("courses/101/quizzes/1/submissions").status == 404)
        }
    }

    @Test("a checkpointed discussion lists its steps on request, and the dates of all of them")
    func checkpoints() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/101/assignments/101408?include[]=checkpoints").text
            #expect(text.contains(#""has_sub_assignments":true,"checkpoints":[{"name":"Two-step: who eats whom?","#))
            #expect(text.matches(of: #/"tag":"(\w+)"/#).map { String($0.1) } == ["reply_to_topic", "reply_to_entry"])
            #expect(text.contains(#""parent_override_id":101619"#))
            let dates = try await client.get("courses/101/assignments/101408?include[]=all_dates").text
            #expect(dates.matches(of: #/"set_type":"CourseSection"/#).count == 2)
        }
    }

    @Test("modules above a hundred items come without them, and deleted modules not at all")
    func modules() async throws {
        try await withSandbox { client, _ in
            let text = try await client.get("courses/102/modules?include[]=items").text
            #expect(text.matches(of: #/"items":\[/#).count == 3)
            #expect(text.contains(#""items_count":105"#))
            let biology = try await client.get("courses/101/modules").text
            #expect(
                biology.matches(of: #/"published":(\w+)/#).map { String($0.1) } == [
                    "true", "true", "true", "true", "false",
                ]
            )
        }
    }
}
