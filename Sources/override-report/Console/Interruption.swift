import Foundation
import Synchronization
import UnixSignals

/// SIGINT and SIGTERM end a run in good order: requests in flight are dropped, what is complete stays. A second signal
/// ends at once, and so does a run that takes longer to stop than it may.
enum Interruption {
    /// - Parameter patience: how long the work may take to stop; `nil` for as long as it needs.
    static func run(
        patience: Duration?,
        _ work: @escaping @Sendable () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let received = Mutex<UnixSignal?>(nil)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let task = Task { try await work() }
        let watcher = Task {
            for await signal in signals {
                if let first = received.withLock({ first in
                    defer { first = first ?? signal }
                    return first
                }) {
                    exit(status(of: first).rawValue)
                }
                task.cancel()
                guard let patience else { continue }
                Task.detached {
                    try await Task.sleep(for: patience)
                    exit(status(of: signal).rawValue)
                }
            }
        }
        defer { watcher.cancel() }
        do {
            return try await task.value
        } catch {
            guard let signal = received.withLock({ $0 }) else { throw error }
            throw Failure((error as? Failure)?.message ?? "interrupted.", status: status(of: signal))
        }
    }

    private static func status(of signal: UnixSignal) -> ExitStatus {
        signal == .sigterm ? .terminated : .interrupted
    }
}
