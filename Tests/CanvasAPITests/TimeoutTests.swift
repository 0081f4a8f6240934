import Testing

@testable import CanvasAPI

@Suite("A server that does nothing", .timeLimit(.minutes(1)))
struct TimeoutTests {
    static let path = "/api/v1/users/self"
    static let once = RetryPolicy(attempts: 1)

    @Test("an answer that does not begin in time is a time-out")
    func firstByte() async throws {
        try await ScriptedServer.run { server in
            server.on(Self.path, .silence)
            let timeouts = HTTPTimeouts(connect: .milliseconds(50), firstByte: .milliseconds(50), idle: .seconds(30))
            try await TestClient.run(server.origin, retries: Self.once, timeouts: timeouts) { test in
                let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
                let failure = TransportFailure(phase: .waiting, isTimeout: true, reason: "no answer began in time")
                #expect(error?.kind == .transport(failure))
            }
        }
    }

    @Test("an answer that stops in the middle is a time-out")
    func idle() async throws {
        try await ScriptedServer.run { server in
            server.on(Self.path, .bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"", closes: false))
            let timeouts = HTTPTimeouts(idle: .milliseconds(50))
            try await TestClient.run(server.origin, retries: Self.once, timeouts: timeouts) { test in
                let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
                let reason = "the answer stopped arriving"
                let failure = TransportFailure(phase: .receiving, isTimeout: true, reason: reason)
                #expect(error?.kind == .transport(failure))
            }
        }
    }

    @Test("after a time-out it is asked again")
    func again() async throws {
        try await ScriptedServer.run { server in
            server.on(Self.path, .silence, .json(#"{"id":1}"#))
            let timeouts = HTTPTimeouts(connect: .milliseconds(500), firstByte: .milliseconds(50))
            try await TestClient.run(server.origin, timeouts: timeouts) { test in
                let user = try await test.client.currentUser()
                #expect(user.id == 1)
            }
        }
    }

    @Test(
        "what is no HTTP is an error, not a crash",
        arguments: ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\0"]
    )
    func noHTTP(_ bytes: String) async throws {
        try await ScriptedServer.run { server in
            server.on(Self.path, .bytes(bytes, closes: true))
            try await TestClient.run(server.origin, retries: Self.once) { test in
                let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
                guard case .transport = error?.kind else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test("a cancelled request ends at once, while it waits for an answer")
    func cancelledRequest() async throws {
        try await ScriptedServer.run { server in
            server.on(Self.path, .silence)
            try await TestClient.run(server.origin) { test in
                let client = test.client
                let request = Task { try await client.currentUser() }
                while server.calls.isEmpty { await Task.yield() }
                request.cancel()
                await #expect(throws: CancellationError.self) { try await request.value }
            }
        }
    }
}
