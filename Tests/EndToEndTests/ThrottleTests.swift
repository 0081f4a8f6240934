import CanvasSandbox
import Foundation
import Testing

@Suite("Polite for hours")
struct ThrottleTests {
    @Test("under Canvas's throttle every course comes, with at most one request in fifty refused")
    func throttled() async throws {
        // In full: Canvas's own figures and 300 courses. In short: 30 courses of which each request costs more.
        let throttle = Tool.isFull ? SandboxThrottle.canvas : SandboxThrottle(costPerRequest: 1.5)
        let options = SandboxOptions(faults: SandboxFaults(throttle: throttle))
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(copies: Tool.isFull ? 50 : 5, options: options) { canvas in
                let list = try canvas.courseList(in: scratch)
                let started = ContinuousClock.now
                let outcome = try await Tool.run(
                    ["run", list, "--out", "\(scratch)/reports", "--format", "csv"],
                    environment: canvas.environment,
                    patience: .seconds(Tool.isFull ? 1800 : 240)
                )
                let traffic = canvas.traffic
                print(
                    "throttled run: \(traffic.requests) requests, \(traffic.throttled) refused,",
                    "\(traffic.peakInFlight) in flight at most, \(started.duration(to: .now))"
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(traffic.throttled * 50 <= traffic.requests)
                let courses = CSVRows(try ReportFiles(whole: "\(scratch)/reports")["courses.csv"] ?? "").rows
                #expect(courses.count == canvas.server.institution.listedCourseIDs.count)
                #expect(courses.allSatisfy { $0["status"] == "complete" })
            }
        }
    }

    @Test("thousands of requests with faults: memory stays flat, no file descriptor is left open")
    func soak() async throws {
        let faults = SandboxFaults(
            rules: [.serverError, .closedConnection, .shortBody, .truncatedJSON, .loginPage, .retryAfter].map {
                SandboxFaultRule($0, fraction: 0.003)
            },
            seed: 5
        )
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(
                copies: Tool.isFull ? 240 : 25,
                options: SandboxOptions(faults: faults)
            ) { canvas in
                let list = try canvas.courseList(in: scratch)
                let tool = try Tool.start(
                    ["fetch", list, "--snapshot", "\(scratch)/soak.sqlite", "--no-progress"],
                    environment: canvas.environment
                )
                var samples: [Sample] = []
                _ = try await tool.waits(every: .milliseconds(100)) {
                    if let sample = Sample(of: tool.processID) { samples.append(sample) }
                    return false
                }
                let outcome = try await tool.outcome(patience: .seconds(1800))
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(canvas.traffic.exchanges.contains { $0.fault != nil })
                try expectFlat(samples, requests: canvas.traffic.requests)
            }
        }
    }

    /// The last third of a run needs no more than the middle third.
    private func expectFlat(_ samples: [Sample], requests: Int) throws {
        let third = samples.count / 3
        try #require(third > 3)
        let middle = samples[third..<2 * third]
        let last = samples[(2 * third)...]
        let memory = (middle.map(\.kilobytes).max() ?? 0, last.map(\.kilobytes).max() ?? 0)
        let descriptors = (middle.map(\.descriptors).max() ?? 0, last.map(\.descriptors).max() ?? 0)
        print("soak: \(requests) requests, memory \(memory) kB, file descriptors \(descriptors)")
        #expect(memory.1 < memory.0 + 16 * 1024)
        #expect(descriptors.1 <= descriptors.0 + 4)
        // Eight connections, the snapshot and the event loops; what the test's own process left open comes on top.
        #expect(descriptors.1 < samples[0].descriptors + 48)
    }

    private struct Sample {
        var kilobytes: Int
        var descriptors: Int

        init?(of processID: pid_t) {
            guard let status = try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
                let kilobytes = line.split(separator: " ").compactMap({ Int($0) }).first,
                let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd")
            else { return nil }
            self.kilobytes = kilobytes
            descriptors = open.count
        }
    }
}
