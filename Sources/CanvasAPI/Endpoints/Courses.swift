extension Canvas {
    /// `GET /courses/:id?include[]=term`. Of a course whose dates keep the caller out, Canvas sends little more than the
    /// id and `access_restricted_by_date`.
    package struct Course: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        package var courseCode: String?
        /// Only for callers who may read or manage SIS data.
        package var sisCourseID: String?
        /// `unpublished`, `available`, `completed` or `deleted`.
        package var workflowState: String?
        /// An IANA name (`America/Denver`).
        package var timeZone: String?
        package var startAt: Instant?
        package var endAt: Instant?
        package var restrictEnrollmentsToCourseDates: Bool?
        package var accessRestrictedByDate: Bool?
        package var accountID: CanvasID?
        package var term: Term?
        /// The caller's own enrollments in the course; absent or empty for an administrator.
        package var enrollments: [CallerEnrollment]?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case courseCode = "course_code"
            case sisCourseID = "sis_course_id"
            case workflowState = "workflow_state"
            case timeZone = "time_zone"
            case startAt = "start_at"
            case endAt = "end_at"
            case restrictEnrollmentsToCourseDates = "restrict_enrollments_to_course_dates"
            case accessRestrictedByDate = "access_restricted_by_date"
            case accountID = "account_id"
            case term
            case enrollments
        }
    }

    /// How the caller is enrolled in a course, as the course itself tells it.
    package struct CallerEnrollment: Codable, Equatable, Sendable {
        /// `teacher`, `ta`, `student`, …
        package var type: String?
        /// The caller sees only students of the caller's own sections.
        package var limitPrivilegesToCourseSection: Bool?

        enum CodingKeys: String, CodingKey {
            case type
            case limitPrivilegesToCourseSection = "limit_privileges_to_course_section"
        }
    }

    package struct Term: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        /// Only for callers who may read or manage SIS data.
        package var sisTermID: String?
        package var startAt: Instant?
        package var endAt: Instant?
        package var workflowState: String?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case sisTermID = "sis_term_id"
            case startAt = "start_at"
            case endAt = "end_at"
            case workflowState = "workflow_state"
        }
    }

    /// Terms come inside an object, pages and all.
    struct TermPage: Decodable, Sendable {
        let terms: [Term]

        enum CodingKeys: String, CodingKey {
            case terms = "enrollment_terms"
        }
    }
}
