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
    package var columns = ColumnChoice.all
    package var rows = RowChoice.all
    package var names = NameChoice.full
    /// The file of the key of pseudonyms.
    package var pseudonymKey: String?
    /// Courses of the snapshot, each by an id or its code; empty for all of them.
    package var onlyCourses: [String] = []
    /// The one whose rows are shown, by an id.
    package var onlyStudent: String?
    /// CSV cells stand as they are, without what keeps spreadsheets from running formulas.
    package var isCSVRaw = false
    /// The list of courses says who teaches them.
    package var showsTeachers = false
    /// Changes alone, of two snapshots: no set of reports, and so without a manifest.
    package var isComparison = false
    /// Students who follow a change of their section have rows of their own.
    package var isPerStudent = false

    package init(directory: String, asOf: Instant) {
        self.directory = directory
        self.asOf = asOf
    }

    /// - Throws: what is wrong with the key, which is made where there is none.
    func studentNames() throws -> StudentNames {
        switch names {
        case .full: .full
        case .leftOut: .leftOut
        case .pseudonym: .pseudonyms(try PseudonymKey(at: pseudonymKey ?? ""))
        }
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
            canvasURL: canvasURL,
            showsTeachers: showsTeachers
        )
    }
}

/// The place of a run's reports, held and looked over before anything is fetched.
package struct ReportDestination: Sendable {
    private enum Place {
        case directory(PreparedOutput, ReportTemplates?)
        case stream(@Sendable ([UInt8]) throws -> Void)
    }

    let settings: ReportSettings
    private let names: StudentNames
    private let place: Place

    /// Finds out before hours of fetching what would stop the writing at their end.
    ///
    /// - Throws: ``OutputBusy``, `FileError`, or what is wrong with a template.
    package init(_ settings: ReportSettings) throws {
        self.settings = settings
        names = try settings.studentNames()
        let kinds = Set(settings.kinds)
        let output = try OutputDirectory(settings.directory).prepare(for: settings.formats.flatMap { $0.places(kinds) })
        var templates: ReportTemplates?
        if settings.formats.contains(.html) {
            templates = try settings.templates.map { try .replaced(from: $0) } ?? .builtIn()
        }
        place = .directory(output, templates)
    }

    /// One report in one format of rows, course by course as they come; nothing is put in place.
    ///
    /// - Parameter write: gets whole rows. What it throws ends the run.
    package init(streaming settings: ReportSettings, to write: @escaping @Sendable ([UInt8]) throws -> Void) throws {
        self.settings = settings
        names = try settings.studentNames()
        place = .stream(write)
    }

    /// Where a set of reports is put; `nil` for a stream.
    var directory: String? { if case .directory = place { settings.directory } else { nil } }

    /// For the log, a sentence each.
    package var notes: [String] {
        let key = settings.names == .pseudonym ? settings.pseudonymKey : nil
        let warning = key.flatMap { try? PseudonymKey.warning(about: $0) }
        guard case .directory(let output, _) = place else { return [warning].compactMap(\.self) }
        return output.notes + [warning].compactMap(\.self)
    }

    /// Writes the reports of a snapshot as its courses arrive, and puts them in place when they are whole.
    ///
    /// - Parameters:
    ///   - earlier: the run before, to tell what changed since.
    ///   - seal: is called when all is written: the snapshot does not change any more after it.
    /// - Returns: what was counted, and for the log a sentence for each trouble with the place.
    /// - Throws: an error before the new set is whole; the last good reports stay then, and nothing is left behind.
    func publish(
        _ store: SnapshotStore,
        since earlier: SnapshotStore?,
        _ arrivals: CourseArrivals,
        snapshotName: String,
        version: String,
        events: @escaping @Sendable (RunEvent) -> Void,
        seal: @escaping @Sendable () throws -> Void = {}
    ) async throws -> (totals: ReportTotals, notes: [String]) {
        func write(_ templates: ReportTemplates?, to place: ReportPlace) async throws -> (ReportTotals, RunFacts) {
            let assembly = ReportAssembly(
                store: store,
                earlier: earlier,
                arrivals: arrivals,
                settings: settings,
                names: names,
                templates: templates,
                snapshotName: snapshotName,
                version: version,
                place: place,
                events: events
            )
            return try await onThreadOfItsOwn(stoppingBy: arrivals.fail) { try assembly.run() }
        }
        let (output, templates): (PreparedOutput, ReportTemplates?)
        switch place {
        case .stream(let send): return (try await write(nil, to: .stream(send)).0, [])
        case .directory(let held, let read): (output, templates) = (held, read)
        }
        let staged = try output.stage()
        let hasManifest = !settings.isComparison
        return try await attempt {
            var (totals, facts) = try await write(templates, to: .directory(staged.path))
            try Task.checkCancellation()
            try seal()
            if hasManifest { facts.snapshotSHA256 = try store.sha256() }
            return (totals, try staged.publish(facts, totals, hasManifest: hasManifest).notes)
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
