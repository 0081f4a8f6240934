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
    init(_ reply: HTTPReply, now: Instant?) {
        self.remaining = Self.number("x-rate-limit-remaining", in: reply.headers, within: -1e6...1e6)
        self.cost = Self.number("x-request-cost", in: reply.headers, within: 0...1e6)
        if case .failure(_, .throttle(let retryAfter)) = ReplyVerdict(reply, now: now) {
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
