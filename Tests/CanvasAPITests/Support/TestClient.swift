import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import CanvasAPI

/// The parts of a client under test, over real HTTP, on a clock on which waiting takes no time.
struct TestClient {
    static let token = "4321~sEcReTsEcReT"

    let client: CanvasClient
    let governor: ThrottleGovernor
    let clock = JumpingClock()
    let log = CollectedLog()

    init(
        _ address: String,
        token: String = TestClient.token,
        pageSize: Int = 100,
        idFormat: CanvasClientOptions.IDFormat = .strings,
        retries: RetryPolicy = RetryPolicy(),
        settings: TransferSettings = TransferSettings(),
        ceiling: Int = 4,
        budget: RetryBudget = .forRun(),
        timekeeper: Timekeeper? = nil
    ) throws {
        let timekeeper = timekeeper ?? Timekeeper(clock)
        governor = ThrottleGovernor(ceiling: ceiling, timekeeper: timekeeper)
        var options = CanvasClientOptions(
            version: "1.0",
            contact: "registrar@example.edu",
            idFormat: idFormat,
            pageSize: pageSize
        )
        options.retries = retries
        client = CanvasClient(
            server: CanvasServer(url: try CanvasURL(address), token: try #require(AccessToken(token))),
            transport: CurlTransport(settings),
            governor: governor,
            options: options,
            budget: budget,
            timekeeper: timekeeper,
            wallClock: { Instant(secondsSince1970: 1_790_000_000) },
            random: { 0.5 },
            logger: log.logger
        )
    }
}

extension ScriptedServer {
    /// Runs `body` with a server that is gone afterwards, and a client of it.
    static func run<Result>(
        token: String = TestClient.token,
        pageSize: Int = 100,
        retries: RetryPolicy = RetryPolicy(),
        settings: TransferSettings = TransferSettings(),
        budget: RetryBudget = .forRun(),
        _ body: (ScriptedServer, TestClient) async throws -> Result
    ) async throws -> Result {
        try await run { server in
            let test = try TestClient(
                server.origin,
                token: token,
                pageSize: pageSize,
                retries: retries,
                settings: settings,
                budget: budget
            )
            return try await body(server, test)
        }
    }
}

/// A clock on which sleeping takes no time: it jumps to the moment that was waited for, and remembers how long that was.
final class JumpingClock: Clock {
    struct Instant: InstantProtocol {
        var offset = Duration.zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(), sleeps: [Duration]()))

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .zero }
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
        await Task.yield()
    }
}

func decode<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try CanvasJSON.decode(type, from: Data(json.utf8))
}

func instant(_ text: String) throws -> Instant {
    try #require(Instant(rfc3339: text))
}
