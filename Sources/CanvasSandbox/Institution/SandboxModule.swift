/// A module, its items in order, and the overrides that narrow whom its items are assigned to.
///
/// ```json
/// {"id": 8001, "name": "Week 1", "state": "unpublished", "items": [{"id": 8101, "quiz": 5001}],
///  "overrides": [{"id": 8201, "section": 3011}]}
/// ```
package struct SandboxModule: Sendable, Equatable {
    package var id: Int64
    package var name: String
    /// `active`, `unpublished` or `deleted`.
    package var state: String
    /// A lock of the whole module; it is no part of anyone's assignment dates.
    package var unlockAt: SandboxInstant?
    package var items: [SandboxModuleItem]
    package var overrides: [SandboxOverride]

    var activeOverrides: [SandboxOverride] { overrides.filter(\.isActive) }
    var isDeleted: Bool { state == "deleted" }
}

extension SandboxModule: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, state, items, overrides
        case unlockAt = "unlock_at"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        state = try container.value(.state, default: "active")
        unlockAt = try container.optional(.unlockAt)
        items = try container.value(.items, default: [])
        overrides = try container.value(.overrides, default: [])
    }
}

/// A line of a module: `{"id": 8101, "quiz": 5001}`, or `assignment`, `discussion` (its discussion id), `page`, `header`.
package struct SandboxModuleItem: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        case assignment(Int64)
        case quiz(Int64)
        case discussion(Int64)
        case page(String)
        case header(String)
    }

    package var id: Int64
    package var content: Content
}

extension SandboxModuleItem: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, assignment, quiz, discussion, page, header
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        if let id: Int64 = try container.optional(.assignment) {
            content = .assignment(id)
        } else if let id: Int64 = try container.optional(.quiz) {
            content = .quiz(id)
        } else if let id: Int64 = try container.optional(.discussion) {
            content = .discussion(id)
        } else if let title: String = try container.optional(.page) {
            content = .page(title)
        } else {
            content = .header(try container.required(.header))
        }
    }
}
