import CanvasAPI

/// Whose dates are asked for: a student, or the plain member of one section that `sections.csv` speaks of.
struct DateSubject: Sendable, Hashable {
    struct SectionMembership: Sendable, Hashable {
        var sectionID: CanvasID
        /// Some enrollment of the student in this section is `active`.
        var isActive: Bool
        /// Canvas asks this section whether the item is assigned: some enrollment there is not `inactive`.
        var countsForAssignment: Bool = true
    }

    /// `nil` for the plain member of a section.
    var studentID: CanvasID?
    var sections: [SectionMembership]
    /// Groups and differentiation tags.
    var groupIDs: [CanvasID] = []

    /// Canvas shows such a student nothing; an audit decides as if the enrollments were not inactive.
    var hasOnlyInactiveEnrollments: Bool {
        !sections.isEmpty && !sections.contains(where: \.countsForAssignment)
    }

    /// A student with one active enrollment in this section and nothing individual.
    static func plainMember(of sectionID: CanvasID) -> DateSubject {
        DateSubject(sections: [SectionMembership(sectionID: sectionID, isActive: true)])
    }
}

/// One override that reaches a student, with the way it does.
struct ReachingOverride: Sendable, Hashable {
    /// In the order in which Canvas's applicator lists them (Canvas: app/models/assignment_override_applicator.rb).
    enum Level: Int, Sendable, Hashable, Comparable {
        case student
        case group
        case differentiationTag
        case section
        case course

        static func < (left: Level, right: Level) -> Bool {
            left.rawValue < right.rawValue
        }

        var dateSource: DateSource {
            switch self {
            case .student: .student
            case .group, .differentiationTag: .group
            case .section: .section
            case .course: .course
            }
        }
    }

    var override: Override
    var level: Level
    /// A section override through an enrollment that is not active.
    var isThroughInactiveEnrollment: Bool = false
    /// Asked whether the item is assigned; a section override through inactive enrollments alone is not.
    var countsForAssignment: Bool = true

    /// Canvas's order of levels. Inside a level Canvas asks for no order and mostly gives the lowest id first, and so
    /// does this.
    static func precedes(_ left: ReachingOverride, _ right: ReachingOverride) -> Bool {
        (left.level, left.override.id) < (right.level, right.override.id)
    }

    /// Which of several equally lenient overrides is named: student before group (or tag) before section before course,
    /// then the lowest id.
    var tieKey: (Int, CanvasID) {
        ((level == .differentiationTag ? .group : level).rawValue, override.id)
    }
}

/// The overrides of an item and of its modules that reach one subject, and what kept others from it.
struct Reach: Sendable {
    /// The item's own, in ``ReachingOverride/precedes(_:_:)`` order, one for the student at most.
    var direct: [ReachingOverride] = []
    /// Those of the modules that hold the item, in the same order. They assign, and carry no dates.
    var module: [ReachingOverride] = []
    /// The item's group overrides that set no date for the student, because of their group's category. Whether the item
    /// is assigned they decide all the same, so the level is `group`.
    var ofAnotherGroupCategory: [ReachingOverride] = []
    /// Further overrides of the item that name the student. Canvas takes one for the dates; a second is not expected.
    var furtherStudentOverrides: [ReachingOverride] = []

    var isEmpty: Bool { direct.isEmpty && module.isEmpty && ofAnotherGroupCategory.isEmpty }

    /// All of the item's own, whatever keeps them from setting dates.
    var allDirect: [ReachingOverride] { direct + furtherStudentOverrides + ofAnotherGroupCategory }

    /// What Canvas's applicator takes for dates: the item's own and its modules' in one order, those of tags that are
    /// assigned to a module not among them, up to the first that unassigns.
    /// (Canvas: app/models/assignment_override_applicator.rb)
    var applicable: [ReachingOverride] {
        let hasOwn = direct.contains { $0.level == .student }
        let ofModules = module.filter {
            switch $0.level {
            case .student: !hasOwn
            case .group, .differentiationTag: false
            case .section, .course: true
            }
        }
        let list = ofModules.isEmpty ? direct : (direct + ofModules).sorted(by: ReachingOverride.precedes)
        return Array(list.prefix { !$0.override.unassigns })
    }
}
