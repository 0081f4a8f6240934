import ArgumentParser
import Foundation
import OverrideReport

struct RenderCommand: RecordedCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write reports from a snapshot, without the network.",
        discussion: """
            Two renders of one snapshot with one --as-of are the same, byte for byte.

            Example:  override-report render --snapshot reports/snapshot.sqlite --out again --time-zone utc

            \(HelpTopic.rest)
            """
    )

    @Option(help: ArgumentHelp("Snapshot to read.", valueName: "file"), completion: .file())
    var snapshot = "reports/snapshot.sqlite"

    @Option(
        help: ArgumentHelp(
            "Only these courses of the snapshot, separated by commas: Canvas ids, SIS ids or codes.",
            valueName: "course"
        )
    )
    var only: String?

    @Option(
        help: ArgumentHelp(
            "Only what concerns this student, by Canvas id or SIS id; no other student is named.",
            valueName: "id"
        )
    )
    var student: String?

    @Flag(help: "Say in the list of courses who teaches them, where the snapshot has it.")
    var teachers = false

    @OptionGroup var report: ReportOptions
    @OptionGroup var ending: SummaryOptions
    @OptionGroup(title: "Configuration") var configurationFile: ConfigurationOptions
    @OptionGroup var log: LogOptions

    var place: String? { report.isStream ? nil : report.out }
    var paths: RunSummary.Paths { RunSummary.Paths(reports: place, snapshot: snapshot) }

    func validate() throws {
        try ending.validate(besides: report)
        guard only == nil || !onlyCourses.isEmpty else {
            throw ValidationError("--only names no course. Give ids or codes of courses, separated by commas.")
        }
    }

    private var onlyCourses: [String] {
        (only ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    var interruptionNotice: String {
        report.isStream
            ? "interrupted. Not all rows were written."
            : "interrupted. The last good reports stay as they are."
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        try await recorded(context, snapshot: snapshot) { pipeline, logger in
            let parts = try pipeline.hasParts()
            let destination = try report.destination(
                context,
                hasAccommodations: parts.accommodations,
                otherwise: "Fetch the courses again with --accommodations, or leave it out."
            ) { settings in
                settings.onlyCourses = onlyCourses
                settings.onlyStudent = student
                settings.showsTeachers = teachers
            }
            if teachers, !parts.teachers {
                logger.notice("who teaches the courses is not in the snapshot: fetch them again with --teachers")
            }
            for note in destination.notes { logger.notice("\(note)") }
            return RunOutcome(totals: try await pipeline.render(into: destination), failOn: report.failOn)
        }
    }
}
