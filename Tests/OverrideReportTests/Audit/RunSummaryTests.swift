import CanvasAPI
import Foundation
import Synchronization
import Testing

@testable import OverrideReport

@Suite("The summary of a run")
struct RunSummaryTests {
    private static let paths = RunSummary.Paths(reports: "out", snapshot: "out/snapshot.sqlite")

    /// A night that took 75 seconds, of which an interrupted run had fetched 40 courses before.
    private static func night(totals: ReportTotals? = nil) -> RunSummary {
        let second = Mutex(0)
        let recorder = RunRecorder(elapsed: { .milliseconds(second.withLock { $0 } * 1000 + 250) })
        let events: [(Int, RunEvent)] = [
            (5, .fetching(courses: 43, alreadyDone: 40)),
            (6, .begun(course: "101")),
            (20, .fetched(course: "101", .complete, reason: nil)),
            (21, .fetched(course: "102", .partial, reason: "Groups are hidden.")),
            (22, .traffic(ThrottleStatistics(requests: 10), quotaLeft: 500)),
            (25, .fetched(course: "103", .failed, reason: "It is gone.")),
            (30, .written(1, of: 43)),
            (35, .traffic(ThrottleStatistics(requests: 31, refusals: 2), quotaLeft: nil)),
            (35, .fetchingEnded),
            (60, .written(43, of: 43)),
            (70, .writingEnded),
            (72, .published),
        ]
        for (moment, event) in events {
            second.withLock { $0 = moment }
            recorder.tell(event)
        }
        second.withLock { $0 = 75 }
        var summary = recorder.summary(paths, totals: totals)
        summary.endedAt = Instant(secondsSince1970: 1_780_000_000)
        return summary
    }

    @Test("counts what a run tells of itself; stages that overlap each have their own time")
    func recorded() {
        let summary = Self.night()
        #expect(summary.courses == [.complete: 41, .partial: 1, .failed: 1])
        #expect(
            summary.incomplete == [
                IncompleteCourse(reference: "102", status: .partial, reason: "Groups are hidden."),
                IncompleteCourse(reference: "103", status: .failed, reason: "It is gone."),
            ]
        )
        #expect(summary.seconds == [.fetch: 30, .write: 40, .publish: 2, .total: 75])
        #expect(summary.traffic == ThrottleStatistics(requests: 31, refusals: 2))
        #expect(summary.line == "43 courses: 41 complete, 1 partial, 1 failed")
        #expect(summary.incompleteLine == "1 course is partial, 1 course failed")
    }

    @Test("what changed stands at the end of the line, with the night that it is since")
    func changes() throws {
        #expect(
            Self.night(totals: ReportTotals()).line
                == "0 courses: 0 complete, 0 partial, 0 failed; 0 errors, 0 warnings"
        )
        var report = try SampleRows.report()
        report.changes = Array(repeating: report.changes[0], count: 17)
        report.changes.append(Change(kind: .itemAdded, course: report.course))
        var totals = ReportTotals(isCompared: true, since: Instant(rfc3339: "2026-11-19T02:30:00Z"))
        totals.add(report)
        let summary = Self.night(totals: totals)
        #expect(summary.line.hasSuffix("; 0 errors, 1 warning; 17 dates changed since 2026-11-19"))
        #expect(summary.metrics.contains("override_report_changes{change=\"item_added\"} 1\n"))
    }

    @Test(
        "the exit status in a word",
        arguments: [
            (0, .complete), (5, .complete), (3, .partial), (1, .failed), (4, .failed), (64, .failed), (65, .failed),
            (75, .failed), (130, .interrupted), (143, .interrupted),
        ] as [(Int32, RunSummary.Status)]
    )
    func status(exit: Int32, status: RunSummary.Status) {
        var summary = Self.night()
        summary.exit = exit
        #expect(summary.status == status)
    }

    @Test("as JSON and as Prometheus text, whole")
    func texts() {
        var summary = Self.night()
        summary.exit = 4
        summary.message = "The \"token\" is refused."
        summary.lastGoodRun = Instant(secondsSince1970: 1_779_000_000)
        #expect(
            String(decoding: summary.json, as: UTF8.self) == """
                {
                  "version": 1,
                  "status": "failed",
                  "exit": 4,
                  "message": "The \\"token\\" is refused.",
                  "counts": {
                    "courses": {
                      "complete": 41,
                      "partial": 1,
                      "failed": 1
                    }
                  },
                  "findings": null,
                  "changes": null,
                  "seconds": {
                    "fetch": 30.0,
                    "write": 40.0,
                    "publish": 2.0,
                    "total": 75.0
                  },
                  "requests": 31,
                  "refused": 2,
                  "paths": {
                    "reports": "out",
                    "snapshot": "out/snapshot.sqlite"
                  },
                  "ended_at": "2026-05-28T20:26:40Z",
                  "last_good_run": "2026-05-17T06:40:00Z"
                }

                """
        )
        #expect(
            summary.metrics.split(separator: "\n").filter { !$0.hasPrefix("# HELP") } == [
                "# TYPE override_report_last_run_timestamp_seconds gauge",
                "override_report_last_run_timestamp_seconds 1780000000",
                "# TYPE override_report_last_run_exit_status gauge",
                "override_report_last_run_exit_status 4",
                "# TYPE override_report_last_run_status gauge",
                "override_report_last_run_status{status=\"complete\"} 0",
                "override_report_last_run_status{status=\"partial\"} 0",
                "override_report_last_run_status{status=\"failed\"} 1",
                "override_report_last_run_status{status=\"interrupted\"} 0",
                "# TYPE override_report_last_good_run_timestamp_seconds gauge",
                "override_report_last_good_run_timestamp_seconds 1779000000",
                "# TYPE override_report_courses gauge",
                "override_report_courses{status=\"complete\"} 41",
                "override_report_courses{status=\"partial\"} 1",
                "override_report_courses{status=\"failed\"} 1",
                "# TYPE override_report_stage_seconds gauge",
                "override_report_stage_seconds{stage=\"fetch\"} 30.0",
                "override_report_stage_seconds{stage=\"write\"} 40.0",
                "override_report_stage_seconds{stage=\"publish\"} 2.0",
                "override_report_stage_seconds{stage=\"total\"} 75.0",
                "# TYPE override_report_requests gauge",
                "override_report_requests 31",
                "# TYPE override_report_requests_refused gauge",
                "override_report_requests_refused 2",
            ]
        )
    }
}
