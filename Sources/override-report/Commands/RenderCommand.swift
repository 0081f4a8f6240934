import ArgumentParser
import OverrideReport

struct RenderCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write reports from a snapshot, without the network.",
        discussion: """
            Two renders of one snapshot with one --as-of are the same, byte for byte.

            Example:  override-report render --snapshot reports/snapshot.sqlite --out again --time-zone utc
            """
    )

    @Option(help: ArgumentHelp("Snapshot to read.", valueName: "file"))
    var snapshot: String

    @OptionGroup var report: ReportOptions
    @OptionGroup var log: LogOptions

    var interruptionNotice: String { "interrupted. The last good reports stay as they are." }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let pipeline = log.pipeline(context, snapshot: snapshot)
        let settings = try report.settings(
            context,
            hasAccommodations: pipeline.hasAccommodations(),
            otherwise: "Fetch the courses again with --accommodations, or leave it out."
        )
        let destination = try ReportDestination(settings)
        for note in destination.notes { log.logger(context).notice("\(note)") }
        let totals = try await pipeline.render(into: destination)
        context.console.print(report.out)
        return report.status(totals)
    }
}
