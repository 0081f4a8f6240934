import CanvasAPI

/// Classic quizzes and surveys that no assignment stands behind.
struct PracticeQuizzes: Sendable {
    struct Quiz: Sendable, Equatable {
        var id: CanvasID
        /// `nil` where only the override endpoint speaks of it.
        var quiz: Canvas.Quiz?
        /// What the override endpoint lists; `nil` where it does not list the quiz.
        var listing: Canvas.QuizAssignmentOverrides?

        /// The row of the quiz's own dates. It is absent when every section has an override.
        var baseRow: Canvas.DateRow? { rows.first { $0.base == true } }
        var rows: [Canvas.DateRow] { listing?.allDates ?? quiz?.allDates ?? listing?.dueDates ?? [] }
    }

    /// Ascending by id.
    let quizzes: [Quiz]

    init(_ pages: CoursePages) {
        let graded = pages.gradedQuizIDs
        var byID: [CanvasID: Quiz] = [:]
        for quiz in pages.quizzes.value ?? [] where quiz.assignmentID == nil && !graded.contains(quiz.id) {
            byID[quiz.id] = Quiz(id: quiz.id, quiz: quiz)
        }
        let isListComplete = pages.quizzes.value != nil
        for listing in pages.classicQuizOverrides.value ?? [] where !graded.contains(listing.quizID) {
            if byID[listing.quizID] != nil {
                byID[listing.quizID]?.listing = listing
            } else if !isListComplete {
                byID[listing.quizID] = Quiz(id: listing.quizID, listing: listing)
            }
        }
        quizzes = byID.values.sorted { $0.id < $1.id }
    }

    /// Each of them is asked for its date details: no list has the overrides that take a quiz away.
    /// (Canvas: app/controllers/learning_object_dates_controller.rb)
    var ids: [CanvasID] { quizzes.map(\.id) }
}

extension CoursePages {
    /// Of the classic quizzes that an assignment stands behind.
    var gradedQuizIDs: Set<CanvasID> { Set(assignments.compactMap(\.quizID)) }
}
