import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import Testing

@testable import OverrideReport

/// What it brings to have several requests of one course in flight. Seconds by the clock in proportion to one request at
/// a time in the same run, each of which takes 20 ms longer than on loopback: `swift test -c release --filter Benchmarks`.
@Suite("Benchmarks of fetching", .serialized, .enabled(if: Build.isOptimised))
struct FetchBenchmarks {
    @Test("a course with eight requests in flight, in proportion to one at a time")
    func fetch() async throws {
        let samples = URL(fileURLWithPath: #filePath).appending(path: "../../../samples").standardized
        let institution = try SandboxInstitution.load(from: samples)
        let token = try #require(institution.administratorToken.flatMap { AccessToken($0) })
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        let server = SandboxServer(institution: institution, logger: logger)
        try await server.whileRunning { [logger] address in
            var seconds: [Double] = []
            for width in [1, 8] {
                let client = CanvasClient(
                    server: CanvasServer(url: try CanvasURL(address), token: token),
                    transport: DistantTransport(near: CurlTransport()),
                    governor: ThrottleGovernor(ceiling: width),
                    options: CanvasClientOptions(version: "1.0.0", contact: "benchmark"),
                    budget: .forRun(),
                    wallClock: { LargeCourse.asOf },
                    logger: logger
                )
                let fetcher = CourseFetcher(client: client)
                let time = try await ContinuousClock().measure {
                    for _ in 1...3 {
                        let reference = CourseReference(identity: .canvas(101), text: "101")
                        _ = try await fetcher.pages(of: fetcher.course(reference))
                    }
                }
                seconds.append(time / .seconds(1))
            }
            let ratio = (seconds[1] / seconds[0]).formatted(.number.precision(.fractionLength(2)))
            print("fetching one course: \(ratio) times one request at a time")
        }
    }
}

private struct DistantTransport: HTTPTransport {
    let near: CurlTransport

    func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        try await Task.sleep(for: .milliseconds(20))
        return try await near.send(exchange)
    }
}
