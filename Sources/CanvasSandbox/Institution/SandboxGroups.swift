/// A set of groups, or of differentiation tags (`"non_collaborative": true`).
package struct SandboxGroupCategory: Sendable, Equatable {
    package var id: Int64
    package var name: String
    package var isNonCollaborative: Bool
    package var groups: [SandboxGroup]
}

extension SandboxGroupCategory: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, groups
        case isNonCollaborative = "non_collaborative"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        isNonCollaborative = try container.value(.isNonCollaborative, default: false)
        groups = try container.value(.groups, default: [])
    }
}

/// `members` are accepted members (user ids); `invited` have not accepted: an override of the group makes its item
/// visible to them, and gives them no due date.
package struct SandboxGroup: Sendable, Equatable {
    package var id: Int64
    package var name: String
    package var members: [Int64]
    package var invited: [Int64]
    /// The first of the ids that its memberships get, in the order of `members`, then `invited`.
    package var firstMembershipID: Int64 { firstDerivedID(of: id, room: 1000) }
}

extension SandboxGroup: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, members, invited
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        members = try container.value(.members, default: [])
        invited = try container.value(.invited, default: [])
    }
}
