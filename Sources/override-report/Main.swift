import ArgumentParser
import CCrypto
import CanvasAPI
import Foundation
import OverrideReport

/// Turns arguments into a command, runs it under the signals' eye, and its outcome into an exit status. The only place
/// that ends the process.
@main
enum Main {
    static func main() async {
        // A reader that goes away (`| head`) is no error of ours.
        signal(SIGPIPE, SIG_IGN)
        // Past a size limit (`ulimit -f`) the write fails, and says so, instead of the process.
        signal(SIGXFSZ, SIG_IGN)
        // OpenSSL must not be taken down at the exit while a connection still uses it.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
        let console = Console.standard
        exit(
            await status(console) {
                try requireUTF8(CommandLine.unsafeArgv, count: CommandLine.argc)
                try requireDescriptors()
                var context = RunContext.live(console: console)
                guard let command = try parse(Array(CommandLine.arguments.dropFirst()), &context) else {
                    return .success
                }
                return try await Interruption.run(patience: command.patience) { [context] interruption in
                    var context = context
                    context.interruption = interruption
                    return try await command.execute(context)
                }
            }
        )
    }

    /// What a process with these arguments would end with, and would say to the context's console.
    static func status(of arguments: [String], _ context: RunContext) async -> Int32 {
        await status(context.console) {
            var context = context
            return try await parse(arguments, &context)?.execute(context) ?? .success
        }
    }

    /// Parses what was typed and what the configuration adds to it, which the context has afterwards.
    ///
    /// - Returns: `nil` for what argument parsing itself answers, like `--help`.
    private static func parse(_ arguments: [String], _ context: inout RunContext) throws -> (any ContextCommand)? {
        if let topic = HelpTopic(arguments) {
            context.console.write(Array(try topic.text().utf8))
            return nil
        }
        if let script = CompletionScript.asked(for: arguments) {
            context.console.write(Array((script + "\n").utf8))
            return nil
        }
        try WrongUsage.refuse(arguments)
        let arguments = try configured(arguments, &context)
        do {
            var command = try OverrideReportCommand.parseAsRoot(arguments)
            if let command = command as? any ContextCommand { return command }
            try command.run()
            return nil
        } catch  where OverrideReportCommand.exitCode(for: error).isSuccess {
            // Help and version are our own words.
            context.console.write(Array((OverrideReportCommand.fullMessage(for: error) + "\n").utf8))
            return nil
        }
    }

    private static func configured(_ arguments: [String], _ context: inout RunContext) throws -> [String] {
        do {
            let (arguments, configuration) = try AppliedConfiguration.apply(to: arguments, context)
            context.configuration = configuration
            return arguments
        } catch {
            throw Failure(translating: error)
        }
    }

    private static func status(_ console: Console, _ body: @Sendable () async throws -> ExitStatus) async -> Int32 {
        do {
            return try await body().rawValue
        } catch let failure as Failure {
            if !failure.isTold { console.error("override-report: \(failure.message)") }
            return failure.status.rawValue
        } catch {
            // Wrong usage quotes what was given.
            let message = WrongUsage.completed(OverrideReportCommand.fullMessage(for: error))
                .replacing(#/^Error: /#, with: "override-report: ")
            for line in message.split(separator: "\n", omittingEmptySubsequences: false) { console.error(String(line)) }
            return OverrideReportCommand.exitCode(for: error).rawValue
        }
    }
}

/// Swift repairs what is not UTF-8, and a path would then be the path of another file.
private func requireUTF8(_ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int32) throws {
    for index in 0..<Int(count) {
        guard let argument = arguments[index], String(validatingCString: argument) == nil else { continue }
        throw Failure(
            "“\(String(cString: argument))” is not UTF-8, so that it can't be taken for a path or name as it stands. "
                + "Rename the file, or give another name.",
            status: .usage
        )
    }
}

/// Takes as many open files as the process may have. With very few, libraries below end the process without a word.
private func requireDescriptors() throws {
    let least: rlim_t = 32
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard limit.rlim_max >= least else {
        throw Failure(
            "this process may have \(limit.rlim_max) files open, and needs at least \(least). Raise the limit "
                + "(ulimit -n 256), and start again."
        )
    }
    let wanted = min(limit.rlim_max, 4096)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    // Where more can't be had, what there is must do.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// A command that gets its clock, environment, files and console given.
protocol ContextCommand: AsyncParsableCommand, Sendable {
    /// What is left behind by an interruption, and how to go on: a sentence or two.
    var interruptionNotice: String { get }
    /// How long it may take to stop in good order before it is ended; `nil` for as long as it needs.
    var patience: Duration? { get }

    func run(_ context: RunContext) async throws -> ExitStatus
}

/// A command whose messages may be asked for as JSON.
protocol LoggingCommand: ContextCommand {
    var log: LogOptions { get }
}

extension ContextCommand {
    var interruptionNotice: String { "interrupted." }
    var patience: Duration? { .seconds(10) }

    /// Runs it, and makes a ``Failure`` of whatever goes wrong.
    fileprivate func execute(_ context: RunContext) async throws -> ExitStatus {
        do {
            let status = try await run(context)
            if status == .success, let code = context.console.outputFailure {
                throw FileError(.write, "standard output", code: code)
            }
            return status
        } catch is OutputClosed {
            return .success
        } catch {
            var failure = failure(error, context)
            if let command = self as? any LoggingCommand, command.log.logFormat == .json {
                command.log.logger(context).error("\(failure.message)")
                failure.isTold = true
            }
            throw failure
        }
    }
}

extension ContextCommand {
    /// What an error means to the user. Whatever it was doing when it was told to stop: it failed because of that.
    func failure(_ error: any Error, _ context: RunContext) -> Failure {
        Task.isCancelled
            ? Failure(interruptionNotice, status: context.interruption() ?? .interrupted) : Failure(translating: error)
    }
}

struct OverrideReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override-report",
        abstract: "Reports who has which due, unlock and lock date in Canvas, and why.",
        discussion: """
            Reads the dates of quizzes, assignments and discussions with all their overrides from the Canvas API, works \
            out what every section and every student really gets, and writes it as CSV, XLSX and HTML.

            Without a Canvas:  override-report run --sandbox
            On a real Canvas:  export CANVAS_API_URL=https://canvas.example.edu
                               export CANVAS_API_TOKEN=…
                               override-report run courses.csv --out reports

            Exit status: 0 all there; 1 failed; 3 some courses missing or partial; 4 token missing or refused; \
            5 findings as bad as --fail-on, or changes with --exit-code; 6 not as it was written; 64 wrong usage; \
            65 unreadable course list, plan, configuration or snapshot; 75 another run holds the snapshot; \
            130 and 143 interrupted.
            """,
        version: ToolVersion.current,
        subcommands: [
            RunCommand.self, FetchCommand.self, RenderCommand.self, CoursesCommand.self, CheckCommand.self,
            DiffCommand.self, VerifyCommand.self, ExplainCommand.self, StudentCommand.self, ModulesCommand.self,
            SandboxCommand.self,
        ]
    )
}

enum ToolVersion {
    /// Goes into the manifest, the User-Agent and `--version`.
    static let current = "1.0.0"
}
