import CanvasSandbox
import Foundation
import Testing

@Suite("Signals and closed pipes")
struct SignalTests {
    struct Stop: Sendable {
        var signal: Int32
        var status: Int32

        static let all = [Stop(signal: SIGINT, status: 130), Stop(signal: SIGTERM, status: 143)]
    }

    private static let slow = SandboxOptions(latency: .milliseconds(30))

    @Test("an interrupted run ends within ten seconds, and the next one goes on to the same bytes", arguments: Stop.all)
    func interrupted(stop: Stop) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: Self.slow) { canvas in
                let list = try canvas.courseList(in: scratch)
                let undisturbed = try await Tool.run(
                    arguments(list, "\(scratch)/calm"),
                    environment: canvas.environment
                )
                #expect(undisturbed.ending == .exited(0))

                let tool = try Tool.start(
                    arguments(list, "\(scratch)/hit") + ["--verbose"],
                    environment: canvas.environment
                )
                #expect(try await tool.waits { try tool.diagnostics.contains("2/6") })
                tool.signal(stop.signal)
                let outcome = try await tool.outcome(patience: .seconds(10))
                #expect(outcome.ending == .exited(stop.status))
                #expect(outcome.diagnostics.contains("goes on"))
                #expect(try visible("\(scratch)/hit") == [])

                let next = try await Tool.run(arguments(list, "\(scratch)/hit"), environment: canvas.environment)
                #expect(next.ending == .exited(0))
                #expect(next.diagnostics.contains("resuming an unfinished run"))
                let calm = try ReportFiles(data: "\(scratch)/calm")
                #expect(try ReportFiles(data: "\(scratch)/hit").differences(from: calm) == [])
            }
        }
    }

    @Test("a second interrupt ends at once")
    func twice() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: Self.slow) { canvas in
                let list = try canvas.courseList(in: scratch)
                let tool = try Tool.start(arguments(list, "\(scratch)/out"), environment: canvas.environment)
                #expect(try await tool.waits { canvas.traffic.requests > 3 })
                tool.signal(SIGINT)
                tool.signal(SIGINT)
                #expect(try await tool.outcome(patience: .seconds(10)).ending == .exited(130))
            }
        }
    }

    @Test("the sandbox serves until it is stopped by either signal, which is its normal end", arguments: Stop.all)
    func sandboxStops(stop: Stop) async throws {
        let tool = try Tool.start(["sandbox", "--samples", Tool.samples])
        #expect(try await tool.waits { try tool.output.contains("CANVAS_API_TOKEN=") })
        #expect(try tool.output.hasPrefix("CANVAS_API_URL=http://127.0.0.1:"))
        tool.signal(stop.signal)
        let outcome = try await tool.outcome(patience: .seconds(10))
        #expect(outcome.ending == .exited(0))
        #expect(outcome.diagnostics == "")
    }

    @Test("a run in the embedded sandbox can be interrupted as well")
    func embeddedSandbox() async throws {
        try await withScratchDirectory { scratch in
            // Such a run takes a second: on a busy machine it may be over before the signal is there.
            for attempt in 1...20 {
                let tool = try Tool.start([
                    "run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/out", "--fresh", "--verbose",
                ])
                #expect(try await tool.waits { try tool.diagnostics.contains("1/6") })
                tool.signal(SIGTERM)
                let outcome = try await tool.outcome(patience: .seconds(10))
                guard outcome.ending == .exited(0), attempt < 20 else {
                    #expect(outcome.ending == .exited(143))
                    return
                }
            }
        }
    }

    @Test(
        "a reader of standard output that goes away is no error",
        arguments: [
            "run --sandbox --samples '\(Tool.samples)' --out out --format csv --quiet", "--help", "run --help",
        ]
    )
    func closedPipe(arguments: String) async throws {
        try await withScratchDirectory { scratch in
            let script = "cd '\(scratch)'; { '\(Tool.binary)' \(arguments); echo $? >status; } | true; cat status"
            let shell = try RunningTool(["bash", "-c", script], environment: [:], input: nil)
            let outcome = try await shell.outcome()
            #expect(outcome.output == "0\n")
            #expect(outcome.diagnostics == "")
        }
    }

    private func arguments(_ list: String, _ out: String) -> [String] {
        ["run", list, "--out", out, "--as-of", "2026-11-20T12:00:00Z"]
    }

    /// What a reader of the directory sees.
    private func visible(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasPrefix(".") }
    }
}
