import ArgumentParser
import CanvasAPI
import OverrideReport

struct ExplainCommand: ContextCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why one student has these dates for one item: every override, and which rule decided.",
        usage: "override-report explain --course C --student S --item I [<options>]",
        discussion: """
            Works offline, from the snapshot that a run leaves beside its reports.

            Example:  override-report explain --course 101 --student 'Ashdown, Orrin' --item 'Lab report 1'

            \(HelpTopic.rest)
            """
    )

    @Option(help: ArgumentHelp("Snapshot to read.", valueName: "file"), completion: .file())
    var snapshot = "reports/snapshot.sqlite"

    @Option(help: ArgumentHelp("Canvas id, SIS id, code or name of the course.", valueName: "course"))
    var course: String

    @Option(help: ArgumentHelp("Canvas id, SIS id or name of the student.", valueName: "student"))
    var student: String

    @Option(
        help: ArgumentHelp(
            "Name of the item, assignment:ID, quiz:ID or a bare id.",
            discussion: "A part of a discussion is assignment:ID/PART.",
            valueName: "item"
        )
    )
    var item: String

    @Option(help: "Text for people, or JSON whose keys do not change.")
    var format: Format = .text

    @OptionGroup var reckoning: ReckoningOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions

    func run(_ context: RunContext) async throws -> ExitStatus {
        let explanation = try Explanation(
            snapshot: snapshot,
            course: course,
            student: student,
            item: item,
            version: ToolVersion.current,
            asOf: reckoning.asOf ?? context.now(),
            concluded: reckoning.concluded,
            timeZone: reckoning.timeZone.choice
        )
        switch format {
        case .text: for line in explanation.lines { context.console.print(line) }
        case .json:
            // Line ends inside of strings are escaped: these are the document's own.
            for line in explanation.json.split(separator: "\n") { context.console.print(String(line)) }
        }
        return .success
    }
}
