import CanvasAPI

/// One override that reaches a student, with the way it does.
package struct ReachingOverride: Sendable, Hashable {
    /// In the order in which Canvas's applicator lists them (Canvas: app/models/assignment_override_applicator.rb).
    package enum Level: Int, Sendable, Hashable, Comparable {
        case student
        case group
        case differentiationTag
        case section
        case course

        package static func < (left: Level, right: Level) -> Bool {
            left.rawValue < right.rawValue
        }

        package var dateSource: DateSource {
            switch self {
            case .student: .student
            case .group, .differentiationTag: .group
            case .section: .section
            case .course: .course
            }
        }
    }

    package var override: Override
    package var level: Level
    /// A section override through an enrollment that is not active.
    package var isThroughInactiveEnrollment: Bool

    package init(override: Override, level: Level, isThroughInactiveEnrollment: Bool = false) {
        self.override = override
        self.level = level
        self.isThroughInactiveEnrollment = isThroughInactiveEnrollment
    }
}

extension ReachingOverride {
    /// Canvas's order of levels. Inside a level Canvas leaves the order open; here what assigns comes before what
    /// unassigns (so that the date agrees with `effective_due_dates` and with visibility), then the lowest id.
    static func precedes(_ left: ReachingOverride, _ right: ReachingOverride) -> Bool {
        left.listKey < right.listKey
    }

    private var listKey: (Int, Int, CanvasID) {
        (level.rawValue, override.unassigns ? 1 : 0, override.id)
    }

    /// Which of several equally lenient overrides is named: student before group before section before course, then
    /// the lowest id.
    var tieKey: (Int, CanvasID) {
        let rank: Int =
            switch level.dateSource {
            case .base, .student: 0
            case .group: 1
            case .section: 2
            case .course: 3
            }
        return (rank, override.id)
    }
}

/// The overrides of an item and of its modules that reach one subject, and what kept others from it.
package struct Reach: Sendable {
    /// The item's own, in ``ReachingOverride/precedes(_:_:)`` order.
    package var direct: [ReachingOverride] = []
    /// Those of the modules that hold the item, in the same order. They assign, and carry no dates.
    package var module: [ReachingOverride] = []
    /// Group overrides that would reach the student but for their group's category.
    package var ofAnotherGroupCategory: [Override] = []
    /// Further overrides that name the student. Canvas takes one; a second is not expected to exist.
    package var furtherStudentOverrides: [Override] = []
}
