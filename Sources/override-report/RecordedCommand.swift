import Logging
import OverrideReport

/// A command whose end is told: by a last line, and to scripts and monitors.
protocol RecordedCommand: LoggingCommand {
    var ending: SummaryOptions { get }
    var paths: RunSummary.Paths { get }
    /// What standard output names at the end; `nil` where it has the rows themselves.
    var place: String? { get }
}

/// What a run has come to that did not fail.
struct RunOutcome: Sendable {
    var fetched: FetchTotals?
    var totals: ReportTotals?
    var failOn = FailOn.never

    /// What it means to a script.
    var status: ExitStatus {
        let incomplete = totals?.incomplete ?? fetched?.incomplete ?? []
        if !incomplete.isEmpty { return .incomplete }
        if let totals, let severity = failOn.severity, totals.findingCount(atLeast: severity) > 0 { return .findings }
        return .success
    }
}

extension RecordedCommand {
    /// Runs `work` with the pipeline, and tells how it ended, whatever came of it.
    ///
    /// - Parameter snapshot: of the pipeline.
    func recorded(
        _ context: RunContext,
        snapshot: String,
        _ work: (Pipeline, Logger) async throws -> RunOutcome
    ) async throws -> ExitStatus {
        try ending.check()
        let logger = log.logger(context)
        let recorder = RunRecorder(elapsed: context.elapsed)
        let progress = log.progress(context, logger)
        let pipeline = Pipeline(
            snapshotFile: snapshot,
            version: ToolVersion.current,
            now: context.now,
            logger: logger,
            events: { event in
                recorder.tell(event)
                progress.tell(event)
            }
        )
        let outcome: RunOutcome
        do {
            outcome = try await work(pipeline, logger)
        } catch {
            let isClosed = error is OutputClosed
            let failure = failure(error, context)
            var summary = recorder.summary(paths)
            summary.message = isClosed ? "nobody read standard output to its end." : failure.message
            do {
                try write(summary, isClosed ? .success : failure.status, context)
            } catch {
                // The first error is the one to end with.
                logger.error("\(error)")
            }
            throw isClosed ? error : failure
        }
        let summary = recorder.summary(paths, fetched: outcome.fetched, totals: outcome.totals)
        try write(summary, outcome.status, context)
        say(summary, outcome, logger)
        if !log.quiet, !ending.isOnStandardOutput, let place { context.console.print(place) }
        return outcome.status
    }

    private func write(_ summary: RunSummary, _ status: ExitStatus, _ context: RunContext) throws {
        var summary = summary
        summary.exit = status.rawValue
        summary.endedAt = context.now()
        summary.lastGoodRun = paths.reports.flatMap(ReportManifest.lastGoodRun)
        try ending.write(summary, context.console)
    }

    /// The last lines: with `--quiet` only what is not well.
    private func say(_ summary: RunSummary, _ outcome: RunOutcome, _ logger: Logger) {
        func tell(_ line: String) { logger.log(level: log.quiet ? .error : .notice, "\(line)") }
        if log.isSilent {
            for course in summary.incomplete {
                tell("\(course.reference): \(course.status.rawValue): \(course.reason)")
            }
        }
        switch outcome.status {
        case .incomplete:
            let others = summary.hasCompleteCourses ? "; the others are there" : ""
            tell("exit status 3, because \(summary.incompleteLine ?? "courses are missing")\(others)")
        case .findings:
            tell(
                "exit status 5, because of \(summary.findingsLine ?? "findings"), and --fail-on \(outcome.failOn.rawValue)"
            )
        default: break
        }
        if !log.quiet { logger.notice("\(summary.line)") }
    }
}
