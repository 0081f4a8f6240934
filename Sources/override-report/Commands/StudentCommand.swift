import ArgumentParser
import OverrideReport

struct StudentCommand: ContextCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text
        case csv
        case json
        case html
    }

    static let configuration = CommandConfiguration(
        commandName: "student",
        abstract: "Every date of one student over all courses of a snapshot: what is different, why, and whom to ask.",
        usage: "override-report student <student> [<options>]",
        discussion: """
            Works offline, from the snapshot that a run leaves beside its reports.

            Example:  override-report student 'Ashdown, Orrin' --format html -o ashdown.html

            \(HelpTopic.rest)
            """
    )

    @Argument(help: ArgumentHelp("Canvas id, SIS id or name of the student.", valueName: "student"))
    var student: String

    @Option(help: ArgumentHelp("Snapshot to read.", valueName: "file"), completion: .file())
    var snapshot = "reports/snapshot.sqlite"

    @Option(help: "Text for people, rows as CSV, one JSON object, or an HTML file that prints.")
    var format: Format = .text

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "File to write; it replaces the one that is there (default: standard output).",
            valueName: "file"
        ),
        completion: .file()
    )
    var out: String?

    @Option(
        help: ArgumentHelp("Directory of HTML templates that replace the built-in ones.", valueName: "dir"),
        completion: .directory
    )
    var templates: String?

    @OptionGroup var reckoning: ReckoningOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions

    func run(_ context: RunContext) async throws -> ExitStatus {
        if let out { try PlainFile.check(out, as: "a student's sheet") }
        let sheet = try StudentSheet(
            snapshot: snapshot,
            student: student,
            version: ToolVersion.current,
            asOf: reckoning.asOf ?? context.now(),
            concluded: reckoning.concluded,
            timeZone: reckoning.timeZone.choice
        )
        let bytes: [UInt8]
        switch format {
        case .text:
            guard out != nil else {
                for line in sheet.lines { context.console.print(line) }
                return .success
            }
            bytes = Array(sheet.lines.joined(separator: "\n").utf8) + Array("\n".utf8)
        case .csv: bytes = sheet.csv
        case .json: bytes = sheet.json
        case .html: bytes = try sheet.html(templates: templates)
        }
        if let out {
            try DurableFile.replace(out, with: bytes)
            context.console.print(out)
        } else {
            context.console.write(bytes)
        }
        return .success
    }
}
