import CanvasAPI
import Foundation

/// Why one student has these dates for one item: everything that was looked at, what it says, and what decided.
package struct Explanation: Sendable, Equatable {
    package var course: Course
    /// The zone that dates are written in.
    package var zone: TimeZone
    package var asOf: Instant
    package var concluded: ConcludedPolicy
    package var student: Student
    package var places: [Place]
    package var item: Item
    package var modules: [HoldingModule]
    package var assignment: Assignment
    /// Due, unlock, lock.
    package var fields: [Field]
    /// Those that reach the student first, in Canvas's order; then the others by id.
    package var overrides: [ConsideredOverride]
    package var canvas: CanvasWord
    package var notes: [RowNote]

    /// The token saw everything that the decision depends on. Where it did not, the truth may be another.
    package var isCertain: Bool { !notes.contains(where: \.saysThatDataIsHidden) }

    /// A reason, with how far it can be trusted said first.
    func hedged(_ reason: String) -> String {
        isCertain ? reason : "as far as the token sees, \(reason)"
    }

    /// One section of the student, with the enrollment's state there.
    package struct Place: Sendable, Equatable {
        package var section: Section
        package var state: EnrollmentState
    }

    /// A module that holds the item.
    package struct HoldingModule: Sendable, Equatable {
        package var module: Module
        /// `nil` where the token can't see the module's overrides.
        package var overrideCount: Int?
    }

    package struct Assignment: Sendable, Equatable {
        package var decision: AssignmentDecision
        package var reason: AssignmentRule.Reason
    }

    /// One date and what decided it.
    package struct Field: Sendable, Equatable {
        package var field: DateField
        package var decision: DatedDecision
        package var why: FieldContest.Why
    }

    /// What `effective_due_dates` says.
    package struct CanvasWord: Sendable, Equatable {
        package var check: CanvasCheck
        package var dueAt: Instant?
    }
}

/// One override of the item or of a module that holds it, and what became of it.
package struct ConsideredOverride: Sendable, Equatable {
    /// What an override has to say on one date, and what came of that.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        case wins
        case loses
        case notOverridden = "not_overridden"
        /// Its own lock date has passed, so that it no longer opens the item.
        case expired
        /// The enrollment in its section is not active.
        case setAside = "set_aside"
        /// It takes the item away, and so gives no dates.
        case unassigns
        /// It stands behind one that takes the item away.
        case afterUnassign = "after_unassign"
        /// Its group is not of the item's own group set.
        case otherGroupSet = "other_group_set"
        case doesNotReach = "does_not_reach"
        /// The token can't see whom the override is for.
        case unknown
        /// A module's override assigns, and has no dates.
        case moduleHasNoDates = "module_has_no_dates"

        package var sentence: String {
            switch self {
            case .wins: "wins"
            case .loses: "does not win"
            case .notOverridden: "not overridden"
            case .expired: "left out: its own lock date has passed"
            case .setAside: "set aside: the enrollment in its section is not active"
            case .unassigns: "does not count: the override takes the item away"
            case .afterUnassign: "does not count: an override before it takes the item away"
            case .otherGroupSet: "does not count: the group is not of the item's group set"
            case .doesNotReach: "does not reach the student"
            case .unknown: "not known whether it counts"
            case .moduleHasNoDates: "a module's override has no dates"
            }
        }
    }

    package var override: Override
    /// The module it belongs to; `nil` for one of the item's own.
    package var module: Module?
    /// `section “Evening”`, `students Adair, Tom; Quimby, Zelda`.
    package var target: String
    /// `nil` where the token can't see whom the override is for.
    package var reaches: Bool?
    /// How it reaches the student, or what keeps it from them, as a sentence.
    package var reason: String
    /// Due, unlock, lock.
    package var roles: [Role]
    /// It decided whether the item is assigned.
    package var decidesAssignment: Bool
}
