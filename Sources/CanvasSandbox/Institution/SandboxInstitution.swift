import OrderedCollections

/// A made-up institution: what the sandbox's Canvas knows.
package struct SandboxInstitution: Sendable {
    package var account: SandboxAccount
    package var tokens: [SandboxToken]
    package var terms: [SandboxTerm]
    /// By id, ascending.
    package var courses: OrderedDictionary<Int64, SandboxCourse>
    /// The id of the next override that somebody creates, far from the ids in the files.
    var nextOverrideID: Int64 = 500_000_000_001

    package init(account: SandboxAccount, tokens: [SandboxToken], terms: [SandboxTerm], courses: [SandboxCourse]) {
        self.account = account
        self.tokens = tokens
        self.terms = terms
        self.courses = OrderedDictionary(
            courses.sorted { $0.id < $1.id }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The courses that the account lists: what a list of all courses holds.
    package var listedCourseIDs: [Int64] {
        courses.values.filter { $0.isListed && $0.workflowState != "deleted" }.map(\.id)
    }

    /// The token of the account's administrator, for starting a client right away.
    package var administratorToken: String? {
        tokens.first { $0.role == .administrator && !$0.isExpired }?.token
    }
}

/// The account, the tokens that open it, and its terms: `institution/account.json`.
package struct SandboxAccount: Sendable, Equatable, Decodable {
    package var id: Int64
    package var name: String
    package var sisAccountID: String?
    package var timeZone: String
    /// Canvas's account setting `allow_assign_to_differentiation_tags`.
    package var allowsDifferentiationTags: Bool

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name
        case sisAccountID = "sis_account_id"
        case timeZone = "time_zone"
        case allowsDifferentiationTags = "allow_assign_to_differentiation_tags"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        sisAccountID = try container.optional(.sisAccountID)
        timeZone = try container.value(.timeZone, default: "Etc/UTC")
        allowsDifferentiationTags = try container.value(.allowsDifferentiationTags, default: true)
    }
}

/// A term, with dates and a SIS id where it has them.
package struct SandboxTerm: Sendable, Equatable, Decodable {
    package var id: Int64
    package var name: String
    package var sisTermID: String?
    package var startAt: SandboxInstant?
    package var endAt: SandboxInstant?
    package var isDeleted: Bool

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, state
        case sisTermID = "sis_term_id"
        case startAt = "start_at"
        case endAt = "end_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        sisTermID = try container.optional(.sisTermID)
        startAt = try container.optional(.startAt)
        endAt = try container.optional(.endAt)
        isDeleted = try container.value(.state, default: "active") == "deleted"
    }
}

/// An access token of the sandbox, and whose it is. None of them opens anything but this sandbox.
package struct SandboxToken: Sendable, Equatable, Decodable {
    package enum Role: String, Decodable, Sendable {
        /// Everything in the account.
        case administrator
        /// Reads courses and rosters, but may manage neither assignments nor modules: override rows stay hidden.
        case reader
        /// A teacher of the courses where the user is enrolled as one; `sections` limits what they see.
        case teacher
        /// Nothing but their own profile.
        case nobody
    }

    package var token: String
    package var userID: Int64
    package var userName: String
    package var role: Role
    /// Sections a teacher is limited to; nil for no limit.
    package var sections: [Int64]?
    package var isExpired: Bool

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case token, user, name, role, sections, expired
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        token = try container.required(.token)
        userID = try container.required(.user)
        userName = try container.required(.name)
        role = try container.required(.role)
        sections = try container.optional(.sections)
        isExpired = try container.value(.expired, default: false)
    }
}
