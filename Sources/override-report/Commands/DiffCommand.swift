import ArgumentParser
import CanvasAPI
import OverrideReport

struct DiffCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What changed between two snapshots: dates, overrides, extra time, items, students, courses.",
        discussion: """
            Works offline. A directory of reports stands for the snapshot of its last run and the one before it. Both are \
            read as of one moment, so that time alone changes nothing: --as-of, else that of the reports beside the later \
            snapshot, else now. Without --out, the changes are printed as CSV.

            Examples: override-report diff reports
                      override-report diff old.sqlite new.sqlite --exit-code

            \(HelpTopic.rest)
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Two snapshots, the earlier one first; or the directory of a run that had one before it (default: reports).",
            valueName: "old new | dir"
        ),
        completion: .file()
    )
    var places: [String] = []

    @Option(
        help: ArgumentHelp("Directory to write the changes to, other than that of the reports.", valueName: "dir"),
        completion: .directory
    )
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Formats, separated by commas: csv, xlsx, html, ndjson. Without --out, csv or ndjson.",
            valueName: "format"
        )
    )
    var format: CommaList<ReportFormat>?

    @Flag(help: "End with status 5 when there are changes.")
    var exitCode = false

    @Flag(help: "Also a row for each student who follows a change of their section.")
    var perStudent = false

    @OptionGroup(title: "Rows") var rows: RowOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup(title: "Messages") var log: LogOptions

    var interruptionNotice: String { "interrupted." }

    func validate() throws {
        guard places.count <= 2 else {
            throw ValidationError("\(places.count) places are too many. Give two snapshots, or one directory.")
        }
        guard out == nil || out?.isEmpty == false else {
            throw ValidationError("--out is empty. Give the directory for the changes.")
        }
        try rows.validateColumns(of: [.changes])
        if out == nil, let format, format.values != [.csv], format.values != [.ndjson] {
            throw ValidationError(
                "--format \(format.description) can't be printed. Give csv or ndjson, or a directory with --out."
            )
        }
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        if places.count == 2 { return try await run(places[0], places[1], context) }
        let directory = places.first ?? "reports"
        let before = "\(directory)/snapshot.previous.sqlite"
        do {
            return try await run(before, "\(directory)/snapshot.sqlite", context)
        } catch SnapshotError.missing(before) {
            throw Failure(
                "\(directory) has no snapshot of a run before the last one (\(before)). Run once more, or name two "
                    + "snapshots.",
                status: .badInput
            )
        }
    }

    private func run(_ old: String, _ new: String, _ context: RunContext) async throws -> ExitStatus {
        let logger = log.logger(context)
        let pipeline = Pipeline(snapshotFile: new, version: ToolVersion.current, now: context.now, logger: logger)
        let asOf = Pipeline.asOfReports(besideSnapshot: new) ?? context.now()
        var settings = rows.settings(of: out ?? "", asOf: asOf)
        settings.isComparison = true
        settings.isPerStudent = perStudent
        settings.kinds = [.changes]
        let totals: ReportTotals
        if let out {
            guard !ReportSettings.isOfReports(out) else {
                throw Failure(
                    "\(out) holds the reports of a run, which changes must not be mixed with. Choose another --out.",
                    status: .usage
                )
            }
            settings.formats = format?.values ?? [.csv, .xlsx, .html]
            let destination = try ReportDestination(settings)
            for note in destination.notes { logger.notice("\(note)") }
            totals = try await pipeline.compare(with: old, into: destination)
            context.console.print(out)
        } else {
            settings.formats = format?.values ?? [.csv]
            let destination = try ReportDestination(streaming: settings) { context.console.write($0) }
            totals = try await pipeline.compare(with: old, into: destination)
        }
        for course in totals.coursesComparedInPart {
            logger.notice(
                "course \(course) could not be read fully on one side or both: nothing in it is reported as removed"
            )
        }
        if !totals.accommodationChangesRemark.isEmpty { logger.notice("\(totals.accommodationChangesRemark)") }
        return exitCode && totals.changeCount > 0 ? .findings : .success
    }
}
