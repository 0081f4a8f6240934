import CanvasAPI
import CanvasSandbox
import Logging

/// A client with its connections, and the sandbox behind it where one was asked for.
struct CanvasSession: Sendable {
    let client: CanvasClient
    let budget: RetryBudget
    let governor: ThrottleGovernor
    let url: CanvasURL

    /// Opens connections, runs `body`, and closes them whatever comes of it.
    static func with<Result: Sendable>(
        _ server: CanvasServer,
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
        let session = CanvasSession(client: client, budget: budget, governor: governor, url: server.url)
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
