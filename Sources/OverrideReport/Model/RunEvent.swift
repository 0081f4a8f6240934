/// What a run tells of itself while it works, for a progress line.
package enum RunEvent: Sendable {
    /// Before the first course, which may take a while. `alreadyDone` courses are there from an interrupted run.
    case fetching(courses: Int, alreadyDone: Int)
    /// A course, as its list names it, and what became of it; the reason is a sentence, for one that failed.
    case fetched(course: String, CourseRow.Status, reason: String?, requests: Int)
    /// An entry of the list that means the same course as another.
    case joined(course: String, to: String)
    case fetchingEnded
    /// So many courses of the list have gone to the writers.
    case written(Int, of: Int)
    case writingEnded
}

extension RunEvent {
    init(_ record: CourseRecord) {
        let reason = if case .failed(let reason) = record.outcome { reason } else { nil as String? }
        self = .fetched(course: record.reference.text, record.status, reason: reason, requests: record.requestCount)
    }
}
