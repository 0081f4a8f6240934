/// When to ask again: exponential back-off with full jitter.
package struct RetryPolicy: Sendable, Equatable {
    package var attempts: Int
    /// For answers that came whole and make no sense.
    package var doubtfulAttempts: Int
    /// Refusals by the throttle have their own count, because waiting does help there.
    package var throttledAttempts: Int
    package var firstDelay: Duration
    package var longestDelay: Duration

    package init(
        attempts: Int = 8,
        doubtfulAttempts: Int = 4,
        throttledAttempts: Int = 20,
        firstDelay: Duration = .milliseconds(500),
        longestDelay: Duration = .seconds(30)
    ) {
        self.attempts = attempts
        self.doubtfulAttempts = min(doubtfulAttempts, attempts)
        self.throttledAttempts = throttledAttempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
    }

    /// - Parameters:
    ///   - failures: how often it failed so far, from 1.
    ///   - random: from 0 up to 1.
    func delay(afterFailures failures: Int, random: Double) -> Duration {
        let doublings = min(failures - 1, 30)
        let ceiling = min(firstDelay * (1 << doublings), longestDelay)
        return ceiling * random
    }
}
