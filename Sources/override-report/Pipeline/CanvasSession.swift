import CanvasAPI
import Foundation
import Logging

/// A client with its connections, and the sandbox behind it where one was asked for.
struct CanvasSession: Sendable {
    let client: CanvasClient
    let budget: RetryBudget
    let governor: ThrottleGovernor
    let url: CanvasURL
    /// Of the sandbox in this process, where that is used.
    let samples: URL?

    /// Connects to the Canvas of the options, or to a sandbox that is started for it; runs `body`, and closes everything
    /// whatever comes of it.
    static func with<Result: Sendable>(
        _ options: CanvasOptions,
        concurrency: Int,
        context: RunContext,
        logger: Logger,
        _ body: @escaping @Sendable (CanvasSession) async throws -> Result
    ) async throws -> Result {
        @Sendable func connect(_ server: CanvasServer, samples: URL?) async throws -> Result {
            try await with(
                server,
                samples: samples,
                concurrency: concurrency,
                contact: options.contact,
                context: context,
                logger: logger,
                body
            )
        }
        guard options.sandbox else {
            return try await connect(options.server(context, logger: logger), samples: nil)
        }
        let samples = try SandboxHost.samplesDirectory(options.samples, context)
        return try await SandboxHost.with(samples: samples, logger: logger) { server in
            try await connect(server, samples: samples)
        }
    }

    private static func with<Result: Sendable>(
        _ server: CanvasServer,
        samples: URL?,
        concurrency: Int,
        contact: String,
        context: RunContext,
        logger: Logger,
        _ body: (CanvasSession) async throws -> Result
    ) async throws -> Result {
        let transport = AsyncHTTPTransport(connections: concurrency)
        let governor = ThrottleGovernor(ceiling: concurrency)
        let budget = RetryBudget.forRun()
        let client = CanvasClient(
            server: server,
            transport: transport,
            governor: governor,
            options: CanvasClientOptions(version: ToolVersion.current, contact: contact),
            budget: budget,
            wallClock: context.now,
            logger: logger
        )
        let session = CanvasSession(
            client: client,
            budget: budget,
            governor: governor,
            url: server.url,
            samples: samples
        )
        do {
            let result = try await body(session)
            try await transport.shutdown()
            return result
        } catch {
            try await transport.shutdown()
            throw error
        }
    }
}
