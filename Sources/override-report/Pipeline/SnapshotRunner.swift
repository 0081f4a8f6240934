import CanvasAPI
import Foundation
import Logging
@testable import OverrideReport

/// Everything between a course list and a filled snapshot, for `run` and `fetch`.
struct SnapshotRunner: Sendable {
    let context: RunContext
    let canvas: CanvasOptions
    let list: CourseListOptions
    let fetch: FetchOptions
    let log: LogOptions
    let snapshotFile: String
    let logger: Logger
    /// Where the body publishes reports, if it does.
    var reports: String?

    /// Fills the snapshot, gives it to `body` while it is still beside the last one, and then lets it take its place.
    ///
    /// - Throws: a ``Failure`` with status 4 or 1 when no course at all could be read; nothing takes the place of the
    ///   last snapshot then, and `body` is not called.
    func run(_ body: @escaping @Sendable (SnapshotStore) async throws -> ExitStatus) async throws -> ExitStatus {
        try await CanvasSession.with(
            canvas,
            concurrency: fetch.concurrency,
            context: context,
            logger: logger
        ) { session in
            try await run(session, body)
        }
    }

    private func run(
        _ session: CanvasSession,
        _ body: @Sendable (SnapshotStore) async throws -> ExitStatus
    ) async throws -> ExitStatus {
        let courses = try CourseListSource(options: list, canvasURL: session.url.description)
            .read(context, sandboxSamples: session.samples, logger: logger).references
        let viewer = try await viewer(session)
        // The sandbox takes another port each time; it is one Canvas all the same.
        let canvasURL = canvas.sandbox ? "http://127.0.0.1" : session.url.description
        let lifecycle = try SnapshotLifecycle.begin(
            file: snapshotFile,
            identity: SnapshotIdentity(
                canvasURL: canvasURL,
                viewerID: viewer.id,
                viewerName: viewer.name ?? "user \(viewer.id)",
                toolVersion: ToolVersion.current
            ),
            startedAt: context.now(),
            courses: courses,
            reports: reports,
            fresh: fetch.fresh
        )
        do {
            try await fill(lifecycle, courses, session)
            let status = try await body(lifecycle.store)
            try lifecycle.finish(at: context.now())
            return status
        } catch {
            try lifecycle.close()
            throw error
        }
    }

    /// Whose token it is: the first request of a run, and so the one that finds out whether there is a Canvas at all.
    private func viewer(_ session: CanvasSession) async throws -> Canvas.User {
        let hint = Task {
            try await Task.sleep(for: .seconds(5))
            logger.notice("no answer from \(session.url) yet; still trying")
        }
        defer { hint.cancel() }
        do {
            return try await session.client.currentUser()
        } catch let error as CanvasError where !error.isTokenRefused {
            throw Failure("Canvas at \(session.url) can't be used. \(error.description)")
        }
    }

    private func fill(
        _ lifecycle: SnapshotLifecycle,
        _ courses: [CourseReference],
        _ session: CanvasSession
    ) async throws {
        let store = lifecycle.store
        try store.setCourseList(courses)
        let oldest = context.now().adding(seconds: -fetch.maxAge.seconds)
        let complete = try store.completeCourses(notBefore: oldest)
        let completeCount = courses.count { complete[$0.identity] != nil }
        say(lifecycle.beginning, complete: completeCount)

        let progress = Progress(
            console: context.console,
            style: log.progressStyle(context.console, logger),
            total: courses.count,
            alreadyDone: completeCount
        )
        let stage = FetchStage(
            client: session.client,
            canvasURL: session.url.description,
            store: store,
            budget: session.budget,
            width: max(2, fetch.concurrency / 4),
            now: context.now,
            progress: progress,
            logger: logger
        )
        await progress.begin()
        let result: FetchStage.Result
        do {
            result = try await stage.fetch(courses, complete: complete)
        } catch {
            await progress.end()
            guard let error = error as? CanvasError, error.isTokenRefused else { throw error }
            throw Failure(
                "\(error.description) What was fetched is kept: start the same command again with a good token, and it "
                    + "goes on.",
                status: .tokenRefused
            )
        }
        await progress.end()
        try await report(result, earlier: completeCount, store, session)
        guard result.readCount == 0, let first = result.failures.first else { return }
        let isForbidden = result.failures.allSatisfy { ($0 as? CanvasError)?.isForbidden ?? false }
        throw Failure(
            "none of the \(result.failures.count) courses could be read, so the last reports stay as they are. "
                + "The first: \(first)",
            status: isForbidden ? .tokenRefused : .failed
        )
    }

    /// Courses and requests are those of the reports: of the whole run, however often it was interrupted.
    private func report(
        _ result: FetchStage.Result,
        earlier: Int,
        _ store: SnapshotStore,
        _ session: CanvasSession
    ) async throws {
        let statistics = await session.governor.statistics
        let waited = statistics.waited.formatted(.units(allowed: [.hours, .minutes, .seconds], width: .narrow))
        let requests = try store.fetchFacts().requestCount
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
        case .resumed: logger.notice("going on with an unfinished run: \(complete) courses are there already")
        case .startedOver(let reason): logger.notice("starting over: \(reason)")
        }
    }
}
