import CanvasAPI

/// Everything Canvas sends about one course, every page, as it sends it.
struct CoursePages: Sendable, Equatable {
    var course: Canvas.Course
    /// With its dates for students; `nil` where it was not asked for or can't be read.
    var term: Canvas.Term?
    var sections: [Canvas.Section] = []
    var enrollments: [Canvas.Enrollment] = []
    var assignments: [Canvas.Assignment] = []
    var quizzes: Answer<[Canvas.Quiz]> = .read([])
    /// The list of quizzes was asked for its time limits and attempts.
    var readsQuizLimits = false
    var classicQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]> = .read([])
    var newQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]> = .read([])
    /// Of each practice quiz and survey, by quiz id.
    var quizDateDetails: [CanvasID: Answer<Canvas.DateDetails>] = [:]
    var modules: Answer<[Canvas.Module]> = .read([])
    /// By module id.
    var moduleOverrides: [CanvasID: Answer<[Canvas.ModuleOverride]>] = [:]
    /// Asked for only where an override names a group.
    var groups: Answer<[Canvas.Group]> = .read([])
    /// Members of the groups that overrides name, by group id.
    var groupMembers: [CanvasID: Answer<[CanvasID]>] = [:]
    /// `nil` where they are not asked for.
    var teachers: Answer<[Canvas.User]>?
    var effectiveDueDates: Answer<Canvas.EffectiveDueDates> = .read(Canvas.EffectiveDueDates(assignments: [:]))
}

extension Canvas.Enrollment {
    /// `nil` for what has no place in a report: the Test Student, and enrollments that are deleted or rejected.
    var reportedState: EnrollmentState? {
        type == "StudentEnrollment" ? EnrollmentState(rawValue: enrollmentState) : nil
    }
}

/// What came of asking for something that a report can do without, if it says so.
enum Answer<Value: Sendable & Equatable>: Sendable, Equatable {
    case read(Value)
    /// The token's owner may not.
    case forbidden
    /// 404: gone, or a Canvas that does not have this endpoint.
    case missing
    /// Canvas could not answer, however often it was asked; the sentence says what it said.
    case unreadable(String)

    var value: Value? {
        if case .read(let value) = self { value } else { nil }
    }
    /// Why it holds no value, in brackets behind what could not be read.
    var whyUnread: String {
        switch self {
        case .read: ""
        case .forbidden: " (not permitted)"
        case .missing: " (this Canvas answers 404)"
        case .unreadable(let sentence): " (\(sentence))"
        }
    }

    /// The permission to ask for, where one would help.
    func permission(_ name: String) -> String? { self == .forbidden ? name : nil }
}
