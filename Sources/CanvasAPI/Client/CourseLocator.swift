/// How a course is named to Canvas. Every endpoint of a course takes either form, but the id is what the answers use.
package enum CourseLocator: Hashable, Sendable, CustomStringConvertible {
    case id(CanvasID)
    /// The SIS id, as the SIS has it: it is escaped here.
    case sis(String)

    /// One path segment: `42`, or `sis_course_id:CS%2F101%2E11` with everything but letters and digits escaped, the way
    /// Canvas asks for slashes and dots.
    var pathSegment: String {
        switch self {
        case .id(let id): id.description
        case .sis(let sisID): "sis_course_id:" + PercentEncoding.strict(sisID)
        }
    }

    /// `42` or `sis_course_id:CS/101.11`
    package var description: String {
        switch self {
        case .id(let id): id.description
        case .sis(let sisID): "sis_course_id:" + sisID
        }
    }
}
