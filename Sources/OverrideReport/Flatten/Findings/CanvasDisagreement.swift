import CanvasAPI

/// A known reason for which Canvas's `effective_due_dates` says something else than its date applicator and its
/// visibility, which are what a student sees and what a report has.
///
/// Canvas: lib/effective_due_dates.rb, as executed. There three stages (everyone and the student; groups and sections;
/// the course) each keep one best row, and a row that unassigns is not handed on.
struct CanvasDisagreement: Sendable {
    let sentence: String
    /// Asked with the item's own overrides that reach the student.
    private let fits: @Sendable (CanvasCheck, Resolution, [ReachingOverride]) -> Bool

    /// The first that fits the student and item, or `nil` where nothing known explains the difference.
    static func cause(of check: CanvasCheck, _ decision: Resolution) -> CanvasDisagreement? {
        let own = decision.reach.allDirect
        return all.first { $0.fits(check, decision, own) }
    }

    private static let all = [
        CanvasDisagreement(
            sentence: "An override takes the item from the student while another assigns it to a section, group or the "
                + "course: Canvas's effective due dates follow the other; students see it taken away or with "
                + "other dates."
        ) { _, decision, own in
            own.contains { $0.level == .student && $0.unassigns }
                && (own.contains { $0.level != .student && !$0.unassigns }
                    || decision.reach.module.contains { $0.level != .student && $0.level != .course })
        },
        CanvasDisagreement(
            sentence:
                "An override takes the item from a section where the student's enrollment is not active: Canvas's "
                + "effective due dates leave that override out."
        ) { _, _, own in
            own.contains { $0.level == .section && $0.unassigns && $0.isThroughInactiveEnrollment }
        },
        CanvasDisagreement(
            sentence:
                "One section of the student loses the item while another section or a module assigns it: Canvas's "
                + "effective due dates mostly list the student, who does not see the item."
        ) { _, decision, own in
            own.contains { $0.level == .section && $0.unassigns }
                && (own.contains { $0.level == .section && !$0.unassigns } || !decision.reach.module.isEmpty)
        },
        CanvasDisagreement(
            sentence:
                "An override takes the item from a group or tag of the student: Canvas's effective due dates drop "
                + "the student, while the item stays in the student's own lists."
        ) { _, _, own in
            own.contains { ($0.level == .group || $0.level == .differentiationTag) && $0.unassigns }
        },
        CanvasDisagreement(
            sentence:
                "An override that takes the item away has a due date of its own: Canvas's effective due dates put "
                + "it before overrides without one."
        ) { check, _, own in
            check == .notListed && own.contains { $0.unassigns && $0.override.dueAt.isOverridden }
        },
        CanvasDisagreement(
            sentence: "Overrides of the same rank assign the item and take it away: Canvas's effective due dates take "
                + "either."
        ) { _, decision, own in
            own.contains(where: \.unassigns)
                && (own.contains { $0.level != .student && !$0.unassigns } || !decision.reach.module.isEmpty)
        },
        CanvasDisagreement(
            sentence: "An override names a group outside the item's group set: Canvas's effective due dates count its "
                + "date; the dates that students see do not."
        ) { check, decision, _ in
            check == .mismatch && !decision.reach.ofAnotherGroupCategory.isEmpty
        },
        CanvasDisagreement(
            sentence:
                "An override is for a section where the student's enrollment is not active, and the item's modules "
                + "keep it from everyone else: Canvas's effective due dates have that section's date; students see the "
                + "date for everyone."
        ) { _, decision, own in
            decision.item.isNarrowedByModules && own.contains(where: \.isThroughInactiveEnrollment)
        },
        CanvasDisagreement(
            sentence:
                "An override is for a section where the student's enrollment is not active: Canvas's effective due "
                + "dates rank it last; the dates that students see do so only where another override sets "
                + "the date."
        ) { _, _, own in
            own.contains(where: \.isThroughInactiveEnrollment)
        },
        CanvasDisagreement(
            sentence:
                "A group or tag override is on an item that stands only in modules for others: Canvas's effective "
                + "due dates list the student; Canvas's own lists of items do not."
        ) { _, decision, _ in
            decision.assignment.isGroupVisibilityOpen
        },
        CanvasDisagreement(
            sentence:
                "The student has only inactive enrollments: Canvas's effective due dates list the student, who sees "
                + "nothing; the report decides as if the enrollments were not inactive."
        ) { _, decision, _ in
            decision.effective.notes.contains(.enrollmentInactive)
        },
        CanvasDisagreement(
            sentence: "The quiz is in a module for others. If an outcome is aligned with its assignment, Canvas's "
                + "effective due dates list everyone; students do not see it."
        ) { check, decision, _ in
            check == .listed && decision.item.item.kind == .classicQuiz
                && decision.assignment.reason == .narrowedByModules
        },
    ]
}

extension ReachingOverride {
    fileprivate var unassigns: Bool { override.unassigns }
}
