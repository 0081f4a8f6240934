import Foundation
import Testing

@testable import OverrideReport

/// The reports in `samples/expected/` are what a reader can look at without building anything, and what the tool must
/// write, byte for byte. `REFRESH_EXPECTED=1 swift test --filter ExpectedReports` writes them anew; look at the
/// difference before it is committed.
@Suite("The reports in samples/expected")
struct ExpectedReportsTests {
    private static let directory = "\(Tool.samples)/expected"
    private static let isRefresh = ProcessInfo.processInfo.environment["REFRESH_EXPECTED"] == "1"

    @Test("the built binary writes them, byte for byte but for the facts of the run; the workbook part by part")
    func reports() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.run([
                "run", "\(Self.directory)/list.csv", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/out",
                "--format", "csv,xlsx,html", "--as-of", "2026-11-20T12:00:00Z", "--accommodations",
            ])
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            let written = try expectable("\(scratch)/out", scratch)
            if Self.isRefresh { try written.replaceFiles(of: "\(Self.directory)/reports") }
            let expected = try ReportFiles(whole: "\(Self.directory)/reports")
            #expect(written.differences(from: expected) == [])
        }
    }

    /// The files of a run with its facts set to fixed values, the snapshot left out, and for the workbook a list of its
    /// parts with their digests: a megabyte of XML would be read by nobody. Summary and Courses hold facts of the run.
    private func expectable(_ out: String, _ scratch: String) throws -> ReportFiles {
        var files = try ReportFiles(whole: out).filtered { !$0.hasPrefix(".") && $0 != "override-dates.xlsx" }
        for path in ["courses.csv", "index.html", "manifest.json"] {
            files[path] = RunFactsText.fixed(try #require(files[path], "\(path)"))
        }
        var lines: [String] = []
        let parts = try ReportFiles.parts(of: "\(out)/override-dates.xlsx")
        for (part, bytes) in parts.sorted(by: { $0.key < $1.key }) where !ReportFiles.factParts.contains(part) {
            try bytes.write(to: URL(fileURLWithPath: "\(scratch)/part"))
            let digest = try FileDigest(of: "\(scratch)/part")
            lines.append("\(digest.sha256)  \(digest.byteCount)  \(part)")
        }
        files["override-dates.xlsx.parts"] = lines.joined(separator: "\n") + "\n"
        return files
    }
}
