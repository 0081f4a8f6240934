import FlyingFox
import FlyingSocks
import Foundation
import Logging

/// A small Canvas on 127.0.0.1, over real HTTP.
package struct SandboxServer: Sendable {
    private let handler: SandboxHandler
    private let port: Int

    package init(institution: SandboxInstitution, options: SandboxOptions = SandboxOptions(), logger: Logger) {
        self.handler = SandboxHandler(institution: institution, options: options, logger: logger)
        self.port = options.port
    }

    /// What has been asked so far.
    package var traffic: SandboxTraffic { handler.traffic }

    /// The institution with everything that was written to it.
    package var institution: SandboxInstitution { handler.institution }

    /// Serves until the task is cancelled, and then returns.
    ///
    /// - Parameter onStart: is told the port as soon as connections are accepted.
    /// - Throws: `SandboxStartError` when the port can't be had.
    package func run(onStart: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        do {
            let server = HTTPServer(
                address: try .inet(ip4: "127.0.0.1", port: UInt16(port)),
                // What is slow here is slow on purpose.
                timeout: 3600,
                pool: PromptSockets(),
                logger: .disabled,
                handler: handler
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
            throw SandboxStartError(port: port, reason: message)
        }
    }

    /// Runs `body` with the server's address, `http://127.0.0.1:PORT`, and stops the server before it returns or throws.
    package func whileRunning<Result>(_ body: (_ url: String) async throws -> Result) async throws -> Result {
        let (ports, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let server = Task {
            do {
                try await run { continuation.yield($0) }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        for try await port in ports {
            do {
                let result = try await body("http://127.0.0.1:\(port)")
                server.cancel()
                await server.value
                return result
            } catch {
                server.cancel()
                await server.value
                throw error
            }
        }
        server.cancel()
        throw SandboxStartError(port: port, reason: "it ended before it accepted connections")
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
