import CanvasSandbox
import Foundation
import TestSupport
import Testing

/// `--out -`
@Suite("One report on standard output")
struct StreamTests {
    private static let run = [
        "run", "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-20T12:00:00Z", "--time-zone", "utc",
    ]

    @Test(
        "is byte for byte the file, and standard output has nothing else; nothing is left behind",
        arguments: [
            ("students", "csv"), ("sections", "ndjson"), ("overrides", "csv"), ("findings", "ndjson"),
        ]
    )
    func sameAsFile(report: String, format: String) async throws {
        try await withScratchDirectory { scratch in
            let choice = ["--report", report, "--format", format]
            let files = try await Tool.command(Self.run + ["--out", "\(scratch)/reports"] + choice)
            #expect(files.ending == .exited(0))
            try FileManager.default.createDirectory(atPath: "\(scratch)/tmp", withIntermediateDirectories: true)
            let stream = try await Tool.command(
                Self.run + ["-o", "-"] + choice,
                environment: ["TMPDIR": "\(scratch)/tmp"]
            )
            #expect(stream.ending == .exited(0), "\(stream.diagnostics)")
            let file = try Data(contentsOf: URL(fileURLWithPath: "\(scratch)/reports/\(report).\(format)"))
            #expect(RunFactsText.withoutPort(Data(stream.output.utf8)) == RunFactsText.withoutPort(file))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch)/tmp") == [])
            #expect(!FileManager.default.fileExists(atPath: "-"))
        }
    }

    @Test("is CSV where no format is given")
    func usualFormat() async throws {
        let stream = try await Tool.command(Self.run + ["-o", "-", "--report", "courses"])
        #expect(stream.ending == .exited(0))
        #expect(stream.output.hasPrefix("course_ref,course_id,"))
        #expect(stream.output.split(separator: "\r\n").count == 7)
    }

    @Test("keeps the snapshot that is named, from which render prints the same")
    func namedSnapshot() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = ["--snapshot", "\(scratch)/term.sqlite", "-o", "-", "--report", "students"]
            let stream = try await Tool.command(Self.run + snapshot)
            let rendered = try await Tool.command(
                ["render", "--as-of", "2026-11-20T12:00:00Z", "--time-zone", "utc"] + snapshot
            )
            #expect(rendered.ending == .exited(0), "\(rendered.diagnostics)")
            #expect(rendered.output == stream.output && !stream.output.isEmpty)
            let left = try FileManager.default.contentsOfDirectory(atPath: scratch).filter { !$0.hasPrefix(".") }
            #expect(left == ["term.sqlite"])
        }
    }

    @Test("has each course once, also where the list names it by two kinds of id")
    func namedTwice() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("course_id\n103\nsis_course_id:2026AU-SKT103\n101\n", to: "\(scratch)/list.csv")
            let arguments = Self.run.replacing(["run"], with: ["run", list])
            let stream = try await Tool.command(arguments + ["-o", "-", "--report", "courses"])
            #expect(stream.ending == .exited(0), "\(stream.diagnostics)")
            #expect(CSVRows(stream.output).rows.compactMap { $0["course_id"] } == ["103", "101"])
        }
    }

    @Test("ends with the statuses of any run: 3 for courses that are missing, 5 for findings, 4 for a wrong token")
    func statuses() async throws {
        let missing = try await Tool.command(
            Self.run.replacing(["run"], with: ["run", "\(Tool.samples)/courses-with-trouble.csv"])
                + ["-o", "-", "--report", "courses"]
        )
        #expect(missing.ending == .exited(3))
        #expect(
            CSVRows(missing.output).rows.compactMap { $0["status"] }.sorted() == [
                "complete", "complete", "failed", "failed",
            ]
        )
        let found = try await Tool.command(Self.run + ["-o", "-", "--report", "findings", "--fail-on", "warning"])
        #expect(found.ending == .exited(5))
        #expect(found.output.hasPrefix("severity,"))
        try await TestCanvas.run { canvas in
            let refused = try await Tool.command(
                ["run", "-", "-o", "-", "--report", "students"],
                environment: ["CANVAS_API_URL": canvas.url, "CANVAS_API_TOKEN": "wrong"],
                input: "101\n"
            )
            #expect(refused.ending == .exited(4))
            #expect(refused.output == "")
        }
    }

    @Test(
        "takes one report, in csv or ndjson, and shares standard output with nothing",
        arguments: [
            ([], "--out - prints one report, and 6 reports are chosen. Give --report one of students, sections,"),
            (["--report", "students,sections"], "and 2 reports are chosen"),
            (["--report", "changes"], "and changes, which diff prints, are chosen"),
            (["--report", "students", "--format", "xlsx"], "--out - prints csv or ndjson, and --format is xlsx."),
            (["--report", "students", "--format", "csv,ndjson"], "and --format is csv,ndjson."),
            (["--report", "students", "--summary", "-"], "--summary - and --out - both want standard output."),
        ]
    )
    func wrongUsage(options: [String], message: String) async throws {
        for command in [["run", "--sandbox", "--samples", Tool.samples], ["render", "--snapshot", "any.sqlite"]] {
            let outcome = try await Tool.command(command + ["-o", "-"] + options)
            #expect(outcome.ending == .exited(64))
            #expect(outcome.output == "")
            #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
        }
    }

    @Test("tells how it went in a summary of its own, which names no place that is gone")
    func summary() async throws {
        try await withScratchDirectory { scratch in
            let summary = "\(scratch)/summary.json"
            let stream = try await Tool.command(Self.run + ["-o", "-", "--report", "students", "--summary", summary])
            #expect(stream.ending == .exited(0))
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: summary)))
            let paths = (object as? [String: Any])?["paths"] as? [String: Any]
            #expect(paths?["reports"] is NSNull && paths?["snapshot"] is NSNull)
        }
    }

    @Test("whose reader goes away ends quietly with 0, and before it has fetched the rest")
    func closedPipe() async throws {
        try await TestCanvas.run(copies: 20) { canvas in
            try await withScratchDirectory { scratch in
                let list = try canvas.courseList(in: scratch)
                let script = """
                    { '\(Tool.binary)' run '\(list)' -o - --report students --quiet; echo $? >'\(scratch)/status'; } \\
                        | head -n 1; cat '\(scratch)/status'
                    """
                let environment = canvas.environment.merging(["TMPDIR": scratch]) { $1 }
                let shell = try RunningTool(["bash", "-c", script], environment: environment, input: nil)
                let outcome = try await shell.outcome()
                #expect(outcome.output.hasPrefix("course_id,") && outcome.output.hasSuffix("\r\n0\n"))
                #expect(outcome.diagnostics == "")
                let left = try FileManager.default.contentsOfDirectory(atPath: scratch)
                #expect(left.sorted() == ["courses.txt", "status"])
                #expect(canvas.traffic.requests < 20 * 6 * 4, "\(canvas.traffic.requests) requests")
            }
        }
    }

    @Test(
        "that can't be written ends with 1, and says why",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
    )
    func fullOutput() async throws {
        let arguments = (Self.run + ["-o", "-", "--report", "students", "--quiet"]).map { "'\($0)'" }
        let shell = try RunningTool(
            ["bash", "-c", "'\(Tool.binary)' \(arguments.joined(separator: " ")) >/dev/full; echo $?"],
            environment: [:],
            input: nil
        )
        let outcome = try await shell.outcome()
        #expect(outcome.output == "1\n")
        #expect(outcome.diagnostics.contains("can't write standard output: no space left on the file system"))
    }
}
