import FlyingFox
import FlyingSocks
import Foundation
import Logging
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
        do {
            let server = HTTPServer(
                address: try .inet(ip4: "127.0.0.1", port: UInt16(options.port)),
                // What is slow here is slow on purpose.
                timeout: 3600,
                pool: PromptSockets(),
                logger: .disabled,
                handler: SandboxResponder(service: service, logger: logger)
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    try await server.waitUntilListening()
                    if case .ip4(_, let port) = await server.listeningAddress { await onStart(Int(port)) }
                }
                try await group.waitForAll()
            }
        } catch {
            guard !Task.isCancelled else { return }
            guard case SocketError.failed(_, _, let message) = error else { throw error }
            throw SandboxStartError(port: options.port, reason: message)
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

/// FlyingFox writes the head and the body of an answer apart. Without `TCP_NODELAY` the body would wait until the head was
/// acknowledged, 40 ms later; the connections inherit it from the socket that listens.
private struct PromptSockets: AsyncSocketPool {
    private let pool: any AsyncSocketPool = HTTPServer.defaultPool()

    func prepare() async throws { try await pool.prepare() }
    func run() async throws { try await pool.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        var isOn: Int32 = 1
        setsockopt(socket.file.rawValue, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        try await pool.suspendSocket(socket, untilReadyFor: events)
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

/// How a sandbox is run.
package struct SandboxOptions: Sendable {
    /// The port on 127.0.0.1; 0 takes a free one.
    package var port: Int
    package var faults: SandboxFaults
    /// The most objects on a page; Canvas's is 100. Tests make it small.
    package var maximumPageSize: Int
    /// Answers every verb but GET with 405, for proving that nothing writes.
    package var isReadOnly: Bool
    /// How long each answer takes at least.
    package var latency: Duration

    package init(
        port: Int = 0,
        faults: SandboxFaults = .none,
        maximumPageSize: Int = 100,
        isReadOnly: Bool = false,
        latency: Duration = .zero
    ) {
        self.port = port
        self.faults = faults
        self.maximumPageSize = maximumPageSize
        self.isReadOnly = isReadOnly
        self.latency = latency
    }
}
