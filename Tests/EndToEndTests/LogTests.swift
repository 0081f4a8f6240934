import Foundation
import Testing

@Suite("What is said, and where")
struct LogTests {
    private static let run = ["run", "--sandbox", "--samples", Tool.samples, "--format", "csv", "--out"]

    @Test("with --log-format json every line of standard error is an object, progress and the last error as well")
    func json() async throws {
        try await withScratchDirectory { scratch in
            let good = try await Tool.command(Self.run + ["\(scratch)/good", "--log-format", "json", "--verbose"])
            #expect(good.ending == .exited(0))
            let lines = try objects(good.diagnostics)
            #expect(lines.contains { $0["message"]?.hasPrefix("6/6 ") == true })
            #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil })

            let bad = try await Tool.command(Self.run + ["\(scratch)/no/such/place", "--log-format", "json"])
            #expect(bad.ending == .exited(1))
            #expect(try objects(bad.diagnostics).map { $0["level"] } == ["error"])
        }
    }

    @Test("--quiet says nothing on a good night, on neither stream")
    func quiet() async throws {
        try await withScratchDirectory { scratch in
            let quiet = try await Tool.command(Self.run + ["\(scratch)/out", "--quiet"])
            #expect(quiet.ending == .exited(0))
            #expect(quiet.output + quiet.diagnostics == "")
        }
    }

    @Test("a list from standard input, in each format")
    func standardInput() async throws {
        try await withScratchDirectory { scratch in
            for list in [
                "canvas_course_id\n103\n", "[103]", "# a comment\n103\n", "\u{FEFF}Canvas_Course_ID;x\r\n103;1\r\n",
            ] {
                let arguments = Self.run + ["\(scratch)/out", "--quiet", "-"]
                let outcome = try await Tool.command(arguments, input: list)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let rows = CSVRows(try ReportFiles(whole: "\(scratch)/out")["courses.csv"] ?? "").rows
                #expect(rows.map { $0["course_id"] } == ["103"], "\(list)")
            }
        }
    }

    private func objects(_ text: String) throws -> [[String: String]] {
        try text.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String], "\(line)")
        }
    }
}
