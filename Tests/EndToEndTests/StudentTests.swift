import Foundation
import Testing

@testable import OverrideReport

@Suite("student, from a finished run's snapshot")
struct StudentTests {
    @Test("each format, to standard output or a file; who is not there is wrong usage, with near names")
    func student() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = "\(scratch)/snapshot.sqlite"
            let fetched = try await Tool.command([
                "fetch", "--sandbox", "--samples", Tool.samples, "--snapshot", snapshot,
            ])
            #expect(fetched.ending == .exited(0))
            func sheet(_ arguments: String...) async throws -> ToolOutcome {
                try await Tool.command(
                    ["student", "--snapshot", snapshot, "--as-of", "2026-10-15T12:00:00Z"] + arguments
                )
            }
            let text = try await sheet("Orrin Ashdown")
            #expect(text.ending == .exited(0))
            #expect(text.output.hasPrefix("Dates of Ashdown, Orrin (id 101002, SIS id HP101002)\n"))
            #expect(
                text.output.contains(
                    """
                    Different for this student
                      Week 1 quiz: cells, Biology 101: Cells & Tides
                        Mon 14 Sep 2026, 23:59; from Fri 4 Sep 2026, 08:00
                          Due: Student override “Extra time” (id 101602). For everyone: Fri 11 Sep
                          2026, 23:59.

                    """
                )
            )

            // As `sha256sum` prints it, in explain too, also through a link.
            let digest = try FileDigest(of: snapshot).sha256
            #expect(text.output.contains("SHA-256 of snapshot.sqlite:\n  \(digest)\n"))
            let link = "\(scratch)/link.sqlite"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: snapshot)
            for format in ["text", "json"] {
                let explained = try await Tool.command([
                    "explain", "--snapshot", link, "--course", "101", "--student", "101002", "--item", "quiz:101501",
                    "--format", format,
                ])
                #expect(explained.output.contains(digest), "\(explained.output)\(explained.diagnostics)")
            }

            let page = "\(scratch)/ashdown.html"
            let written = try await sheet("HP101002", "--format", "html", "--out", page)
            #expect(written.output == "\(page)\n")
            #expect(try FileManager.default.attributesOfItem(atPath: page)[.posixPermissions] as? Int == 0o600)
            #expect(try String(contentsOfFile: page, encoding: .utf8).contains("SHA-256 <code>\(digest)</code>"))
            let streamed = try await sheet("101002", "--format", "html")
            #expect(try streamed.output == String(contentsOfFile: page, encoding: .utf8))
            #expect(try await sheet("101002", "--format", "csv").output.contains(",own,\"Due: Student override"))
            #expect(try await sheet("101002", "--format", "json").output.hasPrefix("{\n  \"version\": 1,\n"))

            let nobody = try await sheet("Orin Ashdwn")
            #expect(nobody.ending == .exited(64))
            #expect(nobody.output == "")
            #expect(nobody.diagnostics.contains("Did you mean Ashdown, Orrin (id 101002)? Then give 101002."))
            let directory = try await sheet("101002", "-o", scratch)
            #expect(directory.ending == .exited(1))
            #expect(directory.diagnostics.hasPrefix("override-report: \(scratch) is a directory"))
        }
    }
}
