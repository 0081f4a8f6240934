/// One row of Canvas's `assignment_overrides`.
///
/// ```json
/// {"id": 90011, "section": 3011, "due_at": "2026-02-20 23:59", "lock_at": null}
/// ```
/// The target is exactly one of `section`, `students` (a list of user ids), `group`, `course` (true) and `mastery` (the
/// id of a mastery path set). A date key that is left out is *not overridden*; one that is `null` is *overridden to no
/// date*. `unassign`, `state` (`"deleted"`), `title` (student overrides), `parent` (checkpoints) and
/// `hidden_from_quiz_endpoint` may be added.
package struct SandboxOverride: Sendable, Equatable {
    package enum Target: Sendable, Equatable {
        case section(Int64)
        case students([Int64])
        case group(Int64)
        case course
        case masteryPath(Int64)
    }

    /// A date of an override: Canvas tells "not overridden" from "overridden to no date".
    package enum OverriddenDate: Sendable, Equatable {
        case notOverridden
        case overridden(SandboxInstant?)

        package var isOverridden: Bool { self != .notOverridden }

        package var instant: SandboxInstant? {
            guard case .overridden(let instant) = self else { return nil }
            return instant
        }
    }

    package var id: Int64
    package var title: String?
    package var target: Target
    package var dueAt: OverriddenDate = .notOverridden
    package var unlockAt: OverriddenDate = .notOverridden
    package var lockAt: OverriddenDate = .notOverridden
    package var unassignsItem = false
    package var isActive = true
    package var isHiddenFromQuizEndpoint = false
    package var parentOverrideID: Int64?

    package init(id: Int64, title: String? = nil, target: Target) {
        self.id = id
        self.title = title
        self.target = target
    }

    /// Canvas's `set_type`.
    var setType: String {
        switch target {
        case .section: "CourseSection"
        case .students: "ADHOC"
        case .group: "Group"
        case .course: "Course"
        case .masteryPath: "Noop"
        }
    }

    var studentIDs: [Int64]? {
        guard case .students(let ids) = target else { return nil }
        return ids
    }
}

extension SandboxOverride: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, title, section, students, group, course, mastery, state, unassign, parent
        case dueAt = "due_at"
        case unlockAt = "unlock_at"
        case lockAt = "lock_at"
        case hidden = "hidden_from_quiz_endpoint"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        func date(_ key: CodingKeys) throws -> OverriddenDate {
            guard container.contains(key) else { return .notOverridden }
            return .overridden(try container.optional(key))
        }
        var targets: [Target] = []
        if let id: Int64 = try container.optional(.section) { targets.append(.section(id)) }
        if let ids: [Int64] = try container.optional(.students) { targets.append(.students(ids)) }
        if let id: Int64 = try container.optional(.group) { targets.append(.group(id)) }
        if let id: Int64 = try container.optional(.mastery) { targets.append(.masteryPath(id)) }
        if try container.value(.course, default: false) { targets.append(.course) }
        guard let target = targets.first, targets.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "an override needs exactly one of section, students, group, course, mastery"
                )
            )
        }
        self.init(id: try container.required(.id), title: try container.optional(.title), target: target)
        dueAt = try date(.dueAt)
        unlockAt = try date(.unlockAt)
        lockAt = try date(.lockAt)
        unassignsItem = try container.value(.unassign, default: false)
        isActive = try container.value(.state, default: "active") != "deleted"
        isHiddenFromQuizEndpoint = try container.value(.hidden, default: false)
        parentOverrideID = try container.optional(.parent)
    }
}
