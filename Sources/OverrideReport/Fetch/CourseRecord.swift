import CanvasAPI

/// A course as the user's list names it.
package struct CourseReference: Sendable, Hashable, Codable {
    package enum Identity: Sendable, Hashable, Codable {
        case canvas(CanvasID)
        case sis(String)
    }

    package var identity: Identity
    /// As it stands in the list, for `course_ref`.
    package var text: String

    package init(identity: Identity, text: String) {
        self.identity = identity
        self.text = text
    }
}

/// What became of one course of the list: the unit that a snapshot stores in one transaction.
package struct CourseRecord: Sendable, Equatable, Codable {
    package enum Outcome: Sendable, Equatable, Codable {
        /// Read; partial when the snapshot has gaps that the dates depend on.
        case read(CourseSnapshot)
        /// Not read; the sentence says why and what to do.
        case failed(reason: String)
    }

    package var reference: CourseReference
    package var outcome: Outcome
    package var fetchedAt: Instant
    package var requestCount: Int

    package init(reference: CourseReference, outcome: Outcome, fetchedAt: Instant, requestCount: Int) {
        self.reference = reference
        self.outcome = outcome
        self.fetchedAt = fetchedAt
        self.requestCount = requestCount
    }
}
