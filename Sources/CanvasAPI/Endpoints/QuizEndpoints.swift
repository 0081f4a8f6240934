/// Classic quizzes, and the two override endpoints of Classic and New Quizzes.
extension CanvasClient {
    /// `GET /courses/:id/quizzes`: classic quizzes, practice quizzes and surveys, paged. New Quizzes are assignments.
    package func quizzes(course: CanvasID) async throws -> [Canvas.Quiz] {
        try await all(.get("/courses/\(course)/quizzes"), of: [Canvas.Quiz].self)
    }

    /// `GET /courses/:id/quizzes/assignment_overrides`: the dates of classic quizzes, paged inside an object, ordered by
    /// quiz. Callers who may not manage the course get no unpublished quizzes and no `all_dates`. Students are not in it,
    /// and a null date may mean "not overridden" or "no date".
    ///
    /// - Parameter quizIDs: only these; unknown ones are silently absent from the answer. Empty asks for all, which costs
    ///   fewer requests for more than a handful.
    package func quizAssignmentOverrides(
        course: CanvasID,
        quizIDs: [CanvasID] = []
    ) async throws -> [Canvas.QuizAssignmentOverrides] {
        try await quizOverrides("/courses/\(course)/quizzes/assignment_overrides", ids: quizIDs)
    }

    /// `GET /courses/:id/new_quizzes/assignment_overrides`: the same for New Quizzes, whose `quiz_id` is the assignment's.
    /// A Canvas that doesn't have it answers `notFound`.
    ///
    /// - Parameter assignmentIDs: only these; empty asks for all.
    package func newQuizAssignmentOverrides(
        course: CanvasID,
        assignmentIDs: [CanvasID] = []
    ) async throws -> [Canvas.QuizAssignmentOverrides] {
        try await quizOverrides("/courses/\(course)/new_quizzes/assignment_overrides", ids: assignmentIDs)
    }

    /// Canvas drops `Link` headers that pass 6 KB, and each link repeats the whole filter: with more ids than this in a
    /// request, pages would be lost unseen.
    private static let idsPerRequest = 15

    private func quizOverrides(_ path: String, ids: [CanvasID]) async throws -> [Canvas.QuizAssignmentOverrides] {
        if ids.isEmpty {
            return try await all(.get(path), of: Canvas.QuizAssignmentOverridesPage.self)
        }
        var asked: Set<CanvasID> = []
        let ids = ids.filter { asked.insert($0).inserted }
        var rows: [Canvas.QuizAssignmentOverrides] = []
        for start in stride(from: 0, to: ids.count, by: Self.idsPerRequest) {
            let chunk = ids[start..<min(start + Self.idsPerRequest, ids.count)]
            let filter = chunk.map { QueryItem("quiz_assignment_overrides[][quiz_ids][]", $0.description) }
            rows += try await all(.get(path, filter), of: Canvas.QuizAssignmentOverridesPage.self)
        }
        return rows
    }
}
