import CanvasAPI

/// A known reason for which Canvas's `effective_due_dates` says something else than its date applicator and its
/// visibility, which are what a student sees and what a report has.
///
/// Canvas: lib/effective_due_dates.rb, as executed. There three stages (everyone and the student; groups and sections;
/// the course) each keep one best row, and a row that unassigns is not handed on.
enum CanvasDisagreement: CaseIterable {
    case studentUnassigned
    case inactiveSectionUnassigned
    case sectionUnassigned
    case groupUnassigned
    case unassigningRowWithDueDate
    case equalRows
    case groupOfAnotherCategory
    case inactiveSectionInNarrowingModule
    case inactiveSection
    case groupInNarrowingModule
    case onlyInactiveEnrollments
    case alignedOutcome

    /// The first that fits the student and item, or `nil` where nothing known explains the difference.
    static func cause(of check: CanvasCheck, _ resolution: Resolution) -> CanvasDisagreement? {
        allCases.first { $0.fits(check, resolution) }
    }

    private func fits(_ check: CanvasCheck, _ resolution: Resolution) -> Bool {
        let reach = resolution.reach
        let item = resolution.item
        let own = reach.allDirect
        let isOfGroupOrSection = { (reaching: ReachingOverride) in
            reaching.level != .student && reaching.level != .course
        }
        let assigns = { (reaching: ReachingOverride) in !reaching.override.unassigns }
        switch self {
        case .studentUnassigned:
            return own.contains { $0.level == .student && $0.override.unassigns }
                && (own.contains { $0.level != .student && assigns($0) }
                    || reach.module.contains(where: isOfGroupOrSection))
        case .inactiveSectionUnassigned:
            return own.contains { $0.level == .section && $0.override.unassigns && $0.isThroughInactiveEnrollment }
        case .sectionUnassigned:
            return own.contains { $0.level == .section && $0.override.unassigns }
                && (own.contains { $0.level == .section && assigns($0) } || !reach.module.isEmpty)
        case .groupUnassigned:
            return own.contains { isOfGroupOrSection($0) && $0.level != .section && $0.override.unassigns }
        case .unassigningRowWithDueDate:
            return check == .notListed && own.contains { $0.override.unassigns && $0.override.dueAt.isOverridden }
        case .equalRows:
            return own.contains(where: \.override.unassigns)
                && (own.contains { $0.level != .student && assigns($0) } || !reach.module.isEmpty)
        case .groupOfAnotherCategory:
            return check == .mismatch && !reach.ofAnotherGroupCategory.isEmpty
        case .inactiveSectionInNarrowingModule:
            return item.isNarrowedByModules && own.contains(where: \.isThroughInactiveEnrollment)
        case .inactiveSection:
            return own.contains(where: \.isThroughInactiveEnrollment)
        case .groupInNarrowingModule:
            return resolution.assignment.isGroupVisibilityOpen
        case .onlyInactiveEnrollments:
            return resolution.subject.hasOnlyInactiveEnrollments
        case .alignedOutcome:
            return check == .listed && item.item.kind == .classicQuiz
                && resolution.assignment.reason == .narrowedByModules
        }
    }

    var sentence: String {
        switch self {
        case .studentUnassigned:
            "An override takes the item from the student while another assigns it to a section, group or the course: "
                + "Canvas's effective due dates follow the other, students see that it is taken away or has other dates."
        case .inactiveSectionUnassigned:
            "An override takes the item from a section where the student's enrollment is not active: Canvas's effective "
                + "due dates leave that override out."
        case .sectionUnassigned:
            "One section of the student loses the item while another section or a module assigns it: Canvas's effective "
                + "due dates mostly list the student, who does not see the item."
        case .groupUnassigned:
            "An override takes the item from a group or tag of the student: Canvas's effective due dates drop the student, "
                + "while the item stays in the student's own lists."
        case .unassigningRowWithDueDate:
            "An override that takes the item away has a due date of its own: Canvas's effective due dates put it before "
                + "overrides without one."
        case .equalRows:
            "Overrides of the same rank assign the item and take it away: Canvas's effective due dates take either."
        case .groupOfAnotherCategory:
            "An override names a group outside the item's group set: Canvas's effective due dates count its date, the "
                + "dates students see do not."
        case .inactiveSectionInNarrowingModule:
            "An override is for a section where the student's enrollment is not active, and the item's modules keep it "
                + "from everyone else: Canvas's effective due dates have that section's date, students see the date for "
                + "everyone."
        case .inactiveSection:
            "An override is for a section where the student's enrollment is not active: Canvas's effective due dates put "
                + "it behind every other date, the dates students see do so only where another override sets the date."
        case .groupInNarrowingModule:
            "A group or tag override is on an item that stands only in modules for others: Canvas's effective due dates "
                + "list the student, Canvas's own lists of items do not."
        case .onlyInactiveEnrollments:
            "The student has only inactive enrollments: Canvas's effective due dates list the student, who sees nothing; "
                + "the report decides as if the enrollments were not inactive."
        case .alignedOutcome:
            "The quiz stands in a module for others. If its assignment has an outcome aligned, Canvas's effective due "
                + "dates list everyone; students do not see it."
        }
    }
}
