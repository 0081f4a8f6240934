import ArgumentParser
import OverrideReport

struct CheckCommand: LoggingCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what works and what does not, and what to do about it.",
        discussion: """
            Looks at the address, the certificate, the token, what it may see of the first courses of the list, and the \
            places of reports and snapshot. It changes nothing, and leaves nothing behind. A check is ok; warn, where a run \
            goes through and its rows say what is missing; fail, where a run fails; or skip.

            Example:  override-report check courses.csv

            Exit status: 0 nothing fails; 1 something does; 4 the token is missing or refused, or may read none of the \
            courses; 64 wrong usage; 65 the course list can't be read.

            \(HelpTopic.rest)
            """
    )

    @OptionGroup var list: CourseListOptions

    @Option(
        name: .customLong("courses"),
        help: ArgumentHelp("How many courses of the list to try.", valueName: "n")
    )
    var courseCount = 3

    @Option(help: "Text for people, or JSON whose keys do not change.")
    var format: Format = .text

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Directory of the reports.", valueName: "dir"),
        completion: .directory
    )
    var out = "reports"

    @Option(
        help: ArgumentHelp("Directory of HTML templates that replace the built-in ones.", valueName: "dir"),
        completion: .directory
    )
    var templates: String?

    @Option(
        help: ArgumentHelp("Snapshot of the runs (default: snapshot.sqlite in --out).", valueName: "file"),
        completion: .file()
    )
    var snapshot: String?

    @Flag(help: "Also ask one Classic Quiz of each course who has extra time or attempts in it.")
    var accommodations = false

    @Flag(help: "Check nothing, but show what applies, and where each value came from.")
    var showConfig = false

    @OptionGroup(title: "Canvas") var canvas: CanvasOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup(title: "Messages") var log: LogOptions

    func validate() throws {
        guard courseCount > 0 else { throw ValidationError("--courses \(courseCount) tries none. Give 1 or more.") }
        guard !out.isEmpty else { throw ValidationError("--out is empty. Give the directory of the reports.") }
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        if showConfig {
            for line in context.configuration.lines { context.console.print(line) }
            return .success
        }
        let report = CheckReport(try await checks(context))
        switch format {
        case .text: for line in log.quiet ? report.troubleLines : report.lines { context.console.print(line) }
        // Line ends inside of strings are escaped: these are the document's own.
        case .json: for line in report.json.split(separator: "\n") { context.console.print(String(line)) }
        }
        return switch report.worstFault {
        case nil: .success
        case .wrongUsage: .usage
        case .tokenRefused: .tokenRefused
        case .unreadableInput: .badInput
        case .other: .failed
        }
    }

    private func checks(_ context: RunContext) async throws -> [Check] {
        let logger = log.logger(context)
        do {
            return try await CanvasSession.with(canvas, concurrency: 4, context: context, logger: logger) { session in
                let check = CanvasChecks(
                    session.connection,
                    courseCount: courseCount,
                    asksForAccommodations: accommodations,
                    now: context.now
                )
                return try await check.checks { isUsable in
                    if !isUsable, list.account.isGiven { return .skipped("Canvas can't be asked") }
                    if list.courses == nil, !list.account.isGiven, !canvas.sandbox {
                        return .skipped("none is given: name one to see what the token may read of its courses")
                    }
                    do {
                        return .courses(try await list.read(context, from: session, logger: logger))
                    } catch let error where !(error is CancellationError) {
                        let failure = Failure(translating: error)
                        return .failed(failure.message, failure.status.fault)
                    }
                } + placeChecks(context, session.connection)
            }
        } catch let error where !Task.isCancelled {
            let failure = Failure(translating: error)
            let subject: Check.Subject =
                switch failure.status {
                case .tokenRefused: .token
                case .badInput: .certificate
                default: .address
                }
            return CanvasChecks.failed(subject, failure.message, failure.status.fault) + placeChecks(context, nil)
        }
    }

    private func placeChecks(_ context: RunContext, _ connection: CanvasConnection?) -> [Check] {
        var settings = ReportSettings(directory: out, asOf: context.now())
        settings.templates = templates
        let snapshot = snapshot ?? "\(out)/snapshot.sqlite"
        return PlaceChecks(settings, snapshot: snapshot, of: connection, now: context.now()).checks
    }
}

extension ExitStatus {
    /// What a check that a run would end with this fails of.
    fileprivate var fault: Check.Fault {
        switch self {
        case .usage: .wrongUsage
        case .tokenRefused: .tokenRefused
        case .badInput: .unreadableInput
        default: .other
        }
    }
}
