import CanvasAPI
import Logging

/// A Canvas that a run reads: the client with its limits.
package struct CanvasConnection: Sendable {
    package let client: CanvasClient
    package let url: CanvasURL
    /// How many requests may be tried again, over the whole run.
    let budget: RetryBudget
    let governor: ThrottleGovernor
    let habits: CanvasHabits
    let terms: StudentTerms
    /// What the snapshot calls this Canvas, without a trailing slash.
    let name: String

    /// - Parameters:
    ///   - name: where it is not the server's address: a sandbox takes another port each time, and is one Canvas.
    ///   - concurrency: requests in flight at most.
    package init(
        _ server: CanvasServer,
        name: String? = nil,
        transport: some HTTPTransport,
        concurrency: Int,
        options: CanvasClientOptions,
        now: @escaping @Sendable () -> Instant,
        logger: Logger
    ) {
        url = server.url
        self.name = name ?? server.url.description
        budget = .forRun()
        habits = CanvasHabits(logger: logger)
        terms = StudentTerms(logger: logger)
        governor = ThrottleGovernor(ceiling: concurrency)
        client = CanvasClient(
            server: server,
            transport: transport,
            governor: governor,
            options: options,
            budget: budget,
            wallClock: now,
            logger: logger
        )
    }
}
