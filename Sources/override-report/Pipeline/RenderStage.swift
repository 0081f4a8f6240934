import CanvasAPI
import Foundation
import Logging
import OverrideReport
import SnapshotStore

/// Snapshot in, reports out: one course in memory at a time, files written aside and put in place together.
struct RenderStage: Sendable {
    let context: RunContext
    let options: ReportOptions
    let snapshotFile: String
    let logger: Logger

    /// Finds out what would stop ``render(_:)`` at its end.
    func check() throws {
    }

    func render(_ store: SnapshotStore) throws -> ExitStatus {
        let run = try store.run()
        let facts = try runFacts(store, run)
        let flattener = CourseFlattener(
            options: options.flattenOptions(asOf: facts.asOf, canvasURL: run.identity.canvasURL)
        )
        let staging = options.out
        let zones = Set(try store.timeZoneNames().map { $0.flatMap(TimeZone.init(identifier:)) ?? .gmt })
        let writers = try writers(in: staging, facts, courseZones: zones)
        var totals = ReportTotals()
        try store.forEachRecord { record in
            try Task.checkCancellation()
            let report = flattener.flatten(record)
            totals.add(report)
            for writer in writers { try writer.write(report) }
        }
        for writer in writers { try writer.finish(totals) }
        context.console.print(options.out)
        return status(totals)
    }

    private func runFacts(_ store: SnapshotStore, _ run: SnapshotRun) throws -> RunFacts {
        let fetch = try store.fetchFacts()
        return RunFacts(
            version: ToolVersion.current,
            canvasURL: run.identity.canvasURL,
            viewerName: run.identity.viewerName,
            viewerID: run.identity.viewerID,
            asOf: options.asOf?.instant ?? context.now(),
            timeZone: options.timeZone.choice,
            snapshotName: URL(fileURLWithPath: snapshotFile).lastPathComponent,
            firstFetchedAt: fetch.firstFetchedAt,
            lastFetchedAt: fetch.lastFetchedAt,
            requestCount: fetch.requestCount,
            options: options.described
        )
    }

    private func writers(
        in directory: String,
        _ facts: RunFacts,
        courseZones: Set<TimeZone>
    ) throws -> [any ReportWriter] {
        let kinds = Set(options.report.values)
        return try options.format.values.compactMap { format -> (any ReportWriter)? in
            switch format {
            case .csv: try CSVReportWriter(directory: directory, kinds: kinds, isRaw: options.csvRaw)
            case .ndjson: try NDJSONReportWriter(directory: directory, kinds: kinds)
            case .xlsx:
                try WorkbookReportWriter(directory: directory, kinds: kinds, facts: facts, courseZones: courseZones)
            case .html: nil
            }
        }
    }

    private func status(_ totals: ReportTotals) -> ExitStatus {
        if totals.courses[.failed, default: 0] + totals.courses[.partial, default: 0] > 0 { return .incomplete }
        if let severity = options.failOn.severity, totals.findingCount(atLeast: severity) > 0 { return .findings }
        return .success
    }
}
