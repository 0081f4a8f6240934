import Foundation
import Testing

@Suite("A server that is not the sandbox")
struct OtherCanvasTests {
    private static let asOf = "2026-02-01T12:00:00Z"

    @Test(
        "ids above 2^53, as numbers and as strings, in pages of two: the same rows",
        arguments: ["numbers", "strings"]
    )
    func rows(ids: String) async throws {
        try await withScratchDirectory { scratch in
            let script = Tool.package.appending(path: "Tests/EndToEndTests/Fixtures/other_canvas.py").path
            let canvas = try RunningTool(["python3", script, ids], environment: [:], input: nil)
            defer { canvas.signal(SIGKILL) }
            #expect(try await canvas.waits { try canvas.output.hasSuffix("\n") })
            let address = try canvas.output.trimmingCharacters(in: .newlines)

            let token = try write("other-canvas-token\n", to: "\(scratch)/token")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
            let outcome = try await Tool.command(
                [
                    "run", "-", "--canvas-url", address, "--token-file", token, "--out", "\(scratch)/reports",
                    "--format", "csv", "--as-of", Self.asOf,
                ],
                input: "\(address)/courses/9007199254741003\n"
            )
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            let reports = try ReportFiles(whole: "\(scratch)/reports")
            let wanted = [
                "student_id,item_name,due_at,due_source,due_override_id,canvas_check",
                "9007199254741093,Essay,2026-03-02T23:59:59+01:00,base,,match",
                "9007199254741093,Quiz,2026-03-02T23:59:59+01:00,base,,match",
                "9007199254741093,Reading log,,base,,match",
                "9007199254741094,Essay,2026-03-09T23:59:59+01:00,student,9007199254741393,match",
                "9007199254741094,Quiz,2026-03-02T23:59:59+01:00,base,,match",
                "9007199254741094,Reading log,,base,,match",
                "9007199254741095,Essay,2026-03-02T23:59:59+01:00,base,,match",
                "9007199254741095,Quiz,2026-03-02T23:59:59+01:00,base,,match",
                "9007199254741095,Reading log,,base,,match",
            ]
            let names = (wanted.first ?? "").split(separator: ",").map(String.init)
            #expect(columns(names, of: reports["students.csv"] ?? "") == wanted)
        }
    }

    /// Chosen columns of a CSV text without quoted commas in them.
    private func columns(_ names: [String], of text: String) -> [String] {
        let rows = CSVRows(text)
        return [names.joined(separator: ",")]
            + rows.rows.map { row in names.map { row[$0] ?? "-" }.joined(separator: ",") }
    }
}
