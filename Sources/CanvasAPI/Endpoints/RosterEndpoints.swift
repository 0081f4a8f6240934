/// Sections, enrollments and groups of a course.
extension CanvasClient {
    /// `GET /courses/:id/sections`: the active sections, paged. SIS ids need the right to read SIS data.
    package func sections(course: CanvasID) async throws -> [Canvas.Section] {
        try await all(.get("/courses/\(course)/sections"), of: [Canvas.Section].self)
    }

    /// `GET /courses/:id/enrollments?type[]=StudentEnrollment`: a row for each student and section, paged by bookmark, so
    /// that no page has a number. `StudentEnrollment` leaves the Test Student out. Needs the right to read the roster.
    ///
    /// - Parameter states: enrollment states; Canvas leaves completed ones out unless asked for them.
    package func studentEnrollments(
        course: CanvasID,
        states: [String] = ["active", "invited", "inactive", "completed"]
    ) async throws -> [Canvas.Enrollment] {
        let query = [QueryItem("type[]", "StudentEnrollment")] + states.map { QueryItem("state[]", $0) }
        return try await all(.get("/courses/\(course)/enrollments", query), of: [Canvas.Enrollment].self)
    }

    /// `GET /courses/:id/groups?collaboration_state=all`: groups and differentiation tags, paged. Without
    /// `collaboration_state` Canvas leaves the tags out; a Canvas without tags ignores it.
    package func groups(course: CanvasID) async throws -> [Canvas.Group] {
        let query = [QueryItem("collaboration_state", "all")]
        return try await all(.get("/courses/\(course)/groups", query), of: [Canvas.Group].self)
    }

    /// `GET /groups/:id/users`: the ids of a group's or tag's members, paged.
    package func groupMembers(group: CanvasID) async throws -> [CanvasID] {
        try await all(.get("/groups/\(group)/users"), of: [Canvas.User].self).map(\.id)
    }
}
