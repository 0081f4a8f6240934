import CanvasAPI
import Logging

/// The terms of a run's courses, each asked for once: what a course says of its term are the caller's dates, not those for
/// students.
actor StudentTerms {
    private struct Key: Hashable {
        var account: AccountLocator
        var term: CanvasID

        /// `nil` for a course that names no term.
        init?(of course: Canvas.Course) {
            guard let term = course.enrollmentTermID ?? course.term?.id else { return nil }
            self.term = term
            account = course.rootAccountID.map(AccountLocator.id) ?? .root
        }
    }

    /// The course's term, asked for by itself.
    ///
    /// - Throws: `CanvasError` also where the token may not read it, `CancellationError`.
    static func term(of course: Canvas.Course, _ client: CanvasClient) async throws -> Canvas.Term? {
        guard let key = Key(of: course) else { return nil }
        return try await client.term(key.term, account: key.account)
    }

    private var terms: [Key: Task<Canvas.Term?, any Error>] = [:]
    private var isTold = false
    private let logger: Logger?

    init(logger: Logger? = nil) {
        self.logger = logger
    }

    /// `nil` where it can't be read. That is told once, and takes nothing else away: a course is whole without it.
    ///
    /// - Throws: `CanvasError` when the token is refused, `CancellationError`.
    func term(of course: Canvas.Course, _ client: CanvasClient) async throws -> Canvas.Term? {
        guard let key = Key(of: course) else { return nil }
        let task = terms[key] ?? Task { try await read(key, client) }
        terms[key] = task
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func read(_ key: Key, _ client: CanvasClient) async throws -> Canvas.Term? {
        do {
            return try await client.term(key.term, account: key.account)
        } catch let error as CanvasError where !error.isTokenRefused {
            if !isTold {
                logger?.notice(
                    """
                    the dates that a term has for students can't be read, so the reports do not say when students can \
                    enter a course where the term decides it. Use a token of an administrator of the root account. \
                    \(error.trouble)
                    """
                )
            }
            isTold = true
            return nil
        }
    }
}
