import struct CanvasAPI.ThrottleStatistics

/// What a run tells of itself while it works, for a progress line and the summary.
package enum RunEvent: Sendable {
    /// Before the first course, which may take a while. `alreadyDone` courses are there from an interrupted run.
    case fetching(courses: Int, alreadyDone: Int)
    /// A course, as its list names it, is asked for.
    case begun(course: String)
    /// What became of it; the reason is a sentence, for one that is not complete.
    case fetched(course: String, CourseRow.Status, reason: String?)
    /// An entry of the list that means the same course as another.
    case joined(course: String, to: String)
    /// Once a second while courses are fetched, and at the end of it, whatever the end is.
    case traffic(ThrottleStatistics, quotaLeft: Double?)
    case fetchingEnded
    /// So many courses of the list have gone to the writers.
    case written(Int, of: Int)
    case writingEnded
    /// The reports are in their place.
    case published
}

extension RunEvent {
    init(_ record: CourseRecord) {
        self = .fetched(course: record.reference.text, record.status, reason: record.reason)
    }
}
