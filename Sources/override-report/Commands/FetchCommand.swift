import ArgumentParser
@testable import OverrideReport

struct FetchCommand: LoggingCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch courses from Canvas into a snapshot, without writing reports.",
        discussion: """
            An unfinished fetch is gone on with. A fetch after a finished one reads everything anew; the snapshot before \
            it stays beside it as ….previous.sqlite.

            Example:  override-report fetch courses.csv --snapshot term.sqlite
            """
    )

    @OptionGroup var courses: CourseListOptions
    @OptionGroup var canvas: CanvasOptions

    @Option(help: ArgumentHelp("Snapshot to fill.", valueName: "file"))
    var snapshot: String

    @OptionGroup var fetch: FetchOptions
    @OptionGroup var log: LogOptions

    var interruptionNotice: String {
        "interrupted. What was fetched is kept: start the same command again, and it goes on."
    }

    func run(_ context: RunContext) async throws -> ExitStatus {
        let runner = SnapshotRunner(
            context: context,
            canvas: canvas,
            list: courses,
            fetch: fetch,
            log: log,
            snapshotFile: snapshot,
            logger: log.logger(context)
        )
        let status = try await runner.run { store in
            var isComplete = true
            try store.forEachRecord { isComplete = isComplete && $0.isComplete }
            return isComplete ? .success : .incomplete
        }
        context.console.print(snapshot)
        return status
    }
}

extension CourseRecord {
    /// Read, and without a gap.
    var isComplete: Bool {
        if case .read(let snapshot) = outcome { snapshot.gaps.isEmpty } else { false }
    }
}
