import CanvasAPI
import Foundation

/// What is written, where, and how dates are decided and shown.
package struct ReportSettings: Sendable {
    /// Of the reports.
    package var directory: String
    package var formats: [ReportFormat] = [.csv, .xlsx, .html]
    package var kinds: [ReportKind] = ReportKind.always
    /// Of templates that replace the built-in ones.
    package var templates: String?
    package var timeZone: TimeZoneChoice = .course
    /// The moment that counts as now.
    package var asOf: Instant
    package var concluded: ConcludedPolicy = .asCanvas
    package var enrollmentStates: [EnrollmentState] = EnrollmentState.allCases
    /// CSV cells stand as they are, without what keeps spreadsheets from running formulas.
    package var isCSVRaw = false
    /// Changes alone, of two snapshots: no set of reports, and so without a manifest.
    package var isComparison = false
    /// Students who follow a change of their section have rows of their own.
    package var isPerStudent = false

    package init(directory: String, asOf: Instant) {
        self.directory = directory
        self.asOf = asOf
    }

    /// Whether a directory holds the reports of a run, or a set that is on its way there.
    package static func isOfReports(_ directory: String) -> Bool {
        let places = ["", TemporaryNames.ready + "/"]
        return places.contains {
            FileManager.default.fileExists(atPath: "\(directory)/\($0)\(ReportManifest.fileName)")
        }
    }

    func flattening(canvasURL: String) -> FlattenOptions {
        FlattenOptions(
            asOf: asOf,
            concluded: concluded,
            enrollmentStates: Set(enrollmentStates),
            timeZone: timeZone,
            canvasURL: canvasURL
        )
    }
}

/// The place of a run's reports, held and looked over before anything is fetched.
package struct ReportDestination: Sendable {
    let settings: ReportSettings
    private let templates: ReportTemplates?
    private let output: PreparedOutput

    /// Finds out before hours of fetching what would stop the writing at their end.
    ///
    /// - Throws: ``OutputBusy``, `FileError`, or what is wrong with a template.
    package init(_ settings: ReportSettings) throws {
        self.settings = settings
        let kinds = Set(settings.kinds)
        output = try OutputDirectory(settings.directory).prepare(for: settings.formats.flatMap { $0.places(kinds) })
        guard settings.formats.contains(.html) else {
            templates = nil
            return
        }
        templates = try settings.templates.map { try .replaced(from: $0) } ?? .builtIn()
    }

    /// For the log, a sentence each.
    package var notes: [String] { output.notes }

    /// Writes the reports of a snapshot as its courses arrive, and puts them in place when they are whole.
    ///
    /// - Parameter earlier: the run before, to tell what changed since.
    /// - Returns: what was counted, and for the log a sentence for each trouble with the place.
    /// - Throws: an error before the new set is whole; the last good reports stay then, and nothing is left behind.
    func publish(
        _ store: SnapshotStore,
        since earlier: SnapshotStore?,
        _ arrivals: CourseArrivals,
        snapshotName: String,
        version: String,
        events: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> (totals: ReportTotals, notes: [String]) {
        let staged = try output.stage()
        return try await attempt {
            let assembly = ReportAssembly(
                store: store,
                earlier: earlier,
                arrivals: arrivals,
                settings: settings,
                templates: templates,
                snapshotName: snapshotName,
                version: version,
                place: .directory(staged.path),
                events: events
            )
            let (totals, facts) = try await onThreadOfItsOwn(stoppingBy: arrivals.fail) { try assembly.run() }
            try Task.checkCancellation()
            return (totals, try staged.publish(facts, totals, hasManifest: !settings.isComparison).notes)
        } onFailure: {
            try staged.discard()
        }
    }
}

/// Runs what blocks outside of the cooperative pool.
///
/// - Parameter stop: ends the body early with the error it is given.
func onThreadOfItsOwn<Result: Sendable>(
    stoppingBy stop: @escaping @Sendable (any Error) -> Void,
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
        }
    } onCancel: {
        stop(CancellationError())
    }
}
