import CanvasSandbox
import Foundation
import Testing

@Suite("Canvas in bad hours")
struct FaultTests {
    private static let asOf = "2026-11-20T12:00:00Z"

    @Test("each fault at one request in ten: complete, and the same bytes as without", arguments: SandboxFault.allCases)
    func alone(fault: SandboxFault) async throws {
        let faults = SandboxFaults(
            rules: [SandboxFaultRule(fault, fraction: 0.1)],
            seed: 7,
            delay: .milliseconds(100)
        )
        try await expectUndisturbedBytes(under: faults)
    }

    @Test(
        "all faults together at one request in ten: complete, and the same bytes as without",
        arguments: [1, 2] as [UInt64]
    )
    func together(seed: UInt64) async throws {
        let kinds = SandboxFault.allCases
        let faults = SandboxFaults(
            rules: kinds.map { SandboxFaultRule($0, fraction: 0.1 / Double(kinds.count)) },
            seed: seed,
            delay: .milliseconds(100),
            throttle: .canvas
        )
        try await expectUndisturbedBytes(under: faults)
    }

    @Test(
        "an answer that never comes right fails its course and no other, with the reason",
        arguments: [
            SandboxFault.loginPage, .otherShape, .truncatedJSON, .foreignRedirect, .foreignNextLink, .duplicateObject,
            .repeatedNextLink,
        ]
    )
    func lasting(fault: SandboxFault) async throws {
        try await withScratchDirectory { scratch in
            let faults = SandboxFaults(rules: [SandboxFaultRule(fault, pathContains: "/courses/103/enrollments")])
            try await TestCanvas.run(options: SandboxOptions(faults: faults)) { canvas in
                let outcome = try await run(canvas, out: "\(scratch)/reports", list: try canvas.courseList(in: scratch))
                #expect(outcome.ending == .exited(3))
                let courses = CSVRows(try ReportFiles(whole: "\(scratch)/reports")["courses.csv"] ?? "").rows
                #expect(courses.map { $0["status"] == "failed" } == [false, false, true, false, false, false])
                #expect(courses[2]["reason"]?.isEmpty == false)
                let students = CSVRows(try ReportFiles(whole: "\(scratch)/reports")["students.csv"] ?? "").rows
                #expect(!students.contains { $0["course_id"] == "103" })
            }
        }
    }

    @Test("a token revoked in mid-run ends it with 4 and keeps what is complete; a new token goes on")
    func revoked() async throws {
        try await withScratchDirectory { scratch in
            let out = "\(scratch)/reports"
            let options = SandboxOptions(faults: SandboxFaults(revokesTokensAfter: 60))
            let (list, port) = try await TestCanvas.run(options: options) { canvas in
                let list = try canvas.courseList(in: scratch)
                let outcome = try await run(canvas, out: out, list: list)
                #expect(outcome.ending == .exited(4))
                #expect(outcome.diagnostics.contains("Make a new token"))
                #expect(outcome.diagnostics.contains("goes on"))
                let left = try FileManager.default.contentsOfDirectory(atPath: out)
                #expect(left.filter { !$0.hasSuffix(".lock") } == [".override-report-snapshot.next.sqlite"])
                return (list, try #require(URL(string: canvas.url)?.port))
            }
            try await TestCanvas.run(options: SandboxOptions(port: port)) { canvas in
                let outcome = try await run(canvas, out: out, list: list)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(outcome.diagnostics.contains("resuming an unfinished run"))
            }
        }
    }

    @Test("nobody listens at the address: it gives up in the end, with a sentence and 1")
    func refusedConnection() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("101\n", to: "\(scratch)/list.txt")
            let outcome = try await Tool.command(
                ["run", list, "--out", "\(scratch)/reports"],
                environment: ["CANVAS_API_URL": "http://127.0.0.1:9", "CANVAS_API_TOKEN": "any"]
            )
            #expect(outcome.ending == .exited(1))
            #expect(outcome.diagnostics.contains("127.0.0.1"))
        }
    }

    private func expectUndisturbedBytes(under faults: SandboxFaults) async throws {
        try await withScratchDirectory { scratch in
            let list = try await TestCanvas.run { canvas in
                let list = try canvas.courseList(in: scratch)
                #expect(try await run(canvas, out: "\(scratch)/calm", list: list).ending == .exited(0))
                return list
            }
            try await TestCanvas.run(options: SandboxOptions(faults: faults)) { canvas in
                let outcome = try await run(canvas, out: "\(scratch)/hit", list: list)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(canvas.traffic.exchanges.contains { $0.fault != nil })
            }
            let calm = try ReportFiles(data: "\(scratch)/calm")
            #expect(try ReportFiles(data: "\(scratch)/hit").differences(from: calm) == [])
        }
    }

    private func run(_ canvas: TestCanvas, out: String, list: String) async throws -> ToolOutcome {
        try await Tool.command(
            ["run", list, "--out", out, "--format", "csv", "--as-of", Self.asOf],
            environment: canvas.environment
        )
    }
}
