/// One row of Canvas's `assignment_overrides`.
///
/// ```json
/// {"id": 90011, "section": 3011, "due_at": "2026-02-20 23:59", "lock_at": null}
/// ```
/// The target is exactly one of `section`, `students` (a list of user ids), `group`, `course` (true) and `mastery` (the
/// id of a mastery path set). A date key that is left out is *not overridden*; one that is `null` is *overridden to no
/// date*. `unassign`, `state` (`"deleted"`), `title` (student overrides), `parent` (checkpoints) and
/// `hidden_from_quiz_endpoint` may be added.
struct SandboxOverride: Sendable, Equatable {
    enum Target: Sendable, Equatable {
        case section(Int64)
        case students([Int64])
        case group(Int64)
        case course
        case masteryPath(Int64)
    }

    /// A date of an override: Canvas tells "not overridden" from "overridden to no date".
    enum OverriddenDate: Sendable, Equatable, Decodable {
        case notOverridden
        case overridden(SandboxInstant?)

        var isOverridden: Bool { self != .notOverridden }

        var instant: SandboxInstant? {
            guard case .overridden(let instant) = self else { return nil }
            return instant
        }

        init(from decoder: any Decoder) throws {
            self = .overridden(try decoder.singleValueContainer().decode(SandboxInstant?.self))
        }
    }

    var id: Int64 = 0
    var title: String?
    var target = Target.course
    var dueAt = OverriddenDate.notOverridden
    var unlockAt = OverriddenDate.notOverridden
    var lockAt = OverriddenDate.notOverridden
    var unassignsItem = false
    /// `active` or `deleted`.
    var state = "active"
    var isHiddenFromQuizEndpoint = false
    var parentOverrideID: Int64?

    var isActive: Bool { state != "deleted" }

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

extension SandboxOverride: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .optional("title", \.title),
        .optional("section", \.target) { .section($0) },
        .optional("students", \.target) { .students($0) },
        .optional("group", \.target) { .group($0) },
        .optional("mastery", \.target) { .masteryPath($0) },
        .other("course"), .optional("due_at", \.dueAt), .optional("unlock_at", \.unlockAt),
        .optional("lock_at", \.lockAt), .optional("unassign", \.unassignsItem), .optional("state", \.state),
        .optional("hidden_from_quiz_endpoint", \.isHiddenFromQuizEndpoint), .optional("parent", \.parentOverrideID),
    ]

    func complete(from file: SampleObject) throws {
        let named = (["section", "students", "group", "mastery"] as [SampleKey]).filter(file.contains)
        let isOfCourse = try file.decodeIfPresent(Bool.self, forKey: "course") ?? false
        guard named.count + (isOfCourse ? 1 : 0) != 1 else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: file.codingPath,
                debugDescription: "an override needs exactly one of section, students, group, course, mastery"
            )
        )
    }
}
