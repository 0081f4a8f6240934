import CanvasAPI

/// Which courses of an account are meant, its sub-accounts' included: what takes the place of a list.
package struct AccountQuery: Sendable, Equatable {
    /// What Canvas tells of a course's state. Deleted courses are never meant.
    package enum State: String, Sendable, CaseIterable {
        case unpublished
        case available
        case completed

        /// As the account's list of courses is asked for it.
        var asked: [String] {
            switch self {
            case .unpublished: ["created", "claimed"]
            case .available, .completed: [rawValue]
            }
        }
    }

    package var account = AccountLocator.root
    /// As it was typed; see ``Swift/Array/term(_:)``.
    package var term: String?
    package var search: String?
    /// Empty for all.
    package var states: [State] = []
    package var isPublishedOnly = false

    package init() {}

    /// Canvas refuses a shorter search.
    package static let shortestSearch = 3
}

extension AccountLocator {
    private static let sisPrefix = "sis_account_id:"

    /// As people type it: an id, `sis_account_id:…`, or `self` for the root account.
    package init?(typed text: String) {
        if text == "self" {
            self = .root
        } else if text.hasPrefix(Self.sisPrefix) {
            guard text != Self.sisPrefix else { return nil }
            self = .sis(String(text.dropFirst(Self.sisPrefix.count)))
        } else if let id = CanvasID(listed: text) {
            self = .id(id)
        } else {
            return nil
        }
    }
}

extension [Canvas.Term] {
    private static var sisPrefix: String { "sis_term_id:" }

    /// The term that is meant by an id, by `sis_term_id:…`, or by its exact name. Digits are an id, and a name where no
    /// term has that id.
    func term(_ typed: String) throws(AccountQueryError) -> Canvas.Term {
        if let id = CanvasID(listed: typed), let term = first(where: { $0.id == id }) { return term }
        if typed.hasPrefix(Self.sisPrefix) {
            let sisID = typed.dropFirst(Self.sisPrefix.count)
            if let term = first(where: { $0.sisTermID?.utf8.elementsEqual(sisID.utf8) ?? false }) { return term }
            let near = nearest(to: String(sisID), among: compactMap(\.sisTermID))
            throw .unknownTerm(typed, near: near.compactMap { id in first { $0.sisTermID == id } }, count: count)
        }
        let named = filter { $0.name == typed }
        if named.count > 1 { throw .ambiguousTerm(typed, terms: named) }
        if let term = named.first { return term }
        let near = nearest(to: typed, among: compactMap(\.name).uniqued())
        throw .unknownTerm(typed, near: near.flatMap { name in filter { $0.name == name } }, count: count)
    }
}

/// Why the courses of an account can't be listed.
package enum AccountQueryError: Error, Equatable, Sendable {
    case unknownTerm(String, near: [Canvas.Term], count: Int)
    case ambiguousTerm(String, terms: [Canvas.Term])
    case unknownAccount(AccountLocator)
    /// The token's owner may not see the account, or the list of its courses.
    case forbidden(AccountLocator, CanvasError)
    case noCourses(AccountQuery)
}

extension AccountQueryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownTerm(let typed, let near, let count):
            "no term \(typed.quoted) among the \(count) terms of this Canvas. "
                + (near.isEmpty ? "" : "Near it: \(near.map(\.described).joined(separator: ", ")). ")
                + "Give the exact name, the id, or sis_term_id:… for its SIS id."
        case .ambiguousTerm(let typed, let terms):
            "\(terms.count) terms have the name \(typed.quoted): \(terms.map(\.described).joined(separator: ", ")). "
                + "Give the id of one."
        case .unknownAccount(let account):
            "Canvas has no account \(account.description.quoted), or does not show it to the token's owner. Give its id, "
                + "sis_account_id:… for its SIS id, or self for the root account."
        case .forbidden(let account, let error):
            "\(error.trouble) Ask a Canvas administrator for the permission “Courses - view list” in the account "
                + "\(account.description.quoted)."
        case .noCourses(let query):
            "Canvas lists no such course (\(query.described)). Leave a condition out, or see which courses there are with "
                + "override-report courses."
        }
    }
}

extension Canvas.Term {
    /// `“Spring 2026” (id 12, sis_term_id:2026-SP)`
    fileprivate var described: String {
        "\((name ?? "").quoted) (id \(id)" + (sisTermID.map { ", sis_term_id:\($0.visible)" } ?? "") + ")"
    }
}

extension AccountQuery {
    /// `the account self, the term “Spring 2026”, only published courses`
    fileprivate var described: String {
        [
            "the account \(account.description.visible)",
            term.map { "the term \($0.quoted)" },
            search.map { "\($0.quoted) in the name, code or SIS id" },
            states.isEmpty ? nil : "the state " + states.map(\.rawValue).joined(separator: " or "),
            isPublishedOnly ? "only published courses" : nil,
        ]
        .compactMap(\.self).joined(separator: ", ")
    }
}
