import CanvasSandbox
import Foundation
import Testing

@Suite("Only confirmed module commands write to Canvas")
struct ReadOnlyTests {
    @Test("every other command, against a server that refuses every verb but GET, sends nothing but GET")
    func nothingWrites() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(isReadOnly: true)) { canvas in
                let list = try canvas.courseList(in: scratch)
                let out = "\(scratch)/reports"
                let plan = "\(scratch)/plan.csv"
                #expect(try await run(["run", list, "--out", out], canvas) == .exited(0))
                #expect(try await run(["fetch", list, "--snapshot", "\(scratch)/other.sqlite"], canvas) == .exited(0))
                #expect(
                    try await run(
                        ["render", "--snapshot", "\(out)/snapshot.sqlite", "--out", "\(scratch)/again"],
                        canvas
                    ) == .exited(0)
                )
                let explanation = [
                    "explain", "--snapshot", "\(out)/snapshot.sqlite", "--course", "101", "--student", "101002",
                    "--item", "quiz:101501",
                ]
                #expect(try await run(explanation, canvas) == .exited(0))
                #expect(try await run(["modules", "plan", list, "-o", plan], canvas) == .exited(0))
                // One deletion, so that there is something that a write could do.
                let rows = try String(contentsOfFile: plan, encoding: .utf8).split(separator: "\r\n")
                let overrideRow = try #require(
                    rows.lastIndex { CSVRows("\(rows[0])\n\($0)\n").rows[0]["override_id"] != "" }
                )
                try write(
                    rows.enumerated().filter { $0.offset != overrideRow }.map(\.element).joined(separator: "\r\n")
                        + "\r\n",
                    to: plan
                )
                let dry = try await Tool.command(["modules", "apply", plan], environment: canvas.environment)
                #expect(dry.ending == .exited(0))
                #expect(dry.output.contains("delete"), "\(dry.output)")

                #expect(canvas.traffic.requests > 150)
                #expect(canvas.traffic.writeAttempts == 0)

                // The same plan, confirmed, does write: the test above could fail.
                _ = try await run(
                    ["modules", "apply", plan, "--confirm", "--backup", "\(scratch)/backup.json"],
                    canvas
                )
                #expect(canvas.traffic.writeAttempts == 1)
            }
        }
    }

    private func run(_ arguments: [String], _ canvas: TestCanvas) async throws -> ToolOutcome.Ending {
        try await Tool.command(arguments, environment: canvas.environment).ending
    }
}
