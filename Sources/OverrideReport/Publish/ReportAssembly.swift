import CanvasAPI
import Foundation
import Synchronization

/// `CourseRecord -> CourseReport -> files`, in the list's order: courses are flattened on all cores, and each format is
/// written on a thread of its own, while later courses are still fetched. A few courses at most are between two stages.
struct ReportAssembly: Sendable {
    let store: SnapshotStore
    /// The run before, to tell what changed since.
    let earlier: SnapshotStore?
    let arrivals: CourseArrivals
    let settings: ReportSettings
    let names: StudentNames
    let templates: ReportTemplates?
    let snapshotName: String
    let version: String
    let place: ReportPlace
    let events: @Sendable (RunEvent) -> Void

    /// Blocks its thread until everything is written.
    func run() throws -> (ReportTotals, RunFacts) {
        if case .stream = place, try store.courseList().mayNameOneCourseTwice { _ = try arrivals.waitForEnd() }
        while true {
            if let result = try writeAll() { return result }
            // What has been sent can't be taken back.
            guard case .directory(let directory) = place else { throw CourseSentTwice() }
            for name in try FileSystem.names(in: directory) { try FileSystem.removeTree("\(directory)/\(name)") }
        }
    }

    /// Writes every course of the list.
    ///
    /// - Returns: `nil` where what was written has to be written anew: entries of the list turned out to mean one course,
    ///   or courses to be in another zone than the headings say. Then more is known the next time.
    private func writeAll() throws -> (ReportTotals, RunFacts)? {
        let selection = try ReportSelection(of: store, settings)
        let list = selection.courses
        // The headings need a zone to name: of the first course, and of those that are there already.
        if let first = list.first { _ = try arrivals.wait(for: first) }
        var zones = try courseZones()
        let headings = ReportZones(settings.timeZone, courseZones: zones)
        var facts = try runFacts()
        let lines = try writers(facts, zones).map(FormatLine.init)
        defer { for line in lines { line.stop() } }
        let flattener = CourseFlattener(options: settings.flattening(canvasURL: facts.canvasURL))
        let since = try earlier?.fetchFacts().firstFetchedAt
        let earlier = try earlier.map {
            try EarlierRun($0, flattener, names: names, isPerStudent: settings.isPerStudent)
        }
        var ahead: [Flattening] = []
        var totals = ReportTotals(isCompared: earlier != nil, since: since)
        var compared: Set<CourseReference.Identity> = []

        /// - Returns: whether the headings still hold.
        func deliver() throws -> Bool {
            var (report, counterpart) = try ahead.removeFirst().report()
            if let counterpart { compared.insert(counterpart) }
            let isLast = totals.courses.values.reduce(0, +) == list.count - 1
            if isLast, let earlier, selection.isWhole { report.changes += try earlier.removals(except: compared) }
            if settings.timeZone == .course, let zone = report.course?.displayZone { zones.insert(zone) }
            guard holds(headings, zones) else { return false }
            totals.add(report)
            for line in lines { try line.write(report) }
            events(.written(totals.courses.values.reduce(0, +), of: list.count))
            return true
        }
        for reference in list {
            guard case .saved(let kept) = try arrivals.wait(for: reference) else {
                guard try arrivals.waitForEnd() else {
                    throw SnapshotError.damaged(path: store.path, detail: "course \(reference.text) is missing")
                }
                return nil
            }
            guard let record = try kept ?? store.record(for: reference) else {
                throw SnapshotError.damaged(
                    path: store.path,
                    detail: "course \(reference.text) of its list is missing"
                )
            }
            ahead.append(
                Flattening(of: record) { [names, rows = settings.rows] record in
                    let record = names.applied(to: record)
                    var report = flattener.flatten(record)
                    let counterpart = try earlier?.compare(record, &report)
                    if let student = selection.student { report = report.restricted(to: student) }
                    report.rowChoice = rows
                    return (report, counterpart)
                }
            )
            if ahead.count > ProcessInfo.processInfo.activeProcessorCount, try !deliver() { return nil }
        }
        while !ahead.isEmpty { if try !deliver() { return nil } }
        let isShorter = try arrivals.waitForEnd() && store.courseList().count < list.count
        guard !isShorter, holds(headings, try courseZones()) else { return nil }
        facts = try runFacts()
        for line in lines { line.finish(totals, facts) }
        for line in lines { try line.waitForEnd() }
        events(.writingEnded)
        return (totals, facts)
    }

    /// Rows name the zone of each date, and have no headings that could be wrong.
    private func holds(_ headings: ReportZones, _ zones: Set<TimeZone>) -> Bool {
        if case .stream = place { return true }
        return ReportZones(settings.timeZone, courseZones: zones) == headings
    }

    private func courseZones() throws -> Set<TimeZone> {
        Set(try store.timeZoneNames().map { $0.flatMap(TimeZone.init(identifier:)) ?? .gmt })
    }

    private func runFacts() throws -> RunFacts {
        try store.runFacts(
            of: snapshotName,
            version: version,
            asOf: settings.asOf,
            timeZone: settings.timeZone,
            options: settings.described
        )
    }

    private func writers(_ facts: RunFacts, _ courseZones: Set<TimeZone>) throws -> [any ReportWriter] {
        // Without a run before, there are no changes to write.
        let kinds = Set(settings.kinds).subtracting(earlier == nil ? [.changes] : [])
        switch place {
        case .stream(let write):
            return try settings.formats.compactMap {
                try RowFiles.stream(kinds, settings.columns, as: $0, isRaw: settings.isCSVRaw, to: write)
            }
        case .directory(let directory):
            return try settings.formats.flatMap { try writers($0, in: directory, kinds, facts, courseZones) }
        }
    }

    private func writers(
        _ format: ReportFormat,
        in directory: String,
        _ kinds: Set<ReportKind>,
        _ facts: RunFacts,
        _ courseZones: Set<TimeZone>
    ) throws -> [any ReportWriter] {
        switch format {
        case .csv: return [try RowFiles.csv(in: directory, kinds, settings.columns, isRaw: settings.isCSVRaw)]
        case .ndjson: return [try RowFiles.ndjson(in: directory, kinds, settings.columns)]
        case .xlsx:
            return [
                try WorkbookReportWriter(
                    directory: directory,
                    kinds: kinds,
                    facts: facts,
                    courseZones: courseZones,
                    showsTeachers: settings.showsTeachers
                )
            ]
        case .html:
            guard let templates else { return [] }
            let formats = Set(settings.formats)
            let isComparison = settings.isComparison
            var pages: [any ReportWriter] = []
            if !isComparison {
                pages.append(
                    try HTMLReportWriter(
                        directory: directory,
                        kinds: kinds,
                        formats: formats,
                        templates: templates,
                        facts: facts
                    )
                )
            }
            if kinds.contains(.changes) {
                pages.append(
                    ChangesPage(
                        directory: directory,
                        formats: formats,
                        templates: templates,
                        hasCoursePages: !isComparison && kinds.haveCoursePages
                    )
                )
            }
            return pages
        }
    }
}

/// Where the writers write.
enum ReportPlace: Sendable {
    case directory(String)
    /// One report, as it comes.
    case stream(@Sendable ([UInt8]) throws -> Void)
}

/// Entries of the list turned out to mean one course after its rows had been sent.
struct CourseSentTwice: Error, CustomStringConvertible {
    let description = """
        the list names a course twice, under two different ids, and some rows were written before this was \
        known, so the rows are not complete. Name each course once, or write to a directory.
        """
}

extension [CourseReference] {
    /// Two of the ids may mean one course: a SIS id beside Canvas ids, or an id as another server of Canvas's has it.
    fileprivate var mayNameOneCourseTwice: Bool {
        var (seen, kinds): (Set<Int64>, Set<Bool>) = ([], [])
        for reference in self {
            kinds.insert(reference.identity.isSIS)
            if case .canvas(let id) = reference.identity, !seen.insert(id.rawValue % 10_000_000_000_000).inserted {
                return true
            }
        }
        return kinds.count > 1
    }
}

/// One course on its way through the rules, on any core.
private final class Flattening: Sendable {
    typealias Output = (report: CourseReport, counterpart: CourseReference.Identity?)

    private let group = DispatchGroup()
    private let result = Mutex<Result<Output, any Error>?>(nil)

    init(of record: CourseRecord, by flatten: @escaping @Sendable (CourseRecord) throws -> Output) {
        DispatchQueue.global().async(group: group) { [self] in
            let output = Result<Output, any Error> { try flatten(record) }
            result.withLock { $0 = output }
        }
    }

    /// Waits for it, and for what it was compared with.
    func report() throws -> Output {
        group.wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("a course ended without its report") }
        return try result.get()
    }
}

/// One format's writer, on a thread of its own, with a few courses at most waiting before it.
private final class FormatLine: Sendable {
    private let queue = DispatchQueue(label: "override-report.writer")
    private let places = DispatchSemaphore(value: 3)
    private let failure = Mutex<(any Error)?>(nil)
    // Used on the queue alone.
    private nonisolated(unsafe) let writer: any ReportWriter

    init(_ writer: any ReportWriter) {
        self.writer = writer
    }

    /// Waits while too many courses wait already.
    ///
    /// - Throws: what went wrong with an earlier one.
    func write(_ report: CourseReport) throws {
        try throwFailure()
        places.wait()
        perform {
            try $0.write(report)
        } atEnd: {
            self.places.signal()
        }
    }

    func finish(_ totals: ReportTotals, _ facts: RunFacts) {
        perform { try $0.finish(totals, facts) }
    }

    func waitForEnd() throws {
        stop()
        try throwFailure()
    }

    /// Returns when nothing is written any more; what still waits is given up where writing has failed.
    func stop() {
        queue.sync {}
    }

    private func throwFailure() throws {
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func perform(
        _ work: @escaping @Sendable (any ReportWriter) throws -> Void,
        atEnd: @escaping @Sendable () -> Void = {}
    ) {
        queue.async { [self] in
            defer { atEnd() }
            guard failure.withLock({ $0 == nil }) else { return }
            do {
                try work(writer)
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
    }
}
