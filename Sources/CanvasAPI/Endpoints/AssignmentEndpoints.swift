/// Assignments, their overrides, and Canvas's own computation of due dates.
extension CanvasClient {
    /// `GET /courses/:id/assignments` with overrides and checkpoints and with base dates (without
    /// `override_assignment_dates=false` the dates are the caller's). Paged.
    ///
    /// Includes New Quizzes, graded classic quizzes and graded discussions; unpublished ones for callers who may manage
    /// the course. `overrides` is silently absent without the right to manage assignments, and never has module
    /// overrides. Checkpoints come only where the course has them on.
    package func assignments(course: CanvasID) async throws -> [Canvas.Assignment] {
        let query = [
            QueryItem("include[]", "overrides"),
            QueryItem("include[]", "checkpoints"),
            QueryItem("override_assignment_dates", "false"),
        ]
        return try await all(.get("/courses/\(course)/assignments", query), of: [Canvas.Assignment].self)
    }

    /// `GET /courses/:id/assignments/:id/overrides`: direct and module overrides that the caller may see. Canvas
    /// documents it as paged, but sends all of them in one array, in no particular order and without a `Link` header.
    package func assignmentOverrides(
        course: CanvasID,
        assignment: CanvasID
    ) async throws -> [Canvas.AssignmentOverride] {
        try await list(.get("/courses/\(course)/assignments/\(assignment)/overrides"))
    }

    /// `GET /courses/:id/assignments/:id/date_details`: base dates and all overrides of one item, those of its modules
    /// included. Paged inside the object; the pages are merged. Needs the right to manage who the item is assigned to.
    package func dateDetails(course: CanvasID, assignment: CanvasID) async throws -> Canvas.DateDetails {
        try await dateDetails(.get("/courses/\(course)/assignments/\(assignment)/date_details"))
    }

    /// `GET /courses/:id/quizzes/:id/date_details`, the same for a classic quiz; the only source of the overrides of
    /// practice quizzes and surveys that tells "not overridden" from "no date".
    package func dateDetails(course: CanvasID, quiz: CanvasID) async throws -> Canvas.DateDetails {
        try await dateDetails(.get("/courses/\(course)/quizzes/\(quiz)/date_details"))
    }

    /// `GET /courses/:id/effective_due_dates`: one object for the whole course, not paged. Due dates only, and no
    /// practice quizzes or surveys. Includes the Test Student and students of every state but rejected and deleted.
    /// Needs the right to read the course as an administrator.
    package func effectiveDueDates(course: CanvasID) async throws -> Canvas.EffectiveDueDates {
        try await one(.get("/courses/\(course)/effective_due_dates"))
    }
}
