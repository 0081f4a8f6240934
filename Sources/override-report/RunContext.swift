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
    /// Of a clock that is never set: how long things take.
    var elapsed: @Sendable () -> Duration = { [timekeeper = Timekeeper()] in timekeeper.now }
    /// Which signal told the command to stop, as the status that it ends with.
    var interruption: @Sendable () -> ExitStatus? = { nil }
    /// Where the machine's own configuration is, where it has one.
    var systemConfiguration = "/etc/override-report/config.yaml"
    /// What applies to the command, for those who show it.
    var configuration = AppliedConfiguration()
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
    /// For what is gone when the command is over.
    var temporaryDirectory: String { environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp" }

    /// A course list, plan or backup: a file, or standard input for `-`.
    func input(_ path: String) throws -> InputText {
        try path == "-" ? readStandardInput() : InputFile.read(path)
    }
}
