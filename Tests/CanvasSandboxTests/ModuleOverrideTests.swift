import Testing

@testable import CanvasSandbox

@Suite("Bulk update of module overrides")
struct ModuleOverrideTests {
    private let path = "courses/101/modules/101803/assignment_overrides"
    private let before =
        #"[{"id":101922,"context_module_id":101803,"title":"Catch-up crew","students":["#
        + #"{"id":101003,"name":"Philippa \"Pip\" O'Larkin"},{"id":101010,"name":"يارا مرجان"}]}]"#

    /// Sends a PUT; gives its status and body, and the module's overrides afterwards.
    private func put(
        _ json: String,
        institution: SandboxInstitution? = nil
    ) async throws -> (status: Int, body: String, after: String) {
        try await withSandbox(institution: institution) { client, _ in
            let answer = try await client.put(path, json: json)
            return (answer.status, answer.text, try await client.get(path).text)
        }
    }

    @Test(
        "each refusal has Canvas's sentence, and changes nothing",
        arguments: [
            (#"{"overrides":"all"}"#, "List of overrides required"),
            (#"{"overrides":{"0":{"id":1}}}"#, "List of overrides required"),
            (
                #"{"overrides":[{"group_id":1,"course_section_id":1,"student_ids":[1]}]}"#,
                "cannot provide group_id, course_section_id, and student_ids on the same override"
            ),
            (
                #"{"overrides":[{"group_id":1,"course_section_id":1}]}"#,
                "cannot provide group_id and course_section_id on the same override"
            ),
            (
                #"{"overrides":[{"group_id":1,"student_ids":[1]}]}"#,
                "cannot provide group_id and student_ids on the same override"
            ),
            (
                #"{"overrides":[{"title":"Nobody"}]}"#,
                "id, student_ids, course_section_id, or group_id required with each override"
            ),
            (
                #"{"overrides":[{"student_ids":[],"course_section_id":null}]}"#,
                "id, student_ids, course_section_id, or group_id required with each override"
            ),
            (
                #"{"overrides":[{"id":101922},{"course_section_id":10101,"student_ids":[101001]}]}"#,
                "cannot provide course_section_id and student_ids on the same override"
            ),
        ]
    )
    func sentences(json: String, sentence: String) async throws {
        let result = try await put(json)
        #expect(result.status == 400)
        #expect(result.body == #"{"error":"\#(sentence)"}"#)
        #expect(result.after == before)
    }

    @Test(
        "without differentiation tags, groups are refused in other words",
        arguments: [
            (#"{"overrides":[{"group_id":1,"student_ids":[1]}]}"#, "group_id is not allowed as an override"),
            (
                #"{"overrides":[{"title":"Nobody"}]}"#,
                "id, student_ids, or course_section_id required with each override"
            ),
        ]
    )
    func tagsOff(json: String, sentence: String) async throws {
        var institution = try samples()
        institution.account.allowsDifferentiationTags = false
        let result = try await put(json, institution: institution)
        #expect(result.status == 400)
        #expect(result.body == #"{"error":"\#(sentence)"}"#)
    }

    @Test(
        "an absent, null or empty list deletes every override",
        arguments: ["", "{}", #"{"overrides":null}"#, #"{"overrides":[]}"#]
    )
    func deletesAll(json: String) async throws {
        let result = try await put(json)
        #expect(result.status == 204)
        #expect(result.body == "")
        #expect(result.after == "[]")
    }

    @Test("rows with an id are changed, new ones made, and what is left out goes")
    func replacesTheList() async throws {
        let result = try await put(
            #"{"overrides":[{"id":"101922","title":"Renamed"},{"course_section_id":10102,"title":"ignored"},"#
                + #"{"student_ids":[101004,101004,"101005"]},{"group_id":101971}]}"#
        )
        #expect(result.status == 204)
        #expect(
            result.after
                == #"[{"id":101922,"context_module_id":101803,"title":"Renamed","students":["#
                + #"{"id":101003,"name":"Philippa \"Pip\" O'Larkin"},{"id":101010,"name":"يارا مرجان"}]},"#
                + #"{"id":500000000001,"context_module_id":101803,"title":"Section B, \"evening\"","#
                + #""course_section":{"id":10102,"name":"Section B, \"evening\""}},"#
                + #"{"id":500000000002,"context_module_id":101803,"title":"No Title","students":["#
                + #"{"id":101004,"name":"Ángel Nuñobar"},{"id":101005,"name":"Søren Ærøvig"}]},"#
                + #"{"id":500000000003,"context_module_id":101803,"title":"Extended time","#
                + #""group":{"id":101971,"non_collaborative":true}}]"#
        )
    }

    @Test("an override may change its target")
    func changesTarget() async throws {
        let result = try await put(#"{"overrides":[{"id":101922,"course_section_id":10101}]}"#)
        #expect(
            result.after
                == #"[{"id":101922,"context_module_id":101803,"title":"Section A","#
                + #""course_section":{"id":10101,"name":"Section A"}}]"#
        )
    }

    @Test("students who are not in the course are passed over, even when nobody is left")
    func unknownStudents() async throws {
        let result = try await put(#"{"overrides":[{"student_ids":[1,101301,101018],"title":"Ghosts"}]}"#)
        #expect(result.status == 204)
        #expect(
            result.after
                == #"[{"id":500000000001,"context_module_id":101803,"title":"Ghosts","students":[]}]"#
        )
    }

    @Test(
        "an unknown override or section is 404, a group that is no tag 500, a section twice 400; nothing is written",
        arguments: [
            (#"{"overrides":[{"student_ids":[101004]},{"id":101921}]}"#, 404),
            (#"{"overrides":[{"student_ids":[101004]},{"course_section_id":10201}]}"#, 404),
            (#"{"overrides":[{"student_ids":[101004]},{"group_id":101961}]}"#, 500),
            (#"{"overrides":[{"course_section_id":10101},{"course_section_id":10101}]}"#, 400),
        ]
    )
    func rollsBack(json: String, status: Int) async throws {
        let result = try await put(json)
        #expect(result.status == status)
        #expect(result.after == before)
    }

    @Test("a module of another course, a deleted one, and one by SIS id are not found")
    func unknownModules() async throws {
        try await withSandbox { client, _ in
            for module in ["102801", "101806", "sis_module_id:1"] {
                let answer = try await client.put(
                    "courses/101/modules/\(module)/assignment_overrides",
                    json: #"{"overrides":"not even a list"}"#
                )
                #expect(answer.status == 404)
            }
        }
    }

    @Test("a form works as well as JSON")
    func form() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.send(
                "PUT",
                path,
                body: "overrides[][course_section_id]=10101&overrides[][course_section_id]=10103",
                contentType: "application/x-www-form-urlencoded"
            )
            #expect(answer.status == 204)
            let after = try await client.get(path).text
            #expect(after.matches(of: #/"course_section":\{"id":(\d+)/#).map { String($0.1) } == ["10101", "10103"])
        }
    }

    @Test("a changed module changes who is assigned: effective due dates and visibility follow")
    func changesAssignment() async throws {
        try await withSandbox { client, _ in
            let dates = "courses/101/effective_due_dates?assignment_ids[]=101414"
            let due = #"{"due_at":"2026-12-01T04:59:59Z","grading_period_id":null,"in_closed_grading_period":false}"#
            #expect(try await client.get(dates).text == #"{"101414":{"101003":\#(due),"101010":\#(due)}}"#)
            _ = try await client.put(path, json: #"{"overrides":[{"student_ids":[101005]}]}"#)
            let after = try await client.get(dates)
            #expect(after.text == #"{"101414":{"101005":\#(due)}}"#)
        }
    }
}
