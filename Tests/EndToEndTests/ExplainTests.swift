import Foundation
import Testing

@Suite("explain, from a finished run's snapshot")
struct ExplainTests {
    @Test("text and JSON for a student by name; what is not there is wrong usage, with what can be given")
    func explain() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = "\(scratch)/snapshot.sqlite"
            let fetched = try await Tool.command([
                "fetch", "--sandbox", "--samples", Tool.samples, "--snapshot", snapshot,
            ])
            #expect(fetched.ending == .exited(0))

            let question = ["explain", "--snapshot", snapshot, "--as-of", "2026-10-15T12:00:00Z", "--course", "101"]
            let text = try await Tool.command(
                question + ["--student", "Orrin Ashdown", "--item", "week 1 quiz: cells"]
            )
            #expect(text.ending == .exited(0))
            #expect(text.output.hasPrefix("Why these dates: Ashdown, Orrin, “Week 1 quiz: cells”\n\nCourse    Biology"))
            #expect(
                text.output.contains(
                    """
                      Due      2026-09-14 23:59:59 -04:00, from override 101602
                               because an override for the student goes before all others

                    """
                )
            )

            let json = try await Tool.command(
                question + ["--student", "101002", "--item", "assignment:101401", "--format", "json"]
            )
            let document = try #require(
                JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            )
            let dates = try #require(document["dates"] as? [String: [String: Any]])
            #expect(dates["due"]?["override_id"] as? String == "101602")
            #expect(dates["due"]?["rule"] as? String == "student_before_all")

            let nobody = try await Tool.command(question + ["--student", "Nobody", "--item", "1"])
            #expect(nobody.ending == .exited(64))
            #expect(nobody.output == "")
            #expect(nobody.diagnostics.hasPrefix("override-report: no student “Nobody” in Biology 101"))
        }
    }
}
