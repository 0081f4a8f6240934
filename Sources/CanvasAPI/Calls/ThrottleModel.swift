/// What an answer tells about Canvas's request throttle.
struct ThrottleSignal: Equatable, Sendable {
    enum Outcome: Equatable, Sendable {
        case answered
        /// Refused as too many; perhaps with the time to wait that Canvas, or something in front of it, asks for.
        case refused(retryAfter: Duration?)
        /// No answer, or a server in trouble: no reason to ask for more at once.
        case troubled
    }

    var outcome: Outcome
    /// `X-Rate-Limit-Remaining`: the bucket's room with everything in flight at that moment set aside; may be negative.
    var remaining: Double?
    /// `X-Request-Cost`: seconds of processor and database that this request used up. Absent on refusals.
    var cost: Double?

    /// An answer that never came.
    static let lost = ThrottleSignal(outcome: .troubled)
}

extension ThrottleSignal {
    init(_ reply: HTTPReply, _ verdict: ReplyVerdict) {
        self.remaining = Self.number("x-rate-limit-remaining", in: reply.headers, within: -1e6...1e6)
        self.cost = Self.number("x-request-cost", in: reply.headers, within: 0...1e6)
        if case .failure(let failure) = verdict, case .throttle(let retryAfter) = failure.retry {
            self.outcome = .refused(retryAfter: retryAfter)
        } else {
            self.outcome = reply.status >= 500 ? .troubled : .answered
        }
    }

    /// Real ones are some hundreds; what is far beyond would overflow the arithmetic of times.
    private static func number(
        _ name: String,
        in headers: HTTPHeaders,
        within bounds: ClosedRange<Double>
    ) -> Double? {
        guard let number = headers.first(name: name).flatMap(Double.init), !number.isNaN else { return nil }
        return min(max(number, bounds.lowerBound), bounds.upperBound)
    }
}

/// A model of Canvas's leaky bucket, and the decision whether one more request may go (Canvas:
/// app/middleware/request_throttle.rb). Pure: the time comes in with each call.
///
/// Canvas sets aside 50 units for each request in flight, replaces them by the request's cost when it ends, lets 10 a
/// second flow off, and refuses while the bucket holds 600 or more. It reports the room that is left with each answer.
/// The model keeps the headroom, which is the room there would be with nothing in flight; between reports it refills, and
/// each report bounds it. Beside it stands a plain limit of requests in flight, which grows from 2 with each success and
/// is halved by a refusal; that alone works where no room is reported.
struct ThrottleModel: Sendable {
    enum Admission: Equatable {
        case go
        /// Not before this moment, or before a request ends. Nil: only when a request ends.
        case wait(until: Duration?)
    }

    private static let reservation = 50.0
    private static let outflowPerSecond = 10.0
    private static let highWaterMark = 600.0
    /// Room left for what other programs with the same token do, and for what is on its way unseen.
    private static let margin = 60.0
    private static let longestPause = Duration.seconds(60)
    /// Successes for each further request in flight, once Canvas has refused.
    private static let successesPerStep = 25

    let ceiling: Int
    private(set) var limit: Int
    /// Numbers of the requests in flight, in the order in which they began.
    private(set) var inFlight: [Int] = []
    private var nextNumber = 0
    private var headroom: (room: Double, at: Duration)?
    private var top = Self.highWaterMark
    /// Less than Canvas's own where others with the same token use part of it; learned from the reports.
    private var outflow = Self.outflowPerSecond
    private var pausedUntil = Duration.zero
    private var lastEnd = Duration.zero
    private var refusalsInARow = 0
    private var hasBeenRefused = false
    private var successes = 0
    /// Requests with lower numbers began before the last refusal, and tell nothing new by being refused as well.
    private var firstNumberAfterRefusal = 0

    init(ceiling: Int) {
        self.ceiling = max(1, ceiling)
        self.limit = min(2, self.ceiling)
    }

    func admission(at now: Duration) -> Admission {
        if now < pausedUntil { return .wait(until: pausedUntil) }
        guard inFlight.count < limit else { return .wait(until: nil) }
        guard let room = room(at: now) else { return .go }
        // Alone, a request may use the margin: otherwise a small bucket would stop everything.
        let margin = inFlight.isEmpty ? 0 : Self.margin
        let missing = Self.reservation * Double(inFlight.count + 1) + margin - room
        guard missing > 0 else { return .go }
        let refilled = now + .seconds(missing / outflow)
        guard inFlight.isEmpty else { return .wait(until: refilled) }
        // What is reported may be wrong; asking once a minute is polite in any case.
        let patienceEnds = lastEnd + Self.longestPause
        return patienceEnds <= now ? .go : .wait(until: min(refilled, patienceEnds))
    }

    /// The number of a request that goes now.
    mutating func begin() -> Int {
        defer { nextNumber += 1 }
        inFlight.append(nextNumber)
        return nextNumber
    }

    mutating func end(_ number: Int, _ signal: ThrottleSignal, at now: Duration) {
        inFlight.removeAll { $0 == number }
        lastEnd = now
        learn(signal, of: number, at: now)
        switch signal.outcome {
        case .answered: succeeded(at: now)
        case .refused(let retryAfter): refused(number, retryAfter: retryAfter, at: now)
        case .troubled: break
        }
    }

    private func room(at now: Duration) -> Double? {
        headroom.map { min(top, $0.room + outflow * (now - $0.at).seconds) }
    }

    /// Those that began before this request were surely counted in the report; those that began later may have been.
    private mutating func learn(_ signal: ThrottleSignal, of number: Int, at now: Duration) {
        guard let remaining = signal.remaining else { return }
        let surelyCounted = inFlight.count { $0 < number }
        let lowest = remaining + Self.reservation * Double(surelyCounted)
        let highest = remaining + Self.reservation * Double(inFlight.count)
        top = max(top, remaining)
        let expected = room(at: now).map { $0 - (signal.cost ?? 0) } ?? lowest
        if expected > highest {
            outflow = max(1, outflow * 0.9)
        } else if expected < lowest {
            outflow = min(Self.outflowPerSecond, outflow * 1.1)
        }
        headroom = (min(max(expected, lowest), highest), now)
    }

    private mutating func succeeded(at now: Duration) {
        refusalsInARow = 0
        successes += 1
        guard limit < ceiling, successes >= (hasBeenRefused ? Self.successesPerStep : 1) else { return }
        if let room = room(at: now), room < Self.reservation * Double(limit + 1) + Self.margin { return }
        limit += 1
        successes = 0
    }

    private mutating func refused(_ number: Int, retryAfter: Duration?, at now: Duration) {
        if let retryAfter { pausedUntil = max(pausedUntil, now + retryAfter) }
        // It was full with what is in flight now and what this one would have set aside.
        if let room = room(at: now) {
            headroom = (min(room, Self.reservation * Double(inFlight.count + 1)), now)
        }
        guard number >= firstNumberAfterRefusal else { return }
        firstNumberAfterRefusal = nextNumber
        hasBeenRefused = true
        successes = 0
        limit = max(1, limit / 2)
        if retryAfter == nil {
            let pause = min(Duration.seconds(1) * (1 << min(refusalsInARow, 10)), Self.longestPause)
            pausedUntil = max(pausedUntil, now + pause)
        }
        refusalsInARow += 1
    }
}
