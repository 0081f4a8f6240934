import ArgumentParser
import OverrideReport

struct RenderCommand: RecordedCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write reports from a snapshot, without the network.",
        discussion: """
            Two renders of one snapshot with one --as-of are the same, byte for byte.

            Example:  override-report render --snapshot reports/snapshot.sqlite --out again --time-zone utc
            """
    )

    @Option(help: ArgumentHelp("Snapshot to read.", valueName: "file"))
    var snapshot = "reports/snapshot.sqlite"

    @OptionGroup var report: ReportOptions
    @OptionGroup var ending: SummaryOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    var paths: RunSummary.Paths { RunSummary.Paths(reports: report.out, snapshot: snapshot) }

    var interruptionNotice: String { "interrupted. The last good reports stay as they are." }

    func run(_ context: RunContext) async throws -> ExitStatus {
        try await recorded(context) { pipeline, logger in
            let settings = try report.settings(
                context,
                hasAccommodations: pipeline.hasAccommodations(),
                otherwise: "Fetch the courses again with --accommodations, or leave it out."
            )
            let destination = try ReportDestination(settings)
            for note in destination.notes { logger.notice("\(note)") }
            return RunOutcome(totals: try await pipeline.render(into: destination), failOn: report.failOn)
        }
    }
}
