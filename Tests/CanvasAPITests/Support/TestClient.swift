import Logging
import Synchronization
import Testing

@testable import CanvasAPI

/// The parts of a client under test, over real HTTP, on a clock on which waiting takes no time.
struct TestClient {
    static let token = "4321~sEcReTsEcReT"

    let client: CanvasClient
    let governor: ThrottleGovernor
    let clock: JumpingClock
    let log: CollectedLog

    /// Runs `body` with a client of this server.
    static func run<Result>(
        _ address: String,
        token: String = TestClient.token,
        pageSize: Int = 100,
        idFormat: CanvasClientOptions.IDFormat = .strings,
        retries: RetryPolicy = RetryPolicy(),
        timeouts: HTTPTimeouts = HTTPTimeouts(),
        bodyLimit: Int = 512 << 20,
        authorities: CertificateFile? = nil,
        ceiling: Int = 4,
        budget: RetryBudget = .forRun(),
        body: (TestClient) async throws -> Result
    ) async throws -> Result {
        let clock = JumpingClock()
        let timekeeper = Timekeeper(clock)
        let governor = ThrottleGovernor(ceiling: ceiling, timekeeper: timekeeper)
        let log = CollectedLog()
        let client = CanvasClient(
            server: CanvasServer(url: try CanvasURL(address), token: try #require(AccessToken(token))),
            transport: CurlTransport(timeouts: timeouts, bodyLimit: bodyLimit, authorities: authorities),
            governor: governor,
            options: CanvasClientOptions(
                version: "1.0",
                contact: "registrar@example.edu",
                idFormat: idFormat,
                pageSize: pageSize,
                retries: retries
            ),
            budget: budget,
            timekeeper: timekeeper,
            wallClock: { Instant(secondsSince1970: 1_790_000_000) },
            random: { 0.5 },
            logger: log.logger
        )
        return try await body(TestClient(client: client, governor: governor, clock: clock, log: log))
    }
}

/// Log lines with their metadata, at every level.
final class CollectedLog: Sendable {
    private let collected = Mutex<[String]>([])

    var lines: [String] { collected.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            log.collected.withLock { $0.append("\(event.message) \(fields.joined(separator: " "))") }
        }
    }
}
