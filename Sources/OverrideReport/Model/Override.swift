import CanvasAPI

/// One active override of an item or of a module.
struct Override: Sendable, Hashable {
    var id: CanvasID
    var origin: OverrideOrigin
    var title: String = ""
    var target: OverrideTarget
    var dueAt: OverriddenDate = .notOverridden
    var unlockAt: OverriddenDate = .notOverridden
    var lockAt: OverriddenDate = .notOverridden
    /// Canvas's `unassign_item`: takes the item away from its target. Canvas before 2024 never sends it.
    var unassigns: Bool = false

    var isFromModule: Bool { origin.moduleID != nil }
}

enum OverrideOrigin: Sendable, Hashable {
    case item(ItemKey)
    case module(CanvasID)

    var itemKey: ItemKey? { if case .item(let key) = self { key } else { nil } }
    var moduleID: CanvasID? { if case .module(let id) = self { id } else { nil } }
}

enum OverrideTarget: Sendable, Hashable {
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
    var setType: String {
        switch self {
        case .students: "student"
        case .group: "group"
        case .section: "section"
        case .course: "course"
        case .masteryPath: "mastery_path"
        case .unknown: "unknown"
        }
    }

    var isStudents: Bool { if case .students = self { true } else { false } }
    /// None for another target, which none can be put into.
    var studentIDs: [CanvasID] {
        get { if case .students(let ids) = self { ids } else { [] } }
        set { if case .students = self { self = .students(newValue) } }
    }
    var groupID: CanvasID? { if case .group(let id) = self { id } else { nil } }
    var sectionID: CanvasID? { if case .section(let id) = self { id } else { nil } }
}

/// One date field of an override. "Not overridden" lets another override or the base date through; "overridden to no
/// date" is the most lenient value there is.
enum OverriddenDate: Sendable, Hashable {
    case notOverridden
    case overridden(Instant?)

    var isOverridden: Bool {
        if case .overridden = self { true } else { false }
    }

    /// The date it is overridden to, if any.
    var instant: Instant? {
        if case .overridden(let instant) = self { instant } else { nil }
    }
}

enum DateField: String, Sendable, Hashable, CaseIterable {
    case due
    case unlock
    case lock

    /// For running text: `due date`.
    var label: String { "\(rawValue) date" }
    /// For headings of columns.
    var heading: String { words.heading }
    /// Canvas's words in its assignment editor.
    var pageName: String { words.page }
    /// Beside a date in a narrow column.
    var shortName: String { words.short }

    private var words: (heading: String, page: String, short: String) {
        switch self {
        case .due: ("Due", "Due", "due")
        case .unlock: ("Unlocks", "Available from", "from")
        case .lock: ("Locks", "Until", "until")
        }
    }
}

extension Override {
    subscript(field: DateField) -> OverriddenDate {
        switch field {
        case .due: dueAt
        case .unlock: unlockAt
        case .lock: lockAt
        }
    }
}

extension DateSet {
    subscript(field: DateField) -> Instant? {
        switch field {
        case .due: dueAt
        case .unlock: unlockAt
        case .lock: lockAt
        }
    }
}
