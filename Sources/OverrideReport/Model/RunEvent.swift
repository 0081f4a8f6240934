/// What a run tells of itself while it works, for a progress line.
package enum RunEvent: Sendable {
    /// Before the first course, which may take a while. `alreadyDone` courses are there from an interrupted run.
    case fetching(courses: Int, alreadyDone: Int)
    case fetched(CourseRecord)
    /// An entry of the list that means the same course as another.
    case joined(CourseReference, to: CourseReference)
    case fetchingEnded
    /// So many courses of the list have gone to the writers.
    case written(Int, of: Int)
    case writingEnded
}
