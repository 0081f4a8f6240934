import CanvasAPI

/// One active override of an item or of a module.
package struct Override: Sendable, Hashable, Codable {
    package var id: CanvasID
    package var origin: OverrideOrigin
    package var title: String
    package var target: OverrideTarget
    package var dueAt: OverriddenDate
    package var unlockAt: OverriddenDate
    package var lockAt: OverriddenDate
    /// Canvas's `unassign_item`: takes the item away from its target. Canvas before 2024 never sends it.
    package var unassigns: Bool

    package init(
        id: CanvasID,
        origin: OverrideOrigin,
        title: String = "",
        target: OverrideTarget,
        dueAt: OverriddenDate = .notOverridden,
        unlockAt: OverriddenDate = .notOverridden,
        lockAt: OverriddenDate = .notOverridden,
        unassigns: Bool = false
    ) {
        self.id = id
        self.origin = origin
        self.title = title
        self.target = target
        self.dueAt = dueAt
        self.unlockAt = unlockAt
        self.lockAt = lockAt
        self.unassigns = unassigns
    }

    package var isFromModule: Bool {
        if case .module = origin { true } else { false }
    }
}

package enum OverrideOrigin: Sendable, Hashable, Codable {
    case item(ItemKey)
    case module(CanvasID)
}

package enum OverrideTarget: Sendable, Hashable, Codable {
    /// Canvas's ADHOC set: single students. May be empty, and may name students who are gone.
    case students([CanvasID])
    case group(CanvasID)
    case section(CanvasID)
    case course
    /// Canvas's Noop set (mastery paths): never applies to a student by itself.
    case masteryPath
    /// A target this version of the API does not describe, or that the token may not see.
    case unknown

    /// The `set_type` of `overrides.csv`.
    package var setType: String {
        switch self {
        case .students: "student"
        case .group: "group"
        case .section: "section"
        case .course: "course"
        case .masteryPath: "mastery_path"
        case .unknown: "unknown"
        }
    }
}

/// One date field of an override. "Not overridden" lets another override or the base date through; "overridden to no
/// date" is the most lenient value there is.
package enum OverriddenDate: Sendable, Hashable, Codable {
    case notOverridden
    case overridden(Instant?)

    package var isOverridden: Bool {
        if case .overridden = self { true } else { false }
    }

    /// The date it is overridden to, if any.
    package var instant: Instant? {
        if case .overridden(let instant) = self { instant } else { nil }
    }
}

package enum DateField: String, Sendable, Hashable, Codable, CaseIterable {
    case due
    case unlock
    case lock
}

extension Override {
    package subscript(field: DateField) -> OverriddenDate {
        switch field {
        case .due: dueAt
        case .unlock: unlockAt
        case .lock: lockAt
        }
    }
}

extension DateSet {
    package subscript(field: DateField) -> Instant? {
        switch field {
        case .due: dueAt
        case .unlock: unlockAt
        case .lock: lockAt
        }
    }
}
