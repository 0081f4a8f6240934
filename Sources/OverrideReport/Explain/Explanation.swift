import CanvasAPI
import Foundation

/// Why one student has these dates for one item: everything that was looked at, what it says, and what decided.
struct Explanation: Sendable, Equatable {
    var course: Course
    /// The zone that dates are written in.
    var zone: TimeZone
    var asOf: Instant
    var concluded: ConcludedPolicy
    var student: Student
    var places: [Place]
    var item: Item
    var modules: [HoldingModule]
    var assignment: Assignment
    /// Due, unlock, lock.
    var fields: [Field]
    /// Those that reach the student first, in Canvas's order; then the others by id.
    var overrides: [ConsideredOverride]
    var canvas: CanvasWord
    var notes: [RowNote]

    /// The token saw everything that the decision depends on. Where it did not, the truth may be another.
    var isCertain: Bool { !notes.contains(where: \.saysThatDataIsHidden) }

    /// A reason, with how far it can be trusted said first.
    func hedged(_ reason: String) -> String {
        isCertain ? reason : "as far as the token sees, \(reason)"
    }

    /// One section of the student, with the enrollment's state there.
    struct Place: Sendable, Equatable {
        var section: Section
        var state: EnrollmentState
    }

    /// A module that holds the item.
    struct HoldingModule: Sendable, Equatable {
        var module: Module
        /// `nil` where the token can't see the module's overrides.
        var overrideCount: Int?
    }

    struct Assignment: Sendable, Equatable {
        var decision: AssignmentDecision
        var reason: AssignmentRule.Reason
    }

    /// One date and what decided it.
    struct Field: Sendable, Equatable {
        var field: DateField
        var decision: DatedDecision
        var why: FieldContest.Why
    }

    /// What `effective_due_dates` says.
    struct CanvasWord: Sendable, Equatable {
        var check: CanvasCheck
        var dueAt: Instant?
    }
}

/// One override of the item or of a module that holds it, and what became of it.
struct ConsideredOverride: Sendable, Equatable {
    /// What an override has to say on one date, and what came of that.
    enum Role: String, Sendable, Hashable, CaseIterable {
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

        var sentence: String {
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

    var override: Override
    /// The module it belongs to; `nil` for one of the item's own.
    var module: Module?
    /// `section “Evening”`, `students Adair, Tom; Quimby, Zelda`.
    var target: String
    /// `nil` where the token can't see whom the override is for.
    var reaches: Bool?
    /// How it reaches the student, or what keeps it from them, as a sentence.
    var reason: String
    /// Due, unlock, lock.
    var roles: [Role]
    /// It decided whether the item is assigned.
    var decidesAssignment: Bool
}
