// MARK: Accounts, their terms and their courses

/// How an account is named to Canvas.
package enum AccountLocator: Hashable, Sendable, CustomStringConvertible {
    /// The root account of the Canvas that is asked.
    case root
    case id(CanvasID)
    /// The SIS id, as the SIS has it: it is escaped here.
    case sis(String)

    var pathSegment: String {
        switch self {
        case .root, .id: description
        case .sis(let sisID): "sis_account_id:" + sisID.percentEncoded
        }
    }

    /// `self`, `42` or `sis_account_id:SCI`
    package var description: String {
        switch self {
        case .root: "self"
        case .id(let id): id.description
        case .sis(let sisID): "sis_account_id:" + sisID
        }
    }
}

extension CanvasClient {
    /// `GET /accounts/:id`
    package func account(_ account: AccountLocator) async throws -> Canvas.Account {
        try await one("/accounts/\(account.pathSegment)")
    }

    /// `GET /accounts/:id/courses`: every course of the account and its sub-accounts but deleted ones, ordered by id,
    /// paged. Needs the right to read the account's course list.
    /// (Canvas: app/controllers/accounts_controller.rb)
    ///
    /// - Parameters:
    ///   - published: only what is `available`.
    ///   - states: `created`, `claimed`, `available`, `completed`; empty leaves it to Canvas.
    ///   - search: a part of name, code or SIS id, or a whole id.
    ///   - limit: no page is asked for once there are as many.
    package func accountCourses(
        account: AccountLocator,
        term: CanvasID? = nil,
        published: Bool = false,
        states: [String] = [],
        search: String? = nil,
        limit: Int? = nil
    ) async throws -> [Canvas.Course] {
        var query: Query = ["term", "total_students", "account_name"].map { ("include[]", $0) }
        if let term { query.append(("enrollment_term_id", term.description)) }
        if published { query.append(("published", "true")) }
        query += states.map { ("state[]", $0) }
        if let search { query.append(("search_term", search)) }
        let path = "/accounts/\(account.pathSegment)/courses"
        let courses = try await pages(path, query, limit: limit, of: [Canvas.Course].self).flatMap(\.self)
        return limit.map { Array(courses.prefix($0)) } ?? courses
    }

    /// `GET /accounts/:id/terms`: the active terms, paged inside an object. Only root accounts have terms.
    package func terms(account: AccountLocator) async throws -> [Canvas.Term] {
        try await pages("/accounts/\(account.pathSegment)/terms", of: Canvas.TermPage.self).flatMap(\.elements)
    }

    /// `GET /accounts/:id/terms/:id`: one term of a root account, with the dates it has for single types of enrollment.
    /// Needs an administrator of the root account. (Canvas: app/controllers/terms_api_controller.rb)
    package func term(_ id: CanvasID, account: AccountLocator) async throws -> Canvas.Term {
        try await one("/accounts/\(account.pathSegment)/terms/\(id)")
    }
}

extension Canvas {
    package struct Account: Decodable, Equatable, Sendable {
        package var id: CanvasID
        package var name: String?
        /// Nil for a root account.
        package var rootAccountID: CanvasID?

        enum CodingKeys: String, CodingKey {
            case id, name
            case rootAccountID = "root_account_id"
        }
    }

    package struct Term: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        /// Only for callers who may read or manage SIS data.
        package var sisTermID: String?
        package var startAt: Instant?
        package var endAt: Instant?
        /// By type of enrollment; absent inside of a course.
        package var overrides: [String: Dates]?

        /// What goes before the term's own dates, each by itself.
        package struct Dates: Decodable, Equatable, Sendable {
            package var startAt: Instant?
            package var endAt: Instant?

            enum CodingKeys: String, CodingKey {
                case startAt = "start_at"
                case endAt = "end_at"
            }
        }

        enum CodingKeys: String, CodingKey {
            case id, name, overrides
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
