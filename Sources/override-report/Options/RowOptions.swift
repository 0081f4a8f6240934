import ArgumentParser
import CanvasAPI
import OverrideReport

/// How dates are decided and shown, and which rows there are.
struct RowOptions: ParsableArguments {
    @Option(help: "Zone dates are written in: course (each course's own), utc, or a name like Europe/Berlin.")
    var timeZone: TimeZoneArgument = TimeZoneArgument(choice: .course)

    @Option(
        help: ArgumentHelp(
            "The moment that counts as now, as 2026-12-20T08:00:00-05:00 (default: now).",
            discussion: "It decides which overrides have expired, and the findings. It does not bring back an earlier "
                + "state of Canvas: the data are those that were fetched.",
            valueName: "instant"
        ),
        transform: Instant.init(typed:)
    )
    var asOf: Instant?

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

    /// - Parameters:
    ///   - directory: of the reports.
    ///   - instant: what counts as now, where no option says otherwise.
    func settings(of directory: String, asOf instant: Instant) -> ReportSettings {
        var settings = ReportSettings(directory: directory, asOf: asOf ?? instant)
        settings.timeZone = timeZone.choice
        settings.concluded = concluded
        settings.enrollmentStates = enrollmentState.values
        settings.isCSVRaw = csvRaw
        return settings
    }
}
