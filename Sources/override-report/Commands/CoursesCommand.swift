import ArgumentParser
import OverrideReport

struct CoursesCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "courses",
        abstract: "Write a course list from an account and a term.",
        usage: "override-report courses [<options>]",
        discussion: """
            The list is CSV, one course a row, ordered by course id, with the courses of sub-accounts and without deleted \
            ones. Every command that takes a course list takes it.

            Example:  override-report courses --term 'Spring 2026' --published -o courses.csv

            \(HelpTopic.rest)
            """
    )

    @OptionGroup var account: AccountOptions

    @Option(help: ArgumentHelp("No more courses than this, the lowest ids first.", valueName: "n"))
    var limit: Int?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "File to write; it replaces the one that is there (default: standard output).",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @OptionGroup(title: "Canvas") var canvas: CanvasOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup(title: "Messages") var log: LogOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit \(limit) leaves no course. Give 1 or more.") }
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let logger = log.logger(context)
        if let out { try CourseListing.check(out) }
        return try await CanvasSession.with(canvas, concurrency: 1, context: context, logger: logger) { session in
            let courses = try await session.connection.courses(account.query, limit: limit)
            if courses.isEmpty { logger.notice("\(AccountQueryError.noCourses(account.query))") }
            if let out {
                try CourseListing.write(courses, to: out)
                context.console.print(out)
            } else {
                context.console.write(CourseListing.csv(courses))
            }
            return .success
        }
    }
}
