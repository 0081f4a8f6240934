import NIOHTTP1

/// What an answer tells about Canvas's request throttle.
struct ThrottleSignal: Equatable, Sendable {
    /// `X-Rate-Limit-Remaining`: the bucket's room with everything in flight at that moment set aside; may be negative.
    var remaining: Double?
    /// `X-Request-Cost`: seconds of processor and database that this request used up. Absent on refusals.
    var cost: Double?
    var isRefusal = false
    /// How long Canvas, or something in front of it, asked to wait.
    var retryAfter: Duration?

    /// An answer that never came.
    static let none = ThrottleSignal()
}

extension ThrottleSignal {
    init(_ reply: HTTPReply, now: Instant?) {
        self.remaining = Self.number("x-rate-limit-remaining", in: reply.headers)
        self.cost = Self.number("x-request-cost", in: reply.headers)
        if case .failure(_, .throttle(let retryAfter)) = ReplyVerdict(reply, now: now) {
            self.isRefusal = true
            self.retryAfter = retryAfter
        }
    }

    private static func number(_ name: String, in headers: HTTPHeaders) -> Double? {
        headers.first(name: name).flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
    }
}
