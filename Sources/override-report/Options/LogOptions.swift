import ArgumentParser
import Foundation
import Logging
import OverrideReport

struct LogOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Print nothing when all is well, otherwise only what is wrong.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Log every request and every course. The token is never logged.")
    var verbose = false

    @Option(help: .rare("Log lines as text or as JSON."))
    var logFormat: ConsoleLogHandler.Format = .text

    @Flag(name: .customLong("no-progress"), help: .rare("Show no progress."))
    var hidesProgress = false

    func validate() throws {
        guard !(quiet && verbose) else {
            throw ValidationError("--quiet and --verbose contradict each other. Give one of them.")
        }
    }

    func logger(_ context: RunContext) -> Logger {
        let level: Logger.Level = quiet ? .error : verbose ? .debug : .notice
        let console = context.console
        let now = context.now
        let format = logFormat
        return Logger(label: "override-report") { _ in
            ConsoleLogHandler(
                format: format,
                level: level,
                console: console,
                now: { Date(timeIntervalSince1970: Double(now().secondsSince1970)) }
            )
        }
    }

    /// Nothing is told on the way, so that what is not well is told at the end.
    var isSilent: Bool { quiet || hidesProgress }

    func progress(_ context: RunContext, _ logger: Logger) -> Progress {
        let style: Progress.Style =
            isSilent ? .silent : logFormat == .json ? .logged(logger) : context.console.isTerminal ? .live : .lines
        return Progress(console: context.console, style: style, tellsAll: verbose, elapsed: context.elapsed)
    }
}

extension ConsoleLogHandler.Format: ExpressibleByArgument {}
