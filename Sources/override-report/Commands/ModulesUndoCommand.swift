import ArgumentParser
import OverrideReport

struct ModulesUndoCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Show what putting a backup back would change, and with --confirm put it back.",
        usage: "override-report modules undo <backup> [<options>]",
        discussion: """
            Works from the backup of any apply or undo, also of one that ended half way. Modules that somebody changed \
            since are left alone. Overrides that are gone are made again and get new ids; it says which. The state before \
            the undo goes into a backup of its own.

            Example:  override-report modules undo module-backups/20260301T101500Z.json --confirm

            Exit status: the same as for apply.

            \(HelpTopic.rest)
            """
    )

    @Argument(help: "Backup file that apply or undo wrote.", completion: .file())
    var backup: String

    @OptionGroup var writing: ModuleWriteOptions
    @OptionGroup var canvas: CanvasOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    // A write that has begun is seen through and logged, however long Canvas takes to answer.
    var patience: Duration? { writing.confirm ? nil : .seconds(10) }

    func validate() throws {
        try writing.validate(with: canvas)
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let backup = try context.input(backup)
        return try await ModuleRun.with(canvas, context: context, logger: log.logger(context)) { run, _ in
            try await run.undo(backup, isConfirmed: writing.confirm, backupPath: writing.backup).status(context)
        }
    }
}
