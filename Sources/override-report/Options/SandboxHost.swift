import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import OverrideReport

/// The sandbox inside this process: found beside the binary, started on a free port.
enum SandboxHost {
    /// Where the samples are: the directory given, `./samples`, `share/override-report/samples` beside the binary's own
    /// directory, or the Debian package's.
    static func samplesDirectory(_ given: String?, _ context: RunContext) throws -> URL {
        let shipped = URL(fileURLWithPath: context.executableDirectory).deletingLastPathComponent()
            .appending(path: "share/override-report/samples")
        let packaged = URL(fileURLWithPath: "/usr/share/override-report/samples")
        let candidates = given.map { [URL(asGiven: $0)] } ?? [URL(fileURLWithPath: "samples"), shipped, packaged]
        for directory in candidates {
            let account = directory.appending(path: "institution/account.json")
            if FileManager.default.fileExists(atPath: account.path) { return directory }
        }
        throw Failure(
            "no samples for the sandbox: looked for institution/account.json in "
                + candidates.map(\.path).joined(separator: ", ")
                + ". Give --samples with the directory that holds them."
        )
    }

    static func institution(samples: URL) throws -> SandboxInstitution {
        do {
            return try SandboxInstitution.load(from: samples)
        } catch {
            throw Failure(error.description)
        }
    }

    /// The token that sees everything.
    static func token(of institution: SandboxInstitution, samples: URL) throws -> String {
        guard let token = institution.administratorToken else {
            throw Failure("\(samples.path)/institution/account.json names no administrator's token. Add one.")
        }
        return token
    }

    /// Runs `body` against a sandbox that answers only reads.
    static func with<Result: Sendable>(
        samples: URL,
        logger: Logger,
        _ body: @Sendable (CanvasServer) async throws -> Result
    ) async throws -> Result {
        let institution = try institution(samples: samples)
        guard let token = AccessToken(try token(of: institution, samples: samples)) else {
            throw Failure(
                "the sandbox's token has spaces in it, which no token may have. Change it in \(samples.path)/institution/account.json."
            )
        }
        var quiet = logger
        quiet.logLevel = .critical
        let server = SandboxServer(
            institution: institution,
            options: SandboxOptions(isReadOnly: true),
            logger: quiet
        )
        return try await server.whileRunning { address in
            try await body(CanvasServer(url: try CanvasURL(address), token: token))
        }
    }
}
