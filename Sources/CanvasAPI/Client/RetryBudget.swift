import Synchronization

/// How many retries there may be in all, so that a dead server fails a run soon and a bad hour does not. A budget earns
/// with every request, and draws from its parent as well: a course's budget is a child of the run's.
package final class RetryBudget: Sendable {
    private let balance: Mutex<Double>
    private let earnedPerRequest: Double
    private let parent: RetryBudget?

    package init(retries: Int, earnedPerRequest: Double = 0, parent: RetryBudget? = nil) {
        self.balance = Mutex(Double(retries))
        self.earnedPerRequest = earnedPerRequest
        self.parent = parent
    }

    /// For a whole run.
    package static func forRun() -> RetryBudget {
        RetryBudget(retries: 1000, earnedPerRequest: 1)
    }

    /// For one course of a run.
    package static func forCourse(of run: RetryBudget) -> RetryBudget {
        RetryBudget(retries: 50, earnedPerRequest: 1, parent: run)
    }

    func earn() {
        balance.withLock { $0 += earnedPerRequest }
        parent?.earn()
    }

    /// False when nothing is left here or above; then nothing is taken.
    func spend() -> Bool {
        let isHere = balance.withLock { balance in
            guard balance >= 1 else { return false }
            balance -= 1
            return true
        }
        guard isHere else { return false }
        guard let parent, !parent.spend() else { return true }
        balance.withLock { $0 += 1 }
        return false
    }
}
