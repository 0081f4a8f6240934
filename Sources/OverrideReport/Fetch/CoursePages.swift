import CanvasAPI

/// Everything Canvas sends about one course, every page, as it sends it.
package struct CoursePages: Sendable, Equatable {
    package var course: Canvas.Course
    package var sections: [Canvas.Section]
    package var enrollments: [Canvas.Enrollment]
    package var assignments: [Canvas.Assignment]
    package var quizzes: Answer<[Canvas.Quiz]>
    package var classicQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]>
    package var newQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]>
    /// Of each practice quiz and survey, by quiz id.
    package var quizDateDetails: [CanvasID: Answer<Canvas.DateDetails>]
    package var modules: Answer<[Canvas.Module]>
    /// By module id.
    package var moduleOverrides: [CanvasID: Answer<[Canvas.ModuleOverride]>]
    /// Asked for only where an override names a group.
    package var groups: Answer<[Canvas.Group]>
    /// Members of the groups that overrides name, by group id.
    package var groupMembers: [CanvasID: Answer<[CanvasID]>]
    package var effectiveDueDates: Answer<Canvas.EffectiveDueDates>

    package init(
        course: Canvas.Course,
        sections: [Canvas.Section] = [],
        enrollments: [Canvas.Enrollment] = [],
        assignments: [Canvas.Assignment] = [],
        quizzes: Answer<[Canvas.Quiz]> = .read([]),
        classicQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]> = .read([]),
        newQuizOverrides: Answer<[Canvas.QuizAssignmentOverrides]> = .read([]),
        quizDateDetails: [CanvasID: Answer<Canvas.DateDetails>] = [:],
        modules: Answer<[Canvas.Module]> = .read([]),
        moduleOverrides: [CanvasID: Answer<[Canvas.ModuleOverride]>] = [:],
        groups: Answer<[Canvas.Group]> = .read([]),
        groupMembers: [CanvasID: Answer<[CanvasID]>] = [:],
        effectiveDueDates: Answer<Canvas.EffectiveDueDates> = .read(Canvas.EffectiveDueDates(assignments: [:]))
    ) {
        self.course = course
        self.sections = sections
        self.enrollments = enrollments
        self.assignments = assignments
        self.quizzes = quizzes
        self.classicQuizOverrides = classicQuizOverrides
        self.newQuizOverrides = newQuizOverrides
        self.quizDateDetails = quizDateDetails
        self.modules = modules
        self.moduleOverrides = moduleOverrides
        self.groups = groups
        self.groupMembers = groupMembers
        self.effectiveDueDates = effectiveDueDates
    }
}

/// What came of asking for something that a report can do without, if it says so.
package enum Answer<Value: Sendable & Equatable>: Sendable, Equatable {
    case read(Value)
    /// The token's owner may not.
    case forbidden
    /// 404: gone, or a Canvas that does not have this endpoint.
    case missing
    /// Canvas could not answer, however often it was asked; the sentence says what it said.
    case unreadable(String)

    package var value: Value? {
        if case .read(let value) = self { value } else { nil }
    }
}
