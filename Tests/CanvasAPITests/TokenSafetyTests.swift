import Testing

@testable import CanvasAPI

@Suite("The token goes to the configured origin and nowhere else")
struct TokenSafetyTests {
    static let path = "/api/v1/users/self"

    @Test("redirects on the same origin are followed with the token")
    func sameOrigin() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(302, headers: ["Location": "/api/v1/a"]))
            server.on("/api/v1/a", .status(301, headers: ["location": server.origin + "/api/v1/b?x=1"]))
            server.on("/api/v1/b", .json(#"{"id":1}"#))
            let user = try await test.client.currentUser()
            #expect(user.id == 1)
            #expect(test.client.requestCount == 3)
            #expect(server.requests.allSatisfy { $0.headers.first(name: "authorization") != nil })
        }
    }

    @Test("redirects in circles end")
    func circle() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(302, headers: ["Location": Self.path]))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(error?.kind == .tooManyRedirects)
            #expect(server.calls.count == 6)
        }
    }

    @Test("a redirect to another origin is an error, and nothing is sent there")
    func redirectElsewhere() async throws {
        try await ScriptedServer.run { other in
            other.on("/", .json(#"{"id":1}"#))
            try await ScriptedServer.run { server, test in
                let location = "\(other.origin)/?access_token=abc"
                server.on(Self.path, .status(302, headers: ["Location": location]))
                let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
                let kind = CanvasError.Kind.leadsElsewhere(origin: other.origin)
                #expect(error == CanvasError(kind: kind, method: "GET", path: Self.path, attempts: 4))
            }
            #expect(other.calls == [])
        }
    }

    @Test("a next link to another origin is an error, and nothing is sent there")
    func linkElsewhere() async throws {
        try await ScriptedServer.run { other in
            try await ScriptedServer.run { server, test in
                server.on(
                    "/api/v1/courses/42/sections",
                    .page(#"[{"id":1}]"#, next: "\(other.origin)/api/v1/courses/42/sections?page=2")
                )
                let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
                #expect(error?.kind == .leadsElsewhere(origin: other.origin))
            }
            #expect(other.calls == [])
        }
    }

    @Test("no log line and no error holds the token, even when Canvas gives it back")
    func silence() async throws {
        try await ScriptedServer.run { server, test in
            let body = #"{"message":"\#(TestClient.token) is wrong"}"#
            server.on("/api/v1/courses/42/sections", .page("[]", next: "/api/v1/next?access_token=\(TestClient.token)"))
            server.on("/api/v1/next", .status(500), .status(400, body))
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            #expect(error?.kind == .badRequest(sentence: "redacted is wrong"))
            #expect(error?.path == "/api/v1/next?access_token=redacted")
            #expect(test.log.lines.count == 3)
            for text in test.log.lines + [String(describing: error), String(reflecting: test.client)] {
                #expect(!text.contains("sEcReT"))
            }
        }
    }

    @Test(
        "the token is taken out of what Canvas sends before anything is cut or kept, in any case and however escaped",
        arguments: [
            TestClient.token, TestClient.token.lowercased(), TestClient.token.uppercased(), "4321%7EsEcReTsEcReT",
            #"4321\u007esEcReTsEcReT"#,
        ]
    )
    func echo(_ echoed: String) async throws {
        try await ScriptedServer.run { server, test in
            let filler = String(repeating: "x", count: 290)
            server.on("/api/v1/courses/1", .json(#"{"id":1,"name":"Course of \#(echoed)!"}"#))
            server.on("/api/v1/courses/2", .status(400, #"{"message":"\#(filler)\#(echoed)"}"#))
            server.on("/api/v1/courses/3", .json(#"{"id":"\#(filler)\#(echoed)"}"#))
            server.on("/api/v1/courses/4", .status(409, "\(filler) \(echoed)"))
            let course = try await test.client.course(.id(1))
            #expect(course.name == "Course of redacted!")
            for id in 2...4 {
                let error = await #expect(throws: CanvasError.self) {
                    try await test.client.course(.id(CanvasID(Int64(id))))
                }
                #expect(error?.description.contains("xxx") == true)
                expectNoToken(in: error?.description ?? "")
            }
        }
    }

    @Test("a token in a redirect's host or in the headers that are logged is not shown")
    func headers() async throws {
        try await ScriptedServer.run { server, test in
            let location = "https://\(TestClient.token).example/x"
            server.on(
                Self.path,
                .status(
                    302,
                    headers: [
                        "Location": location, "X-Request-Cost": TestClient.token,
                        "X-Rate-Limit-Remaining": TestClient.token,
                    ]
                )
            )
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(error?.kind == .leadsElsewhere(origin: "https://redacted.example"))
            #expect(test.log.lines.count == 4)
            for text in test.log.lines + [error?.description ?? ""] { expectNoToken(in: text) }
        }
    }

    @Test("a token that is only a short word leaves the data alone")
    func shortToken() async throws {
        try await ScriptedServer.run(token: "secret") { server, test in
            server.on(Self.path, .json(#"{"id":1,"name":"A secret garden"}"#))
            let user = try await test.client.currentUser()
            #expect(user.name == "A secret garden")
        }
    }

    private func expectNoToken(in text: String) {
        #expect(!text.lowercased().contains("secret"))
        #expect(!text.contains("4321"))
    }

    @Test("a log line for each request: what, status, time, cost, what remains")
    func logLine() async throws {
        try await ScriptedServer.run { server, test in
            server.on(
                Self.path,
                .json(#"{"id":1}"#, headers: ["X-Request-Cost": "0.25", "X-Rate-Limit-Remaining": "598.5"])
            )
            _ = try await test.client.currentUser()
            #expect(test.log.lines == ["GET /api/v1/users/self cost=0.25 ms=0 remaining=598.5 status=200"])
        }
    }
}
