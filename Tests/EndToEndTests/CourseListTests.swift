import CanvasSandbox
import Foundation
import Testing

@Suite("Course lists, from the file to the reports")
struct CourseListTests {
    @Test("entries that Canvas answers with one course are one, at the first's place, in every report and in explain")
    func aliases() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write(
                    "104\nsis_course_id:2026AU-SKT103\n101\n\(canvas.url)/courses/103\n103\n",
                    to: "\(scratch)/list.txt"
                )
                let plain = try write("104\n103\n101\n", to: "\(scratch)/plain.txt")
                let out = "\(scratch)/reports"
                let outcome = try await run(list, out, canvas)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(outcome.diagnostics.contains("the same course as "))
                #expect(try await run(plain, "\(scratch)/plain", canvas).ending == .exited(0))

                let reports = try ReportFiles(data: out)
                let other = try ReportFiles(data: "\(scratch)/plain")
                for name in ["students.csv", "sections.csv", "overrides.csv", "findings.csv", "courses/103.html"] {
                    #expect(reports[name] == other[name], "\(name)")
                }
                let courses = CSVRows(try ReportFiles(whole: out)["courses.csv"] ?? "").rows
                #expect(courses.map { $0["course_ref"] } == ["104", "sis_course_id:2026AU-SKT103", "101"])
                #expect(courses.map { $0["status"] } == ["complete", "complete", "complete"])
                let note = "The course is in the list 3 times (lines 2, 4, 5); it counts once."
                #expect(courses.map { $0["reason"] } == ["", note, ""])

                let explained = try await Tool.command([
                    "explain", "--snapshot", "\(out)/snapshot.sqlite", "--course", "103", "--student", "103001",
                    "--item", "assignment:103401",
                ])
                #expect(explained.ending == .exited(0), "\(explained.diagnostics)")
            }
        }
    }

    @Test("courses and requests are counted as the reports count them, over an interruption too")
    func counts() async throws {
        try await withScratchDirectory { scratch in
            let slow = SandboxOptions(latency: .milliseconds(30))
            try await TestCanvas.run(options: slow) { canvas in
                let list = try write("101\n404\n103\n104\nsis_course_id:2026AU-SKT103\n", to: "\(scratch)/list.txt")
                let out = "\(scratch)/reports"
                let tool = try Tool.start(arguments(list, out) + ["--verbose"], environment: canvas.environment)
                #expect(try await tool.waits { try tool.diagnostics.contains(": complete") })
                tool.signal(SIGINT)
                #expect(try await tool.outcome(patience: .seconds(10)).ending == .exited(130))

                let outcome = try await run(list, out, canvas)
                #expect(outcome.ending == .exited(3))
                let manifest = try #require(try ReportFiles(whole: out)["manifest.json"])
                let facts = try #require(JSONSerialization.jsonObject(with: Data(manifest.utf8)) as? [String: Any])
                let requests = try #require((facts["run"] as? [String: Any] ?? facts)["request_count"] as? Int)
                let line = try #require(outcome.diagnostics.split(separator: "\n").first { $0.contains("fetched ") })
                #expect(line.contains("fetched 3 of 4 courses, "))
                #expect(line.contains(" of them before the interruption, with \(requests) requests: "))
                let rows = CSVRows(try ReportFiles(whole: out)["courses.csv"] ?? "").rows
                #expect(rows.compactMap { $0["requests"].flatMap { Int($0) } }.reduce(0, +) == requests)
            }
        }
    }

    @Test("a date past the year 9999 fails its course, which names item, field and date, and no other")
    func farDate() async throws {
        try await withScratchDirectory { scratch in
            let samples = try editedSamples(in: scratch, course: "103-sanskrit") { course in
                var items = try #require(course["items"] as? [[String: Any]])
                items[0]["lock_at"] = "9999-12-31T23:59:59-05:00"
                course["items"] = items
            }
            try await TestCanvas.run(samples: samples) { canvas in
                let list = try write("101\n103\n", to: "\(scratch)/list.txt")
                #expect(try await run(list, "\(scratch)/reports", canvas).ending == .exited(3))
                let courses = CSVRows(try ReportFiles(whole: "\(scratch)/reports")["courses.csv"] ?? "").rows
                #expect(courses.map { $0["status"] } == ["complete", "failed"])
                let reason = courses[1]["reason"] ?? ""
                #expect(
                    reason.hasPrefix("lock_at of “Translate verse 1 (मेघदूतम्)” is 10000-01-01T04:59:59Z"),
                    "\(reason)"
                )
            }
        }
    }

    /// A debug build takes a good part of a minute for the 50 MB that a release build reads in seconds, so that memory is
    /// measured on less.
    @Test("a list of half a million courses takes little memory, in each format", arguments: ["csv", "txt", "json"])
    func memory(format: String) async throws {
        try await withScratchDirectory { scratch in
            let ids = (1_000_000..<1_500_000).map(String.init)
            let text =
                switch format {
                case "csv": "canvas_course_id\n" + ids.joined(separator: "\n") + "\nx\n"
                case "txt": ids.joined(separator: "\n") + "\nx\n"
                default: "[" + ids.joined(separator: ",\n") + ", \"x\"]"
                }
            let list = try write(text, to: "\(scratch)/list.\(format)")
            let tool = try Tool.start(
                ["fetch", list, "--snapshot", "\(scratch)/snapshot.sqlite"],
                environment: ["CANVAS_API_URL": "http://127.0.0.1:9", "CANVAS_API_TOKEN": "any"]
            )
            var peak = 0
            _ = try await tool.waits(every: .milliseconds(20)) {
                peak = max(peak, tool.peakKilobytes ?? 0)
                return false
            }
            let outcome = try await tool.outcome()
            #expect(outcome.ending == .exited(65))
            #expect(outcome.diagnostics.contains("“x” is no Canvas course id"))
            #expect(peak > 0 && peak < 100 * 1024, "\(peak) kB")
        }
    }

    private func arguments(_ list: String, _ out: String) -> [String] {
        ["run", list, "--out", out, "--format", "csv,html", "--as-of", "2026-11-20T12:00:00Z"]
    }

    private func run(_ list: String, _ out: String, _ canvas: TestCanvas) async throws -> ToolOutcome {
        try await Tool.command(arguments(list, out), environment: canvas.environment)
    }
}
