import CanvasSandbox
import Foundation
import Testing

@Suite("Exit status, as scripts see it")
struct ExitStatusTests {
    @Test("0: everything asked for is there, and the output directory is named on standard output")
    func success() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run([
                "run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports", "--format", "csv",
            ])
            #expect(outcome.ending == .exited(0))
            #expect(outcome.output == "\(scratch)/reports\n")
            #expect(outcome.diagnostics.contains("fetched 6 courses with "))
        }
    }

    @Test("1: no course could be read; the last good reports stay")
    func nothingRead() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let out = "\(scratch)/reports"
                let good = try write("101\n", to: "\(scratch)/good.txt")
                #expect(try await run(good, out, canvas).ending == .exited(0))
                let before = try ReportFiles(whole: out)

                let bad = try write("404\n405\n", to: "\(scratch)/bad.txt")
                let outcome = try await run(bad, out, canvas)
                #expect(outcome.ending == .exited(1))
                #expect(outcome.diagnostics.contains("none of the 2 courses could be read"))
                #expect(try ReportFiles(whole: out).differences(from: before) == [])
            }
        }
    }

    @Test("1: however long it takes to tell so, nothing is published of a run that read no course")
    func nothingPublished() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let arguments = ["--out", "\(scratch)/reports", "--format", "csv"]
                let good = try write("101\n", to: "\(scratch)/good.txt")
                let first = try await Tool.command(["run", good] + arguments, environment: canvas.environment)
                #expect(first.ending == .exited(0))
                let before = try ReportFiles(whole: "\(scratch)/reports")

                let bad = try write("404\n", to: "\(scratch)/bad.txt")
                let outcome = try await Tool.command(["run", bad] + arguments, environment: canvas.environment) {
                    line in
                    if line.contains("fetched 0 of 1") { Thread.sleep(forTimeInterval: 1) }
                }
                #expect(outcome.ending == .exited(1))
                #expect(outcome.diagnostics.contains("fetched 0 of 1"))
                #expect(try ReportFiles(whole: "\(scratch)/reports").differences(from: before) == [])
            }
        }
    }

    @Test("3: some courses can't be read; the others are whole, and the reports say why")
    func someMissing() async throws {
        try await withScratchDirectory { scratch in
            let arguments = ["run", "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-20T12:00:00Z"]
            let trouble = try await Tool.run(
                arguments + ["\(Tool.samples)/courses-with-trouble.csv", "--out", "\(scratch)/trouble"]
            )
            #expect(trouble.ending == .exited(3))
            let list = try write("101\n104\n", to: "\(scratch)/whole.txt")
            let whole = try await Tool.run(arguments + [list, "--out", "\(scratch)/whole"])
            #expect(whole.ending == .exited(0))

            let reports = try ReportFiles(data: "\(scratch)/trouble")
            for name in ["students.csv", "sections.csv", "overrides.csv"] {
                #expect(reports[name] == (try ReportFiles(data: "\(scratch)/whole"))[name], "\(name)")
            }
            let rows = (reports["courses.csv"] ?? "").split(separator: "\n")
            #expect(rows.count == 5)
            #expect(rows[2].hasPrefix("403,") && rows[2].contains(",failed,") && rows[2].contains("not allowed"))
            #expect(rows[3].hasPrefix("404,") && rows[3].contains(",failed,") && rows[3].contains("does not exist"))
        }
    }

    @Test("4: a refused or missing token; the last good reports stay", arguments: ["no-such-token", "", "two words"])
    func tokenRefused(token: String) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n", to: "\(scratch)/list.txt")
                #expect(try await run(list, "\(scratch)/reports", canvas).ending == .exited(0))
                let before = try ReportFiles(whole: "\(scratch)/reports")
                let outcome = try await Tool.run(
                    ["run", list, "--out", "\(scratch)/reports", "--format", "csv"],
                    environment: ["CANVAS_API_URL": canvas.url, "CANVAS_API_TOKEN": token]
                )
                #expect(outcome.ending == .exited(4))
                #expect(outcome.diagnostics.contains("token"))
                #expect(try ReportFiles(whole: "\(scratch)/reports").differences(from: before) == [])
            }
        }
    }

    @Test("4: a token that may read none of the courses")
    func tokenReadsNothing() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("403\n", to: "\(scratch)/list.txt")
                let outcome = try await run(list, "\(scratch)/reports", canvas)
                #expect(outcome.ending == .exited(4))
                #expect(outcome.diagnostics.contains("none of the 1 courses could be read"))
            }
        }
    }

    @Test("5: complete, with findings as bad as --fail-on; the reports are there")
    func findings() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run([
                "run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports", "--format", "csv",
                "--fail-on", "warning",
            ])
            #expect(outcome.ending == .exited(5))
            #expect(try ReportFiles(data: "\(scratch)/reports")["students.csv"] != nil)
        }
    }

    @Test("3 goes before 5")
    func missingBeforeFindings() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run([
                "run", "\(Tool.samples)/courses-with-trouble.csv", "--sandbox", "--samples", Tool.samples,
                "--out", "\(scratch)/reports", "--format", "csv", "--fail-on", "warning",
            ])
            #expect(outcome.ending == .exited(3))
        }
    }

    @Test(
        "64: wrong usage",
        arguments: [
            ["run", "--no-such-option"],
            ["run", "--concurrency", "33", "list.txt"],
            ["run", "--format", "pdf", "list.txt"],
            ["run", "--as-of", "yesterday", "list.txt"],
            ["run", "--time-zone", "Mars/Olympus", "list.txt"],
            ["run", "--sandbox", "--canvas-url", "https://canvas.example.edu"],
            ["run", "list.txt"],
            ["run", "list.txt", "--canvas-url", "http://canvas.example.edu"],
            ["run", "list.txt", "--canvas-url", "canvas.example.edu"],
            ["run", "list.txt", "--canvas-url", "ftp://canvas.example.edu"],
            ["run", "list.txt", "--canvas-url", "https://canvas.example.edu/courses/3"],
            ["run", "--sandbox", "--quiet", "--verbose"],
            ["fetch", "list.txt", "--canvas-url", "https://canvas.example.edu"],
            ["render", "--format", "pdf"],
            ["sandbox", "--faults", "earthquake", "--samples", Tool.samples],
            ["sandbox", "--port", "70000"],
            ["no-such-command"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let outcome = try await Tool.run(arguments, environment: ["CANVAS_API_TOKEN": "any"])
        #expect(outcome.ending == .exited(64))
        #expect(outcome.output == "")
        #expect(!outcome.diagnostics.isEmpty)
    }

    @Test(
        "65: a list that can't be read, told with its place",
        arguments: [
            ("empty.csv", "", "empty.csv"),
            ("nocolumn.csv", "name,year\nBiology,2026\n", "nocolumn.csv:1"),
            ("quote.csv", "canvas_course_id,name\n101,\"Biology\n102,Statistics\n", "quote.csv:2:5"),
            ("binary.csv", "\u{0}\u{1}\u{2}\u{3}", "binary.csv"),
            ("host.txt", "https://other.example.edu/courses/101\n", "host.txt:1"),
            ("number.txt", "2.107E+16\n", "number.txt:1"),
            ("list.json", "[101, ", "list.json"),
        ]
    )
    func badList(name: String, text: String, place: String) async throws {
        try await withScratchDirectory { scratch in
            let list = try write(text, to: "\(scratch)/\(name)")
            let outcome = try await Tool.run([
                "run", list, "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports",
            ])
            #expect(outcome.ending == .exited(65))
            #expect(outcome.diagnostics.contains(place), "\(outcome.diagnostics)")
        }
    }

    @Test("75: another run holds the snapshot; freed when that run dies")
    func busy() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(latency: .milliseconds(100))) { canvas in
                let list = try canvas.courseList(in: scratch)
                let arguments = ["run", list, "--out", "\(scratch)/reports", "--format", "csv"]
                let first = try Tool.start(arguments, environment: canvas.environment)
                #expect(try await first.waits { canvas.traffic.requests > 5 })
                let second = try await Tool.start(arguments, environment: canvas.environment).outcome()
                #expect(second.ending == .exited(75))
                #expect(second.diagnostics.contains("\(first.processID)"))
                first.signal(SIGKILL)
                _ = try await first.outcome()
                #expect(try await Tool.run(arguments, environment: canvas.environment).ending == .exited(0))
            }
        }
    }

    @Test("75: another run is to write reports there, told before anything is fetched")
    func busyReports() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(latency: .milliseconds(100))) { canvas in
                let list = try canvas.courseList(in: scratch)
                let arguments = ["run", list, "--out", "\(scratch)/reports", "--format", "csv"]
                let first = try Tool.start(arguments, environment: canvas.environment)
                #expect(try await first.waits { canvas.traffic.requests > 5 })
                let elsewhere = arguments + ["--snapshot", "\(scratch)/other.sqlite"]
                let second = try await Tool.start(elsewhere, environment: canvas.environment).outcome()
                #expect(second.ending == .exited(75))
                #expect(second.diagnostics.contains("(process \(first.processID)) is writing reports to"))
                #expect(!FileManager.default.fileExists(atPath: "\(scratch)/other.sqlite"))
                let names = try FileManager.default.contentsOfDirectory(atPath: scratch)
                #expect(!names.contains { $0.contains("other") }, "nothing was begun: \(names)")
                first.signal(SIGKILL)
                _ = try await first.outcome()
            }
        }
    }

    @Test("1: what is asked for does not arrive on standard output; a reader that goes away is no error")
    func fullOutput() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = "\(scratch)/snapshot.sqlite"
            let fetched = try await Tool.run(["fetch", "--sandbox", "--samples", Tool.samples, "--snapshot", snapshot])
            #expect(fetched.ending == .exited(0))
            let commands = [
                "explain --snapshot \(snapshot) --course 101 --student 101002 --item assignment:101401",
                "explain --snapshot \(snapshot) --course 101 --student 101002 --item assignment:101401 --format json",
                "modules plan --sandbox --samples '\(Tool.samples)'",
            ]
            for command in commands {
                let script = """
                    '\(Tool.binary)' \(command) >/dev/full; echo $?
                    { '\(Tool.binary)' \(command); echo $? >status; } | true; cat status
                    """
                let outcome = try await RunningTool(["bash", "-c", script], environment: [:], input: nil).outcome()
                #expect(outcome.output == "1\n0\n", "\(command): \(outcome.diagnostics)")
                #expect(
                    outcome.diagnostics.hasPrefix("override-report: can't write standard output: no space left"),
                    "\(command): \(outcome.diagnostics)"
                )
            }
        }
    }

    private func run(_ list: String, _ out: String, _ canvas: TestCanvas) async throws -> ToolOutcome {
        try await Tool.run(["run", list, "--out", out, "--format", "csv"], environment: canvas.environment)
    }
}
