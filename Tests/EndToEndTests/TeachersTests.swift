import CanvasSandbox
import Foundation
import Testing

@testable import OverrideReport

/// `--teachers`, from the command line to the files.
@Suite("Who teaches a course")
struct TeachersTests {
    private static let asOf = ["--as-of", "2026-11-20T12:00:00Z"]
    private static let names = ["Thornbury, Ada", "Pell, Gideon", "Balls-Pyramid, Yorick"]

    private func run(
        _ canvas: TestCanvas,
        _ arguments: [String],
        in scratch: String
    ) async throws -> ToolOutcome {
        let list = try write("101\n105\n", to: "\(scratch)/courses.txt")
        return try await Tool.command(
            ["run", list, "--out", "\(scratch)/out"] + Self.asOf + arguments,
            environment: canvas.environment
        )
    }

    private func courses(_ directory: String) throws -> [[String]] {
        let text = try String(contentsOfFile: "\(directory)/courses.csv", encoding: .utf8)
        return CSVRows(text).rows.map { row in
            ["account_id", "account_name", "teachers", "status"].map { row[$0] ?? "?" }
        }
    }

    @Test("one request a course more, and the list of courses says whom to ask, in every format")
    func known() async throws {
        try await withScratchDirectory { scratch in
            let out = "\(scratch)/out"
            try await TestCanvas.run { canvas in
                let outcome = try await run(canvas, ["--teachers"], in: scratch)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let asked = canvas.traffic.exchanges.map(\.target).filter { $0.contains("enrollment_type") }
                #expect(
                    asked.map { String($0.prefix { $0 != "?" }) }.sorted() == [
                        "/api/v1/courses/101/users", "/api/v1/courses/105/users",
                    ]
                )
                #expect(!canvas.traffic.exchanges.contains { $0.target.contains("/accounts/21?") })
            }
            let rows = [
                ["21", "School of Science", "Pell, Gideon; Thornbury, Ada", "complete"],
                ["1", "Harbour Point University", "Balls-Pyramid, Yorick", "complete"],
            ]
            #expect(try courses(out) == rows)
            let index = try String(contentsOfFile: "\(out)/index.html", encoding: .utf8)
            #expect(index.contains("<bdi>Pell, Gideon; Thornbury, Ada</bdi><small><bdi>School of Science</bdi>"))
            let strings = try ReportFiles.parts(of: "\(out)/override-dates.xlsx").values.map {
                String(decoding: $0, as: UTF8.self)
            }
            #expect(strings.contains { $0.contains("Pell, Gideon; Thornbury, Ada") })
            // Of the run, and of no course's page.
            let page = try String(contentsOfFile: "\(out)/courses/101.html", encoding: .utf8)
            #expect(Self.names.filter(page.contains) == [])
            #expect(try await Tool.command(["verify", out]).ending == .exited(0))

            func render(_ arguments: String...) async throws -> [[String]] {
                let again = "\(scratch)/again"
                let outcome = try await Tool.command(
                    ["render", "--snapshot", "\(out)/snapshot.sqlite", "--out", again] + Self.asOf + arguments
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                return try courses(again)
            }
            #expect(try await render("--teachers") == rows)
            #expect(try await render().map { $0[2] } == ["", ""])
            #expect(try await render("--teachers", "--names", "none").map { $0[2] } == ["", ""])
            let codes = try await render("--teachers", "--names", "pseudonym", "--pseudonym-key", "\(scratch)/key")
            #expect(codes[0][2].split(separator: "; ").count == 2)
            for path in try ReportFiles.paths(below: "\(scratch)/again") where !path.hasSuffix(".xlsx") {
                let text = try String(contentsOfFile: "\(scratch)/again/\(path)", encoding: .utf8)
                #expect(Self.names.filter(text.contains) == [], "\(path)")
            }
            let sheet = try await Tool.command(["student", "101007", "--snapshot", "\(out)/snapshot.sqlite"])
            #expect(sheet.output.contains("Ask its teachers: Pell, Gideon; Thornbury, Ada"))
        }
    }

    @Test("without the option nobody is asked; a snapshot that does not have them is rendered, and that is said")
    func notAsked() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let outcome = try await run(canvas, ["--format", "csv"], in: scratch)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(!canvas.traffic.exchanges.contains { $0.target.contains("enrollment_type") })
            }
            #expect(try courses("\(scratch)/out") == [["21", "", "", "complete"], ["1", "", "", "complete"]])
            let rendered = try await Tool.command(
                [
                    "render", "--snapshot", "\(scratch)/out/snapshot.sqlite", "--out", "\(scratch)/again", "--teachers",
                    "--format", "csv",
                ] + Self.asOf
            )
            #expect(rendered.ending == .exited(0))
            #expect(rendered.diagnostics.contains("who teaches the courses is not in the snapshot"))
        }
    }

    @Test("of a course that has been concluded, those who taught it; of one that goes on, not those who have left")
    func concluded() async throws {
        for state in ["completed", "available"] {
            try await withScratchDirectory { scratch in
                let samples = try editedSamples(in: scratch, course: "105-navigation") { course in
                    course["workflow_state"] = state
                    var people = try #require(course["people"] as? [[String: Any]])
                    for index in people.indices where people[index]["role"] as? String == "teacher" {
                        people[index]["sections"] = nil
                        people[index]["enrollments"] = [["section": 10501, "state": "completed"]]
                    }
                    course["people"] = people
                }
                try await TestCanvas.run(samples: samples) { canvas in
                    let outcome = try await run(canvas, ["--teachers", "--format", "csv"], in: scratch)
                    #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                }
                let names = try courses("\(scratch)/out").map { $0[2] }
                #expect(names[1] == (state == "completed" ? "Balls-Pyramid, Yorick" : ""))
            }
        }
    }

    @Test("who can't be read is said beside the course, which stays complete")
    func hidden() async throws {
        let faults = SandboxFaults(rules: [SandboxFaultRule(.otherShape, pathContains: "enrollment_type")])
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(faults: faults)) { canvas in
                let outcome = try await run(canvas, ["--teachers", "--format", "csv,html"], in: scratch)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            }
            #expect(try courses("\(scratch)/out").map { $0[2...] } == [["", "complete"], ["", "complete"]])
            let text = try String(contentsOfFile: "\(scratch)/out/courses.csv", encoding: .utf8)
            #expect(text.contains("Who teaches the course could not be read. Where the token may not see it, ask for"))
        }
    }
}
