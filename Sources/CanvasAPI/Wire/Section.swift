extension Canvas {
    package struct Section: Codable, Equatable, Sendable, PageElement {
        package var id: CanvasID
        package var name: String?
        /// Only for callers who may read or manage SIS data.
        package var sisSectionID: String?
        package var startAt: Instant?
        package var endAt: Instant?
        package var restrictEnrollmentsToSectionDates: Bool?
        /// The course that the section comes from, when it is cross-listed.
        package var nonxlistCourseID: CanvasID?

        package var pageIdentity: CanvasID { id }

        enum CodingKeys: String, CodingKey {
            case id
            case name
            case sisSectionID = "sis_section_id"
            case startAt = "start_at"
            case endAt = "end_at"
            case restrictEnrollmentsToSectionDates = "restrict_enrollments_to_section_dates"
            case nonxlistCourseID = "nonxlist_course_id"
        }
    }
}
