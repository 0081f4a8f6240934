/// One course, one file under `institution/courses/`. Every date in the file is in the course's `time_zone`.
///
/// Lists may be given in any order; the sandbox serves them in Canvas's order. Enrollment ids are counted up from
/// `first_enrollment_id` in the order of `people` and their sections.
package struct SandboxCourse: Sendable, Equatable {
    package var id: Int64
    package var name: String
    package var courseCode: String
    package var sisCourseID: String?
    package var timeZone: String
    package var termID: Int64
    /// `unpublished`, `available`, `completed` or `deleted`.
    package var workflowState: String
    package var startAt: SandboxInstant?
    package var endAt: SandboxInstant?
    /// False for a course that the account's course list leaves out.
    package var isListed: Bool
    /// True for a course that answers everybody with 403.
    package var isForbidden: Bool
    /// Whether mastery paths are on; without them their overrides are not shown.
    package var usesMasteryPaths: Bool
    package var assignmentGroups: [SandboxAssignmentGroup]
    package var sections: [SandboxSection]
    package var people: [SandboxPerson]
    package var groupCategories: [SandboxGroupCategory]
    package var items: [SandboxItem]
    package var modules: [SandboxModule]
    /// In Canvas's order: type, sortable name, id.
    package private(set) var enrollments: [SandboxEnrollment] = []
    private var peopleByID: [Int64: SandboxPerson] = [:]

    func person(_ id: Int64) -> SandboxPerson? {
        peopleByID[id]
    }

    func section(_ id: Int64) -> SandboxSection? {
        sections.first { $0.id == id }
    }

    var activeSections: [SandboxSection] { sections.filter { !$0.isDeleted } }

    func group(_ id: Int64) -> (category: SandboxGroupCategory, group: SandboxGroup)? {
        for category in groupCategories {
            if let group = category.groups.first(where: { $0.id == id }) { return (category, group) }
        }
        return nil
    }

    /// Canvas's order of assignments: position of the assignment group, then their own.
    var assignments: [SandboxItem] {
        let positions = Dictionary(
            uniqueKeysWithValues: assignmentGroups.enumerated().map { ($0.element.id, $0.offset) }
        )
        let indexed = items.enumerated().filter { $0.element.assignmentID != nil }
        return indexed.sorted {
            (positions[$0.element.assignmentGroup] ?? 0, $0.offset)
                < (positions[$1.element.assignmentGroup] ?? 0, $1.offset)
        }.map(\.element)
    }

    /// Modules that hold the item and are not deleted.
    func modules(of item: SandboxItem) -> [SandboxModule] {
        modules.filter { module in
            !module.isDeleted
                && module.items.contains { line in
                    switch line.content {
                    case .assignment(let id): item.quizID == nil && id == item.assignmentID
                    case .quiz(let id): id == item.quizID
                    case .discussion(let id): id == item.discussionID
                    case .page, .header: false
                    }
                }
        }
    }

    /// Fills in what is derived from the people: call it after changing them.
    mutating func indexPeople(firstEnrollmentID: Int64) {
        peopleByID = Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var id = firstEnrollmentID
        enrollments = people.flatMap { person in
            person.places.map { place in
                defer { id += 1 }
                return SandboxEnrollment(
                    id: id,
                    userID: person.id,
                    sortableName: person.sortableName,
                    sectionID: place.sectionID,
                    role: person.role,
                    state: place.state,
                    observes: person.observes
                )
            }
        }
        enrollments.sort { $0.bookmark < $1.bookmark }
    }
}

extension SandboxCourse: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, sections, people, items, modules, term, listed, forbidden
        case courseCode = "course_code"
        case sisCourseID = "sis_course_id"
        case timeZone = "time_zone"
        case workflowState = "workflow_state"
        case startAt = "start_at"
        case endAt = "end_at"
        case usesMasteryPaths = "mastery_paths"
        case assignmentGroups = "assignment_groups"
        case groupCategories = "group_categories"
        case firstEnrollmentID = "first_enrollment_id"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        courseCode = try container.required(.courseCode)
        sisCourseID = try container.optional(.sisCourseID)
        timeZone = try container.required(.timeZone)
        termID = try container.required(.term)
        workflowState = try container.value(.workflowState, default: "available")
        startAt = try container.optional(.startAt)
        endAt = try container.optional(.endAt)
        isListed = try container.value(.listed, default: true)
        isForbidden = try container.value(.forbidden, default: false)
        usesMasteryPaths = try container.value(.usesMasteryPaths, default: false)
        assignmentGroups = try container.value(.assignmentGroups, default: [])
        sections = try container.value(.sections, default: [])
        people = try container.value(.people, default: [])
        groupCategories = try container.value(.groupCategories, default: [])
        items = try container.value(.items, default: [])
        modules = try container.value(.modules, default: [])
        indexPeople(
            firstEnrollmentID: try container.value(.firstEnrollmentID, default: firstDerivedID(of: id, room: 10_000))
        )
    }
}

/// A section; a deleted one (`"state": "deleted"`) is not listed any more, but overrides may still name it.
package struct SandboxSection: Sendable, Equatable, Decodable {
    package var id: Int64
    package var name: String
    package var sisSectionID: String?
    package var isDeleted: Bool

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, state
        case sisSectionID = "sis_section_id"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        name = try container.required(.name)
        sisSectionID = try container.optional(.sisSectionID)
        isDeleted = try container.value(.state, default: "active") == "deleted"
    }
}

/// Assignment groups order the assignments: their order in the file is their position.
package struct SandboxAssignmentGroup: Sendable, Equatable, Decodable {
    package var id: Int64
    package var name: String
}

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
