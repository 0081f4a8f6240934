import Foundation
import OrderedCollections

/// A made-up institution: what the sandbox's Canvas knows.
package struct SandboxInstitution: Sendable {
    /// The root account.
    var account: SandboxAccount
    var subAccounts: [SandboxAccount]
    var tokens: [SandboxToken]
    var terms: [SandboxTerm]
    /// By id, ascending.
    var courses: OrderedDictionary<Int64, SandboxCourse>
    /// The id of the next override that somebody creates, far from the ids in the files.
    var nextOverrideID: Int64 = 500_000_000_001

    init(
        account: SandboxAccount,
        subAccounts: [SandboxAccount] = [],
        tokens: [SandboxToken],
        terms: [SandboxTerm],
        courses: [SandboxCourse]
    ) {
        self.account = account
        self.subAccounts = subAccounts
        self.tokens = tokens
        self.terms = terms
        self.courses = OrderedDictionary(
            courses.sorted { $0.id < $1.id }.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    var accounts: [SandboxAccount] { [account] + subAccounts }

    func term(of course: SandboxCourse) -> SandboxTerm? { terms.first { $0.id == course.termID } }

    /// The courses that the account lists: what a list of all courses holds.
    package var listedCourseIDs: [Int64] {
        courses.values.filter { $0.isListed && $0.workflowState != "deleted" }.map(\.id)
    }

    /// The token of the account's administrator, for starting a client right away.
    package var administratorToken: String? {
        tokens.first { $0.role == .administrator && !$0.isExpired }?.token
    }
}

/// An account, in `institution/account.json`.
struct SandboxAccount: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var sisAccountID: String?
    /// Of a sub-account: the account it is in.
    var parentID: Int64?
    var timeZone = "Etc/UTC"
    /// Canvas's account setting `allow_assign_to_differentiation_tags`.
    var allowsDifferentiationTags = true
}

extension SandboxAccount: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("sis_account_id", \.sisAccountID),
        .optional("parent", \.parentID),
        .optional("time_zone", \.timeZone),
        .optional("allow_assign_to_differentiation_tags", \.allowsDifferentiationTags),
    ]
}

/// A term, with dates and a SIS id where it has them.
struct SandboxTerm: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var sisTermID: String?
    var startAt: SandboxInstant?
    var endAt: SandboxInstant?
    /// `active` or `deleted`.
    var state = "active"
    /// The dates that go before the term's own for students, each by itself.
    var studentDates: SandboxSpan?
    /// In the order of time, without overlap.
    var gradingPeriods: [SandboxGradingPeriod] = []

    /// (Canvas: lib/effective_due_dates.rb.) No due date counts as one in the last period.
    func gradingPeriod(ofDue due: SandboxInstant?) -> SandboxGradingPeriod? {
        guard let due else { return gradingPeriods.last }
        return gradingPeriods.first { $0.startAt < due && due <= $0.endAt }
    }
}

extension SandboxTerm: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("sis_term_id", \.sisTermID),
        .optional("start_at", \.startAt), .optional("end_at", \.endAt), .optional("state", \.state),
        .optional("student_dates", \.studentDates), .optional("grading_periods", \.gradingPeriods),
    ]
}

/// From when until when; either end may be left out.
struct SandboxSpan: Sendable, Equatable {
    var startAt: SandboxInstant?
    var endAt: SandboxInstant?
}

extension SandboxSpan: SampleRecord {
    static let fields: [SampleField<Self>] = [.optional("start_at", \.startAt), .optional("end_at", \.endAt)]
}

/// A grading period of the courses of a term. Whether it is closed does not depend on the clock here.
struct SandboxGradingPeriod: Sendable, Equatable {
    var id: Int64 = 0
    var title = ""
    var startAt = SandboxInstant(secondsSince1970: 0, zone: .gmt)
    var endAt = SandboxInstant(secondsSince1970: 0, zone: .gmt)
    var isClosed = false
}

extension SandboxGradingPeriod: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("title", \.title), .required("start_at", \.startAt),
        .required("end_at", \.endAt), .optional("closed", \.isClosed),
    ]
}

/// An access token of the sandbox, and whose it is. None of them opens anything but this sandbox.
struct SandboxToken: Sendable, Equatable {
    enum Role: String, Decodable {
        /// Everything in the account.
        case administrator
        /// Reads courses and rosters, but may manage neither assignments nor modules: override rows stay hidden.
        case reader
        /// A teacher of the courses where the user is enrolled as one; `sections` limits what they see.
        case teacher
        /// Nothing but their own profile.
        case nobody
    }

    var token = ""
    var userID: Int64 = 0
    var userName = ""
    var role = Role.nobody
    /// Sections a teacher is limited to; nil for no limit.
    var sections: [Int64]?
    var isExpired = false
    var expiresAt: SandboxInstant?
}

extension SandboxToken: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("token", \.token), .required("user", \.userID), .required("name", \.userName),
        .required("role", \.role), .optional("sections", \.sections), .optional("expired", \.isExpired),
        .optional("expires_at", \.expiresAt),
    ]
}
