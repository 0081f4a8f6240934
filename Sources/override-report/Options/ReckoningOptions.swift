import ArgumentParser
import CanvasAPI
import OverrideReport

/// Under which rules dates are decided, and in which zone they are written.
struct ReckoningOptions: ParsableArguments {
    @Option(help: "Time zone of the dates: course (each course's own), utc, or a name like Europe/Berlin.")
    var timeZone: TimeZoneArgument = TimeZoneArgument(choice: .course)

    @Option(
        help: ArgumentHelp(
            "The moment that counts as now, as 2026-12-20T08:00:00-05:00 (default: now).",
            discussion: "It decides which overrides have expired. It does not bring back an earlier state of Canvas.",
            valueName: "instant"
        ),
        transform: Instant.init(typed:)
    )
    var asOf: Instant?

    @Option(
        help: .rare(
            "Section overrides of enrollments that are not active: as-canvas sets them aside, as-active counts them."
        )
    )
    var concluded: ConcludedPolicy = .asCanvas
}
