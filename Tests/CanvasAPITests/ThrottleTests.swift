import Testing

@testable import CanvasAPI

@Suite("The model of Canvas's throttle")
struct ThrottleModelTests {
    private static func answer(remaining: Double? = nil, cost: Double? = nil) -> ThrottleSignal {
        ThrottleSignal(outcome: .answered, remaining: remaining, cost: cost)
    }

    @Test("it starts with two in flight")
    func start() {
        var model = ThrottleModel(ceiling: 8)
        #expect(model.admission(at: .zero) == .go)
        _ = model.begin()
        #expect(model.admission(at: .zero) == .go)
        _ = model.begin()
        #expect(model.admission(at: .zero) == .wait(until: nil))
    }

    @Test("without any report it grows with each success, up to the ceiling")
    func growsToCeiling() {
        var model = ThrottleModel(ceiling: 5)
        for expected in [3, 4, 5, 5] {
            model.end(model.begin(), Self.answer(), at: .zero)
            #expect(model.limit == expected)
        }
    }

    @Test("an answer that never came makes it no bolder")
    func lost() {
        var model = ThrottleModel(ceiling: 5)
        model.end(model.begin(), .lost, at: .zero)
        #expect(model.limit == 2)
    }

    @Test("little room lets one request go, then none until the bucket has emptied enough")
    func littleRoom() {
        var model = ThrottleModel(ceiling: 8)
        model.end(model.begin(), Self.answer(remaining: 100), at: .zero)
        #expect(model.admission(at: .zero) == .go)
        let first = model.begin()
        // Two reservations and the margin are 160, 60 more than there is, at 10 a second.
        #expect(model.admission(at: .zero) == .wait(until: .seconds(6)))
        #expect(model.admission(at: .seconds(6)) == .go)
        model.end(first, Self.answer(remaining: 30, cost: 80), at: .seconds(1))
        #expect(model.admission(at: .seconds(1)) == .wait(until: .seconds(3)))
    }

    @Test("what the others in flight have set aside is no room lost")
    func reservations() {
        var model = ThrottleModel(ceiling: 8)
        for _ in 0..<4 { model.end(model.begin(), Self.answer(remaining: 600), at: .zero) }
        let numbers = (0..<5).map { _ in model.begin() }
        // The bucket is empty but for the four others, which began earlier and are counted.
        model.end(numbers[4], Self.answer(remaining: 400, cost: 0), at: .zero)
        #expect(model.admission(at: .zero) == .go)
        #expect(model.limit == 7)
    }

    @Test("a refusal halves what may be in flight and pauses all, longer each time")
    func refusal() {
        var model = ThrottleModel(ceiling: 8)
        for _ in 0..<6 { model.end(model.begin(), Self.answer(), at: .zero) }
        #expect(model.limit == 8)
        model.end(model.begin(), ThrottleSignal(outcome: .refused(retryAfter: nil)), at: .zero)
        #expect(model.limit == 4)
        #expect(model.admission(at: .zero) == .wait(until: .seconds(1)))
        model.end(model.begin(), ThrottleSignal(outcome: .refused(retryAfter: nil)), at: .seconds(1))
        #expect(model.limit == 2)
        #expect(model.admission(at: .seconds(1)) == .wait(until: .seconds(3)))
    }

    @Test("requests that were under way when Canvas refused tell nothing new by being refused too")
    func oneEpisode() {
        var model = ThrottleModel(ceiling: 8)
        for _ in 0..<6 { model.end(model.begin(), Self.answer(), at: .zero) }
        for number in (0..<8).map({ _ in model.begin() }) {
            model.end(number, ThrottleSignal(outcome: .refused(retryAfter: nil), remaining: 0), at: .zero)
        }
        #expect(model.limit == 4)
    }

    @Test("after a refusal it grows slowly")
    func growsSlowly() {
        var model = ThrottleModel(ceiling: 8)
        model.end(model.begin(), ThrottleSignal(outcome: .refused(retryAfter: .seconds(5))), at: .zero)
        #expect(model.limit == 1)
        #expect(model.admission(at: .seconds(4)) == .wait(until: .seconds(5)))
        for _ in 0..<24 { model.end(model.begin(), Self.answer(), at: .seconds(5)) }
        #expect(model.limit == 1)
        model.end(model.begin(), Self.answer(), at: .seconds(5))
        #expect(model.limit == 2)
    }

    @Test("where others use part of the outflow, it waits longer")
    func learnsOutflow() {
        var model = ThrottleModel(ceiling: 8)
        model.end(model.begin(), Self.answer(remaining: 30), at: .zero)
        #expect(model.admission(at: .zero) == .wait(until: .seconds(2)))
        // Ten seconds should have brought 100, and brought 0.
        model.end(model.begin(), Self.answer(remaining: 30, cost: 0), at: .seconds(10))
        #expect(model.admission(at: .seconds(10)) == .wait(until: .seconds(10) + .seconds(20 / 9.0)))
    }

    @Test("however little room is reported, a request goes once a minute")
    func neverStuck() throws {
        var model = ThrottleModel(ceiling: 8)
        var now = Duration.zero
        for _ in 0..<20 {
            while case .wait(let until) = model.admission(at: now) {
                now = try #require(until)
            }
            model.end(model.begin(), Self.answer(remaining: -1000, cost: 1), at: now)
        }
        #expect(now == .seconds(19 * 60))
    }
}

@Suite("The throttle governor", .timeLimit(.minutes(10)))
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
            let retries = RetryPolicy(firstDelay: .seconds(500), longestDelay: .seconds(500))
            let client = try TestClient(server.origin, retries: retries, timekeeper: Timekeeper()).client
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
        ] as [(Int, HTTPHeaders, String, ThrottleSignal)]
    )
    func signal(_ status: Int, _ headers: HTTPHeaders, _ body: String, _ expected: ThrottleSignal) {
        let reply = HTTPReply(status: status, headers: headers, body: .init(body.utf8))
        let retryAfter = RetryAfter(headers, now: Instant(secondsSince1970: 0))
        #expect(ThrottleSignal(reply, ReplyVerdict(reply, retryAfter: retryAfter)) == expected)
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
