import CanvasAPI
import Foundation
import Logging
@testable import OverrideReport

/// Snapshot in, reports out: one course in memory at a time, files written aside and put in place together.
struct RenderStage: Sendable {
    let context: RunContext
    let options: ReportOptions
    let snapshotFile: String
    let logger: Logger

    /// Takes hold of the output directory, and finds out before hours of fetching what would stop ``render(_:into:)`` at
    /// their end.
    func prepare() throws -> PreparedOutput {
        let kinds = Set(options.report.values)
        let output = try OutputDirectory(options.out).prepare(for: options.format.values.flatMap { $0.places(kinds) })
        for note in output.notes { logger.notice("\(note)") }
        if options.format.values.contains(.html) { _ = try templates() }
        return output
    }

    /// - Throws: an error before the new set is whole; the last good reports stay then, and nothing is left behind.
    func render(_ store: SnapshotStore, into output: PreparedOutput) throws -> ExitStatus {
        let run = try store.run()
        let facts = try runFacts(store, run)
        let staged = try output.stage()
        do {
            let totals = try write(store, run, facts, into: staged.path)
            let published = try staged.publish(facts, totals)
            for note in published.notes { logger.notice("\(note)") }
            context.console.print(options.out)
            return status(totals)
        } catch {
            try staged.discard()
            throw error
        }
    }

    private func write(
        _ store: SnapshotStore,
        _ run: SnapshotRun,
        _ facts: RunFacts,
        into directory: String
    ) throws -> ReportTotals {
        let flattener = CourseFlattener(
            options: options.flattenOptions(asOf: facts.asOf, canvasURL: run.identity.canvasURL)
        )
        let zones = Set(try store.timeZoneNames().map { $0.flatMap(TimeZone.init(identifier:)) ?? .gmt })
        let writers = try writers(in: directory, facts, courseZones: zones)
        var totals = ReportTotals()
        try store.forEachRecord { record in
            try Task.checkCancellation()
            let report = flattener.flatten(record)
            totals.add(report)
            for writer in writers { try writer.write(report) }
        }
        for writer in writers { try writer.finish(totals) }
        return totals
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
            snapshotName: String(snapshotFile.split(separator: "/").last ?? ""),
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
        let formats = Set(options.format.values)
        return try options.format.values.compactMap { format -> (any ReportWriter)? in
            switch format {
            case .csv: try CSVReportWriter(directory: directory, kinds: kinds, isRaw: options.csvRaw)
            case .ndjson: try NDJSONReportWriter(directory: directory, kinds: kinds)
            case .xlsx:
                try WorkbookReportWriter(directory: directory, kinds: kinds, facts: facts, courseZones: courseZones)
            case .html:
                try HTMLReportWriter(
                    directory: directory,
                    kinds: kinds,
                    formats: formats,
                    templates: templates(),
                    facts: facts
                )
            }
        }
    }

    /// The built-in templates, with those in place of them that the user's directory has.
    private func templates() throws -> ReportTemplates {
        guard let directory = options.templates else { return try .builtIn() }
        return try .replaced(from: directory)
    }

    private func status(_ totals: ReportTotals) -> ExitStatus {
        if totals.courses[.failed, default: 0] + totals.courses[.partial, default: 0] > 0 { return .incomplete }
        if let severity = options.failOn.severity, totals.findingCount(atLeast: severity) > 0 { return .findings }
        return .success
    }
}
