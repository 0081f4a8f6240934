import Testing

@testable import CanvasAPI

@Suite("Asking again")
struct RetryTests {
    static let user = ScriptedServer.Answer.json(#"{"id":1}"#)
    static let path = "/api/v1/users/self"
    static let putPath = "/api/v1/courses/42/modules/5/assignment_overrides"

    @Test("a server in trouble is asked again, later each time, with jitter")
    func backOff() async throws {
        try await ScriptedServer.run { server, test in
            server.on(
                Self.path,
                .status(500),
                .status(502, "<html>"),
                .status(503),
                .status(408),
                .hangUp,
                Self.user
            )
            let user = try await test.client.currentUser()
            #expect(user.id == 1)
            #expect(
                test.clock.sleeps
                    == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4)]
            )
            let statistics = await test.governor.statistics
            #expect(statistics == ThrottleStatistics(requests: 6, refusals: 0, retries: 5, waited: .zero))
        }
    }

    @Test("a server in trouble that says how long to wait is not asked sooner")
    func retryAfter() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(503, headers: ["Retry-After": "40"]), Self.user)
            _ = try await test.client.currentUser()
            #expect(test.clock.sleeps == [.seconds(40)])
        }
    }

    @Test(
        "a Retry-After that can't be meant is not obeyed, and the log says what is done",
        arguments: [
            ("1e20", Duration.seconds(600), "Retry-After asks for more than 10 minutes; no more than that is waited."),
            ("-1e20", .milliseconds(250), "Retry-After is negative; the usual pause is made."),
        ]
    )
    func retryAfterBounds(_ text: String, _ pause: Duration, _ note: String) async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(503, headers: ["Retry-After": text]), Self.user)
            _ = try await test.client.currentUser()
            #expect(test.clock.sleeps == [pause])
            #expect(test.log.lines.contains { $0.hasPrefix(note) }, "\(test.log.lines)")
        }
    }

    @Test(
        "numbers of the throttle that can't be meant trap nothing, and the next report mends what they did",
        arguments: ["-1.8e21", "1.8e21", "-inf", "inf", "nan", "-1e400", "0x1p99999", "sEcReT"]
    )
    func throttleBounds(_ number: String) async throws {
        try await ScriptedServer.run { server, test in
            let odd = ["X-Rate-Limit-Remaining": number, "X-Request-Cost": number]
            server.on(
                Self.path,
                .status(403, "403 Forbidden (Rate Limit Exceeded)\n", headers: odd),
                .json(#"{"id":1}"#, headers: odd),
                .json(#"{"id":1}"#, headers: ["X-Rate-Limit-Remaining": "600", "X-Request-Cost": "0.1"]),
                Self.user
            )
            for _ in 1...3 { _ = try await test.client.currentUser() }
            let before = test.clock.now
            _ = try await test.client.currentUser()
            #expect(test.clock.now == before)
            #expect(before.offset <= .seconds(200))
        }
    }

    @Test("a server that stays in trouble is given up after the attempts allowed, and the pauses are capped")
    func givesUp() async throws {
        try await ScriptedServer.run(retries: RetryPolicy(longestDelay: .seconds(2))) { server, test in
            server.on(Self.path, .status(500))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(
                error == CanvasError(kind: .server(status: 500), method: "GET", path: Self.path, attempts: 8)
            )
            #expect(test.clock.sleeps.max() == .seconds(1))
            #expect(server.calls.count == 8)
        }
    }

    @Test("JSON of another shape is asked for a few times more, since a proxy may have spoken")
    func shape() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .json(#"{"status":"ok"}"#))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            let kind = CanvasError.Kind.malformed(path: "", reason: #"the key "id" is missing"#)
            #expect(error == CanvasError(kind: kind, method: "GET", path: Self.path, attempts: 4))
        }
    }

    @Test("a spent budget ends retries, the course's as well as the run's")
    func budget() async throws {
        let run = RetryBudget(retries: 5)
        try await ScriptedServer.run(budget: run) { server, test in
            server.on(Self.path, .status(500))
            for (allowed, attempts) in [(2, 3), (2, 3), (9, 2), (9, 1)] {
                let course = test.client.scoped(budget: RetryBudget(retries: allowed, parent: run))
                let error = await #expect(throws: CanvasError.self) { try await course.currentUser() }
                #expect(error?.attempts == attempts)
                #expect(course.requestCount == attempts)
            }
        }
    }

    @Test("a course's budget earns with each request, and so does the run's")
    func earning() {
        let run = RetryBudget(retries: 0, earnedPerRequest: 0.5)
        let course = RetryBudget(retries: 0, earnedPerRequest: 1, parent: run)
        course.earn()
        #expect(!course.spend())
        course.earn()
        #expect(course.spend())
        #expect(!course.spend())
    }

    @Test("a refused connection is asked again")
    func refusedConnection() async throws {
        // Nobody listens at port 9; a port that was free a moment ago may be another test's by now.
        let test = try TestClient("http://127.0.0.1:9")
        let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
        guard case .transport(let failure) = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.phase == .connecting)
        #expect(error?.attempts == 8)
    }

    @Test("a server that speaks no TLS is named as such")
    func noTLS() async throws {
        try await ScriptedServer.run { server in
            let address = server.origin.replacing("http://", with: "https://")
            let test = try TestClient(address, retries: RetryPolicy(attempts: 1))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(
                error?.description
                    == "GET /api/v1/users/self: no secure connection could be made (perhaps the server speaks no "
                    + "HTTPS). Check the Canvas URL and the network, or try again later."
            )
        }
    }

    @Test("a write that may have been taken is not sent twice, and says so", arguments: [0, 1, 2])
    func writeInDoubt(_ index: Int) async throws {
        let answers: [ScriptedServer.Answer] = [
            .status(500), .hangUp, .bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", closes: true),
        ]
        try await ScriptedServer.run { server, test in
            server.on(Self.putPath, answers[index])
            let error = await #expect(throws: CanvasError.self) {
                try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: [])
            }
            #expect(error?.attempts == 1)
            #expect(error?.isOutcomeUnknown == true)
            #expect(error?.description.hasSuffix("look in Canvas before you try again.") == true)
            #expect(server.calls == ["PUT \(Self.putPath)"])
        }
    }

    @Test("a write that the throttle refused is sent again")
    func throttledWrite() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.putPath, .status(403, "403 Forbidden (Rate Limit Exceeded)\n"), .status(429), .status(204))
            try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: [])
            #expect(server.calls.count == 3)
        }
    }

    @Test("a write to a server that is not there is tried again, and is known not to have happened")
    func writeWithoutConnection() async throws {
        // Nobody listens at port 9; a port that was free a moment ago may be another test's by now.
        let test = try TestClient("http://127.0.0.1:9", retries: RetryPolicy(attempts: 3))
        let error = await #expect(throws: CanvasError.self) {
            try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: [])
        }
        #expect(error?.attempts == 3)
        #expect(error?.isOutcomeUnknown == false)
    }

    @Test("refusals by the throttle wait as long as Canvas asks, and are counted")
    func throttled() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(429, headers: ["Retry-After": "17"]), Self.user)
            let user = try await test.client.currentUser()
            #expect(user.id == 1)
            #expect(test.clock.sleeps == [.seconds(17)])
            let statistics = await test.governor.statistics
            #expect(
                statistics == ThrottleStatistics(requests: 2, refusals: 1, retries: 1, waited: .seconds(17))
            )
        }
    }

    @Test("endless refusals by the throttle end in an error")
    func throttledForever() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(429))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(error == CanvasError(kind: .throttled, method: "GET", path: Self.path, attempts: 20))
        }
    }
}
