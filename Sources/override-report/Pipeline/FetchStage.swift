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

    /// - Throws: `CanvasError` when the token is refused, `SnapshotError` when a course can't be saved,
    ///   `CancellationError`. A course that can't be read is a record, not an error.
    func fetch(_ references: [CourseReference]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var waiting = references.makeIterator()
            for _ in 0..<width {
                guard let reference = waiting.next() else { break }
                group.addTask { try await fetchOne(reference) }
            }
            while try await group.next() != nil {
                guard let reference = waiting.next() else { continue }
                group.addTask { try await fetchOne(reference) }
            }
        }
    }

    private func fetchOne(_ reference: CourseReference) async throws {
        try Task.checkCancellation()
        let client = client.scoped(budget: .forCourse(of: budget))
        let outcome = try await outcome(of: reference, client)
        let record = CourseRecord(
            reference: reference,
            outcome: outcome,
            fetchedAt: now(),
            requestCount: client.requestCount
        )
        try store.save(record)
        await progress.finished(record)
    }

    private func outcome(of reference: CourseReference, _ client: CanvasClient) async throws -> CourseRecord.Outcome {
        do {
            let pages = try await CourseFetcher(client: client).pages(of: reference)
            return .read(CourseNormalizer(pages, reference: reference, canvasURL: canvasURL).snapshot())
        } catch let error as CanvasError {
            // A refused token is no matter of one course: asking for the next would be refused as well.
            guard !error.isTokenRefused else { throw error }
            logger.info("course \(reference.text) could not be read", metadata: ["reason": "\(error.description)"])
            return .failed(reason: error.description)
        }
    }
}
