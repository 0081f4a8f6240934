import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM end a run in good order: requests in flight are dropped, what is complete stays. A second signal
/// ends at once, and so does a run that takes longer to stop than it may.
enum Interruption {
    /// - Parameter patience: how long the work may take to stop; `nil` for as long as it needs.
    static func run(
        patience: Duration?,
        _ work: @escaping @Sendable () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let received = Mutex<Int32?>(nil)
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                if let first = received.withLock({ first in
                    defer { first = first ?? number }
                    return first
                }) {
                    exit(status(of: first).rawValue)
                }
                task.cancel()
                guard let patience else { return }
                Task.detached {
                    try await Task.sleep(for: patience)
                    exit(status(of: number).rawValue)
                }
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            return try await task.value
        } catch {
            guard let signal = received.withLock({ $0 }) else { throw error }
            throw Failure((error as? Failure)?.message ?? "interrupted.", status: status(of: signal))
        }
    }

    private static func status(of signal: Int32) -> ExitStatus {
        signal == SIGTERM ? .terminated : .interrupted
    }
}
