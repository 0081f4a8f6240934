/// Who is asking, and the courses there are.
extension CanvasClient {
    /// `GET /users/self`: the token's owner. Needs no permission, so that a refusal means the token itself.
    package func currentUser() async throws -> Canvas.User {
        try await one(.get("/users/self"))
    }

    /// `GET /courses/:id?include[]=term`, by Canvas id or SIS id. A deleted course is `notFound`; a course that the caller
    /// may not read is `forbidden`, with 403, and 401 on an older Canvas. SIS fields need the right to read SIS data.
    ///
    /// The course that comes has the id that was asked for, or Canvas redirected to it: any other is `malformed`.
    package func course(_ reference: CourseLocator) async throws -> Canvas.Course {
        let request = CanvasRequest.get("/courses/\(reference.pathSegment)", [QueryItem("include[]", "term")])
        return try await caller.perform(request) { reply in
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
        var query = [QueryItem("include[]", "term")]
        if let term { query.append(QueryItem("enrollment_term_id", term)) }
        if let published { query.append(QueryItem("published", published ? "true" : "false")) }
        query += states.map { QueryItem("state[]", $0) }
        if let search { query.append(QueryItem("search_term", search)) }
        return try await all(.get("/accounts/\(Self.pathSegment(account))/courses", query), of: [Canvas.Course].self)
    }

    /// `GET /accounts/:id/terms`: the active terms, paged inside an object. Only root accounts have terms.
    package func terms(account: String) async throws -> [Canvas.Term] {
        try await all(.get("/accounts/\(Self.pathSegment(account))/terms"), of: Canvas.TermPage.self)
    }

    /// Keeps the colon that names the kind of a SIS id, and escapes the rest.
    private static func pathSegment(_ reference: String) -> String {
        guard let colon = reference.firstIndex(of: ":") else { return PercentEncoding.strict(reference) }
        return PercentEncoding.strict(String(reference[..<colon])) + ":"
            + PercentEncoding.strict(String(reference[reference.index(after: colon)...]))
    }
}
