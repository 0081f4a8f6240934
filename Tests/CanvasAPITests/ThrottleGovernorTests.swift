import Testing

@testable import CanvasAPI

@Suite("The throttle governor", .timeLimit(.minutes(1)))
struct ThrottleGovernorTests {
    @Test("no more in flight than the ceiling, and everybody gets a turn")
    func ceiling() async throws {
        let governor = ThrottleGovernor(ceiling: 3, timekeeper: Timekeeper(JumpingClock()))
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    let permit = try await governor.acquire()
                    await gauge.enter()
                    await Task.yield()
                    await gauge.leave()
                    await governor.release(permit, ThrottleSignal(outcome: .answered))
                }
            }
            try await group.waitForAll()
        }
        #expect(await gauge.most <= 3)
        #expect(await governor.statistics == ThrottleStatistics(requests: 200))
    }

    @Test("a refusal holds all others back until the pause is over")
    func pause() async throws {
        let clock = JumpingClock()
        let governor = ThrottleGovernor(ceiling: 3, timekeeper: Timekeeper(clock))
        let permit = try await governor.acquire()
        await governor.release(permit, ThrottleSignal(outcome: .refused(retryAfter: .seconds(30))))
        let next = try await governor.acquire()
        #expect(clock.now.offset == .seconds(30))
        await governor.release(next, ThrottleSignal(outcome: .answered))
        #expect(
            await governor.statistics == ThrottleStatistics(requests: 2, refusals: 1, waited: .seconds(30))
        )
    }

    @Test("a cancelled waiter leaves at once and takes no place")
    func cancellation() async throws {
        let governor = ThrottleGovernor(ceiling: 1, timekeeper: Timekeeper(ContinuousClock()))
        let permit = try await governor.acquire()
        let waiter = Task { try await governor.acquire() }
        while await governor.waitingCount == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        await governor.release(permit, ThrottleSignal(outcome: .refused(retryAfter: .seconds(500))))
        let held = Task { try await governor.acquire() }
        while await governor.waitingCount == 0 { await Task.yield() }
        held.cancel()
        await #expect(throws: CancellationError.self) { try await held.value }
        #expect(await governor.waitingCount == 0)
    }

    @Test("a cancelled task does not wait out a back-off")
    func cancelledBackOff() async throws {
        try await ScriptedServer.run { server in
            server.on("/api/v1/users/self", .status(500))
            let client = CanvasClient(
                server: CanvasServer(url: try CanvasURL(server.origin), token: try #require(AccessToken("t"))),
                transport: CurlTransport(),
                governor: ThrottleGovernor(ceiling: 1),
                options: CanvasClientOptions(
                    version: "1.0",
                    contact: "registrar@example.edu",
                    retries: RetryPolicy(firstDelay: .seconds(500), longestDelay: .seconds(500))
                ),
                wallClock: { Instant(secondsSince1970: 0) },
                random: { 0.99 },
                logger: CollectedLog().logger
            )
            let request = Task { try await client.currentUser() }
            while client.requestCount == 0 { await Task.yield() }
            request.cancel()
            await #expect(throws: CancellationError.self) { try await request.value }
        }
    }

    @Test(
        "what an answer tells about the throttle",
        arguments: [
            (
                200, ["X-Rate-Limit-Remaining": "598.75", "x-request-cost": "0.5"], "",
                ThrottleSignal(outcome: .answered, remaining: 598.75, cost: 0.5)
            ),
            (200, [:], "", ThrottleSignal(outcome: .answered)),
            (404, ["x-rate-limit-remaining": "-12.5"], "", ThrottleSignal(outcome: .answered, remaining: -12.5)),
            (200, ["x-rate-limit-remaining": "lots", "x-request-cost": "nan"], "", ThrottleSignal(outcome: .answered)),
            (
                403, ["x-rate-limit-remaining": "0.0"], "403 Forbidden (Rate Limit Exceeded)\n",
                ThrottleSignal(outcome: .refused(retryAfter: nil), remaining: 0)
            ),
            (403, [:], #"{"status":"unauthorized"}"#, ThrottleSignal(outcome: .answered)),
            (429, ["retry-after": "3"], "", ThrottleSignal(outcome: .refused(retryAfter: .seconds(3)))),
            (503, [:], "", ThrottleSignal(outcome: .troubled)),
        ] as [(Int, [String: String], String, ThrottleSignal)]
    )
    func signal(_ status: Int, _ headers: [String: String], _ body: String, _ expected: ThrottleSignal) {
        let reply = HTTPReply(
            status: status,
            headers: HTTPHeaders(headers.map { ($0.key, $0.value) }),
            body: .init(body.utf8)
        )
        #expect(ThrottleSignal(reply, now: nil) == expected)
    }
}

private actor Gauge {
    private var count = 0
    private(set) var most = 0

    func enter() {
        count += 1
        most = max(most, count)
    }

    func leave() {
        count -= 1
    }
}
