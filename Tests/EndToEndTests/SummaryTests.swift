import CanvasSandbox
import Foundation
import Testing

@Suite("What a person in the morning and a monitor read")
struct SummaryTests {
    private static let run = [
        "run", "\(Tool.samples)/courses-with-trouble.csv", "--sandbox", "--samples", Tool.samples,
        "--as-of", "2026-11-20T12:00:00Z", "--format", "csv",
    ]

    @Test(
        "the last line sums the run up, after why it does not end with 0; each course that is not complete has a line"
    )
    func lastLine() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.command(Self.run + ["--out", "\(scratch)/reports"])
            #expect(outcome.ending == .exited(3))
            let lines = outcome.diagnostics.split(separator: "\n")
            #expect(
                lines.suffix(2) == [
                    "exit status 3, because 2 courses failed; the others are there",
                    "4 courses: 2 complete, 0 partial, 2 failed; 1 error, 8 warnings",
                ]
            )
            #expect(lines.count { $0.contains("/4 403: failed: The token's owner is not allowed to read") } == 1)
            #expect(!outcome.diagnostics.contains(": complete"))
        }
    }

    @Test("a course that is complete has a line with --verbose alone")
    func oneLineForMany() async throws {
        try await withScratchDirectory { scratch in
            let arguments = ["run", "--sandbox", "--samples", Tool.samples, "--format", "csv", "--out"]
            let plain = try await Tool.command(arguments + ["\(scratch)/plain"])
            #expect(!plain.diagnostics.contains(": complete"))
            let verbose = try await Tool.command(arguments + ["\(scratch)/verbose", "--verbose"])
            #expect(verbose.diagnostics.split(separator: "\n").count { $0.hasSuffix(": complete") } == 6)
        }
    }

    @Test(
        "--quiet tells of each course that is missing, with its reason, and why the status is 3 or 5, and nothing else"
    )
    func quietTrouble() async throws {
        try await withScratchDirectory { scratch in
            let missing = try await Tool.command(Self.run + ["--out", "\(scratch)/missing", "--quiet"])
            #expect(missing.ending == .exited(3))
            #expect(missing.output == "")
            let lines = missing.diagnostics.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].hasPrefix("error: 403: failed: The token's owner is not allowed to read this course"))
            #expect(lines[1].hasPrefix("error: 404: failed: Canvas does not have this course"))
            #expect(lines[2] == "error: exit status 3, because 2 courses failed; the others are there")

            let findings = try await Tool.command([
                "run", "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-20T12:00:00Z", "--format", "csv",
                "--out", "\(scratch)/findings", "--quiet", "--fail-on", "warning",
            ])
            #expect(findings.ending == .exited(5))
            #expect(findings.output == "")
            #expect(
                findings.diagnostics
                    == "error: exit status 5, because of 7 errors, 18 warnings, and --fail-on warning\n"
            )
        }
    }

    @Test("--summary - is one JSON object on standard output, and the same goes to a file")
    func summary() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.command(Self.run + ["--out", "\(scratch)/reports", "--summary", "-"])
            let summary = try object(outcome.output)
            #expect(
                Set(summary.keys) == [
                    "version", "status", "exit", "message", "counts", "findings", "changes", "seconds", "requests",
                    "refused", "paths", "ended_at", "last_good_run",
                ]
            )
            #expect(summary["version"] as? Int == 1)
            #expect(summary["status"] as? String == "partial")
            #expect(summary["exit"] as? Int == 3)
            #expect(summary["message"] is NSNull && summary["changes"] is NSNull)
            let counts = try #require(summary["counts"] as? [String: Any])
            #expect(counts["courses"] as? [String: Int] == ["complete": 2, "partial": 0, "failed": 2])
            let manifest = try object(#require(try ReportFiles(whole: "\(scratch)/reports")["manifest.json"]))
            let told = try #require(manifest["counts"] as? [String: Any])
            #expect(summary["findings"] as? [String: Int] == told["findings_by_rule"] as? [String: Int])
            #expect(counts["findings"] as? [String: Int] == told["findings"] as? [String: Int])
            #expect(
                summary["requests"] as? Int == (manifest["request_count"] as? Int).map { $0 + 2 },
                "and whose token, and the term's dates for students"
            )
            #expect(
                Set((summary["seconds"] as? [String: Double] ?? [:]).keys) == ["fetch", "write", "publish", "total"]
            )
            #expect(
                summary["paths"] as? [String: String]
                    == ["reports": "\(scratch)/reports", "snapshot": "\(scratch)/reports/snapshot.sqlite"]
            )
            #expect(instant(summary["last_good_run"]) == instant(manifest["last_fetched_at"]))

            let again = try await Tool.command(
                Self.run + ["--out", "\(scratch)/reports", "--summary", "\(scratch)/summary.json", "--quiet"]
            )
            #expect(again.output == "")
            #expect(try object(String(contentsOfFile: "\(scratch)/summary.json", encoding: .utf8))["exit"] as? Int == 3)
        }
    }

    @Test("a run that fails writes both as well, with the last good run, whose age a monitor may alarm on")
    func failed() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                func run(_ token: String) async throws -> (status: Int32, summary: [String: Any], metrics: [Substring])
                {
                    let outcome = try await Tool.command(
                        [
                            "run", list, "--out", "\(scratch)/reports", "--format", "csv",
                            "--summary", "\(scratch)/summary.json", "--metrics", "\(scratch)/override-report.prom",
                        ],
                        environment: ["CANVAS_API_URL": canvas.url, "CANVAS_API_TOKEN": token]
                    )
                    guard case .exited(let status) = outcome.ending else { return (-1, [:], []) }
                    return (
                        status, try object(String(contentsOfFile: "\(scratch)/summary.json", encoding: .utf8)),
                        try String(contentsOfFile: "\(scratch)/override-report.prom", encoding: .utf8)
                            .split(separator: "\n")
                    )
                }
                let first = try await run("no-such-token")
                #expect(first.status == 4 && first.summary["status"] as? String == "failed")
                #expect(first.summary["last_good_run"] is NSNull && first.summary["findings"] is NSNull)
                #expect(!first.metrics.contains { $0.contains("last_good_run") })

                let good = try await run(try #require(canvas.environment["CANVAS_API_TOKEN"]))
                #expect(good.status == 0 && good.summary["status"] as? String == "complete")
                let moment = try #require(instant(good.summary["last_good_run"]))
                let goodLine = "override_report_last_good_run_timestamp_seconds \(Int(moment.timeIntervalSince1970))"
                #expect(good.metrics.contains { $0 == goodLine })
                #expect(good.metrics.contains("override_report_courses{status=\"complete\"} 1"))
                #expect(good.metrics.contains("override_report_last_run_status{status=\"complete\"} 1"))

                let bad = try await run("no-such-token")
                #expect(bad.status == 4 && bad.summary["exit"] as? Int == 4)
                #expect((bad.summary["message"] as? String)?.contains("token") == true)
                #expect(instant(bad.summary["last_good_run"]) == moment)
                #expect(bad.metrics.contains { $0 == goodLine })
                #expect(bad.metrics.contains("override_report_last_run_exit_status 4"))
                #expect(bad.metrics.contains("override_report_last_run_status{status=\"failed\"} 1"))

                // The collector is another user; the summary has names of places, and stays with its owner.
                let modes = try ["override-report.prom", "summary.json"].map { name in
                    try FileManager.default.attributesOfItem(atPath: "\(scratch)/\(name)")[.posixPermissions] as? Int
                }
                #expect(modes == [0o644, 0o600])
            }
        }
    }

    @Test("an interrupted run says so, with the status of its signal", arguments: SignalTests.Stop.all)
    func interrupted(stop: SignalTests.Stop) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(latency: .milliseconds(30))) { canvas in
                let list = try canvas.courseList(in: scratch)
                let tool = try Tool.start(
                    ["run", list, "--out", "\(scratch)/reports", "--summary", "\(scratch)/summary.json"],
                    environment: canvas.environment
                )
                #expect(try await tool.waits { canvas.traffic.requests > 10 })
                tool.signal(stop.signal)
                #expect(try await tool.outcome(patience: .seconds(10)).ending == .exited(stop.status))
                let summary = try object(String(contentsOfFile: "\(scratch)/summary.json", encoding: .utf8))
                #expect(summary["status"] as? String == "interrupted")
                #expect(summary["exit"] as? Int32 == stop.status)
                #expect(summary["requests"] as? Int ?? 0 > 0)
            }
        }
    }

    @Test("fetch and render are summed up as well")
    func fetchAndRender() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = "\(scratch)/term.sqlite"
            let fetched = try await Tool.command([
                "fetch", "\(Tool.samples)/courses-with-trouble.csv", "--sandbox", "--samples", Tool.samples,
                "--snapshot", snapshot, "--quiet", "--summary", "-",
            ])
            #expect(fetched.ending == .exited(3))
            #expect(fetched.diagnostics.split(separator: "\n").count == 3)
            let summary = try object(fetched.output)
            #expect(
                summary["counts"] as? [String: [String: Int]] == [
                    "courses": ["complete": 2, "partial": 0, "failed": 2]
                ]
            )
            let paths = try #require(summary["paths"] as? [String: Any])
            #expect(paths["reports"] is NSNull && paths["snapshot"] as? String == snapshot)
            let rendered = try await Tool.command([
                "render", "--snapshot", snapshot, "--out", "\(scratch)/reports", "--format", "csv", "--as-of",
                "2026-11-20T12:00:00Z",
            ])
            #expect(rendered.ending == .exited(3))
            #expect(
                rendered.diagnostics.hasSuffix(
                    "\n4 courses: 2 complete, 0 partial, 2 failed; 1 error, 8 warnings\n"
                )
            )
        }
    }

    @Test(
        "64: --summary - and --out - both want standard output; 1: a place for neither file, before anything is fetched"
    )
    func refusals() async throws {
        try await withScratchDirectory { scratch in
            let both = try await Tool.command(["run", "--sandbox", "--summary", "-", "--out", "-"])
            #expect(both.ending == .exited(64))
            for place in ["\(scratch)/no/such/summary.json", scratch, "/dev/null", "/dev/stdout"] {
                for option in ["--summary", "--metrics"] {
                    let lost = try await Tool.command(Self.run + ["--out", "\(scratch)/reports", option, place])
                    #expect(lost.ending == .exited(1), "\(option) \(place)")
                    #expect(lost.diagnostics.contains(place) && !lost.diagnostics.contains("fetched "))
                }
            }
        }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    private func instant(_ value: Any?) -> Date? { (value as? String).flatMap { try? Date($0, strategy: .iso8601) } }
}
