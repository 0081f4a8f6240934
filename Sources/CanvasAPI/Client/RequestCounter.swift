import Synchronization

/// Counts requests that went out, retries and redirects included.
final class RequestCounter: Sendable {
    private let count = Mutex(0)

    func add() {
        count.withLock { $0 += 1 }
    }

    var value: Int {
        count.withLock { $0 }
    }
}
