import CanvasAPI
import Logging
import Synchronization

/// What a run has learned of its Canvas, so that it is found out and told once.
final class CanvasHabits: Sendable {
    private struct State {
        var lacksGraphQL = false
        var isTold = false
    }

    private let state = Mutex(State())
    private let logger: Logger?

    init(logger: Logger? = nil) {
        self.logger = logger
    }

    var mayAskGraphQL: Bool { state.withLock { !$0.lacksGraphQL } }

    func noteGraphQL(_ error: CanvasError) {
        let isFirst = state.withLock { state in
            defer { state.isTold = true }
            if case .notFound = error.kind { state.lacksGraphQL = true }
            return !state.isTold
        }
        guard isFirst else { return }
        logger?.notice("GraphQL does not tell which modules have overrides, so each is asked for them. \(error)")
    }
}

/// `CourseReference -> Canvas.Course -> CoursePages`: the requests that one course costs, as few as Canvas allows, those
/// that do not depend on each other at once. The client's governor decides how many really go out together.
struct CourseFetcher: Sendable {
    private let client: CanvasClient
    private let habits: CanvasHabits
    private let readsQuizLimits: Bool
    private let readsTeachers: Bool

    /// - Parameters:
    ///   - readsQuizLimits: also of quizzes that have an assignment.
    ///   - readsTeachers: and the name of the course's account.
    init(
        client: CanvasClient,
        habits: CanvasHabits = CanvasHabits(),
        readsQuizLimits: Bool = false,
        readsTeachers: Bool = false
    ) {
        self.client = client
        self.habits = habits
        self.readsQuizLimits = readsQuizLimits
        self.readsTeachers = readsTeachers
    }

    /// Which course it is that the list means: several entries may mean one.
    func course(_ reference: CourseReference) async throws -> Canvas.Course {
        try await client.course(reference.identity.locator, withAccount: readsTeachers)
    }

    /// - Throws: `CanvasError` for what no report can do without: the course, its sections, its enrollments and its
    ///   assignments. What a report can do without comes back as an ``Answer``.
    func pages(of course: Canvas.Course) async throws -> CoursePages {
        let id = course.id
        async let sections = client.sections(course: id)
        async let enrollments = client.studentEnrollments(course: id, states: EnrollmentState.allCases.map(\.rawValue))
        async let new = answer { try await client.newQuizAssignmentOverrides(course: id) }
        async let dueDates = answer(acceptingFailure: true) { try await client.effectiveDueDates(course: id) }
        async let modules = modulePages(course: id)
        async let teachers = teachers(of: course)

        var pages = try await itemPages(of: course)
        (pages.modules, pages.moduleOverrides) = try await modules
        pages.newQuizOverrides = try await new
        try await addGroups(to: &pages)
        pages.sections = try await sections
        pages.enrollments = try await enrollments
        // A section that was made between the two lists.
        if !pages.enrollmentsOutsideSections.isEmpty { pages.sections = try await client.sections(course: id) }
        pages.effectiveDueDates = try await dueDates
        pages.teachers = try await teachers
        return pages
    }

    /// What classic quizzes say of their students, by quiz id. Where the first is forbidden, the others are not asked.
    func submissions(
        of quizzes: [CanvasID],
        course: CanvasID
    ) async throws -> [CanvasID: Answer<[Canvas.QuizSubmission]>] {
        func answers(_ ids: some Sequence<CanvasID>) async throws -> [CanvasID: Answer<[Canvas.QuizSubmission]>] {
            try await each(of: Array(ids), acceptingFailure: true) { quiz in
                try await client.quizSubmissions(course: course, quiz: quiz)
            }
        }
        let first = try await answers(quizzes.prefix(1))
        guard !first.values.contains(.forbidden) else { return first }
        return try await answers(quizzes.dropFirst()).merging(first) { asked, _ in asked }
    }

    /// Assignments, classic quizzes, and the practice quizzes and surveys that no assignment stands behind.
    private func itemPages(of course: Canvas.Course) async throws -> CoursePages {
        let id = course.id
        async let classic = answer { try await client.quizAssignmentOverrides(course: id) }
        var pages = CoursePages(course: course, assignments: try await client.assignments(course: id))
        pages.classicQuizOverrides = try await classic
        pages.readsQuizLimits = readsQuizLimits && !pages.gradedQuizIDs.isEmpty
        // Of the dates, the list of quizzes tells those of practice quizzes alone that the assignments don't.
        guard pages.mayHavePracticeQuizzes || pages.readsQuizLimits else { return pages }
        pages.quizzes = try await answer { try await client.quizzes(course: id) }
        pages.quizDateDetails = try await each(of: PracticeQuizzes(pages).ids) { quiz in
            try await client.dateDetails(course: id, quiz: quiz)
        }
        return pages
    }

    private func teachers(of course: Canvas.Course) async throws -> Answer<[Canvas.User]>? {
        guard readsTeachers else { return nil }
        return try await answer(acceptingFailure: true) {
            try await client.teachers(course: course.id, hasEnded: course.workflowState == "completed")
        }
    }

    private func modulePages(
        course: CanvasID
    ) async throws -> (Answer<[Canvas.Module]>, [CanvasID: Answer<[Canvas.ModuleOverride]>]) {
        let modules = try await answer { try await client.modules(course: course) }
        let ids = modules.value?.map(\.id) ?? []
        let haveOverrides = try await modulesHavingOverrides(course: course, of: ids)
        var overrides = try await each(of: ids.filter { haveOverrides[$0] ?? true }) { module in
            try await client.moduleAssignmentOverrides(course: course, module: module)
        }
        for id in ids where haveOverrides[id] == false { overrides[id] = .read([]) }
        return (modules, overrides)
    }

    /// Empty where Canvas does not tell: then each module is asked, and nothing is missed.
    private func modulesHavingOverrides(course: CanvasID, of ids: [CanvasID]) async throws -> [CanvasID: Bool] {
        // One module is asked as cheaply itself.
        guard ids.count > 1, habits.mayAskGraphQL else { return [:] }
        do {
            return try await client.modulesHavingOverrides(course: course)
        } catch let error as CanvasError where !error.isTokenRefused {
            habits.noteGraphQL(error)
            return [:]
        }
    }

    private func addGroups(to pages: inout CoursePages) async throws {
        let ids = pages.groupIDsNamedByOverrides
        guard !ids.isEmpty else { return }
        let course = pages.course.id
        pages.groups = try await answer { try await client.groups(course: course) }
        let listed = pages.groups.value.map { groups in
            Dictionary(groups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var members: [CanvasID: Answer<[CanvasID]>] = [:]
        var unknown: [CanvasID] = []
        for id in ids {
            if let known = listed?[id]?.allMemberIDs {
                members[id] = .read(known)
            } else if listed == nil || listed?[id] != nil {
                // Members of a group that is gone are not asked for.
                unknown.append(id)
            }
        }
        pages.groupMembers = try await each(of: unknown) { try await client.groupMembers(group: $0) }
            .merging(members) { asked, _ in asked }
    }

    private func each<Value: Sendable & Equatable>(
        of ids: [CanvasID],
        acceptingFailure: Bool = false,
        _ read: @escaping @Sendable (CanvasID) async throws -> Value
    ) async throws -> [CanvasID: Answer<Value>] {
        try await withThrowingTaskGroup(of: (CanvasID, Answer<Value>).self) { group in
            for id in ids {
                group.addTask { (id, try await answer(acceptingFailure: acceptingFailure) { try await read(id) }) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func answer<Value: Sendable & Equatable>(
        acceptingFailure: Bool = false,
        _ read: @Sendable () async throws -> Value
    ) async throws -> Answer<Value> {
        do {
            return .read(try await read())
        } catch let error as CanvasError {
            switch error.kind {
            case .forbidden: return .forbidden
            case .notFound: return .missing
            case .server, .transport, .malformed, .badRequest:
                guard acceptingFailure else { throw error }
                return .unreadable(error.description)
            default: throw error
            }
        }
    }
}

extension CourseReference.Identity {
    /// How the client names the course.
    var locator: CourseLocator {
        switch self {
        case .canvas(let id): .id(id)
        case .sis(let id): .sis(id)
        }
    }
}

extension CoursePages {
    /// The override endpoint of classic quizzes names one that no assignment stands behind, or can't be read.
    fileprivate var mayHavePracticeQuizzes: Bool {
        guard let listed = classicQuizOverrides.value else { return true }
        let graded = gradedQuizIDs
        return listed.contains { !graded.contains($0.quizID) }
    }

    /// Of students whose section is not in the list of sections.
    var enrollmentsOutsideSections: [Canvas.Enrollment] {
        let known = Set(sections.map(\.id))
        return enrollments.filter { $0.reportedState != nil && !known.contains($0.courseSectionID) }
    }

    /// Groups and tags whose members decide dates or assignment, ascending.
    var groupIDsNamedByOverrides: [CanvasID] {
        var ids: Set<CanvasID> = []
        let rows =
            assignments.flatMap { ($0.overrides ?? []) + ($0.checkpoints ?? []).flatMap { $0.overrides ?? [] } }
            + quizDateDetails.values.flatMap { $0.value?.overrides ?? [] }
        for row in rows {
            if case .group(let id, _, _) = row.target { ids.insert(id) }
        }
        for row in moduleOverrides.values.flatMap({ $0.value ?? [] }) {
            if case .group(let id, _) = row.target { ids.insert(id) }
        }
        for row in quizRowsUsedInsteadOfOverrides where row.setType == "Group" {
            if let id = row.setID { ids.insert(id) }
        }
        return ids.sorted()
    }

    /// Rows of the quiz override endpoints, where the assignments came without their overrides.
    private var quizRowsUsedInsteadOfOverrides: [Canvas.DateRow] {
        guard assignments.contains(where: { $0.overrides == nil }) else { return [] }
        let listings = (classicQuizOverrides.value ?? []) + (newQuizOverrides.value ?? [])
        return listings.flatMap { $0.allDates ?? $0.dueDates ?? [] }
    }
}
