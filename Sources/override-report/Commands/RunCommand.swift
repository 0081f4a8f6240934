import ArgumentParser
import OverrideReport

struct RunCommand: RecordedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Fetch courses and write the reports: the whole job.",
        discussion: """
            The same command resumes a run that was interrupted. A run after a finished one reads everything \
            anew, so that a nightly timer needs no further option; the snapshot before it stays as \
            snapshot.previous.sqlite.

            Examples: override-report run --sandbox
                      override-report run courses.csv --out reports --format csv,xlsx
                      override-report run courses.csv --out - --report students | head

            \(HelpTopic.rest)
            """
    )

    @OptionGroup var courses: CourseListOptions
    @OptionGroup(title: "Canvas") var canvas: CanvasOptions

    @Option(
        help: ArgumentHelp("Snapshot to fill (default: snapshot.sqlite in --out).", valueName: "file"),
        completion: .file()
    )
    var snapshot: String?

    @OptionGroup(title: "Fetching") var fetch: FetchOptions
    @OptionGroup(title: "Reports") var report: ReportOptions
    @OptionGroup(title: "Summary") var ending: SummaryOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup(title: "Messages") var log: LogOptions

    var place: String? { report.isStream ? nil : report.out }
    var paths: RunSummary.Paths {
        RunSummary.Paths(reports: place, snapshot: snapshot ?? place.map { "\($0)/snapshot.sqlite" })
    }

    func validate() throws { try ending.validate(besides: report) }

    var interruptionNotice: String {
        paths.snapshot == nil
            ? "interrupted. Not all rows were written; --snapshot would have kept what was fetched."
            : "interrupted. What was fetched is kept: start the same command again, and it goes on."
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        if let snapshot = paths.snapshot { return try await run(context, snapshot: snapshot) }
        return try await withTemporaryDirectory(in: context.temporaryDirectory) {
            try await run(context, snapshot: "\($0)/snapshot.sqlite")
        }
    }

    private func run(_ context: RunContext, snapshot: String) async throws -> ExitStatus {
        try await recorded(context, snapshot: snapshot) { pipeline, logger in
            // Without an address no place is made for reports.
            if !canvas.sandbox { _ = try canvas.url(context) }
            let destination = try report.destination(
                context,
                hasAccommodations: fetch.accommodations,
                otherwise: "Add --accommodations, or leave it out."
            ) { $0.showsTeachers = fetch.teachers }
            for note in destination.notes { logger.notice("\(note)") }
            let totals = try await CanvasSession.with(
                canvas,
                concurrency: fetch.concurrency,
                context: context,
                logger: logger
            ) { session in
                let courses = try await courses.read(context, from: session, logger: logger)
                return try await pipeline.run(courses, of: session.connection, fetch.settings, into: destination)
            }
            return RunOutcome(totals: totals, failOn: report.failOn)
        }
    }
}
