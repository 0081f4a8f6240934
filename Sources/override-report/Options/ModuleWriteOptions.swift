import ArgumentParser

/// Whether and how modules are written.
struct ModuleWriteOptions: ParsableArguments {
    @Flag(help: "Write to Canvas. Without it nothing is changed.")
    var confirm = false

    @Option(
        help: ArgumentHelp(
            "Backup to make before writing (default: module-backups/ and the time).",
            valueName: "file"
        ),
        completion: .file()
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
}
