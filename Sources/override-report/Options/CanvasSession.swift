import CanvasAPI
import Foundation
import Logging
import OverrideReport

/// The Canvas of a command, and the sandbox behind it where one was asked for.
struct CanvasSession: Sendable {
    let connection: CanvasConnection
    /// Of the sandbox in this process, where that is used.
    let samples: URL?

    var client: CanvasClient { connection.client }

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
            let connection = CanvasConnection(
                server,
                // The sandbox takes another port each time; it is one Canvas all the same.
                name: samples == nil ? nil : "http://127.0.0.1",
                transport: try context.transport(authorities),
                concurrency: concurrency,
                options: CanvasClientOptions(version: ToolVersion.current, contact: options.contact),
                now: context.now,
                logger: logger
            )
            return try await body(CanvasSession(connection: connection, samples: samples))
        }
        guard options.sandbox else {
            let server = try await options.server(context, logger: logger)
            return try await connect(server, authorities: options.authorities(context), samples: nil)
        }
        let samples = try SandboxHost.samplesDirectory(options.samples, context)
        return try await SandboxHost.with(samples: samples, logger: logger) { server in
            try await connect(server, authorities: nil, samples: samples)
        }
    }
}
