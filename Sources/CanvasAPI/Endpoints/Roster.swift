// MARK: Sections, enrollments and groups of a course

extension CanvasClient {
    /// `GET /courses/:id/sections`: the active sections, paged. SIS ids need the right to read SIS data.
    package func sections(course: CanvasID) async throws -> [Canvas.Section] {
        try await all("/courses/\(course)/sections")
    }

    /// `GET /courses/:id/enrollments?type[]=StudentEnrollment`: a row for each student and section, paged by bookmark, so
    /// that no page has a number. `StudentEnrollment` leaves the Test Student out. Needs the right to read the roster.
    ///
    /// - Parameter states: enrollment states; Canvas leaves completed ones out unless asked for them.
    package func studentEnrollments(
        course: CanvasID,
        states: [String] = ["active", "invited", "inactive", "completed"]
    ) async throws -> [Canvas.Enrollment] {
        let query = [("type[]", "StudentEnrollment")] + states.map { ("state[]", $0) }
        return try await all("/courses/\(course)/enrollments", query)
    }

    /// `GET /courses/:id/users?enrollment_type[]=teacher`: who teaches the course, each once, paged. Needs the right to read
    /// the roster.
    ///
    /// - Parameter hasEnded: a course that has been concluded has concluded its teachers' enrollments too.
    package func teachers(course: CanvasID, hasEnded: Bool) async throws -> [Canvas.User] {
        let states = ["active", "invited"] + (hasEnded ? ["completed"] : [])
        let query = [("enrollment_type[]", "teacher")] + states.map { ("enrollment_state[]", $0) }
        return try await all("/courses/\(course)/users", query)
    }

    /// `GET /courses/:id/groups?collaboration_state=all&include[]=users`: groups and differentiation tags with their
    /// members, paged. Without `collaboration_state` Canvas leaves the tags out; a Canvas without tags ignores it. Of a
    /// group's members at most 1,000 come; see ``Canvas/Group/allMemberIDs``.
    package func groups(course: CanvasID) async throws -> [Canvas.Group] {
        try await all("/courses/\(course)/groups", [("collaboration_state", "all"), ("include[]", "users")])
    }

    /// `GET /groups/:id/users`: the ids of a group's or tag's members, paged.
    package func groupMembers(group: CanvasID) async throws -> [CanvasID] {
        try await pages("/groups/\(group)/users", of: [Canvas.User].self).joined().map(\.id)
    }
}

extension Canvas {
    package struct Section: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        /// Only for callers who may read or manage SIS data.
        package var sisSectionID: String?
        package var startAt: Instant?
        package var endAt: Instant?
        /// Students of the section can enter the course between these dates, and not the course's or term's.
        package var restrictEnrollmentsToSectionDates: Bool?

        enum CodingKeys: String, CodingKey {
            case id, name
            case sisSectionID = "sis_section_id"
            case startAt = "start_at"
            case endAt = "end_at"
            case restrictEnrollmentsToSectionDates = "restrict_enrollments_to_section_dates"
        }
    }

    /// One row a user, section and role: a student of two sections has two.
    package struct Enrollment: PageElement, Equatable {
        package var id: CanvasID
        package var userID: CanvasID
        package var courseSectionID: CanvasID
        /// `StudentEnrollment`, `TeacherEnrollment`, `StudentViewEnrollment` (the Test Student) and others.
        package var type: String
        /// `active`, `invited`, `creation_pending`, `inactive`, `completed`, `rejected` or `deleted`.
        package var enrollmentState: String
        package var startAt: Instant?
        package var endAt: Instant?
        package var sisUserID: String?
        package var user: User?

        enum CodingKeys: String, CodingKey {
            case id, type, user
            case userID = "user_id"
            case courseSectionID = "course_section_id"
            case enrollmentState = "enrollment_state"
            case startAt = "start_at"
            case endAt = "end_at"
            case sisUserID = "sis_user_id"
        }
    }

    package struct User: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        package var sortableName: String?
        /// Only for callers who may read or manage SIS data.
        package var sisUserID: String?

        enum CodingKeys: String, CodingKey {
            case id, name
            case sortableName = "sortable_name"
            case sisUserID = "sis_user_id"
        }
    }

    /// A group of students, or a differentiation tag when it is non-collaborative.
    package struct Group: PageElement, Equatable {
        package var id: CanvasID
        package var name: String?
        package var groupCategoryID: CanvasID?
        /// Absent before differentiation tags.
        package var nonCollaborative: Bool?
        /// Only those that the caller may see, as in `users`.
        package var membersCount: Int?
        package var users: [User]?

        /// Canvas sends no more members of one group than this (lib/api/v1/group.rb).
        private static let memberLimit = 1_000

        /// Nil where some may be missing, so that the group itself has to be asked.
        package var allMemberIDs: [CanvasID]? {
            guard let users, let membersCount, users.count >= membersCount, users.count < Self.memberLimit else {
                return nil
            }
            return users.map(\.id)
        }

        enum CodingKeys: String, CodingKey {
            case id, name, users
            case groupCategoryID = "group_category_id"
            case nonCollaborative = "non_collaborative"
            case membersCount = "members_count"
        }
    }
}
