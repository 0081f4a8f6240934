import ArgumentParser
import Logging
import OverrideReport

struct ModulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "modules",
        abstract: "Who modules are assigned to, as a file: write it, edit it, put it back.",
        discussion: """
            Canvas replaces a module's whole list of overrides at once: what is left out is deleted. These commands make \
            that safe. Nothing is written to Canvas without --confirm.

            Example:  override-report modules plan courses.csv -o plan.csv
                      (edit plan.csv in a spreadsheet)
                      override-report modules apply plan.csv
                      override-report modules apply plan.csv --confirm
                      override-report modules undo module-backups/20260301T101500Z.json --confirm

            A caller who may see only some students must not write, because the others would be dropped. Canvas says so \
            only for enrollments that are limited to sections; such modules are left alone. Whether a role hides students \
            for another reason can't be known: use a token that sees the whole course.
            """,
        subcommands: [ModulesPlanCommand.self, ModulesApplyCommand.self, ModulesUndoCommand.self]
    )
}

extension ModuleRun {
    /// Connects to the Canvas of the options for a run that prints to the console.
    static func with(
        _ options: CanvasOptions,
        context: RunContext,
        logger: Logger,
        _ body: @escaping @Sendable (ModuleRun, CanvasSession) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        try await CanvasSession.with(options, concurrency: 8, context: context, logger: logger) { session in
            let run = ModuleRun(session.connection, now: context.now) { context.console.print($0) }
            return try await body(run, session)
        }
    }
}

extension ModuleRun.Outcome {
    func status(_ context: RunContext) -> ExitStatus {
        switch self {
        case .shown(let changeCount):
            if changeCount > 0 { context.console.error("Nothing was written. Add --confirm to write it.") }
            return .success
        case .done: return .success
        case .incomplete: return .incomplete
        case .failed: return .failed
        }
    }
}
