/// One request that the sandbox answered, for tests and rehearsals to look at afterwards.
package struct SandboxExchange: Sendable, Equatable {
    package var method: String
    /// Path and query, as sent.
    package var target: String
    package var status: Int
    package var fault: SandboxFault?
}

/// What a sandbox has been asked so far.
package struct SandboxTraffic: Sendable, Equatable {
    package var requests = 0
    /// Requests refused for their rate.
    package var throttled = 0
    /// Requests with a verb other than GET.
    package var writeAttempts = 0
    package var inFlight = 0
    package var peakInFlight = 0
    /// In the order in which they were answered, the first 100,000.
    package var exchanges: [SandboxExchange] = []

    private static let capacity = 100_000

    mutating func begin(method: String) {
        requests += 1
        if method != "GET" { writeAttempts += 1 }
        inFlight += 1
        peakInFlight = max(peakInFlight, inFlight)
    }

    mutating func end(_ exchange: SandboxExchange, isThrottled: Bool) {
        inFlight -= 1
        if isThrottled { throttled += 1 }
        if exchanges.count < Self.capacity { exchanges.append(exchange) }
    }
}
