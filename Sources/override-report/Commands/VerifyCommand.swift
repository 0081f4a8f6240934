import ArgumentParser
import OverrideReport

struct VerifyCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Are these the reports that this snapshot gives, unchanged since they were written?",
        usage: "override-report verify [<dir> ...] [<options>]",
        discussion: """
            Compares every file with its SHA-256 in manifest.json, and the manifest with the snapshot, rendered again \
            into a temporary place. Of several directories, each manifest must name the one before as the one that it \
            replaced.

            Examples: override-report verify reports
                      override-report verify archive/2026-*

            \(HelpTopic.rest)
            """
    )

    @Argument(
        help: ArgumentHelp("Directories of reports (default: reports).", valueName: "dir"),
        completion: .directory
    )
    var directories: [String] = []

    @Option(
        help: ArgumentHelp("Snapshot, where it does not stand beside the reports.", valueName: "file"),
        completion: .file()
    )
    var snapshot: String?

    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    var interruptionNotice: String { "interrupted. Nothing was changed." }

    func validate() throws {
        guard snapshot == nil || directories.count <= 1 else {
            throw ValidationError("--snapshot is of one directory. Leave it out, or verify the directories one by one.")
        }
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let verifier = ReportVerifier(
            version: ToolVersion.current,
            snapshot: snapshot,
            scratch: context.temporaryDirectory
        )
        let verifications = try await verifier.verify(directories.isEmpty ? ["reports"] : directories)
        let logger = log.logger(context)
        for verification in verifications {
            let place = verification.directory
            for note in verification.notes { logger.notice("\(place): \(note)") }
            for warning in verification.warnings { logger.warning("\(place): \(warning)") }
            for trouble in verification.troubles { logger.error("\(place): \(trouble)") }
            guard !log.quiet else { continue }
            context.console.print("\(place): \(verification.verdict)")
        }
        return verifications.allSatisfy(\.troubles.isEmpty) ? .success : .notAsWritten
    }
}

extension Verification {
    /// `unchanged: 14 files as of 2026-11-20T12:00:00Z`
    fileprivate var verdict: String {
        let files = "\(fileCount) \(fileCount == 1 ? "file" : "files") as of \(asOf)"
        if troubles.isEmpty { return "\(notes.isEmpty ? "unchanged" : "unchanged, as far as can be told"): \(files)" }
        return "not as it was written: \(files)"
    }
}
