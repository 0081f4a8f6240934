import Testing

@testable import CanvasSandbox

@Suite("Refusals and headers")
struct RefusalTests {
    private let forbidden =
        #"{"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]}"#

    @Test("without a token, 401 with a challenge")
    func noToken() async throws {
        try await withSandbox { client, _ in
            var anonymous = client
            anonymous.token = nil
            let answer = try await anonymous.get("users/self")
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == #"Bearer realm="canvas-lms""#)
            #expect(
                answer.text
                    == #"{"status":"unauthenticated","errors":[{"message":"user authorization required"}]}"#
            )
        }
    }

    @Test("an unknown or expired token is an invalid one", arguments: ["nonsense", "sandbox-token-expired"])
    func badToken(token: String) async throws {
        try await withSandbox { client, _ in
            let answer = try await SandboxClient(url: client.url, token: token).get("courses/101")
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == #"Bearer realm="canvas-lms""#)
            #expect(answer.text == #"{"errors":[{"message":"Invalid access token."}]}"#)
        }
    }

    @Test("a request that does not say who sends it is refused before its token is looked at")
    func noUserAgent() async throws {
        try await withSandbox { client, _ in
            let answer = try await SandboxClient(url: client.url, token: "nonsense", userAgent: nil).get("users/self")
            #expect(answer.status == 403)
            #expect(answer.text.contains("you have not provided a valid user agent"))
        }
    }

    @Test("a sealed course is 403 in all its parts, an unknown one 404", arguments: ["", "/sections", "/modules"])
    func coursesWithTrouble(part: String) async throws {
        try await withSandbox { client, _ in
            let sealed = try await client.get("courses/403" + part)
            #expect(sealed.status == 403)
            #expect(sealed.text == forbidden)
            let unknown = try await client.get("courses/404" + part)
            #expect(unknown.status == 404)
            #expect(unknown.text == #"{"errors":[{"message":"The specified resource does not exist."}]}"#)
        }
    }

    @Test("who has no permissions reads their own profile and nothing else")
    func noPermissions() async throws {
        try await withSandbox { client, _ in
            let nobody = SandboxClient(url: client.url, token: "sandbox-token-no-permissions")
            let profile = try await nobody.get("users/self")
            #expect(profile.status == 200)
            #expect(try await nobody.get("courses/101").text == forbidden)
            #expect(try await nobody.get("accounts/1/courses").text == forbidden)
        }
    }

    @Test("who may only read sees quiz dates, but no override rows and no module overrides")
    func readerOnly() async throws {
        try await withSandbox { client, _ in
            let reader = SandboxClient(url: client.url, token: "sandbox-token-reader")
            let assignments = try await reader.get("courses/101/assignments?include[]=overrides&per_page=100")
            #expect(assignments.status == 200)
            #expect(!assignments.text.contains("\"overrides\""))
            #expect(!assignments.text.contains("\"has_overrides\""))
            #expect(try await reader.get("courses/101/quizzes/assignment_overrides").status == 200)
            #expect(try await reader.get("courses/101/assignments/101401/overrides").text == forbidden)
            #expect(try await reader.get("courses/101/quizzes/101503/date_details").text == forbidden)
            #expect(try await reader.get("courses/101/modules/101802/assignment_overrides").text == forbidden)
            let path = "courses/101/modules/101802/assignment_overrides"
            #expect(try await reader.put(path, json: #"{"overrides":[]}"#).text == forbidden)
        }
    }

    @Test("a teacher limited to a section sees its students alone, and other courses not at all")
    func limitedTeacher() async throws {
        try await withSandbox { client, _ in
            let teacher = SandboxClient(url: client.url, token: "sandbox-token-section-teacher")
            let rows = try await teacher.get("courses/101/enrollments?type[]=StudentEnrollment&per_page=100").text
            #expect(Set(rows.matches(of: #/"course_section_id":(\d+)/#).map { String($0.1) }) == ["10102"])
            let overrides = try await teacher.get("courses/101/assignments/101401/overrides").text
            #expect(overrides.contains(#""student_ids":[101002]"#))
            #expect(try await teacher.get("courses/101/assignments/101414/overrides").text == "[]")
            #expect(try await teacher.get("courses/102").status == 403)
        }
    }

    @Test("ids are numbers, or text for those who accept string ids; effective due dates have text keys anyway")
    func stringIDs() async throws {
        try await withSandbox { client, _ in
            let path = "courses/101/modules/101803/assignment_overrides"
            #expect(
                try await client.get(path).text
                    == #"[{"id":101922,"context_module_id":101803,"title":"Catch-up crew","students":["#
                    + #"{"id":101003,"name":"Philippa \"Pip\" O'Larkin"},{"id":101010,"name":"يارا مرجان"}]}]"#
            )
            var asText = client
            asText.accept = "application/json+canvas-string-ids, application/json"
            #expect(
                try await asText.get(path).text
                    == #"[{"id":"101922","context_module_id":"101803","title":"Catch-up crew","students":["#
                    + #"{"id":"101003","name":"Philippa \"Pip\" O'Larkin"},{"id":"101010","name":"يارا مرجان"}]}]"#
            )
            let seminar = try await asText.get("courses/21070000000000371/assignments?per_page=1").text
            #expect(seminar.hasPrefix(#"[{"id":"21070000000003001","#))
        }
    }

    @Test(
        "a course is found by its id, its shard and local id, and its SIS id, escaped or in hexadecimal",
        arguments: [
            "21070000000000371", "2107~371", "sis_course_id:2026SP-HON371", "sis_course_id:2026SP%2DHON371",
            "hex:sis_course_id:3230323653502d484f4e333731",
        ]
    )
    func courseIDs(name: String) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/\(name)")
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix(#"{"id":21070000000000371,"#))
        }
    }

    @Test("a slash in a SIS id does not split the path")
    func slashInID() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/sis_course_id:2026AU%2FBIO%2E101/sections")
            #expect(answer.status == 200)
        }
    }

    @Test("a read-only sandbox answers every other verb with 405, and counts the attempts")
    func readOnly() async throws {
        try await withSandbox(SandboxOptions(isReadOnly: true)) { client, server in
            let path = "courses/101/modules/101802/assignment_overrides"
            #expect(try await client.put(path, json: #"{"overrides":[]}"#).status == 405)
            #expect(server.traffic.writeAttempts == 1)
            let untouched = try samples()
            #expect(server.institution.courses[101]?.modules == untouched.courses[101]?.modules)
        }
    }

    @Test("every answer has its cost and what remains; there is no GraphQL")
    func quotaHeaders() async throws {
        try await withSandbox { client, server in
            let answer = try await client.get("users/self")
            #expect(answer.headers["x-request-cost"] == "0.05")
            #expect(answer.headers["x-rate-limit-remaining"] == "600.0")
            #expect(try await client.send("POST", "../graphql", body: "{}").status == 404)
            #expect(server.traffic.exchanges.map(\.status) == [200, 404])
        }
    }
}
