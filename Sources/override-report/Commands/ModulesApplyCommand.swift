import ArgumentParser
import OverrideReport

struct ModulesApplyCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Show what a plan would change in Canvas, and with --confirm change it.",
        usage: "override-report modules apply <plan> [<options>]",
        discussion: """
            Without --confirm nothing is written: it lists what would be created, changed and deleted, and who gains or \
            loses access. With it, modules are written one after another. Each is read again first and left alone if \
            somebody changed it since the plan was made; its state goes into the backup file; afterwards it is read again \
            and compared with what was meant. A line for each is added to audit.jsonl beside the backup.

            Example:  override-report modules apply plan.csv --confirm

            Exit status: 0 done, or a dry run; 1 a write failed, later modules were not tried; 3 some modules were left \
            alone; 65 the plan can't be carried out as it stands, nothing was written.

            \(HelpTopic.rest)
            """
    )

    @Argument(help: "Plan that modules plan wrote, edited; - for standard input.", completion: .file())
    var plan: String

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
        let plan = try ModulePlanReader.plan(context.input(plan))
        return try await ModuleRun.with(canvas, context: context, logger: log.logger(context)) { run, _ in
            try await run.apply(plan, isConfirmed: writing.confirm, backupPath: writing.backup).status(context)
        }
    }
}
