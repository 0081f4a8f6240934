/// One course, one file under `institution/courses/`. Every date in the file is in the course's `time_zone`.
///
/// Lists may be given in any order; the sandbox serves them in Canvas's order. Enrollment ids are counted up from
/// `first_enrollment_id` in the order of `people` and their sections.
struct SandboxCourse: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var courseCode = ""
    var sisCourseID: String?
    var timeZone = ""
    var termID: Int64 = 0
    /// The sub-account that the course is in; nil for the root account.
    var accountID: Int64?
    /// `unpublished`, `available`, `completed` or `deleted`.
    var workflowState = "available"
    var startAt: SandboxInstant?
    var endAt: SandboxInstant?
    /// Whether students can enter between these dates only, whatever the term's are.
    var restrictsToDates = false
    /// False for a course that the account's course list leaves out.
    var isListed = true
    /// True for a course that answers everybody with 403.
    var isForbidden = false
    /// Whether mastery paths are on; without them their overrides are not shown.
    var usesMasteryPaths = false
    var assignmentGroups: [SandboxAssignmentGroup] = []
    var sections: [SandboxSection] = []
    var people: [SandboxPerson] = []
    var groupCategories: [SandboxGroupCategory] = []
    var items: [SandboxItem] = []
    var modules: [SandboxModule] = []
    /// In Canvas's order: type, sortable name, id.
    private(set) var enrollments: [SandboxEnrollment] = []
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
        let positions = Dictionary(uniqueKeysWithValues: zip(assignmentGroups.map(\.id), 0...))
        func place(_ item: SandboxItem) -> Int { positions[item.assignmentGroup] ?? 0 }
        return items.filter { $0.assignmentID != nil }.sorted { place($0) < place($1) }
    }

    /// The item that a line of a module names.
    func item(_ content: SandboxModuleItem.Content) -> SandboxItem? {
        switch content {
        case .assignment(let id): items.first { $0.assignmentID == id }
        case .quiz(let id): items.first { $0.quizID == id }
        case .discussion(let id): items.first { $0.discussionID == id }
        case .page, .header: nil
        }
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
                    startAt: place.startAt,
                    endAt: place.endAt,
                    observes: person.observes
                )
            }
        }
        enrollments.sort {
            ($0.role.enrollmentType, $0.sortableName.lowercased(), $0.id)
                < ($1.role.enrollmentType, $1.sortableName.lowercased(), $1.id)
        }
    }
}

extension SandboxCourse: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .required("course_code", \.courseCode),
        .optional("sis_course_id", \.sisCourseID), .required("time_zone", \.timeZone), .required("term", \.termID),
        .optional("account", \.accountID), .optional("workflow_state", \.workflowState),
        .optional("start_at", \.startAt),
        .optional("end_at", \.endAt), .optional("restrict_to_dates", \.restrictsToDates),
        .optional("listed", \.isListed), .optional("forbidden", \.isForbidden),
        .optional("mastery_paths", \.usesMasteryPaths), .optional("assignment_groups", \.assignmentGroups),
        .optional("sections", \.sections), .optional("people", \.people),
        .optional("group_categories", \.groupCategories), .optional("items", \.items),
        .optional("modules", \.modules), .other("first_enrollment_id"),
    ]

    mutating func complete(from file: SampleObject) throws {
        let first = try file.decodeIfPresent(Int64.self, forKey: "first_enrollment_id")
        indexPeople(firstEnrollmentID: first ?? firstDerivedID(of: id, room: 10_000))
    }
}

/// A section; a deleted one (`"state": "deleted"`) is not listed any more, but overrides may still name it.
struct SandboxSection: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var sisSectionID: String?
    var startAt: SandboxInstant?
    var endAt: SandboxInstant?
    /// Whether its students can enter between these dates only, whatever the course's and term's are.
    var restrictsToDates = false
    var state = "active"

    var isDeleted: Bool { state == "deleted" }
}

extension SandboxSection: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("sis_section_id", \.sisSectionID),
        .optional("start_at", \.startAt), .optional("end_at", \.endAt),
        .optional("restrict_to_dates", \.restrictsToDates), .optional("state", \.state),
    ]
}

/// Assignment groups order the assignments: their order in the file is their position.
struct SandboxAssignmentGroup: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
}

extension SandboxAssignmentGroup: SampleRecord {
    static let fields: [SampleField<Self>] = [.required("id", \.id), .required("name", \.name)]
}

/// A set of groups, or of differentiation tags (`"non_collaborative": true`).
struct SandboxGroupCategory: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var isNonCollaborative = false
    var groups: [SandboxGroup] = []
}

extension SandboxGroupCategory: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("non_collaborative", \.isNonCollaborative),
        .optional("groups", \.groups),
    ]
}

/// `members` are accepted members (user ids); `invited` have not accepted: an override of the group makes its item
/// visible to them, and gives them no due date.
struct SandboxGroup: Sendable, Equatable {
    var id: Int64 = 0
    var name = ""
    var members: [Int64] = []
    var invited: [Int64] = []

    /// The first of the ids that its memberships get, in the order of `members`, then `invited`.
    var firstMembershipID: Int64 { firstDerivedID(of: id, room: 1000) }
}

extension SandboxGroup: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("members", \.members),
        .optional("invited", \.invited),
    ]
}

/// The first of the ids that follow from another id: 1001 from 1, apart from large ids of other shards, which have the
/// room right beside them.
private func firstDerivedID(of id: Int64, room: Int64) -> Int64 {
    id < 1_000_000_000_000 ? id * room + 1 : id + 1
}
