/// Everything of a running sandbox that changes. It is only touched under the server's lock.
struct SandboxState {
    var institution: SandboxInstitution
    var traffic = SandboxTraffic()
    private var schedule: FaultSchedule
    private var buckets: [String: LeakyBucket] = [:]
    private let options: SandboxOptions

    init(institution: SandboxInstitution, options: SandboxOptions) {
        self.institution = institution
        self.options = options
        self.schedule = FaultSchedule(options.faults)
    }

    /// Notes a request, and says what will go wrong with it.
    mutating func begin(_ request: SandboxRequest, target: String, now: ContinuousClock.Instant) -> Admission {
        traffic.begin(method: request.method)
        let fault = schedule.next(target: target)
        if fault == .throttled { return Admission(fault: fault, isAdmitted: false) }
        guard let throttle = options.faults.throttle else { return Admission(fault: fault, isAdmitted: true) }
        let isAdmitted = self[bucketOf: request.token ?? "", throttle, now].admit(now: now)
        return Admission(fault: fault, isAdmitted: isAdmitted)
    }

    struct Admission {
        var fault: SandboxFault?
        var isAdmitted: Bool
    }

    /// Takes what the answer cost, and gives the quota headers.
    mutating func settle(_ request: SandboxRequest, bytes: Int, now: ContinuousClock.Instant) -> QuotaHeaders {
        guard let throttle = options.faults.throttle else { return QuotaHeaders(cost: 0.05, remaining: 600) }
        let cost = throttle.cost(bytes: bytes)
        self[bucketOf: request.token ?? "", throttle, now].settle(cost: cost, now: now)
        return QuotaHeaders(cost: cost, remaining: self[bucketOf: request.token ?? "", throttle, now].remaining)
    }

    /// Whose token it is; nil for a token that opens nothing (any more).
    func caller(of token: String) -> SandboxToken? {
        if let limit = options.faults.revokesTokensAfter, traffic.requests > limit { return nil }
        return institution.tokens.first { $0.token == token && !$0.isExpired }
    }

    private subscript(bucketOf key: String, throttle: SandboxThrottle, now: ContinuousClock.Instant) -> LeakyBucket {
        get { buckets[key] ?? LeakyBucket(throttle, now: now) }
        set { buckets[key] = newValue }
    }
}

/// `X-Request-Cost` and `X-Rate-Limit-Remaining`.
struct QuotaHeaders {
    var cost: Double
    var remaining: Double
}
