import CanvasAPI
import Foundation
import Testing

@testable import OverrideReport

@Suite("A manifest")
struct ReportManifestTests {
    @Test("holds the run's facts, the counts and each file, the same bytes each time")
    func document() throws {
        var facts = RunFacts.sample
        facts.timeZone = .named(try #require(TimeZone(identifier: "Asia/Kolkata")))
        facts.firstFetchedAt = Instant(rfc3339: "2026-11-20T22:00:00Z")
        facts.lastFetchedAt = Instant(rfc3339: "2026-11-20T22:05:00Z")
        facts.options = ["report": "students", "concluded": "as-canvas"]
        let files = [ReportManifest.File(path: "courses/1.html", bytes: 3, sha256: "ab")]
        let bytes = try ReportManifest(facts, ReportTotals(), files: files).encoded()
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {
                  "as_of" : "2026-11-21T05:00:00Z",
                  "canvas_host" : "canvas.example.edu",
                  "canvas_url" : "https://canvas.example.edu",
                  "counts" : {
                    "courses" : {
                      "complete" : 0,
                      "failed" : 0,
                      "partial" : 0
                    },
                    "findings" : {
                      "error" : 0,
                      "note" : 0,
                      "warning" : 0
                    },
                    "findings_by_rule" : {

                    },
                    "items" : 0,
                    "overrides" : 0,
                    "rows" : {
                      "accommodations" : 0,
                      "changes" : 0,
                      "courses" : 0,
                      "findings" : 0,
                      "overrides" : 0,
                      "sections" : 0,
                      "students" : 0
                    },
                    "sections" : 0,
                    "students" : 0
                  },
                  "files" : [
                    {
                      "bytes" : 3,
                      "path" : "courses/1.html",
                      "sha256" : "ab"
                    }
                  ],
                  "first_fetched_at" : "2026-11-20T22:00:00Z",
                  "last_fetched_at" : "2026-11-20T22:05:00Z",
                  "options" : {
                    "concluded" : "as-canvas",
                    "report" : "students"
                  },
                  "previous" : null,
                  "request_count" : 42,
                  "schema_version" : \(Reports.version),
                  "snapshot" : "snapshot.sqlite",
                  "snapshot_sha256" : null,
                  "time_zone" : "Asia/Kolkata",
                  "tool" : "override-report",
                  "version" : "1.0.0",
                  "viewer" : {
                    "id" : "9",
                    "name" : "Ada Registrar"
                  }
                }

                """
        )
    }

    @Test("counts each status, and each report's rows")
    func counts() {
        var totals = ReportTotals()
        for _ in 1...2 {
            totals.add(
                CourseReport(
                    row: CourseRow(
                        reference: "1",
                        course: nil,
                        status: .failed,
                        reason: "403",
                        sections: 0,
                        students: 0,
                        items: 0,
                        overrides: 0,
                        findings: 0,
                        requests: 1,
                        fetchedAt: Instant(secondsSince1970: 0)
                    )
                )
            )
        }
        let counts = ReportManifest.Counts(totals)
        #expect(counts.courses == ["complete": 0, "partial": 0, "failed": 2])
        #expect(
            counts.rows == [
                "students": 0, "sections": 0, "overrides": 0, "findings": 0, "courses": 2, "accommodations": 0,
                "changes": 0,
            ]
        )
    }
}

extension RunFacts {
    static let sample = RunFacts(
        version: "1.0.0",
        canvasURL: "https://canvas.example.edu",
        viewerName: "Ada Registrar",
        viewerID: 9,
        asOf: Instant(secondsSince1970: 1_795_237_200),
        timeZone: .course,
        snapshotName: "snapshot.sqlite",
        firstFetchedAt: nil,
        lastFetchedAt: nil,
        requestCount: 42,
        options: [:]
    )
}
