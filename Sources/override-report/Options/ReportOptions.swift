import ArgumentParser
import OverrideReport

/// What is written, where, and how dates are decided and shown.
struct ReportOptions: ParsableArguments {
    @Option(name: [.short, .long], help: ArgumentHelp("Directory for the reports.", valueName: "dir"))
    var out = "reports"

    @Option(help: "Formats, separated by commas: csv, xlsx, html, ndjson.")
    var format: CommaList<ReportFormat> = CommaList([.csv, .xlsx, .html])

    @Option(help: "Reports, separated by commas: students, sections, overrides, findings, courses, changes.")
    var report: CommaList<ReportKind> = CommaList(ReportKind.allCases)

    @Option(help: ArgumentHelp("Directory of HTML templates that replace the built-in ones.", valueName: "dir"))
    var templates: String?

    @Flag(help: "Leave out what changed since the run before.")
    var noChanges = false

    @OptionGroup(title: "Rows") var rows: RowOptions

    @Option(help: "End with status 5 when there are findings as bad as this: never, error, warning.")
    var failOn: FailOn = .never

    func validate() throws {
        guard !out.isEmpty else { throw ValidationError("--out is empty. Give the directory for the reports.") }
    }

    func settings(_ context: RunContext) -> ReportSettings {
        var settings = rows.settings(of: out, asOf: context.now())
        settings.formats = format.values
        settings.kinds = report.values.filter { $0 != .changes || !noChanges }
        settings.templates = templates
        return settings
    }
}
