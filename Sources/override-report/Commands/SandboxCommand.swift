import ArgumentParser
import CanvasSandbox
import Foundation
import OverrideReport

struct SandboxCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Serve a made-up Canvas on loopback until interrupted.",
        usage: "override-report sandbox [<options>]",
        discussion: """
            Prints two lines, CANVAS_API_URL=… and CANVAS_API_TOKEN=…, and then answers Canvas's API from the samples. \
            Other programs that speak Canvas's API may be pointed at it. Nothing that is written to it is kept.

            The token is an administrator's. To try what one that may see less gives, set CANVAS_API_TOKEN to another of \
            institution/account.json in the samples: sandbox-token-reader (no overrides), \
            sandbox-token-teacher (one teacher's courses), sandbox-token-section-teacher (one section of a course), \
            sandbox-token-no-permissions, or sandbox-token-expired.

            Example:  override-report sandbox --port 8080 --faults throttle,errors

            \(HelpTopic.rest)
            """
    )

    @Option(help: "Port on 127.0.0.1; 0 takes a free one.")
    var port = 0

    @Option(help: ArgumentHelp("Directory of the samples.", valueName: "dir"), completion: .directory)
    var samples: String?

    @Option(help: "Faults to rehearse, separated by commas: throttle, errors, cut, slow.")
    var faults: String?

    @Option(help: "Share of the requests that each fault affects, 0 to 1; the throttle takes no share.")
    var faultRate = 0.1

    @Option(help: "Seed of the random faults; the same seed gives the same faults.")
    var faultSeed: UInt64 = 1

    @Option(help: "Serve each course this many times, under other ids, for rehearsals of size.")
    var copies = 1

    @Option(help: "Most rows on one page; Canvas allows 100.")
    var maxPageSize = 100

    @Flag(help: "Refuse every verb but GET.")
    var readOnly = false

    @OptionGroup var log: LogOptions

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port \(port) is not a port number. Give 0 to 65535.")
        }
        guard (0...1).contains(faultRate) else {
            throw ValidationError("--fault-rate \(faultRate) is no part of the requests. Give 0 to 1.")
        }
        guard copies >= 1 else { throw ValidationError("--copies \(copies) leaves no course. Give 1 or more.") }
        guard (1...100).contains(maxPageSize) else {
            throw ValidationError("--max-page-size \(maxPageSize) is out of range. Give 1 to 100.")
        }
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let directory = try SandboxHost.samplesDirectory(samples, context)
        let institution = try SandboxHost.institution(samples: directory).multiplied(by: copies)
        let token = try SandboxHost.token(of: institution, samples: directory)
        var logger = log.logger(context)
        if !log.verbose { logger.logLevel = .critical }
        let server = SandboxServer(
            institution: institution,
            options: SandboxOptions(
                port: port,
                faults: try chosenFaults(),
                maximumPageSize: maxPageSize,
                isReadOnly: readOnly
            ),
            logger: logger
        )
        let console = context.console
        try await server.run { port in
            console.print("CANVAS_API_URL=http://127.0.0.1:\(port)")
            console.print("CANVAS_API_TOKEN=\(token)")
        }
        // Being interrupted is how a server ends.
        return .success
    }

    private func chosenFaults() throws -> SandboxFaults {
        guard let faults else { return .none }
        do {
            return try SandboxFaults.named(faults, fraction: faultRate, seed: faultSeed)
        } catch {
            throw Failure(error.description, status: .usage)
        }
    }
}
