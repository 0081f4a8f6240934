import ArgumentParser
import CanvasAPI
import OverrideReport

struct ModulesPlanCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Write who the modules of courses are assigned to, as a CSV file to edit.",
        discussion: """
            For every module the file has a row of its own and then a row for each override. To assign a module to \
            somebody, fill in section_id, student_ids (with spaces between) or group_id in the module's own row or in a new \
            one; to change an override, change its row; to delete it, take the row out. A module left with only its own row \
            is assigned to everyone; one that no row names is left alone. Titles count for students only: Canvas names overrides \
            of sections and tags itself. Keep the ids as text.

            Example:  override-report modules plan courses.csv -o plan.csv

            \(HelpTopic.rest)
            """
    )

    @OptionGroup var courses: CourseListOptions
    @OptionGroup var canvas: CanvasOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("File to write (default: standard output).", valueName: "file"),
        completion: .file()
    )
    var out: String?

    @Flag(help: "Replace an existing plan that is different, for example one that somebody edited.")
    var force = false

    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    func run(_ context: RunContext) async throws -> ExitStatus {
        let logger = log.logger(context)
        if let out { try PlanFile.check(out) }
        return try await ModuleRun.with(canvas, context: context, logger: logger) { run, session in
            let list = try await courses.read(context, from: session, logger: logger)
            var failures: [CanvasError] = []
            let plan = try await run.plan(list) { course, error in
                logger.error("the course \(course.text) is left out: \(error)")
                failures.append(error)
            }
            guard let plan else {
                throw Failure(
                    "none of the \(list.count) courses could be read, so there is nothing to plan.",
                    status: failures.allSatisfy(\.isForbidden) ? .tokenRefused : .failed
                )
            }
            if let out {
                try PlanFile.write(plan, to: out, replacingOthers: force)
                context.console.print(out)
            } else {
                context.console.write(plan)
            }
            return failures.isEmpty ? .success : .incomplete
        }
    }
}
