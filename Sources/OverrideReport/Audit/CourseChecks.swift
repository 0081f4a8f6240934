import CanvasAPI

/// What the token may see of the first courses of a list. They are read as a run reads them, so that nothing passes here
/// and is missing there.
struct CourseChecks {
    private let canvas: CanvasConnection
    private let references: ArraySlice<CourseReference>
    private let asksForAccommodations: Bool

    /// One course that was read.
    private struct Seen {
        let reference: CourseReference
        let snapshot: CourseSnapshot
        /// With the tags.
        let groups: Result<[Canvas.Group], CanvasError>
        /// Why GraphQL does not tell which modules have overrides.
        let graphQLTrouble: CanvasError?
        /// Why its term's dates for students can't be read.
        let termTrouble: CanvasError?
        /// Of one quiz; `nil` where none is asked.
        let submissions: Answer<[Canvas.QuizSubmission]>?
    }

    init(
        _ canvas: CanvasConnection,
        _ references: [CourseReference],
        count: Int,
        asksForAccommodations: Bool
    ) {
        self.canvas = canvas
        self.asksForAccommodations = asksForAccommodations
        self.references = references.prefix(count)
    }

    /// - Throws: `CancellationError`.
    func checks() async throws -> [Check] {
        var outcomes: [(reference: CourseReference, result: Result<Seen, CanvasError>)] = []
        for reference in references {
            do {
                outcomes.append((reference, .success(try await see(reference))))
            } catch let error as CanvasError {
                outcomes.append((reference, .failure(error)))
            }
        }
        let seen = outcomes.compactMap { try? $0.result.get() }
        let errors = outcomes.compactMap(\.result.error)
        let fault: Check.Fault = errors.allSatisfy { $0.isForbidden || $0.isTokenRefused } ? .tokenRefused : .other
        let checks = outcomes.map { reference, result in
            switch result {
            case .success(let seen):
                Check.ok(.course, "“\(seen.snapshot.course.name)” is read", of: reference.text)
            case .failure(let error):
                Check(
                    .course,
                    seen.isEmpty ? .fail(fault) : .warn,
                    error.trouble,
                    next: error.isForbidden
                        ? Self.asking(CanvasError.permissionsForCourse) : error.nextStep,
                    of: reference.text
                )
            }
        }
        guard !seen.isEmpty else { return checks + Self.skippedParts("no course could be read") }
        return checks + Self.parts.map { check($0, seen) }
    }

    static func skipped(_ reason: String) -> [Check] { [.skip(.course, reason)] + skippedParts(reason) }

    private static func skippedParts(_ reason: String) -> [Check] { parts.map { .skip($0, reason) } }

    private static let parts: [Check.Subject] = [
        .overrides, .moduleOverrides, .quizzes, .groups, .differentiationTags, .studentNames, .sisIDs,
        .effectiveDueDates, .terms, .quizSubmissions, .graphQL,
    ]

    private func see(_ reference: CourseReference) async throws -> Seen {
        let client = canvas.client
        let fetcher = CourseFetcher(client: client, habits: canvas.habits)
        let course = try await fetcher.course(reference)
        let pages = try await fetcher.pages(of: course)
        let groups = try await result { try await client.groups(course: course.id) }
        let graphQL = try await result { try await client.modulesHavingOverrides(course: course.id) }
        let term = try await result { try await StudentTerms.term(of: course, client) }
        let snapshot = CourseNormalizer(pages, reference: reference, canvasURL: canvas.name).snapshot()
        let quizzes = asksForAccommodations ? Array(snapshot.assignedClassicQuizIDs.prefix(1)) : []
        return Seen(
            reference: reference,
            snapshot: snapshot,
            groups: groups,
            graphQLTrouble: graphQL.error,
            termTrouble: term.error,
            submissions: try await fetcher.submissions(of: quizzes, course: course.id).values.first
        )
    }

    private func result<Value>(_ ask: () async throws -> Value) async throws -> Result<Value, CanvasError> {
        do {
            return .success(try await ask())
        } catch let error as CanvasError {
            return .failure(error)
        }
    }

    // MARK: A part of a course, over all that were read

    private func check(_ part: Check.Subject, _ seen: [Seen]) -> Check {
        let gaps = seen.flatMap { course in course.snapshot.gaps.filter { $0.kind.subject == part }.map { (course, $0) }
        }
        if let (course, gap) = gaps.first {
            let more = gaps.count > 1 ? " (And \(gaps.count - 1) more like this.)" : ""
            return Check(
                part,
                .warn,
                "course \(course.reference.text): \(gap.message)\(more)",
                next: gap.permission.map { Self.asking($0) }
                    ?? "A run says so in courses.csv, and rows that depend on it carry a note."
            )
        }
        let names = seen.map(\.reference.text).joined(separator: ", ")
        switch part {
        case .groups, .differentiationTags: return groupCheck(part, seen, names)
        case .graphQL: return graphQLCheck(seen)
        case .terms: return termCheck(seen, names)
        case .quizSubmissions: return submissionCheck(seen, names)
        case .sisIDs where !seen.contains(where: \.snapshot.showsSISIDs):
            return Check(
                part,
                .warn,
                "none is seen in \(names): there are none, or they are hidden from the token",
                next: "Where your courses have SIS ids: " + Self.asking("SIS Data - read")
            )
        default: return .ok(part, "seen in \(names)")
        }
    }

    private func groupCheck(_ part: Check.Subject, _ seen: [Seen], _ names: String) -> Check {
        var count = 0
        for course in seen {
            switch course.groups {
            case .success(let groups):
                count += groups.count { ($0.nonCollaborative == true) == (part == .differentiationTags) }
            case .failure(let error):
                return Check(
                    part,
                    .warn,
                    "course \(course.reference.text): \(error.trouble)",
                    next: error.isForbidden ? Self.asking("Groups - view all student groups") : error.nextStep
                )
            }
        }
        let noun = part == .groups ? "group" : "tag"
        return .ok(part, count == 0 ? "the token sees none in \(names)" : quantity(count, noun) + " seen in \(names)")
    }

    private func graphQLCheck(_ seen: [Seen]) -> Check {
        guard let trouble = seen.compactMap(\.graphQLTrouble).first else {
            return .ok(.graphQL, "tells which modules have overrides")
        }
        return .ok(.graphQL, "not used, so that each module is asked for its overrides. \(trouble.trouble)")
    }

    private func termCheck(_ seen: [Seen], _ names: String) -> Check {
        guard let (course, error) = seen.lazy.compactMap({ course in course.termTrouble.map { (course, $0) } }).first
        else { return .ok(.terms, "dates for students can be read in the terms of \(names)") }
        return Check(
            .terms,
            .warn,
            "course \(course.reference.text): the dates that its term has for students can't be read. "
                + error.trouble,
            next:
                "Use a token of an administrator of the root account; else reports do not say when students can enter "
                + "a course where the term decides it."
        )
    }

    private func submissionCheck(_ seen: [Seen], _ names: String) -> Check {
        guard asksForAccommodations else { return .skip(.quizSubmissions, "not asked without --accommodations") }
        let answers = seen.compactMap { course in course.submissions.map { (course: course, answer: $0) } }
        guard !answers.isEmpty else { return .ok(.quizSubmissions, "no Classic Quiz in \(names)") }
        guard let (course, answer) = answers.first(where: { $0.answer.value == nil }) else {
            return .ok(.quizSubmissions, "seen in \(answers.map(\.course.reference.text).joined(separator: ", "))")
        }
        return Check(
            .quizSubmissions,
            .warn,
            "course \(course.reference.text): who has extra time or attempts in Classic Quizzes can't be read"
                + "\(answer.whyUnread)",
            next: answer == .forbidden
                ? Self.asking("Grades - view all grades")
                : "A run says so in courses.csv, and accommodations.csv lacks what could not be read."
        )
    }

    private static func asking(_ permissions: String...) -> String { asking(permissions) }

    private static func asking(_ permissions: [String]) -> String {
        "Ask a Canvas administrator for the permission \(permissions.map(\.quoted).joined(separator: " and "))."
    }
}

extension CourseSnapshot {
    fileprivate var showsSISIDs: Bool {
        course.sisID != nil || course.term?.sisID != nil || sections.contains { $0.sisID != nil }
            || students.contains { $0.sisID != nil }
    }
}

extension DataGap.Kind {
    /// Where `check` tells of it.
    fileprivate var subject: Check.Subject {
        switch self {
        case .itemOverridesHidden, .itemOverridesFromQuizEndpoint, .checkpointsHidden, .sectionMissing, .sectionLimited:
            .overrides
        case .moduleOverridesHidden, .moduleOverridesUnsupported, .modulesHidden: .moduleOverrides
        case .quizzesHidden, .quizEndpointHidden: .quizzes
        case .accommodationsHidden: .quizSubmissions
        case .groupMembersHidden: .groups
        case .canvasDueDatesHidden: .effectiveDueDates
        case .studentNamesHidden: .studentNames
        case .sisIDsHidden: .sisIDs
        }
    }
}
