import CanvasAPI

extension CanvasConnection {
    /// `AccountQuery -> Canvas.Course`: the courses of an account, every page, ordered by id.
    ///
    /// - Parameter limit: the first of them; no more pages are asked for than that takes.
    /// - Throws: ``AccountQueryError``, `CanvasError`.
    package func courses(_ query: AccountQuery, limit: Int? = nil) async throws -> [Canvas.Course] {
        do {
            let courses = try await client.accountCourses(
                account: query.account,
                term: try await term(of: query),
                published: query.isPublishedOnly,
                states: query.states.flatMap(\.asked),
                search: query.search,
                limit: limit
            )
            return courses.sorted { $0.id < $1.id }
        } catch let error as CanvasError {
            switch error.kind {
            case .forbidden: throw AccountQueryError.forbidden(query.account, error)
            case .notFound: throw AccountQueryError.unknownAccount(query.account)
            default: throw error
            }
        }
    }

    /// The same as a list of courses, for a run.
    ///
    /// - Throws: also where there is none: a run of nothing is a mistake.
    package func references(_ query: AccountQuery) async throws -> [CourseReference] {
        let courses = try await courses(query)
        guard !courses.isEmpty else { throw AccountQueryError.noCourses(query) }
        return courses.map { CourseReference(identity: .canvas($0.id), text: $0.id.description) }
    }

    private func term(of query: AccountQuery) async throws -> CanvasID? {
        guard let typed = query.term else { return nil }
        // Only root accounts have terms.
        let root: AccountLocator =
            query.account == .root ? .root : try await client.account(query.account).root
        return try await client.terms(account: root).term(typed).id
    }
}

extension Canvas.Account {
    fileprivate var root: AccountLocator { .id(rootAccountID ?? id) }
}
