import CanvasAPI
import Logging
import OverrideReport
import SnapshotStore

/// Fills a snapshot: courses in, one transaction for each.
///
/// It works on a few courses at once and finishes them, rather than starting all: what a kill costs is the work of
/// those few. How many requests really go out together is the client's governor's to say.
struct FetchStage: Sendable {
    let client: CanvasClient
    /// The address the client reads from, without a trailing slash.
    let canvasURL: String
    let store: SnapshotStore
    let budget: RetryBudget
    /// Courses that are worked on at once.
    let width: Int
    let now: @Sendable () -> Instant
    let progress: Progress
    let logger: Logger

    /// - Returns: why courses could not be read, one error for each of them. A course that can't be read is a record in
    ///   the snapshot, and no reason to stop.
    /// - Throws: `CanvasError` when the token is refused, `SnapshotError` when a course can't be saved,
    ///   `CancellationError`.
    func fetch(_ references: [CourseReference]) async throws -> [CanvasError] {
        try await withThrowingTaskGroup(of: CanvasError?.self) { group in
            var waiting = references.makeIterator()
            var failures: [CanvasError] = []
            for _ in 0..<width {
                guard let reference = waiting.next() else { break }
                group.addTask { try await fetchOne(reference) }
            }
            while let failure = try await group.next() {
                if let failure { failures.append(failure) }
                guard let reference = waiting.next() else { continue }
                group.addTask { try await fetchOne(reference) }
            }
            return failures
        }
    }

    private func fetchOne(_ reference: CourseReference) async throws -> CanvasError? {
        try Task.checkCancellation()
        let client = client.scoped(budget: .forCourse(of: budget))
        let snapshot = try await read(reference, client)
        let outcome: CourseRecord.Outcome
        var failure: CanvasError?
        switch snapshot {
        case .success(let snapshot): outcome = .read(snapshot)
        case .failure(let error):
            outcome = .failed(reason: error.reasonForCourse)
            failure = error
        }
        let record = CourseRecord(
            reference: reference,
            outcome: outcome,
            fetchedAt: now(),
            requestCount: client.requestCount
        )
        try store.save(record)
        await progress.finished(record)
        return failure
    }

    private func read(
        _ reference: CourseReference,
        _ client: CanvasClient
    ) async throws -> Result<CourseSnapshot, CanvasError> {
        do {
            let pages = try await CourseFetcher(client: client).pages(of: reference)
            return .success(CourseNormalizer(pages, reference: reference, canvasURL: canvasURL).snapshot())
        } catch let error as CanvasError {
            // A refused token is no matter of one course: asking for the next would be refused as well.
            guard !error.isTokenRefused else { throw error }
            logger.info("course \(reference.text) could not be read", metadata: ["reason": "\(error.description)"])
            return .failure(error)
        }
    }
}
