import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM end a run in good order: requests in flight are dropped, what is complete stays. A second signal
/// ends at once, and so does a run that takes longer to stop than it may.
enum Interruption {
    /// - Parameters:
    ///   - patience: how long the work may take to stop; `nil` for as long as it needs.
    ///   - work: is given what tells the status of the signal that came, if one came.
    static func run(
        patience: Duration?,
        _ work: @escaping @Sendable (@escaping @Sendable () -> ExitStatus?) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let received = Received()
        let task = Task { try await work { received.signal.withLock { $0 }.map(status) } }
        let sources = [SIGINT, SIGTERM].map { number in
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                if let first = received.signal.withLock({ first in
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
        return try await task.value
    }

    /// The first signal that came.
    private final class Received: Sendable {
        let signal = Mutex<Int32?>(nil)
    }

    private static func status(of signal: Int32) -> ExitStatus {
        signal == SIGTERM ? .terminated : .interrupted
    }
}
