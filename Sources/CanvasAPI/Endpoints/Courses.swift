/// Namespace of the objects that Canvas sends, typed as Canvas sends them: a field that Canvas may leave out, or send as
/// null, is optional; only fields that are used are decoded; ids may be numbers or strings.
package enum Canvas {}

// MARK: Who is asking, and the courses there are

extension CanvasClient {
    /// `GET /users/self`: the token's owner. Needs no permission, so that a refusal means the token itself.
    package func currentUser() async throws -> Canvas.User {
        try await one("/users/self")
    }

    /// `GET /courses/:id?include[]=term`, by Canvas id or SIS id. With its account it is `include[]=account` too. A deleted course is `notFound`; a course that the caller
    /// may not read is `forbidden`, with 403, and 401 on an older Canvas. SIS fields need the right to read SIS data.
    ///
    /// The course that comes has the id that was asked for, or Canvas redirected to it: any other is `malformed`.
    package func course(_ reference: CourseLocator, withAccount: Bool = false) async throws -> Canvas.Course {
        let parts = ["term"] + (withAccount ? ["account"] : [])
        let target = target("/courses/\(reference.pathSegment)", parts.map { ("include[]", $0) })
        return try await call(CanvasRequest(target: target)) { reply in
            let course = try CanvasJSON.decode(Canvas.Course.self, from: reply.body)
            if case .id(let id) = reference, !reply.isRedirected, !id.isAnswered(by: course.id) {
                throw MalformedAnswer(path: "id", reason: "another course came: \(course.id)", isJSON: true)
            }
            return course
        }
    }
}

extension Canvas {
    /// Of a course whose dates keep the caller out, Canvas sends little more than the id and
    /// `access_restricted_by_date`.
    package struct Course: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        package var courseCode: String?
        /// Only for callers who may read or manage SIS data.
        package var sisCourseID: String?
        /// `unpublished`, `available`, `completed` or `deleted`.
        package var workflowState: String?
        /// An IANA name (`America/Denver`).
        package var timeZone: String?
        package var startAt: Instant?
        package var endAt: Instant?
        /// With the dates that it has for the caller.
        package var term: Term?
        package var enrollmentTermID: CanvasID?
        /// Students can enter the course between its own dates, and not the term's.
        package var restrictEnrollmentsToCourseDates: Bool?
        package var accountID: CanvasID?
        package var rootAccountID: CanvasID?
        /// Only where it was asked for.
        package var account: Account?
        /// Only in the list of an account's courses, as the number of students.
        package var accountName: String?
        /// Students whose enrollment has begun or is to begin.
        package var totalStudents: Int?
        /// The caller's own enrollments in the course; absent or empty for an administrator.
        package var enrollments: [CallerEnrollment]?

        enum CodingKeys: String, CodingKey {
            case id, name, term, account, enrollments
            case courseCode = "course_code"
            case sisCourseID = "sis_course_id"
            case workflowState = "workflow_state"
            case timeZone = "time_zone"
            case startAt = "start_at"
            case endAt = "end_at"
            case enrollmentTermID = "enrollment_term_id"
            case restrictEnrollmentsToCourseDates = "restrict_enrollments_to_course_dates"
            case accountID = "account_id"
            case rootAccountID = "root_account_id"
            case accountName = "account_name"
            case totalStudents = "total_students"
        }
    }

    /// How the caller is enrolled in a course, as the course itself tells it.
    package struct CallerEnrollment: Decodable, Equatable, Sendable {
        /// The caller sees only students of the caller's own sections.
        package var limitPrivilegesToCourseSection: Bool?

        enum CodingKeys: String, CodingKey {
            case limitPrivilegesToCourseSection = "limit_privileges_to_course_section"
        }
    }
}
