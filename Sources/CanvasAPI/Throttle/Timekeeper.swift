/// A clock without its type: time since it was made, and sleeping. Whoever waits gets one, so that tests need not wait.
package struct Timekeeper: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let pause: @Sendable (Duration) async throws -> Void

    package init<C: Clock<Duration>>(_ clock: C = ContinuousClock()) {
        let start = clock.now
        self.elapsed = { start.duration(to: clock.now) }
        self.pause = { try await clock.sleep(for: $0) }
    }

    package var now: Duration { elapsed() }

    /// - Throws: `CancellationError` at once when the task is cancelled.
    package func sleep(for duration: Duration) async throws {
        try await pause(duration)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
