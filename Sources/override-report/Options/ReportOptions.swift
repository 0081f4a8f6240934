import ArgumentParser
import CanvasAPI
import Foundation
import OverrideReport

/// What is written, where, and how dates are decided and shown.
struct ReportOptions: ParsableArguments {
    @Option(name: [.short, .long], help: ArgumentHelp("Directory for the reports.", valueName: "dir"))
    var out = "reports"

    @Option(help: "Formats, separated by commas: csv, xlsx, html, ndjson.")
    var format: CommaList<ReportFormat> = CommaList([.csv, .xlsx, .html])

    @Option(
        help: ArgumentHelp(
            "Reports, separated by commas: students, sections, overrides, findings, courses, accommodations (default: all "
                + "that there are).",
            valueName: "list"
        )
    )
    var report: CommaList<ReportKind>?

    @Option(help: ArgumentHelp("Directory of HTML templates that replace the built-in ones.", valueName: "dir"))
    var templates: String?

    @Option(help: "Zone dates are written in: course (each course's own), utc, or a name like Europe/Berlin.")
    var timeZone: TimeZoneArgument = TimeZoneArgument(choice: .course)

    @Option(
        help: ArgumentHelp(
            "The moment that counts as now, as 2026-12-20T08:00:00-05:00 (default: now).",
            discussion: "It decides which overrides have expired, and the findings. It does not bring back an earlier "
                + "state of Canvas: the data are those that were fetched.",
            valueName: "instant"
        )
    )
    var asOf: InstantArgument?

    @Option(
        help: "Section overrides of enrollments that are not active: as-canvas sets them aside, as-active counts them."
    )
    var concluded: ConcludedPolicy = .asCanvas

    @Option(
        help: ArgumentHelp(
            "Only students whose enrollment has one of these states, separated by commas.",
            valueName: "list"
        )
    )
    var enrollmentState: CommaList<EnrollmentState> = CommaList(EnrollmentState.allCases)

    @Flag(help: "Write CSV cells as they are, without the ' that keeps spreadsheets from running formulas.")
    var csvRaw = false

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
        var settings = ReportSettings(directory: out, asOf: asOf?.instant ?? context.now())
        settings.formats = format.values
        settings.kinds = report?.values ?? (hasAccommodations ? ReportKind.allCases : ReportKind.always)
        settings.templates = templates
        settings.timeZone = timeZone.choice
        settings.concluded = concluded
        settings.enrollmentStates = enrollmentState.values
        settings.isCSVRaw = csvRaw
        return settings
    }

    /// What finished reports mean to a script.
    func status(_ totals: ReportTotals) -> ExitStatus {
        if totals.courses[.failed, default: 0] + totals.courses[.partial, default: 0] > 0 { return .incomplete }
        if let severity = failOn.severity, totals.findingCount(atLeast: severity) > 0 { return .findings }
        return .success
    }
}
