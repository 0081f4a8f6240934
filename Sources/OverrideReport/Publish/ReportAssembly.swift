import CanvasAPI
import Foundation
import Synchronization

/// `CourseRecord -> CourseReport -> files`, in the list's order: courses are flattened on all cores, and each format is
/// written on a thread of its own, while later courses are still fetched. A few courses at most are between two stages.
struct ReportAssembly: Sendable {
    let store: SnapshotStore
    let arrivals: CourseArrivals
    let settings: ReportSettings
    let templates: ReportTemplates?
    let snapshotName: String
    let version: String
    /// Where the writers write.
    let directory: String
    let events: @Sendable (RunEvent) -> Void

    /// Blocks its thread until everything is written.
    func run() throws -> (ReportTotals, RunFacts) {
        while true {
            if let result = try writeAll() { return result }
            for name in try FileSystem.names(in: directory) { try FileSystem.removeTree("\(directory)/\(name)") }
        }
    }

    /// Writes every course of the list.
    ///
    /// - Returns: `nil` where what was written has to be written anew: entries of the list turned out to mean one course,
    ///   or courses to be in another zone than the headings say. Then more is known the next time.
    private func writeAll() throws -> (ReportTotals, RunFacts)? {
        let list = try store.courseList()
        // The headings need a zone to name: of the first course, and of those that are there already.
        if let first = list.first { _ = try arrivals.wait(for: first) }
        var zones = try courseZones()
        let headings = ReportZones(settings.timeZone, courseZones: zones)
        var facts = try runFacts()
        let lines = try writers(facts, zones).map(FormatLine.init)
        defer { for line in lines { line.stop() } }
        let flattener = CourseFlattener(options: settings.flattening(canvasURL: facts.canvasURL))
        var ahead: [Flattening] = []
        var totals = ReportTotals()

        /// - Returns: whether the headings still hold.
        func deliver() throws -> Bool {
            let report = ahead.removeFirst().report()
            if settings.timeZone == .course, let zone = report.course?.displayZone { zones.insert(zone) }
            guard ReportZones(settings.timeZone, courseZones: zones) == headings else { return false }
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
            ahead.append(Flattening(of: record, by: flattener))
            if ahead.count > ProcessInfo.processInfo.activeProcessorCount, try !deliver() { return nil }
        }
        while !ahead.isEmpty { if try !deliver() { return nil } }
        let isShorter = try arrivals.waitForEnd() && store.courseList().count < list.count
        guard !isShorter, try ReportZones(settings.timeZone, courseZones: courseZones()) == headings else { return nil }
        facts = try runFacts()
        for line in lines { line.finish(totals, facts) }
        for line in lines { try line.waitForEnd() }
        events(.writingEnded)
        return (totals, facts)
    }

    private func courseZones() throws -> Set<TimeZone> {
        Set(try store.timeZoneNames().map { $0.flatMap(TimeZone.init(identifier:)) ?? .gmt })
    }

    private func runFacts() throws -> RunFacts {
        let identity = try store.run().identity
        let fetch = try store.fetchFacts()
        return RunFacts(
            version: version,
            canvasURL: identity.canvasURL,
            viewerName: identity.viewerName,
            viewerID: identity.viewerID,
            asOf: settings.asOf,
            timeZone: settings.timeZone,
            snapshotName: snapshotName,
            firstFetchedAt: fetch.firstFetchedAt,
            lastFetchedAt: fetch.lastFetchedAt,
            requestCount: fetch.requestCount,
            options: settings.described
        )
    }

    private func writers(_ facts: RunFacts, _ courseZones: Set<TimeZone>) throws -> [any ReportWriter] {
        let kinds = Set(settings.kinds)
        return try settings.formats.compactMap { format -> (any ReportWriter)? in
            switch format {
            case .csv: try RowFiles.csv(in: directory, kinds, isRaw: settings.isCSVRaw)
            case .ndjson: try RowFiles.ndjson(in: directory, kinds)
            case .xlsx:
                try WorkbookReportWriter(directory: directory, kinds: kinds, facts: facts, courseZones: courseZones)
            case .html:
                try templates.map { templates in
                    try HTMLReportWriter(
                        directory: directory,
                        kinds: kinds,
                        formats: Set(settings.formats),
                        templates: templates,
                        facts: facts
                    )
                }
            }
        }
    }
}

/// One course on its way through the rules, on any core.
private final class Flattening: Sendable {
    private let group = DispatchGroup()
    private let result = Mutex<CourseReport?>(nil)

    init(of record: CourseRecord, by flattener: CourseFlattener) {
        DispatchQueue.global().async(group: group) { [self] in
            let report = flattener.flatten(record)
            result.withLock { $0 = report }
        }
    }

    /// Waits for it.
    func report() -> CourseReport {
        group.wait()
        guard let report = result.withLock({ $0 }) else { preconditionFailure("a course ended without its report") }
        return report
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
