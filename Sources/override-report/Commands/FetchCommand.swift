import ArgumentParser
import OverrideReport

struct FetchCommand: RecordedCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch courses from Canvas into a snapshot, without writing reports.",
        discussion: """
            The same command resumes a fetch that was interrupted. A fetch after a finished one reads everything anew; the snapshot before \
            it stays beside it as ….previous.sqlite.

            Example:  override-report fetch courses.csv --snapshot term.sqlite

            \(HelpTopic.rest)
            """
    )

    @OptionGroup var courses: CourseListOptions
    @OptionGroup var canvas: CanvasOptions

    @Option(help: ArgumentHelp("Snapshot to fill.", valueName: "file"), completion: .file())
    var snapshot: String

    @OptionGroup var fetch: FetchOptions
    @OptionGroup var ending: SummaryOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    var paths: RunSummary.Paths { RunSummary.Paths(reports: nil, snapshot: snapshot) }
    var place: String? { snapshot }

    var interruptionNotice: String {
        "interrupted. What was fetched is kept: start the same command again, and it goes on."
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        try await recorded(context, snapshot: snapshot) { pipeline, logger in
            let totals = try await CanvasSession.with(
                canvas,
                concurrency: fetch.concurrency,
                context: context,
                logger: logger
            ) { session in
                let courses = try await courses.read(context, from: session, logger: logger)
                return try await pipeline.fetch(courses, of: session.connection, fetch.settings)
            }
            return RunOutcome(fetched: totals)
        }
    }
}
