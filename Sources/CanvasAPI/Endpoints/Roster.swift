extension Canvas {
    /// One row a user, section and role: a student of two sections has two.
    package struct Enrollment: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var userID: CanvasID
        package var courseSectionID: CanvasID
        /// `StudentEnrollment`, `TeacherEnrollment`, `StudentViewEnrollment` (the Test Student) and others.
        package var type: String
        /// `active`, `invited`, `creation_pending`, `inactive`, `completed`, `rejected` or `deleted`.
        package var enrollmentState: String
        package var sisUserID: String?
        package var limitPrivilegesToCourseSection: Bool?
        package var user: User?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case userID = "user_id"
            case courseSectionID = "course_section_id"
            case type
            case enrollmentState = "enrollment_state"
            case sisUserID = "sis_user_id"
            case limitPrivilegesToCourseSection = "limit_privileges_to_course_section"
            case user
        }
    }

    package struct User: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        package var sortableName: String?
        /// Only for callers who may read or manage SIS data.
        package var sisUserID: String?
        package var loginID: String?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case sortableName = "sortable_name"
            case sisUserID = "sis_user_id"
            case loginID = "login_id"
        }
    }
}
