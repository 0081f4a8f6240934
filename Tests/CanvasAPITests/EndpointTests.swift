import Testing

@testable import CanvasAPI

@Suite("Each endpoint asks for exactly this")
struct EndpointTests {
    typealias Call = @Sendable (CanvasClient) async throws -> Void

    static let calls: [(String, String, Call)] = [
        ("/api/v1/users/self", #"{"id":1}"#, { _ = try await $0.currentUser() }),
        ("/api/v1/courses/42?include%5B%5D=term", #"{"id":42}"#, { _ = try await $0.course(.id(42)) }),
        (
            "/api/v1/courses/sis_course_id:CS%2F101%2E11%20%C3%A4?include%5B%5D=term", #"{"id":1}"#,
            { _ = try await $0.course(.sis("CS/101.11 ä")) }
        ),
        ("/api/v1/courses/42/sections?per_page=100", "[]", { _ = try await $0.sections(course: 42) }),
        (
            "/api/v1/courses/42/enrollments?type%5B%5D=StudentEnrollment&state%5B%5D=active&state%5B%5D=invited"
                + "&state%5B%5D=inactive&state%5B%5D=completed&per_page=100",
            "[]", { _ = try await $0.studentEnrollments(course: 42) }
        ),
        (
            "/api/v1/courses/42/groups?collaboration_state=all&include%5B%5D=users&per_page=100", "[]",
            { _ = try await $0.groups(course: 42) }
        ),
        ("/api/v1/groups/7/users?per_page=100", "[]", { _ = try await $0.groupMembers(group: 7) }),
        (
            "/api/v1/courses/42/assignments?include%5B%5D=overrides&include%5B%5D=checkpoints"
                + "&override_assignment_dates=false&per_page=100",
            "[]", { _ = try await $0.assignments(course: 42) }
        ),
        (
            "/api/v1/courses/42/quizzes/9/date_details?per_page=100", #"{"id":9,"overrides":[]}"#,
            { _ = try await $0.dateDetails(course: 42, quiz: 9) }
        ),
        ("/api/v1/courses/42/effective_due_dates", "{}", { _ = try await $0.effectiveDueDates(course: 42) }),
        ("/api/v1/courses/42/quizzes?per_page=100", "[]", { _ = try await $0.quizzes(course: 42) }),
        (
            "/api/v1/courses/42/quizzes/7/submissions?per_page=100", #"{"quiz_submissions":[]}"#,
            { _ = try await $0.quizSubmissions(course: 42, quiz: 7) }
        ),
        (
            "/api/v1/courses/42/quizzes/assignment_overrides?per_page=100", #"{"quiz_assignment_overrides":[]}"#,
            { _ = try await $0.quizAssignmentOverrides(course: 42) }
        ),
        (
            "/api/v1/courses/42/new_quizzes/assignment_overrides?per_page=100", #"{"quiz_assignment_overrides":[]}"#,
            { _ = try await $0.newQuizAssignmentOverrides(course: 42) }
        ),
        (
            "/api/v1/courses/42/quizzes/assignment_overrides?quiz_assignment_overrides%5B%5D%5Bquiz_ids%5D%5B%5D=1"
                + "&quiz_assignment_overrides%5B%5D%5Bquiz_ids%5D%5B%5D=2&per_page=100",
            #"{"quiz_assignment_overrides":[]}"#,
            { _ = try await $0.quizAssignmentOverrides(course: 42, quizIDs: [2, 1, 2]) }
        ),
        (
            "/api/v1/courses/42/new_quizzes/assignment_overrides?quiz_assignment_overrides%5B%5D%5Bquiz_ids%5D%5B%5D=3"
                + "&per_page=100",
            #"{"quiz_assignment_overrides":[]}"#,
            { _ = try await $0.newQuizAssignmentOverrides(course: 42, assignmentIDs: [3]) }
        ),
        (
            "/api/v1/courses/42/modules?include%5B%5D=items&per_page=100", "[]",
            { _ = try await $0.modules(course: 42) }
        ),
        (
            "/api/v1/courses/42/modules/5/assignment_overrides?per_page=100", "[]",
            { _ = try await $0.moduleAssignmentOverrides(course: 42, module: 5) }
        ),
        (
            "/api/v1/accounts/1/courses?include%5B%5D=term&include%5B%5D=total_students&include%5B%5D=account_name"
                + "&enrollment_term_id=12&published=true&state%5B%5D=available&search_term=bio&per_page=100",
            "[]",
            {
                _ = try await $0.accountCourses(
                    account: .id(1),
                    term: 12,
                    published: true,
                    states: ["available"],
                    search: "bio"
                )
            }
        ),
        (
            "/api/v1/accounts/sis_account_id:A%2EB/terms?per_page=100", #"{"enrollment_terms":[]}"#,
            { _ = try await $0.terms(account: .sis("A.B")) }
        ),
        (
            "/api/v1/accounts/1/terms/7", #"{"id":7,"overrides":{"StudentEnrollment":{"end_at":null}}}"#,
            { _ = try await $0.term(7, account: .id(1)) }
        ),
        ("/api/v1/accounts/self", #"{"id":1}"#, { _ = try await $0.account(.root) }),
    ]

    @Test("path and query, byte for byte", arguments: calls.indices)
    func target(_ index: Int) async throws {
        let (target, answer, call) = Self.calls[index]
        try await ScriptedServer.run { server in
            server.on(target, .json(answer))
            try await call(TestClient(server.origin).client)
            #expect(server.calls == ["GET \(target)"])
        }
    }

    @Test("the headers name the program, carry the token, and ask for ids in the chosen form")
    func headers() async throws {
        try await ScriptedServer.run { server in
            server.on("/api/v1/users/self", .json(#"{"id":"1"}"#))
            for format in CanvasClientOptions.IDFormat.allCases {
                _ = try await TestClient(server.origin, idFormat: format).client.currentUser()
            }
            let headers = server.requests.map(\.headers)
            #expect(
                headers.map { $0["authorization"] } == [["Bearer 4321~sEcReTsEcReT"], ["Bearer 4321~sEcReTsEcReT"]]
            )
            #expect(headers[0]["user-agent"] == ["override-report/1.0 (registrar@example.edu)"])
            #expect(
                headers.map { $0["accept"] }
                    == [["application/json"], ["application/json+canvas-string-ids, application/json"]]
            )
        }
    }

    @Test("a path prefix stands in front of every call")
    func pathPrefix() async throws {
        try await ScriptedServer.run { server in
            server.on("/canvas/api/v1/users/self", .json(#"{"id":1}"#))
            let user = try await TestClient(server.origin + "/canvas/api/v1/").client.currentUser()
            #expect(user.id == 1)
        }
    }

    @Test("GraphQL tells page by page which modules have overrides, and is a read that may be tried again")
    func modulesHavingOverrides() async throws {
        func page(_ nodes: String, next: String?) -> String {
            let info = #""pageInfo":{"hasNextPage":\#(next != nil),"endCursor":\#(next.map { "\"\($0)\"" } ?? "null")}"#
            return #"{"data":{"course":{"modulesConnection":{"nodes":[\#(nodes)],\#(info)}}}}"#
        }
        try await ScriptedServer.run { server, test in
            server.on(
                "/api/graphql",
                .reply(status: 502, headers: [:], body: ""),
                .json(page(#"{"_id":"5","hasActiveOverrides":true}"#, next: "MQ")),
                .json(page(#"{"_id":"6","hasActiveOverrides":false}"#, next: nil))
            )
            let found = try await test.client.modulesHavingOverrides(course: 42)
            #expect(found == [5: true, 6: false])
            #expect(server.calls == Array(repeating: "POST /api/graphql", count: 3))
            #expect(server.requests.map { $0.body.contains(#""after":"MQ""#) } == [false, false, true])
            #expect(server.requests.allSatisfy { $0.body.contains(#""course":"42""#) })
        }
    }

    @Test(
        "what GraphQL refuses with 200 is an error that is not tried again",
        arguments: [
            (#"{"errors":[{"message":"Field 'hasActiveOverrides' doesn't exist"}]}"#, "doesn't exist"),
            (#"{"data":{"course":null}}"#, "the course is not shown"),
        ]
    )
    func refusedQuery(_ body: String, _ words: String) async throws {
        try await ScriptedServer.run { server, test in
            server.on("/api/graphql", .json(body))
            let error = await #expect(throws: CanvasError.self) {
                try await test.client.modulesHavingOverrides(course: 42)
            }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(server.calls.count == 1)
        }
    }

    @Test("more quiz ids than fit a Link header are asked for in several requests of 15")
    func chunks() async throws {
        try await ScriptedServer.run { server, test in
            server.on("/api/v1/courses/42/quizzes/assignment_overrides", .json(#"{"quiz_assignment_overrides":[]}"#))
            let ids = (1...31).map { CanvasID(Int64($0)) }
            _ = try await test.client.quizAssignmentOverrides(course: 42, quizIDs: ids)
            #expect(server.requests.map { $0.target.split(separator: "&").count - 1 } == [15, 15, 1])
        }
    }

    @Test("a course that comes under another id than asked for is an error, unless Canvas redirected to it")
    func otherCourse() async throws {
        let term = "?include%5B%5D=term"
        try await ScriptedServer.run { server, test in
            server.on("/api/v1/courses/5" + term, .json(#"{"id":7}"#))
            server.on(
                "/api/v1/courses/6" + term,
                .reply(status: 302, headers: ["Location": "/api/v1/courses/7"], body: "")
            )
            server.on("/api/v1/courses/7", .json(#"{"id":7}"#))
            server.on("/api/v1/courses/sis_course_id:S7" + term, .json(#"{"id":"7"}"#))
            server.on("/api/v1/courses/20000000000007" + term, .json(#"{"id":7}"#))
            let error = await #expect(throws: CanvasError.self) { try await test.client.course(.id(5)) }
            #expect(error?.description.contains("at id, another course came: 7") == true)
            // Canvas leaves its own shard's number out.
            for locator in [CourseLocator.id(6), .sis("S7"), .id(20_000_000_000_007)] {
                let course = try await test.client.course(locator)
                #expect(course.id == 7)
            }
        }
    }

    @Test("items that Canvas leaves out of a large module are read from its items")
    func largeModule() async throws {
        try await ScriptedServer.run { server, test in
            server.on(
                "/api/v1/courses/42/modules",
                .json(#"[{"id":1,"items":[{"id":11,"type":"Page"}]},{"id":2,"items_count":150}]"#)
            )
            server.on("/api/v1/courses/42/modules/2/items", .json(#"[{"id":21,"type":"Quiz","content_id":5}]"#))
            let modules = try await test.client.modules(course: 42)
            #expect(modules.map { $0.items?.map(\.id) } == [[11], [21]])
            #expect(test.client.requestCount == 2)
        }
    }
}
