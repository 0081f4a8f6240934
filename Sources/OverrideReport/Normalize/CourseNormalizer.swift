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
        let items = ItemNormalizer(pages, canvasURL: canvasURL).result()
        let modules = ModuleNormalizer(pages, items: items.items).result()
        let roster = RosterNormalizer(pages).result()
        let groups = GroupNormalizer(pages, overrides: items.overrides + modules.overrides).result()
        return CourseSnapshot(
            course: course(),
            sections: pages.sections.map(section),
            students: roster.students,
            enrollments: roster.enrollments,
            groups: groups.groups,
            items: items.items,
            overrides: items.overrides + modules.overrides,
            modules: modules.modules,
            canvasDueDates: canvasDueDates(),
            gaps: courseGaps(hasItems: !items.items.isEmpty) + roster.gaps + items.gaps + modules.gaps + groups.gaps
        ).canonicalized()
    }

    private func course() -> Course {
        Course(
            id: pages.course.id,
            sisID: pages.course.sisCourseID,
            code: pages.course.courseCode ?? "",
            name: pages.course.name ?? "Course \(pages.course.id)",
            workflowState: pages.course.workflowState ?? "",
            timeZoneName: pages.course.timeZone,
            startAt: pages.course.startAt,
            endAt: pages.course.endAt,
            term: pages.course.term.map {
                Term(
                    id: $0.id,
                    sisID: $0.sisTermID,
                    name: $0.name ?? "Term \($0.id)",
                    startAt: $0.startAt,
                    endAt: $0.endAt
                )
            }
        )
    }

    private func section(_ section: Canvas.Section) -> Section {
        Section(
            id: section.id,
            sisID: section.sisSectionID,
            name: section.name ?? "Section \(section.id)",
            startAt: section.startAt,
            endAt: section.endAt
        )
    }

    private func canvasDueDates() -> CanvasDueDates? {
        guard let dueDates = pages.effectiveDueDates.value else { return nil }
        let students = Set(pages.enrollments.map(\.userID))
        // The Test Student is in Canvas's answer, but in no report.
        let entries = dueDates.assignments.flatMap { assignment, users in
            users.filter { students.contains($0.key) }.map {
                CanvasDueDates.Entry(assignmentID: assignment, studentID: $0.key, dueAt: $0.value.dueAt)
            }
        }
        return CanvasDueDates(entries: entries)
    }

    private func courseGaps(hasItems: Bool) -> [DataGap] {
        var gaps: [DataGap] = []
        let why = pages.effectiveDueDates.reasonUnread
        if let why, hasItems {
            gaps.append(
                DataGap(
                    kind: .canvasDueDatesHidden,
                    permission: why.permission("Grades - view all grades"),
                    message: "Canvas's effective due dates could not be read\(why.suffix), so no due date is checked "
                        + "against them."
                )
            )
        }
        if isNamedBySISID, pages.course.sisCourseID == nil {
            gaps.append(.sisIDsHidden)
        }
        if pages.course.enrollments?.contains(where: { $0.limitPrivilegesToCourseSection == true }) == true {
            gaps.append(
                DataGap(
                    kind: .sectionLimited,
                    message: "The token's own enrollment is limited to its sections: students of other sections, and "
                        + "overrides for them, are missing. Use a token that sees the whole course."
                )
            )
        }
        return gaps
    }
}

/// Why an ``Answer`` holds no value.
struct ReasonUnread {
    let isForbidden: Bool
    /// In brackets behind what could not be read.
    let suffix: String

    func permission(_ name: String) -> String? {
        isForbidden ? name : nil
    }
}

extension Answer {
    var reasonUnread: ReasonUnread? {
        switch self {
        case .read: nil
        case .forbidden: ReasonUnread(isForbidden: true, suffix: " (not permitted)")
        case .missing: ReasonUnread(isForbidden: false, suffix: " (this Canvas answers 404)")
        case .unreadable(let sentence): ReasonUnread(isForbidden: false, suffix: " (\(sentence))")
        }
    }
}
