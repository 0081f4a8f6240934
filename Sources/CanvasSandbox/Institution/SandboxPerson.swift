/// Somebody in a course, one line in its file.
///
/// ```json
/// {"id": 4001, "name": "Zelda Quimby", "sis": "HP-4001", "sections": [3011, 3012]}
/// {"id": 4002, "name": "Orrin Ashdown", "enrollments": [{"section": 3011, "state": "completed"}]}
/// {"id": 4900, "name": "Ada Thornbury", "role": "teacher", "sections": [3011]}
/// ```
/// `role` is `student` (the default), `test_student`, `teacher`, `ta`, `observer` or `designer`; `state` one of Canvas's
/// enrollment states, `active` by default.
struct SandboxPerson: Sendable, Equatable {
    enum Role: String, Decodable, Sendable {
        case student
        case testStudent = "test_student"
        case teacher, ta, observer, designer

        /// Canvas's enrollment `type`.
        var enrollmentType: String {
            switch self {
            case .student: "StudentEnrollment"
            case .testStudent: "StudentViewEnrollment"
            case .teacher: "TeacherEnrollment"
            case .ta: "TaEnrollment"
            case .observer: "ObserverEnrollment"
            case .designer: "DesignerEnrollment"
            }
        }

        var roleID: Int64 {
            switch self {
            case .student: 3
            case .teacher: 4
            case .ta: 5
            case .designer: 6
            case .observer: 7
            case .testStudent: 8
            }
        }
    }

    struct Place: Sendable, Equatable {
        var sectionID: Int64 = 0
        var state = "active"
        var startAt: SandboxInstant?
        var endAt: SandboxInstant?
    }

    var id: Int64 = 0
    var name = ""
    var sortableName = ""
    var sisUserID: String?
    var loginID: String?
    var role = Role.student
    var places: [Place] = []
    /// The student an observer watches.
    var observes: Int64?
}

extension SandboxPerson: SampleRecord {
    static let fields: [SampleField<Self>] = [
        .required("id", \.id), .required("name", \.name), .optional("sortable_name", \.sortableName),
        .optional("sis", \.sisUserID), .optional("login", \.loginID), .optional("role", \.role),
        .optional("enrollments", \.places), .other("sections"), .other("state"), .optional("observes", \.observes),
    ]

    mutating func complete(from file: SampleObject) throws {
        let state = try file.decodeIfPresent(String.self, forKey: "state") ?? "active"
        let sections = try file.decodeIfPresent([Int64].self, forKey: "sections") ?? []
        places = sections.map { Place(sectionID: $0, state: state) } + places
        if sortableName.isEmpty { sortableName = name }
        // Canvas's own guess: the last word is the family name.
        if !file.contains("sortable_name"), let space = name.lastIndex(of: " ") {
            sortableName = "\(name[name.index(after: space)...]), \(name[..<space])"
        }
    }
}

extension SandboxPerson.Place: SampleRecord {
    private static let states = [
        "active", "invited", "creation_pending", "inactive", "completed", "deleted", "rejected",
    ]

    static let fields: [SampleField<Self>] = [
        .required("section", \.sectionID), .optional("state", \.state), .optional("start_at", \.startAt),
        .optional("end_at", \.endAt),
    ]

    func complete(from file: SampleObject) throws {
        guard !Self.states.contains(state) else { return }
        throw DecodingError.dataCorruptedError(
            forKey: "state",
            in: file,
            debugDescription: "\"\(state)\" is no enrollment state; known: \(Self.states.joined(separator: ", "))"
        )
    }
}

/// One enrollment: a person in a section, as Canvas counts them.
struct SandboxEnrollment: Sendable, Equatable {
    var id: Int64
    var userID: Int64
    var sortableName: String
    var sectionID: Int64
    var role: SandboxPerson.Role
    var state: String
    var startAt: SandboxInstant?
    var endAt: SandboxInstant?
    var observes: Int64?
}
