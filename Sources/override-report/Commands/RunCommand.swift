import ArgumentParser
import OverrideReport

struct RunCommand: RecordedCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Fetch courses and write the reports: the whole job.",
        discussion: """
            A run that was interrupted is gone on with by the same command. A run after a finished one reads everything \
            anew, so that a nightly timer needs no further option; the snapshot before it stays as \
            snapshot.previous.sqlite.

            Examples: override-report run --sandbox
                      override-report run courses.csv --out reports --format csv,xlsx
            """
    )

    @OptionGroup var courses: CourseListOptions
    @OptionGroup(title: "Canvas") var canvas: CanvasOptions

    @Option(help: ArgumentHelp("Snapshot to fill (default: snapshot.sqlite in --out).", valueName: "file"))
    var snapshot: String?

    @OptionGroup(title: "Fetching") var fetch: FetchOptions
    @OptionGroup(title: "Reports") var report: ReportOptions
    @OptionGroup(title: "Summary") var ending: SummaryOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup(title: "Messages") var log: LogOptions

    var paths: RunSummary.Paths {
        RunSummary.Paths(reports: report.out, snapshot: snapshot ?? "\(report.out)/snapshot.sqlite")
    }

    func validate() throws {
        guard !(ending.isOnStandardOutput && report.out == "-") else {
            throw ValidationError("--summary - and --out - both want standard output. Give --summary a file.")
        }
    }

    var interruptionNotice: String {
        "interrupted. What was fetched is kept: start the same command again, and it goes on."
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        try await recorded(context) { pipeline, logger in
            // What is wrong with the place or the templates is told before hours of fetching, not after.
            let settings = try report.settings(
                context,
                hasAccommodations: fetch.accommodations,
                otherwise: "Add --accommodations, or leave it out."
            )
            let destination = try ReportDestination(settings)
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
