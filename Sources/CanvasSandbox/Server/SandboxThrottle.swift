/// Canvas's throttle: app/middleware/request_throttle.rb. Every request reserves an amount while it is in flight; what it
/// really cost stays in the bucket and leaks out.
package struct SandboxThrottle: Sendable {
    enum Refusal: Sendable {
        /// What Canvas's code sends.
        case forbidden
        /// What Canvas's documentation says.
        case tooManyRequests
    }

    /// From this level on, requests are refused.
    var highWaterMark = 600.0
    fileprivate let maximum = 800.0
    /// How much leaks out each second.
    var outflow: Double
    /// Reserved for each request in flight.
    fileprivate let upFrontCost = 50.0
    /// What a request costs, whatever it answers.
    var costPerRequest: Double
    /// What 100 kB of an answer cost.
    private let costPer100kB = 1.0
    var refusal = Refusal.forbidden
    /// Seconds to name in `Retry-After`; Canvas names none.
    var retryAfter: Int?

    package init(outflow: Double = 10, costPerRequest: Double = 0.3) {
        self.outflow = outflow
        self.costPerRequest = costPerRequest
    }

    /// Canvas's own figures.
    package static let canvas = SandboxThrottle()

    func cost(bytes: Int) -> Double {
        costPerRequest + costPer100kB * Double(bytes) / 100_000
    }
}

/// The level of one token's bucket.
struct LeakyBucket: Sendable {
    private let throttle: SandboxThrottle
    private var level = 0.0
    private var updated: ContinuousClock.Instant

    init(_ throttle: SandboxThrottle, now: ContinuousClock.Instant) {
        self.throttle = throttle
        self.updated = now
    }

    /// What `X-Rate-Limit-Remaining` says.
    var remaining: Double { throttle.highWaterMark - level }

    /// Reserves the up-front cost; false when the bucket is full with it, and then nothing stays reserved.
    mutating func admit(now: ContinuousClock.Instant) -> Bool {
        leak(now)
        guard level + throttle.upFrontCost < throttle.highWaterMark else { return false }
        level += throttle.upFrontCost
        return true
    }

    /// Gives the reserved amount back and takes what the request cost. Returns what remains.
    mutating func settle(cost: Double, now: ContinuousClock.Instant) -> Double {
        leak(now)
        level = min(max(level - throttle.upFrontCost + cost, 0), throttle.maximum)
        return remaining
    }

    private mutating func leak(_ now: ContinuousClock.Instant) {
        let elapsed = updated.duration(to: now)
        level = max(level - throttle.outflow * (elapsed / .seconds(1)), 0)
        updated = now
    }
}
