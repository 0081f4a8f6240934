import CanvasAPI
import Foundation
import Logging

/// From a list of courses to published reports:
///
///     course list ─► Fetch ─► Normalize ─► Snapshot ─► Flatten ─► Compare ─► Write ─► Publish
///
///     CourseList   text -> CourseReference              read by the command, before a run
///     Fetch        CourseReference -> CoursePages       the requests of one course, every page
///     Normalize    CoursePages -> CourseSnapshot        one course as clean values
///     Snapshot     CourseSnapshot -> CourseRecord       in one SQLite file, one transaction a course
///     Flatten      CourseRecord -> CourseReport         the rows of one course: who has which date, and why
///     Compare      two readings of a course -> Change   what is not as it was in the run before
///     Write        CourseReport -> files                each format on a thread of its own
///     Publish      files -> the set                     in place of the last set, whole or not at all
///
/// ``SnapshotFiller`` takes courses through Fetch and Normalize into the snapshot; ``ReportDestination`` takes them out of
/// it, through Flatten and Write, and publishes; ``CourseArrivals`` tells the second what the first has saved. So the
/// stages overlap: while later courses are fetched, earlier ones are flattened and written, in the list's order. A failure
/// or an interruption anywhere ends all of it. What was fetched stays, and the next run goes on with it; the last good
/// reports stay as well.
package struct Pipeline: Sendable {
    let snapshotFile: String
    /// Of this program.
    let version: String
    let now: @Sendable () -> Instant
    let logger: Logger
    let events: @Sendable (RunEvent) -> Void

    package init(
        snapshotFile: String,
        version: String,
        now: @escaping @Sendable () -> Instant,
        logger: Logger,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.snapshotFile = snapshotFile
        self.version = version
        self.now = now
        self.logger = logger
        self.events = events
    }

    /// The whole job.
    package func run(
        _ courses: [CourseReference],
        of canvas: CanvasConnection,
        _ fetching: FetchSettings,
        into destination: ReportDestination
    ) async throws -> ReportTotals {
        try await filling(courses, of: canvas, fetching, reports: destination.directory) { store, arrivals in
            try await publishWithChanges(store, arrivals, into: destination) { try store.markFinished(at: now()) }
        }
        .output
    }

    /// Only fills the snapshot.
    ///
    package func fetch(
        _ courses: [CourseReference],
        of canvas: CanvasConnection,
        _ fetching: FetchSettings
    ) async throws -> FetchTotals {
        try await filling(courses, of: canvas, fetching, reports: nil) { store, arrivals in
            // Asked of the snapshot, as what an earlier run read counts too, and joining may find a gap.
            try await onThreadOfItsOwn(stoppingBy: arrivals.fail) {
                _ = try arrivals.waitForEnd()
                return try store.fetchTotals()
            }
        }
        .output
    }

    /// What the courses of the finished snapshot were asked for besides their dates.
    package func hasParts() throws -> (accommodations: Bool, teachers: Bool) {
        let identity = try SnapshotLifecycle.openFinished(file: snapshotFile).closing { try $0.run().identity }
        return (identity.hasAccommodations, identity.hasTeachers)
    }

    /// Only writes reports, from a finished snapshot.
    package func render(into destination: ReportDestination) async throws -> ReportTotals {
        let store = try SnapshotLifecycle.openFinished(file: snapshotFile)
        let totals = try await publishWithChanges(store, try store.arrivals(), into: destination)
        try store.close()
        return totals
    }

    /// What counted as now for the reports that stand beside a snapshot; `nil` where there are none.
    package static func asOfReports(besideSnapshot file: String) -> Instant? {
        ReportManifest.inEffect(in: SnapshotPaths(file: file).directory).flatMap { Instant(rfc3339: $0.asOf) }
    }

    /// Only tells what changed between two finished snapshots, of which the pipeline's is the later.
    package func compare(with earlier: String, into destination: ReportDestination) async throws -> ReportTotals {
        let before = try SnapshotLifecycle.openFinished(file: earlier)
        let store = try SnapshotLifecycle.openFinished(file: snapshotFile)
        let totals = try await publish(store, try store.arrivals(), since: before, into: destination)
        try store.close()
        try before.close()
        return totals
    }

    private var snapshotName: String { String(snapshotFile.split(separator: "/").last ?? "") }

    private func publish(
        _ store: SnapshotStore,
        _ arrivals: CourseArrivals,
        since earlier: SnapshotStore?,
        into destination: ReportDestination,
        seal: @escaping @Sendable () throws -> Void = {}
    ) async throws -> ReportTotals {
        let (totals, notes) = try await destination.publish(
            store,
            since: earlier,
            arrivals,
            snapshotName: snapshotName,
            version: version,
            events: events,
            seal: seal
        )
        events(.published)
        for note in notes { logger.notice("\(note)") }
        return totals
    }

    /// Publishes with what changed since the run before, where there was one and the reports are to tell it.
    private func publishWithChanges(
        _ store: SnapshotStore,
        _ arrivals: CourseArrivals,
        into destination: ReportDestination,
        seal: @escaping @Sendable () throws -> Void = {}
    ) async throws -> ReportTotals {
        var earlier: SnapshotStore?
        do {
            if destination.settings.kinds.contains(.changes) {
                earlier = try SnapshotLifecycle.openBefore(store, file: snapshotFile)
            }
        } catch {
            logger.notice("what changed since the previous run is left out. \(error)")
        }
        let totals = try await publish(store, arrivals, since: earlier, into: destination, seal: seal)
        try earlier?.close()
        return totals
    }

    /// Fills the snapshot while `body` uses it, beside the last one, and then lets it take its place.
    ///
    /// - Parameter reports: where `body` publishes reports, if it does.
    /// - Throws: ``PipelineError`` when no course at all could be read; nothing takes the place of the last snapshot then.
    private func filling<Output: Sendable>(
        _ courses: [CourseReference],
        of canvas: CanvasConnection,
        _ fetching: FetchSettings,
        reports: String?,
        _ body: @escaping @Sendable (SnapshotStore, CourseArrivals) async throws -> Output
    ) async throws -> (result: SnapshotFiller.Result, output: Output) {
        let viewer = try await viewer(of: canvas)
        let lifecycle = try SnapshotLifecycle.begin(
            file: snapshotFile,
            identity: SnapshotIdentity(
                canvasURL: canvas.name,
                viewerID: viewer.id,
                viewerName: viewer.name ?? "user \(viewer.id)",
                hasAccommodations: fetching.asksForAccommodations,
                hasTeachers: fetching.asksForTeachers,
                toolVersion: version
            ),
            startedAt: now(),
            courses: courses,
            reports: reports,
            fresh: fetching.startsOver
        )
        return try await attempt {
            let store = lifecycle.store
            try store.setCourseList(courses)
            let complete = try store.completeCourses(notBefore: now().adding(seconds: -fetching.maximumAge))
            say(lifecycle.beginning, complete: complete.count)
            let arrivals = CourseArrivals(alreadySaved: complete.keys)
            let filler = SnapshotFiller(
                canvas: canvas,
                store: store,
                width: max(2, fetching.concurrency / 4),
                now: now,
                logger: logger,
                arrivals: arrivals,
                quizzesOfAccommodations: fetching.quizzesOfAccommodations,
                readsTeachers: fetching.asksForTeachers,
                events: events
            )
            let finished = try await withThrowingTaskGroup(of: SnapshotFiller.Result.self) { group in
                group.addTask {
                    do {
                        return try await fill(courses, complete, filler)
                    } catch {
                        // Ends whoever waits for courses; the first error is the one to be told.
                        arrivals.fail(error)
                        throw error
                    }
                }
                // Where this fails, the group ends the fetching.
                let output = try await body(store, arrivals)
                guard let result = try await group.next() else { throw CancellationError() }
                return (result, output)
            }
            try lifecycle.finish(at: now())
            return finished
        } onFailure: {
            try lifecycle.close()
        }
    }

    private func fill(
        _ courses: [CourseReference],
        _ complete: [CourseReference.Identity: CanvasID],
        _ filler: SnapshotFiller
    ) async throws -> SnapshotFiller.Result {
        let alreadyDone = courses.count { complete[$0.identity] != nil }
        events(.fetching(courses: courses.count, alreadyDone: alreadyDone))
        defer { events(.fetchingEnded) }
        let result: SnapshotFiller.Result
        do {
            result = try await tellingTraffic(of: filler.canvas.governor) {
                try await filler.fill(courses, complete: complete)
            }
        } catch let error as CanvasError where error.isTokenRefused {
            throw PipelineError.tokenRefusedOnTheWay(error)
        }
        try await tell(result, earlier: alreadyDone, filler)
        if result.readCount == 0, let first = result.failures.first {
            throw PipelineError.nothingRead(
                count: result.failures.count,
                first: String(describing: first),
                isForbidden: result.failures.allSatisfy { ($0 as? CanvasError)?.isForbidden ?? false }
            )
        }
        // Only now may what was written be published.
        filler.arrivals.end(hasJoined: result.hasJoined)
        return result
    }

    /// Once a second while `body` works, and at its end.
    private func tellingTraffic<Result>(
        of governor: ThrottleGovernor,
        _ body: () async throws -> Result
    ) async throws -> Result {
        @Sendable func tell() async {
            events(.traffic(await governor.statistics, quotaLeft: await governor.quotaLeft))
        }
        let teller = Task {
            while true {
                try await Task.sleep(for: .seconds(1))
                await tell()
            }
        }
        defer { teller.cancel() }
        do {
            let result = try await body()
            await tell()
            return result
        } catch {
            await tell()
            throw error
        }
    }

    /// Whose token it is: the first request of a run, and so the one that finds out whether there is a Canvas at all.
    private func viewer(of canvas: CanvasConnection) async throws -> Canvas.User {
        let hint = Task {
            try await Task.sleep(for: .seconds(5))
            logger.notice("no answer from \(canvas.url) yet; still trying")
        }
        defer { hint.cancel() }
        do {
            return try await canvas.client.currentUser()
        } catch let error as CanvasError where !error.isTokenRefused {
            throw PipelineError.unusable(url: canvas.url.description, error)
        }
    }

    /// Courses and requests are those of the reports: of the whole run, however often it was interrupted.
    private func tell(_ result: SnapshotFiller.Result, earlier: Int, _ filler: SnapshotFiller) async throws {
        let statistics = await filler.canvas.governor.statistics
        let waited = statistics.waited.formatted(.units(allowed: [.hours, .minutes, .seconds], width: .narrow))
        let requests = try filler.store.fetchFacts().requestCount
        let failed = result.failures.isEmpty ? "" : " of \(result.courseCount)"
        let before = earlier == 0 ? "" : ", \(earlier) of them before the interruption,"
        logger.notice(
            """
            fetched \(result.readCount)\(failed) courses\(before) with \(requests) requests: \
            \(statistics.refusals) refused by the throttle, \(statistics.retries) tried again, waited \(waited)
            """
        )
    }

    private func say(_ beginning: SnapshotLifecycle.Beginning, complete: Int) {
        switch beginning {
        case .new: break
        case .resumed: logger.notice("resuming an unfinished run: \(complete) courses are there already")
        case .startedOver(let reason): logger.notice("starting over: \(reason)")
        }
    }
}

/// How a run fetches.
package struct FetchSettings: Sendable {
    /// Requests in flight at most.
    var concurrency = 8
    /// How old a course of an unfinished run may be to be kept, in seconds.
    var maximumAge: Int64 = 24 * 3600
    /// What an unfinished run fetched is dropped.
    var startsOver = false
    /// Classic Quizzes are asked who has extra time or attempts.
    var asksForAccommodations = false
    /// Courses are asked who teaches them.
    var asksForTeachers = false

    /// Which of a course's are asked.
    fileprivate var quizzesOfAccommodations: (@Sendable (CourseSnapshot) -> [CanvasID])? {
        guard asksForAccommodations else { return nil }
        return { $0.assignedClassicQuizIDs }
    }

    package init(
        concurrency: Int,
        maximumAge: Int64,
        startsOver: Bool,
        asksForAccommodations: Bool = false,
        asksForTeachers: Bool = false
    ) {
        self.concurrency = concurrency
        self.maximumAge = maximumAge
        self.startsOver = startsOver
        self.asksForAccommodations = asksForAccommodations
        self.asksForTeachers = asksForTeachers
    }
}

/// Why a run could not begin, or came to nothing.
package enum PipelineError: Error, CustomStringConvertible {
    case unusable(url: String, CanvasError)
    case tokenRefusedOnTheWay(CanvasError)
    /// None of the courses; `isForbidden` when the token may read none of them.
    case nothingRead(count: Int, first: String, isForbidden: Bool)

    package var description: String {
        switch self {
        case .unusable(let url, let error): "Canvas at \(url) can't be used. \(error)"
        case .tokenRefusedOnTheWay(let error):
            "\(error) What was fetched is kept: start the same command again with a good token, and it goes on."
        case .nothingRead(let count, let first, _):
            "none of the \(count) courses could be read, so the last reports stay as they are. The first: \(first)"
        }
    }
}
