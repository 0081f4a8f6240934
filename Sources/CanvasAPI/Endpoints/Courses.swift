/// Namespace of the objects that Canvas sends, typed as Canvas sends them: a field that Canvas may leave out, or send as
/// null, is optional; only fields that are used are decoded; ids may be numbers or strings.
package enum Canvas {}

// MARK: Who is asking, and the courses there are

extension CanvasClient {
    /// `GET /users/self`: the token's owner. Needs no permission, so that a refusal means the token itself.
    package func currentUser() async throws -> Canvas.User {
        try await one("/users/self")
    }

    /// `GET /courses/:id?include[]=term`, by Canvas id or SIS id. A deleted course is `notFound`; a course that the caller
    /// may not read is `forbidden`, with 403, and 401 on an older Canvas. SIS fields need the right to read SIS data.
    ///
    /// The course that comes has the id that was asked for, or Canvas redirected to it: any other is `malformed`.
    package func course(_ reference: CourseLocator) async throws -> Canvas.Course {
        let target = target("/courses/\(reference.pathSegment)", [("include[]", "term")])
        return try await call(CanvasRequest(target: target)) { reply in
            let course = try CanvasJSON.decode(Canvas.Course.self, from: reply.body)
            if case .id(let id) = reference, !reply.isRedirected, !id.isAnswered(by: course.id) {
                throw MalformedAnswer(path: "id", reason: "another course came: \(course.id)", isJSON: true)
            }
            return course
        }
    }

    /// `GET /accounts/:id/courses`: every course of the account and its subaccounts but deleted ones, paged. Needs the
    /// right to read the account's course list.
    ///
    /// - Parameters:
    ///   - account: an id as it stands in the path: a number, `self`, or `sis_account_id:…` in its raw form.
    ///   - term: an id, or `sis_term_id:…` in its raw form.
    ///   - states: `created`, `claimed`, `available`, `completed`, `deleted`, `all`; empty leaves it to Canvas.
    ///   - search: at least three characters of name, code or SIS id; Canvas answers 400 to fewer.
    package func accountCourses(
        account: String,
        term: String? = nil,
        published: Bool? = nil,
        states: [String] = [],
        search: String? = nil
    ) async throws -> [Canvas.Course] {
        var query: Query = [("include[]", "term")]
        if let term { query.append(("enrollment_term_id", term)) }
        if let published { query.append(("published", String(published))) }
        query += states.map { ("state[]", $0) }
        if let search { query.append(("search_term", search)) }
        return try await all("/accounts/\(Self.pathSegment(account))/courses", query)
    }

    /// `GET /accounts/:id/terms`: the active terms, paged inside an object. Only root accounts have terms.
    package func terms(account: String) async throws -> [Canvas.Term] {
        try await pages("/accounts/\(Self.pathSegment(account))/terms", of: Canvas.TermPage.self).flatMap(\.elements)
    }

    /// Keeps the colon that names the kind of a SIS id, and escapes the rest.
    private static func pathSegment(_ reference: String) -> String {
        reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            .map { String($0).percentEncoded }.joined(separator: ":")
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
        package var term: Term?
        /// The caller's own enrollments in the course; absent or empty for an administrator.
        package var enrollments: [CallerEnrollment]?

        enum CodingKeys: String, CodingKey {
            case id, name, term, enrollments
            case courseCode = "course_code"
            case sisCourseID = "sis_course_id"
            case workflowState = "workflow_state"
            case timeZone = "time_zone"
            case startAt = "start_at"
            case endAt = "end_at"
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

    package struct Term: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        /// Only for callers who may read or manage SIS data.
        package var sisTermID: String?
        package var startAt: Instant?
        package var endAt: Instant?

        enum CodingKeys: String, CodingKey {
            case id, name
            case sisTermID = "sis_term_id"
            case startAt = "start_at"
            case endAt = "end_at"
        }
    }

    /// Terms come inside an object, pages and all.
    struct TermPage: ElementPage {
        let elements: [Term]

        enum CodingKeys: String, CodingKey {
            case elements = "enrollment_terms"
        }
    }
}
