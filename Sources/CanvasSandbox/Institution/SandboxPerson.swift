/// Somebody in a course, one line in its file.
///
/// ```json
/// {"id": 4001, "name": "Zelda Quimby", "sis": "HP-4001", "sections": [3011, 3012]}
/// {"id": 4002, "name": "Orrin Ashdown", "enrollments": [{"section": 3011, "state": "completed"}]}
/// {"id": 4900, "name": "Ada Thornbury", "role": "teacher", "sections": [3011]}
/// ```
/// `role` is `student` (the default), `test_student`, `teacher`, `ta`, `observer` or `designer`; `state` one of Canvas's
/// enrollment states, `active` by default.
package struct SandboxPerson: Sendable, Equatable {
    package enum Role: String, Decodable, Sendable {
        case student
        case testStudent = "test_student"
        case teacher, ta, observer, designer

        /// Canvas's enrollment `type`.
        package var enrollmentType: String {
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

    package struct Place: Sendable, Equatable {
        package var sectionID: Int64
        package var state: String
    }

    package var id: Int64
    package var name: String
    package var sortableName: String
    package var sisUserID: String?
    package var loginID: String?
    package var role: Role
    package var places: [Place]
    /// The student an observer watches.
    package var observes: Int64?
}

extension SandboxPerson: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case id, name, sis, login, role, sections, state, enrollments, observes
        case sortableName = "sortable_name"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        id = try container.required(.id)
        let name: String = try container.required(.name)
        self.name = name
        sortableName = try container.optional(.sortableName) ?? Self.sortableName(of: name)
        sisUserID = try container.optional(.sis)
        loginID = try container.optional(.login)
        role = try container.value(.role, default: .student)
        let state = try container.value(.state, default: "active")
        let sections: [Int64] = try container.value(.sections, default: [])
        places = sections.map { Place(sectionID: $0, state: state) } + (try container.value(.enrollments, default: []))
        observes = try container.optional(.observes)
    }

    /// Canvas's own guess: the last word is the family name.
    private static func sortableName(of name: String) -> String {
        guard let space = name.lastIndex(of: " ") else { return name }
        return "\(name[name.index(after: space)...]), \(name[..<space])"
    }
}

extension SandboxPerson.Place: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case section, state
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(CodingKeys.self)
        sectionID = try container.required(.section)
        state = try container.value(.state, default: "active")
        let states = [
            "active", "invited", "creation_pending", "inactive", "completed", "deleted", "rejected",
        ]
        guard states.contains(state) else {
            throw DecodingError.dataCorruptedError(
                forKey: .state,
                in: container,
                debugDescription: "\"\(state)\" is no enrollment state; known: \(states.joined(separator: ", "))"
            )
        }
    }
}

/// One enrollment: a person in a section, as Canvas counts them.
package struct SandboxEnrollment: Sendable, Equatable {
    package var id: Int64
    package var userID: Int64
    package var sortableName: String
    package var sectionID: Int64
    package var role: SandboxPerson.Role
    package var state: String
    package var observes: Int64?
}

/// Where an enrollment stands in Canvas's order: type, sortable name, id. It is what a `bookmark:` page continues after.
struct EnrollmentBookmark: Comparable, Sendable {
    var type: String
    var sortableName: String
    var id: Int64

    static func < (left: EnrollmentBookmark, right: EnrollmentBookmark) -> Bool {
        (left.type, left.sortableName, left.id) < (right.type, right.sortableName, right.id)
    }
}

extension SandboxEnrollment {
    var bookmark: EnrollmentBookmark {
        EnrollmentBookmark(type: role.enrollmentType, sortableName: sortableName.lowercased(), id: id)
    }
}
