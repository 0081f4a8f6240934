import CanvasAPI

/// `CoursePages -> CourseSnapshot`: what Canvas sent, as clean values in an order that does not depend on pages. What
/// the token could not see becomes a ``DataGap``.
struct CourseNormalizer: Sendable {
    private let pages: CoursePages
    /// The course was asked for by its SIS id, so that a missing SIS id means a hidden one.
    private let isNamedBySISID: Bool
    /// The Canvas the pages came from, without a trailing slash.
    private let canvasURL: String

    init(_ pages: CoursePages, reference: CourseReference, canvasURL: String) {
        self.pages = pages
        self.canvasURL = canvasURL
        isNamedBySISID = reference.identity.isSIS
    }

    func snapshot() -> CourseSnapshot {
        var snapshot = CourseSnapshot(
            course: Course(pages.course, term: pages.term),
            sections: pages.sections.map(Section.init),
            canvasDueDates: canvasDueDates(),
            teachers: pages.teachers?.value.map { $0.map(Teacher.init) },
            areTeachersHidden: pages.teachers.map { $0.value == nil } ?? false
        )
        RosterNormalizer(pages: pages).add(to: &snapshot)
        ItemNormalizer(pages, canvasURL: canvasURL).add(to: &snapshot)
        ModuleNormalizer(pages: pages).add(to: &snapshot)
        GroupNormalizer(pages: pages).add(to: &snapshot)
        addGaps(to: &snapshot)
        return snapshot.canonicalized()
    }

    private func canvasDueDates() -> CanvasDueDates? {
        guard let dueDates = pages.effectiveDueDates.value else { return nil }
        let students = Set(pages.enrollments.map(\.userID))
        // The Test Student is in Canvas's answer, but in no report.
        let entries = dueDates.assignments.flatMap { assignment, users in
            users.filter { students.contains($0.key) }.map {
                CanvasDueDates.Entry(
                    assignmentID: assignment,
                    studentID: $0.key,
                    dueAt: $0.value.dueAt,
                    gradingPeriodID: $0.value.gradingPeriodID,
                    isInClosedGradingPeriod: $0.value.inClosedGradingPeriod
                )
            }
        }
        return CanvasDueDates(entries: entries)
    }

    private func addGaps(to snapshot: inout CourseSnapshot) {
        let dueDates = pages.effectiveDueDates
        if dueDates.value == nil, !snapshot.items.isEmpty {
            snapshot.gaps.append(
                DataGap(
                    kind: .canvasDueDatesHidden,
                    permission: dueDates.permission("Grades - view all grades"),
                    message: "Canvas's effective due dates could not be read\(dueDates.whyUnread), so no due date is "
                        + "checked against them."
                )
            )
        }
        if isNamedBySISID, pages.course.sisCourseID == nil { snapshot.gaps.append(.sisIDsHidden) }
        if pages.course.enrollments?.contains(where: { $0.limitPrivilegesToCourseSection == true }) == true {
            snapshot.gaps.append(
                DataGap(
                    kind: .sectionLimited,
                    message: "The token's own enrollment is limited to its sections: students of other sections, and "
                        + "overrides for them, are missing. Use a token that sees the whole course."
                )
            )
        }
    }
}

extension Course {
    fileprivate init(_ course: Canvas.Course, term: Canvas.Term?) {
        self.init(
            id: course.id,
            sisID: course.sisCourseID,
            code: course.courseCode ?? "",
            name: course.name ?? "Course \(course.id)",
            workflowState: course.workflowState ?? "",
            timeZoneName: course.timeZone,
            startAt: course.startAt,
            endAt: course.endAt,
            restrictsAccess: course.restrictEnrollmentsToCourseDates ?? false,
            term: course.term.map {
                Term(
                    id: $0.id,
                    sisID: $0.sisTermID,
                    name: $0.name ?? "Term \($0.id)",
                    startAt: $0.startAt,
                    endAt: $0.endAt,
                    forStudents: term.map(DateSpan.init(forStudentsOf:))
                )
            },
            accountID: course.accountID,
            accountName: course.account?.name
        )
    }
}

extension Teacher {
    fileprivate init(_ user: Canvas.User) {
        self.init(id: user.id, sortableName: user.sortableName ?? user.name ?? "User \(user.id)")
    }
}

extension DateSpan {
    fileprivate init(forStudentsOf term: Canvas.Term) {
        let dates = term.overrides?["StudentEnrollment"]
        self.init(startAt: dates?.startAt ?? term.startAt, endAt: dates?.endAt ?? term.endAt)
    }
}

extension Section {
    fileprivate init(_ section: Canvas.Section) {
        self.init(
            id: section.id,
            sisID: section.sisSectionID,
            name: section.name ?? "Section \(section.id)",
            startAt: section.startAt,
            endAt: section.endAt,
            restrictsAccess: section.restrictEnrollmentsToSectionDates ?? false
        )
    }
}
