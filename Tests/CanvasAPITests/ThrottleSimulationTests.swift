import TestSupport
import Testing

@testable import CanvasAPI

/// Canvas's bucket as its source has it, and a client that asks as fast as the model lets it, in simulated time.
private struct Simulation {
    struct Outcome {
        var requests = 0
        var refusals = 0
        var seconds = 0.0
        var cost = 0.0
        var mostInFlight = 0
    }

    private struct Flight {
        let number: Int
        let arrives: Duration
        let ends: Duration
        let cost: Double
        var isRefused = false
        var remaining = 0.0
        var stage = 0
    }

    var highWaterMark = 600.0
    var costs: ClosedRange<Double>
    var requests: Int
    /// Cost a second that another program with the same token causes.
    var otherCost = 0.0
    var reportsRoom = true

    func run(ceiling: Int, seed: UInt64) -> Outcome {
        var random = SeededGenerator(seed)
        var model = ThrottleModel(ceiling: ceiling)
        var outcome = Outcome()
        var flights: [Flight] = []
        var bucket = 0.0
        let step = Duration.milliseconds(10)
        var now = Duration.zero
        var left = requests
        while left > 0 || !flights.isEmpty {
            now += step
            bucket = min(max(0, bucket + (otherCost - 10) * step.seconds), highWaterMark)
            for index in flights.indices {
                advance(&flights[index], now: now, bucket: &bucket)
            }
            for flight in flights where flight.stage == 3 {
                outcome.requests += 1
                outcome.cost += flight.isRefused ? 0 : flight.cost
                if flight.isRefused {
                    outcome.refusals += 1
                    left += 1
                }
                model.end(flight.number, signal(flight), at: now)
            }
            flights.removeAll { $0.stage == 3 }
            while left > 0, model.admission(at: now) == .go {
                left -= 1
                let travel = Duration.milliseconds(Int.random(in: 5...60, using: &random))
                let work = Duration.milliseconds(Int.random(in: 30...900, using: &random))
                let cost = Double.random(in: costs, using: &random)
                flights.append(
                    Flight(number: model.begin(), arrives: now + travel, ends: now + travel + work, cost: cost)
                )
            }
            outcome.mostInFlight = max(outcome.mostInFlight, flights.count)
        }
        outcome.seconds = now.seconds
        return outcome
    }

    /// Arrival sets 50 aside, or refuses; the end replaces them by the cost; the answer travels back for a while.
    private func advance(_ flight: inout Flight, now: Duration, bucket: inout Double) {
        if flight.stage == 0, flight.arrives <= now {
            if bucket + 50 >= highWaterMark {
                flight.isRefused = true
                flight.remaining = 0
                flight.stage = 2
            } else {
                bucket += 50
                flight.stage = 1
            }
        }
        if flight.stage == 1, flight.ends <= now {
            bucket = max(0, bucket - 50 + flight.cost)
            flight.remaining = highWaterMark - bucket
            flight.stage = 2
        }
        if flight.stage == 2, flight.ends + .milliseconds(50) <= now { flight.stage = 3 }
    }

    private func signal(_ flight: Flight) -> ThrottleSignal {
        guard reportsRoom else {
            return ThrottleSignal(outcome: flight.isRefused ? .refused(retryAfter: nil) : .answered)
        }
        return flight.isRefused
            ? ThrottleSignal(outcome: .refused(retryAfter: nil), remaining: 0)
            : ThrottleSignal(outcome: .answered, remaining: flight.remaining, cost: flight.cost)
    }
}

@Suite("Under a throttle like Canvas's")
struct ThrottleSimulationTests {
    @Test("dear requests: hardly any is refused, and the quota is used up", arguments: [1, 8, 32])
    func dear(_ ceiling: Int) {
        let outcome = Simulation(costs: 2...12, requests: 3_000).run(ceiling: ceiling, seed: 1)
        #expect(outcome.refusals * 50 <= outcome.requests)
        // 10 units a second flow off: more can't be had, and much less would be timid. One at a time can't use it up.
        #expect(outcome.cost / outcome.seconds > (ceiling == 1 ? 8 : 9.5))
    }

    @Test("cheap requests: the ceiling is the only limit", arguments: [2, 8])
    func cheap(_ ceiling: Int) {
        let outcome = Simulation(costs: 0.05...0.4, requests: 3_000).run(ceiling: ceiling, seed: 2)
        #expect(outcome.refusals == 0)
        #expect(outcome.mostInFlight == ceiling)
    }

    @Test("a ceiling far above the bucket's size brings no refusals")
    func highCeiling() {
        let outcome = Simulation(costs: 0.05...0.4, requests: 5_000).run(ceiling: 32, seed: 3)
        #expect(outcome.refusals * 50 <= outcome.requests)
        #expect(outcome.mostInFlight >= 7)
    }

    @Test("another program uses half of the quota")
    func shared() {
        let simulation = Simulation(costs: 1...8, requests: 2_000, otherCost: 5)
        let outcome = simulation.run(ceiling: 8, seed: 4)
        #expect(outcome.refusals * 50 <= outcome.requests)
    }

    @Test("a smaller bucket than Canvas's own", arguments: [120.0, 200.0, 400.0])
    func smallBucket(_ highWaterMark: Double) {
        let simulation = Simulation(highWaterMark: highWaterMark, costs: 1...8, requests: 2_000)
        let outcome = simulation.run(ceiling: 8, seed: 5)
        #expect(outcome.refusals * 50 <= outcome.requests)
    }

    @Test("a server that refuses without reporting what remains")
    func withoutReports() {
        let simulation = Simulation(highWaterMark: 300, costs: 0.05...0.4, requests: 5_000, reportsRoom: false)
        let outcome = simulation.run(ceiling: 8, seed: 6)
        #expect(outcome.refusals * 50 <= outcome.requests)
    }
}
