import ArgumentParser
import OverrideReport

/// What is written, where, and how dates are decided and shown.
struct ReportOptions: ParsableArguments {
    @Option(name: [.short, .long], help: ArgumentHelp("Directory for the reports.", valueName: "dir"))
    var out = "reports"

    @Option(help: "Formats, separated by commas: csv, xlsx, html, ndjson.")
    var format: CommaList<ReportFormat> = CommaList([.csv, .xlsx, .html])

    @Option(
        help: ArgumentHelp(
            "Reports, separated by commas: students, sections, overrides, findings, courses, accommodations, "
                + "changes (default: all that there are).",
            valueName: "list"
        )
    )
    var report: CommaList<ReportKind>?

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

    /// - Parameters:
    ///   - hasAccommodations: whether there are any to write.
    ///   - remedy: what to do where there are none.
    /// - Throws: a ``Failure`` with status 64 where accommodations are named and there are none.
    func settings(
        _ context: RunContext,
        hasAccommodations: Bool,
        otherwise remedy: String
    ) throws -> ReportSettings {
        if !hasAccommodations, report?.values.contains(.accommodations) == true {
            throw Failure("--report names accommodations, and there are none. \(remedy)", status: .usage)
        }
        var settings = rows.settings(of: out, asOf: context.now())
        settings.formats = format.values
        let kinds = report?.values ?? (hasAccommodations ? ReportKind.allCases : ReportKind.always)
        settings.kinds = kinds.filter { $0 != .changes || !noChanges }
        settings.templates = templates
        return settings
    }
}
