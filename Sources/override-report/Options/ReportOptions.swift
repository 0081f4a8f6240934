import ArgumentParser
import OverrideReport

/// What is written, where, and how dates are decided and shown.
struct ReportOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Directory for the reports; - prints one report, as csv or ndjson, and puts nothing in place.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var out = "reports"

    @Option(
        help: "Formats, separated by commas (default: csv,xlsx,html; csv with --out -)."
    )
    var format: CommaList<ReportFormat>?

    @Option(
        help: ArgumentHelp(
            "Reports, separated by commas (default: all that there are).",
            valueName: "list"
        )
    )
    var report: CommaList<ReportKind>?

    @Option(
        help: .rare("Directory of HTML templates that replace the built-in ones.", valueName: "dir"),
        completion: .directory
    )
    var templates: String?

    @Flag(help: .rare("Leave out what changed since the previous run."))
    var noChanges = false

    @OptionGroup(title: "Rows") var rows: RowOptions

    @Option(help: "End with status 5 when there are findings of this severity or worse.")
    var failOn: FailOn = .never

    /// Those that are named, or else those of every snapshot.
    private var kinds: [ReportKind] { report?.values ?? ReportKind.always }

    func validate() throws {
        guard !out.isEmpty else { throw ValidationError("--out is empty. Give the directory for the reports.") }
        try rows.validateColumns(of: kinds)
        guard isStream else { return }
        guard kinds.count == 1, kinds != [.changes] else {
            let names = ReportKind.allCases.filter { $0 != .changes }.map(\.rawValue).joined(separator: ", ")
            let chosen = kinds == [.changes] ? "changes, which diff prints," : "\(kinds.count) reports"
            throw ValidationError("--out - prints one report, and \(chosen) are chosen. Give --report one of \(names).")
        }
        guard formats == [.csv] || formats == [.ndjson] else {
            let chosen = CommaList(formats).description
            throw ValidationError("--out - prints csv or ndjson, and --format is \(chosen). Give one of the two.")
        }
    }

    /// The one report is printed, and no set of reports is put in place.
    var isStream: Bool { out == "-" }

    private var formats: [ReportFormat] { format?.values ?? (isStream ? [.csv] : [.csv, .xlsx, .html]) }

    /// Where the reports go: looked over before hours of fetching, not after.
    ///
    /// - Parameters:
    ///   - hasAccommodations: whether there are any to write.
    ///   - remedy: what to do where there are none.
    /// - Throws: a ``Failure`` with status 64 where accommodations are named and there are none.
    func destination(
        _ context: RunContext,
        hasAccommodations: Bool,
        otherwise remedy: String,
        _ shape: (inout ReportSettings) -> Void = { _ in }
    ) throws -> ReportDestination {
        if !hasAccommodations, report?.values.contains(.accommodations) == true {
            throw Failure("--report names accommodations, and there are none. \(remedy)", status: .usage)
        }
        var settings = rows.settings(of: out, asOf: context.now())
        settings.formats = formats
        let kinds = report?.values ?? (hasAccommodations ? ReportKind.allCases : ReportKind.always)
        settings.kinds = kinds.filter { $0 != .changes || !noChanges }
        settings.templates = templates
        shape(&settings)
        let console = context.console
        return try isStream ? .init(streaming: settings) { try console.stream($0) } : .init(settings)
    }
}
