import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A small Canvas on 127.0.0.1, over real HTTP.
///
/// `run` serves until its task is cancelled; `start` and `stop` do the same for a server beside other work.
package final class SandboxServer: Sendable {
    private let service: SandboxService
    private let options: SandboxOptions
    private let logger: Logger
    private let running = Mutex<Task<Void, any Error>?>(nil)

    /// - Parameter now: the clock of the throttle.
    package init(
        institution: SandboxInstitution,
        options: SandboxOptions = SandboxOptions(),
        logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.service = SandboxService(institution: institution, options: options, now: now)
        self.options = options
        self.logger = logger
    }

    /// What has been asked so far.
    package var traffic: SandboxTraffic { service.traffic }

    /// The institution with everything that was written to it.
    package var institution: SandboxInstitution { service.institution }

    /// Serves until the task is cancelled, and then returns.
    ///
    /// - Parameter onStart: is told the port as soon as connections are accepted.
    /// - Throws: `SandboxStartError` when the port can't be had.
    package func run(onStart: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let application = Application(
            responder: SandboxResponder(service: service),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: options.port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { await onStart(port) }
            },
            logger: logger
        )
        do {
            try await application.run()
        } catch is CancellationError {
            return
        } catch let error as IOError {
            throw SandboxStartError(port: options.port, reason: "\(error)")
        }
    }

    /// Starts serving and returns the port; `stop` ends it.
    package func start() async throws -> Int {
        let (ports, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let task = Task {
            do {
                try await run { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        running.withLock { $0 = task }
        for try await port in ports { return port }
        throw SandboxStartError(port: options.port, reason: "it ended before it accepted connections")
    }

    /// Ends the server and waits until it has.
    package func stop() async {
        let task = running.withLock { current in
            defer { current = nil }
            return current
        }
        task?.cancel()
        _ = await task?.result
    }

    /// Runs `body` with the server's address, `http://127.0.0.1:PORT`, and stops it in any case.
    package func whileRunning<Result>(_ body: (_ url: String) async throws -> Result) async throws -> Result {
        let port = try await start()
        do {
            let result = try await body("http://127.0.0.1:\(port)")
            await stop()
            return result
        } catch {
            await stop()
            throw error
        }
    }
}

/// The sandbox can't serve.
package struct SandboxStartError: Error, Equatable, CustomStringConvertible {
    package var port: Int
    package var reason: String

    package var description: String {
        "The sandbox can't listen on 127.0.0.1:\(port): \(reason). Choose another port, or 0 for a free one."
    }
}
