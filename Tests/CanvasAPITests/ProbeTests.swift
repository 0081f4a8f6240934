import Testing

@testable import CanvasAPI

@Suite("What one request finds out")
struct ProbeTests {
    @Test("the owner, Canvas's clock and the quota; nothing is asked twice")
    func answered() async throws {
        try await ScriptedServer.run { server, test in
            let headers = ["Date": "Mon, 30 Nov 2026 15:00:01 GMT", "X-Rate-Limit-Remaining": "583.25"]
            server.on("/api/v1/users/self", .reply(status: 200, headers: headers, body: #"{"id":"7","name":"R"}"#))
            let probe = try await test.client.probe()
            #expect(try probe.user.get() == Canvas.User(id: 7, name: "R"))
            #expect(probe.isAnswered)
            #expect(probe.clock == Instant(rfc3339: "2026-11-30T15:00:01Z"))
            #expect(probe.quota == 583.25)
            #expect(probe.certificateEnd == nil)
            #expect(server.calls.count == 1)
        }
    }

    @Test(
        "a refusal is an answer, and says which",
        arguments: [
            (
                401, #"{"errors":[{"message":"Invalid access token."}]}"#,
                .unauthenticated(message: "Invalid access token.")
            ),
            (403, "Forbidden: no valid user agent", .userAgentRefused),
            (403, "403 Forbidden (Rate Limit Exceeded)", .throttled),
            (503, "", .server(status: 503)),
        ] as [(Int, String, CanvasError.Kind)]
    )
    func refused(status: Int, body: String, kind: CanvasError.Kind) async throws {
        try await ScriptedServer.run { server, test in
            server.on("/api/v1/users/self", .reply(status: status, headers: [:], body: body))
            let probe = try await test.client.probe()
            #expect(throws: CanvasError(kind: kind, method: "GET", path: "/api/v1/users/self")) { try probe.user.get() }
            #expect(probe.isAnswered)
            #expect(server.calls.count == 1)
        }
    }

    @Test("a page that is no Canvas is malformed, and no answer at all is none")
    func noCanvas() async throws {
        try await ScriptedServer.run { server, test in
            server.on("/api/v1/users/self", .reply(status: 200, headers: [:], body: "<html>Log in</html>"), .hangUp)
            guard case .failure(let error) = try await test.client.probe().user, case .malformed = error.kind else {
                Issue.record("a login page was taken for an answer")
                return
            }
            let probe = try await test.client.probe()
            #expect(!probe.isAnswered)
            #expect(throws: CanvasError.self) { try probe.user.get() }
        }
    }

    @Test(
        "a token's end is told by its hint, where exactly one of those that Canvas lists has it",
        arguments: [
            ("4321~sEcReTsEcReT", [("sEcRe", "2027-01-01T00:00:00Z"), ("other", nil)], .some(.at)),
            ("sEcReTsEcReT", [("other", nil), ("sEcRe", nil)], .some(.never)),
            ("4321~sEcReTsEcReT", [("4321~", nil)], .some(.never)),
            ("4321~sEcReTsEcReT", [("other", nil), ("", nil)], nil),
            ("4321~sEcReTsEcReT", [("sEcRe", nil), ("sEcRe", "2027-01-01T00:00:00Z")], nil),
            ("4321~sEcReTsEcReT", [], nil),
        ] as [(String, [(String, String?)], End?)]
    )
    func tokenEnd(token: String, listed: [(String, String?)], expected: End?) async throws {
        try await ScriptedServer.run(token: token) { server, test in
            let rows = listed.enumerated().map { index, row in
                #"{"id":\#(index + 1),"token_hint":"\#(row.0)","expires_at":\#(row.1.map { "\"\($0)\"" } ?? "null")}"#
            }
            server.on("/api/v1/users/self/user_generated_tokens", .json("[\(rows.joined(separator: ","))]"))
            let end = try await test.client.tokenEnd()
            switch expected {
            case .at: #expect(end == Instant(rfc3339: "2027-01-01T00:00:00Z").map(TokenEnd.at))
            case .never: #expect(end == .never)
            case nil: #expect(end == nil)
            }
            #expect(server.calls == ["GET /api/v1/users/self/user_generated_tokens?per_page=100"])
        }
    }

    enum End: Sendable {
        case at
        case never
    }
}
