import ArgumentParser
@testable import OverrideReport

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
        let store = try SnapshotLifecycle.openFinished(file: snapshot)
        let stage = RenderStage(context: context, options: report, snapshotFile: snapshot, logger: log.logger(context))
        let status = try stage.render(store, into: stage.prepare())
        try store.close()
        return status
    }
}
