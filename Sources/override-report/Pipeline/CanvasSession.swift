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
        @Sendable func connect(_ server: CanvasServer, authorities: CertificateFile?, samples: URL?) async throws
            -> Result
        {
            let governor = ThrottleGovernor(ceiling: concurrency)
            let budget = RetryBudget.forRun()
            let client = CanvasClient(
                server: server,
                transport: CurlTransport(authorities: authorities),
                governor: governor,
                options: CanvasClientOptions(version: ToolVersion.current, contact: options.contact),
                budget: budget,
                wallClock: context.now,
                logger: logger
            )
            return try await body(
                CanvasSession(client: client, budget: budget, governor: governor, url: server.url, samples: samples)
            )
        }
        guard options.sandbox else {
            let server = try options.server(context, logger: logger)
            return try await connect(server, authorities: options.authorities(context), samples: nil)
        }
        let samples = try SandboxHost.samplesDirectory(options.samples, context)
        return try await SandboxHost.with(samples: samples, logger: logger) { server in
            try await connect(server, authorities: nil, samples: samples)
        }
    }
}
