import CanvasAPI
import Foundation
import Logging
import OverrideReport

/// What a command gets from outside: built once, in ``live(console:)``, from the process it runs in.
struct RunContext: Sendable {
    let console: Console
    let environment: [String: String]
    /// Where this program's binary lies, to find what is shipped beside it.
    let executableDirectory: String
    let now: @Sendable () -> Instant
    let readStandardInput: @Sendable () throws -> InputText
    /// The network, trusting the authorities of a file as well.
    let transport: @Sendable (CertificateFile?) throws -> any HTTPTransport

    static func live(console: Console) -> RunContext {
        RunContext(
            console: console,
            environment: ProcessInfo.processInfo.environment,
            executableDirectory: executablePath().deletingLastPathComponent().path,
            now: { Instant(secondsSince1970: Int64(Date().timeIntervalSince1970.rounded(.down))) },
            readStandardInput: { try InputFile.readStandardInput() },
            transport: { CurlTransport(authorities: $0) }
        )
    }

    private static func executablePath() -> URL {
        let linked = URL(fileURLWithPath: "/proc/self/exe")
        if FileManager.default.fileExists(atPath: linked.path) { return linked.resolvingSymlinksInPath() }
        return URL(fileURLWithPath: CommandLine.arguments.first ?? "override-report").resolvingSymlinksInPath()
    }
}

extension RunContext {
    /// A course list, plan or backup: a file, or standard input for `-`.
    func input(_ path: String) throws -> InputText {
        try path == "-" ? readStandardInput() : InputFile.read(path)
    }
}
