import CanvasAPI

/// `CourseReference -> Canvas.Course -> CoursePages`: the requests that one course costs, those that do not depend on each
/// other at once. The client's governor decides how many really go out together.
struct CourseFetcher: Sendable {
    private let client: CanvasClient

    init(client: CanvasClient) {
        self.client = client
    }

    /// Which course it is that the list means: several entries may mean one.
    func course(_ reference: CourseReference) async throws -> Canvas.Course {
        try await client.course(reference.identity.locator)
    }

    /// - Throws: `CanvasError` for what no report can do without: the course, its sections, its enrollments and its
    ///   assignments. What a report can do without comes back as an ``Answer``.
    func pages(of course: Canvas.Course) async throws -> CoursePages {
        let id = course.id

        async let sections = client.sections(course: id)
        async let enrollments = client.studentEnrollments(course: id, states: EnrollmentState.allCases.map(\.rawValue))
        async let assignments = client.assignments(course: id)
        async let quizzes = answer { try await client.quizzes(course: id) }
        async let classic = answer { try await client.quizAssignmentOverrides(course: id) }
        async let new = answer { try await client.newQuizAssignmentOverrides(course: id) }
        async let modules = answer { try await client.modules(course: id) }
        async let dueDates = answer(acceptingFailure: true) { try await client.effectiveDueDates(course: id) }

        var pages = try await CoursePages(
            course: course,
            sections: sections,
            enrollments: enrollments,
            assignments: assignments,
            quizzes: quizzes,
            classicQuizOverrides: classic,
            newQuizOverrides: new,
            modules: modules,
            effectiveDueDates: dueDates
        )
        // A section that was made between the two lists.
        if !pages.enrollmentsOutsideSections.isEmpty { pages.sections = try await client.sections(course: id) }
        try await addModuleOverrides(to: &pages)
        try await addQuizDateDetails(to: &pages)
        try await addGroups(to: &pages)
        return pages
    }

    private func addModuleOverrides(to pages: inout CoursePages) async throws {
        let course = pages.course.id
        pages.moduleOverrides = try await each(of: pages.modules.value?.map(\.id) ?? []) { module in
            try await client.moduleAssignmentOverrides(course: course, module: module)
        }
    }

    /// Practice quizzes and surveys have no assignment to read override rows from.
    private func addQuizDateDetails(to pages: inout CoursePages) async throws {
        let course = pages.course.id
        pages.quizDateDetails = try await each(of: PracticeQuizzes(pages).ids) { quiz in
            try await client.dateDetails(course: course, quiz: quiz)
        }
    }

    private func addGroups(to pages: inout CoursePages) async throws {
        let ids = pages.groupIDsNamedByOverrides
        guard !ids.isEmpty else { return }
        let course = pages.course.id
        pages.groups = try await answer { try await client.groups(course: course) }
        // Members of a group that is gone are not asked for.
        let existing = pages.groups.value.map { Set($0.map(\.id)) }
        pages.groupMembers = try await each(of: ids.filter { existing?.contains($0) ?? true }) { group in
            try await client.groupMembers(group: group)
        }
    }

    private func each<Value: Sendable & Equatable>(
        of ids: [CanvasID],
        _ read: @escaping @Sendable (CanvasID) async throws -> Value
    ) async throws -> [CanvasID: Answer<Value>] {
        try await withThrowingTaskGroup(of: (CanvasID, Answer<Value>).self) { group in
            for id in ids {
                group.addTask { (id, try await answer { try await read(id) }) }
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
