import ArgumentParser
import CanvasAPI

@testable import OverrideReport

/// Whether and how modules are written.
struct ModuleWriteOptions: ParsableArguments {
    @Flag(help: "Write to Canvas. Without it nothing is changed.")
    var confirm = false

    @Option(
        help: ArgumentHelp(
            "Backup to make before writing (default: module-backups/ and the time).",
            valueName: "file"
        )
    )
    var backup: String?

    func validate(with canvas: CanvasOptions) throws {
        guard !(confirm && canvas.sandbox) else {
            throw ValidationError(
                "--sandbox forgets everything at the end, so that there is nothing to confirm. Start override-report "
                    + "sandbox in another terminal, and use its address and token."
            )
        }
    }

    /// The file that was asked for, or `module-backups/20260301T101500Z.json`, with a number where that is taken.
    func backupPath(at time: Instant) throws -> String {
        if let backup { return backup }
        let stem = "module-backups/" + time.rfc3339().filter { $0 != "-" && $0 != ":" }
        var path = stem + ".json"
        var number = 2
        while try FileSystem.kind(path) != nil {
            path = "\(stem)-\(number).json"
            number += 1
        }
        return path
    }
}
