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
