/// What the governor saw: for the summary of a run.
package struct ThrottleStatistics: Equatable, Sendable {
    package var requests = 0
    /// Requests that Canvas refused as too many.
    package var refusals = 0
    package var retries = 0
    /// How long requests were held back because of Canvas's throttle; not counting waits for a free place in flight.
    package var waited = Duration.zero

    package init(requests: Int = 0, refusals: Int = 0, retries: Int = 0, waited: Duration = .zero) {
        self.requests = requests
        self.refusals = refusals
        self.retries = retries
        self.waited = waited
    }
}

/// The one place that every request passes. It lets as many go at once as Canvas's throttle bears and the ceiling allows,
/// first come, first served, and holds all back after a refusal.
package actor ThrottleGovernor {
    struct Permit: Sendable {
        fileprivate let number: Int
    }

    private struct Waiter {
        let number: Int
        let continuation: CheckedContinuation<Permit, any Error>
    }

    private let timekeeper: Timekeeper
    private var model: ThrottleModel
    private var waiters: [Waiter] = []
    private var nextWaiter = 0
    private var wake: (at: Duration, task: Task<Void, any Error>)?
    private var heldSince: Duration?
    private var counted = ThrottleStatistics()

    /// - Parameter ceiling: requests in flight at most.
    package init(ceiling: Int, timekeeper: Timekeeper = Timekeeper()) {
        self.timekeeper = timekeeper
        self.model = ThrottleModel(ceiling: ceiling)
    }

    package var statistics: ThrottleStatistics { counted }
    /// The room in Canvas's quota as the last answer told it; `nil` where none told.
    package private(set) var quotaLeft: Double?
    var waitingCount: Int { waiters.count }

    /// Waits until one more request may go. Each permit must be released.
    ///
    /// - Throws: `CancellationError` at once when the task is cancelled.
    func acquire() async throws -> Permit {
        try Task.checkCancellation()
        let number = nextWaiter
        nextWaiter += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else {
                    continuation.resume(throwing: CancellationError())
                    return
                }
                waiters.append(Waiter(number: number, continuation: continuation))
                admitWaiters()
            }
        } onCancel: {
            Task { await self.cancel(number) }
        }
    }

    func release(_ permit: Permit, _ signal: ThrottleSignal) {
        model.end(permit.number, signal, at: timekeeper.now)
        counted.requests += 1
        quotaLeft = signal.remaining ?? quotaLeft
        if case .refused = signal.outcome { counted.refusals += 1 }
        admitWaiters()
    }

    func noteRetry() {
        counted.retries += 1
    }

    private func cancel(_ number: Int) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: index).continuation.resume(throwing: CancellationError())
        admitWaiters()
    }

    private func admitWaiters() {
        while let first = waiters.first {
            let now = timekeeper.now
            switch model.admission(at: now) {
            case .go:
                endHold(at: now)
                waiters.removeFirst()
                first.continuation.resume(returning: Permit(number: model.begin()))
            case .wait(let until):
                if let until {
                    heldSince = heldSince ?? now
                    wakeUp(at: until, now: now)
                } else {
                    endHold(at: now)
                }
                return
            }
        }
        endHold(at: timekeeper.now)
        wake?.task.cancel()
        wake = nil
    }

    private func endHold(at now: Duration) {
        guard let since = heldSince else { return }
        counted.waited += now - since
        heldSince = nil
    }

    private func wakeUp(at moment: Duration, now: Duration) {
        if let wake, wake.at <= moment { return }
        wake?.task.cancel()
        let task = Task { [timekeeper] in
            try await timekeeper.sleep(for: moment - now)
            self.woken(at: moment)
        }
        wake = (moment, task)
    }

    private func woken(at moment: Duration) {
        guard wake?.at == moment else { return }
        wake = nil
        admitWaiters()
    }
}

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
