import ArgumentParser
import Foundation
import Logging
import OverrideReport

struct LogOptions: ParsableArguments {
    @Flag(name: [.short, .long], help: "Say nothing but errors.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Log every request. The token is never logged.")
    var verbose = false

    @Option(help: "Log lines as text or as JSON.")
    var logFormat: ConsoleLogHandler.Format = .text

    @Flag(name: .customLong("no-progress"), help: "Show no progress.")
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

    func progressStyle(_ console: Console, _ logger: Logger) -> Progress.Style {
        if quiet || hidesProgress { return .silent }
        if logFormat == .json { return .logged(logger) }
        return console.isTerminal ? .live : .lines
    }
}

extension LogOptions {
    func pipeline(_ context: RunContext, snapshot: String) -> Pipeline {
        let logger = logger(context)
        let progress = Progress(console: context.console, style: progressStyle(context.console, logger))
        return Pipeline(
            snapshotFile: snapshot,
            version: ToolVersion.current,
            now: context.now,
            logger: logger,
            events: progress.tell
        )
    }
}

extension ConsoleLogHandler.Format: ExpressibleByArgument {}
