import CanvasSandbox
import Foundation
import TestSupport
import Testing

@Suite("Killed at any moment")
struct KillTests {
    private static let asOf = "2026-11-20T12:00:00Z"
    private static let kills = Tool.isFull ? 60 : 20

    @Test("killed over and over while fetching: in the end the bytes of an undisturbed run, and no leftovers")
    func fetching() async throws {
        var random = SeededGenerator(20_260_219)
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(copies: 2, options: SandboxOptions(latency: .milliseconds(20))) { canvas in
                let list = try canvas.courseList(in: scratch)
                let undisturbed = try await Tool.run(
                    arguments(list, "\(scratch)/calm"),
                    environment: canvas.environment
                )
                #expect(undisturbed.ending == .exited(0))
                let perRun = canvas.traffic.requests

                var moments: [Int] = []
                for _ in 0..<Self.kills {
                    // Counted in requests rather than milliseconds: the same moments on a slow machine.
                    let moment = Int.random(in: 0...perRun / 4, using: &random)
                    moments.append(moment)
                    let before = canvas.traffic.requests
                    let tool = try Tool.start(arguments(list, "\(scratch)/hit"), environment: canvas.environment)
                    _ = try await tool.waits { canvas.traffic.requests >= before + moment }
                    tool.signal(SIGKILL)
                    _ = try await tool.outcome()
                }
                try await expectCalmEnd(list, scratch, canvas, "killed after these numbers of requests: \(moments)")
            }
        }
    }

    @Test("killed over and over from the writing of reports to the end of the run: the same")
    func finishing() async throws {
        var random = SeededGenerator(77)
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("103\n104\n105\n", to: "\(scratch)/list.txt")
                let calm = try await Tool.run(arguments(list, "\(scratch)/calm"), environment: canvas.environment)
                #expect(calm.ending == .exited(0))
                var moments: [Int] = []
                for _ in 0..<Self.kills {
                    let moment = Int.random(in: 0...120, using: &random)
                    moments.append(moment)
                    let tool = try Tool.start(arguments(list, "\(scratch)/hit"), environment: canvas.environment)
                    let staging = "\(scratch)/hit/.override-report-staging"
                    // What the last kill left is cleared first.
                    _ = try await tool.waits { !FileManager.default.fileExists(atPath: staging) }
                    _ = try await tool.waits { FileManager.default.fileExists(atPath: staging) }
                    try await Task.sleep(for: .milliseconds(moment))
                    tool.signal(SIGKILL)
                    _ = try await tool.outcome()
                }
                try await expectCalmEnd(list, scratch, canvas, "killed ms after writing began: \(moments)")
            }
        }
    }

    @Test("killed over and over while writing: every file is the old one or the new one, and in the end the new ones")
    func writing() async throws {
        var random = SeededGenerator(4_211)
        try await withScratchDirectory { scratch in
            let out = "\(scratch)/hit"
            let run = ["run", "--sandbox", "--samples", Tool.samples, "--as-of", Self.asOf, "--out"]
            #expect(try await Tool.run(run + [out]).ending == .exited(0))
            let render = ["render", "--snapshot", "\(out)/snapshot.sqlite", "--as-of", Self.asOf]
            let new = render + ["--time-zone", "utc", "--out"]
            #expect(try await Tool.run(new + ["\(scratch)/calm"]).ending == .exited(0))
            let before = visible(try ReportFiles(whole: out))
            let after = visible(try ReportFiles(whole: "\(scratch)/calm"))
            #expect(after["students.csv"] != before["students.csv"])

            var moments: [Int] = []
            for _ in 0..<Self.kills {
                let moment = Int.random(in: 0...Self.writingMilliseconds, using: &random)
                moments.append(moment)
                let tool = try Tool.start(new + [out])
                _ = try await tool.waits { FileManager.default.fileExists(atPath: "\(out)/.override-report-staging") }
                try await Task.sleep(for: .milliseconds(moment))
                tool.signal(SIGKILL)
                _ = try await tool.outcome()
                let now = visible(try ReportFiles(whole: out))
                for path in before.paths {
                    #expect(
                        now[path] != nil && (now[path] == before[path] || now[path] == after[path]),
                        "\(path) is neither; killed after ms: \(moments)"
                    )
                }
            }
            #expect(try await Tool.run(new + [out]).ending == .exited(0))
            #expect(try visible(ReportFiles(whole: out)).differences(from: after) == [], "\(moments)")
            try expectNoLeftovers(in: out)
        }
    }

    /// About as long as the reports of the samples take to write, and some more.
    private static let writingMilliseconds = 1500

    private func expectCalmEnd(_ list: String, _ scratch: String, _ canvas: TestCanvas, _ comment: String) async throws
    {
        let last = try await Tool.run(arguments(list, "\(scratch)/hit"), environment: canvas.environment)
        #expect(last.ending == .exited(0), "\(last.diagnostics)")
        let calm = try ReportFiles(data: "\(scratch)/calm")
        let hit = try ReportFiles(data: "\(scratch)/hit")
        #expect(hit.filtered { !$0.hasPrefix("changes.") }.differences(from: calm) == [], "\(comment)")
        // One that was killed after its reports were in place counts as finished, and the one after it tells changes: none.
        if let changes = hit["changes.csv"] { #expect(CSVRows(changes).rows.filter { $0.count > 1 } == []) }
        try expectNoLeftovers(in: "\(scratch)/hit")
    }

    private func arguments(_ list: String, _ out: String) -> [String] {
        ["run", list, "--out", out, "--format", "csv,html", "--as-of", Self.asOf]
    }

    /// What a reader sees, but for what a manifest replaced.
    private func visible(_ files: ReportFiles) -> ReportFiles {
        var files = files.filtered { !$0.hasPrefix(".") }
        files["manifest.json"] = files["manifest.json"].map(RunFactsText.withoutPrevious)
        return files
    }
}

/// Nothing hidden is left but locks, which the next run takes over.
func expectNoLeftovers(in directory: String) throws {
    let hidden = try FileManager.default.contentsOfDirectory(atPath: directory)
        .filter { $0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    #expect(hidden == [])
}
