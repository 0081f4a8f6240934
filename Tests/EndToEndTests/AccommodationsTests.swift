import Foundation
import Testing

@testable import OverrideReport

/// `--accommodations`, from the command line to the files.
@Suite("Extra time and attempts, asked of Canvas")
struct AccommodationsTests {
    private static let asOf = ["--as-of", "2026-11-20T12:00:00Z"]

    private func run(
        _ canvas: TestCanvas,
        _ arguments: [String],
        token: String? = nil,
        list: String = "101\n105\n21070000000000371\n",
        in scratch: String
    ) async throws -> ToolOutcome {
        var environment = canvas.environment
        if let token { environment["CANVAS_API_TOKEN"] = token }
        let list = try write(list, to: "\(scratch)/courses.txt")
        return try await Tool.command(
            ["run", list, "--out", "\(scratch)/out"] + Self.asOf + arguments,
            environment: environment
        )
    }

    @Test("who has what, in each section, and how many minutes the lock date takes")
    func rows() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let outcome = try await run(canvas, ["--accommodations"], in: scratch)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let asked = canvas.traffic.exchanges.map(\.target).filter { $0.contains("/submissions") }
                #expect(
                    asked.map { String($0.prefix { $0 != "?" }.dropFirst("/api/v1/courses/".count)) }.sorted() == [
                        "101/quizzes/101501/submissions", "101/quizzes/101502/submissions",
                        "101/quizzes/101503/submissions", "101/quizzes/101504/submissions",
                        "101/quizzes/101505/submissions", "105/quizzes/105501/submissions",
                        "21070000000000371/quizzes/21070000000004001/submissions",
                    ]
                )
            }
            let columns = [
                "student_id", "section_id", "quiz_id", "time_limit_minutes", "extra_time_minutes", "allowed_attempts",
                "extra_attempts", "manually_unlocked", "state", "lock_at", "minutes_short", "notes",
            ]
            let rows = CSVRows(try text("\(scratch)/out/accommodations.csv")).rows
            #expect(
                rows.map { row in columns.map { row[$0] ?? "?" }.joined(separator: ",") } == [
                    "101007,10101,101502,60,30,2,,false,settings_only,2026-10-12T23:59:59-04:00,30,",
                    "101001,10101,101501,30,15,1,,false,settings_only,,,",
                    "101021,10101,101502,60,30,2,1,false,complete,2026-10-11T23:59:59-04:00,,",
                    "101004,10102,101501,30,20,1,,false,complete,2026-09-15T23:59:59-04:00,,expired_unlock_ignored",
                    "101022,10102,101505,,,1,,true,settings_only,,,",
                    "101005,10102,101502,60,30,2,,false,untaken,2026-10-10T00:00:00-04:00,30,module_only_due",
                    "101008,10103,101503,,10,unlimited,,false,settings_only,2026-09-30T23:59:59-04:00,,",
                    "101023,10103,101505,,,1,2,false,pending_review,,,",
                    "105003,10502,105501,45,30,1,,false,settings_only,2026-10-12T23:59:59+11:00,,",
                    "105002,10502,105501,45,10080,1,,false,settings_only,2026-10-07T23:59:59+11:00,8640,expired_unlock_ignored",
                    "105002,10501,105501,45,10080,1,,false,settings_only,2026-10-07T23:59:59+11:00,8640,expired_unlock_ignored",
                    "21070000000001001,21070000000002002,21070000000004001,20,10,1,,false,settings_only,,,not_assigned",
                    "21070000000001000,21070000000002001,21070000000004001,20,10,1,,false,complete,,,concluded_section_ignored",
                ]
            )
            let reasons = CSVRows(try text("\(scratch)/out/courses.csv")).rows
            #expect(reasons.map { $0["status"] } == ["complete", "complete", "complete"])
            #expect(reasons.allSatisfy { $0["reason"]?.contains("New Quizzes") == true })
            let page = try text("\(scratch)/out/courses/101.html")
            #expect(page.contains("<section id=\"accommodations\""))
            #expect(page.contains("Extra time: 30 minutes (on a time limit of 60)."))
            #expect(page.contains("Canvas offers no way to read who has extra time or attempts in New Quizzes."))
            // Nothing else of a submission is anywhere.
            for path in try ReportFiles.paths(below: "\(scratch)/out") {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch)/out/\(path)"))
                #expect(bytes.firstRange(of: Data("sandbox-validation-token".utf8)) == nil, "\(path)")
                #expect(bytes.firstRange(of: Data("8.125".utf8)) == nil, "\(path)")
            }
            // Rendered again, they are the same; explain has them too.
            let snapshot = "\(scratch)/out/snapshot.sqlite"
            let again = try await Tool.command(
                ["render", "--snapshot", snapshot, "--out", "\(scratch)/again", "--format", "csv"] + Self.asOf
            )
            #expect(again.ending == .exited(0), "\(again.diagnostics)")
            #expect(try text("\(scratch)/again/accommodations.csv") == text("\(scratch)/out/accommodations.csv"))
            let explained = try await Tool.command(
                ["explain", "--snapshot", snapshot, "--course", "101", "--student", "101007", "--item", "quiz:101502"]
            )
            #expect(
                explained.output.contains(
                    """
                    Extra time and attempts
                      Extra time: 30 minutes (on a time limit of 60).
                      The lock date takes 30 minutes of it.
                    """
                )
            )
        }
    }

    @Test("a token that may not see grades: one request, a gap with the permission, and all else is there")
    func forbidden() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let outcome = try await run(
                    canvas,
                    ["--accommodations", "--format", "csv"],
                    token: "sandbox-token-reader",
                    list: "101\n",
                    in: scratch
                )
                #expect(outcome.ending == .exited(3))
                #expect(canvas.traffic.exchanges.count { $0.target.contains("/submissions") } == 1)
            }
            let reason = CSVRows(try text("\(scratch)/out/courses.csv")).rows.first?["reason"] ?? ""
            #expect(
                reason.contains(
                    "Who has extra time or attempts in Classic Quizzes could not be read (not permitted). Ask for the "
                        + "permission “Grades - view all grades”."
                )
            )
            #expect(CSVRows(try text("\(scratch)/out/accommodations.csv")).rows.isEmpty)
        }
    }

    @Test("without the option nothing is asked or written, and naming the report is wrong usage")
    func notAsked() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let usage = try await run(canvas, ["--report", "accommodations"], in: scratch)
                #expect(usage.ending == .exited(64))
                #expect(usage.diagnostics.contains("Add --accommodations, or leave it out."))
                let outcome = try await run(canvas, ["--format", "csv,ndjson"], in: scratch)
                #expect(outcome.ending == .exited(0))
                #expect(!canvas.traffic.exchanges.contains { $0.target.contains("/submissions") })
            }
            let files = try ReportFiles.paths(below: "\(scratch)/out")
            #expect(!files.contains { $0.hasPrefix("accommodations") })
            let render = try await Tool.command(
                [
                    "render", "--snapshot", "\(scratch)/out/snapshot.sqlite", "--out", "\(scratch)/again", "--report",
                    "accommodations",
                ]
            )
            #expect(render.ending == .exited(64))
            #expect(render.diagnostics.contains("Fetch the courses again with --accommodations, or leave it out."))
        }
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
