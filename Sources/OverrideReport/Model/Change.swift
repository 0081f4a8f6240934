import CanvasAPI
import Foundation

/// `changes.csv`: one thing that is not as it was in the run before.
package struct Change: Sendable, Equatable {
    /// In the order in which reports list those of one place.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case dateChanged = "date_changed"
        case assignmentChanged = "assignment_changed"
        case overrideAdded = "override_added"
        case overrideRemoved = "override_removed"
        case overrideChanged = "override_changed"
        case accommodationAdded = "accommodation_added"
        case accommodationRemoved = "accommodation_removed"
        case accommodationChanged = "accommodation_changed"
        case itemAdded = "item_added"
        case itemRemoved = "item_removed"
        case itemPublished = "item_published"
        case itemUnpublished = "item_unpublished"
        case itemRenamed = "item_renamed"
        case studentAdded = "student_added"
        case studentRemoved = "student_removed"
        case enrollmentChanged = "enrollment_changed"
        case sectionAdded = "section_added"
        case sectionRemoved = "section_removed"
        case courseAdded = "course_added"
        case courseRemoved = "course_removed"
        case courseUnreadable = "course_unreadable"
        case courseReadable = "course_readable"

        /// For the README and `help findings`.
        var meaning: String {
            switch self {
            case .dateChanged: "An effective due, unlock or lock date is different."
            case .assignmentChanged: "An item became assigned, or stopped being so."
            case .overrideAdded: "An override is new."
            case .overrideRemoved: "An override is gone."
            case .overrideChanged: "An override has other values, or another id."
            case .accommodationAdded: "A student has extra time, extra attempts or a manual unlock who had none."
            case .accommodationRemoved: "A student's extra time, extra attempts and manual unlock are gone."
            case .accommodationChanged: "A student's extra time, extra attempts or manual unlock changed."
            case .itemAdded: "An item is new."
            case .itemRemoved: "An item is gone."
            case .itemPublished: "An item was published."
            case .itemUnpublished: "An item was unpublished."
            case .itemRenamed: "An item has another name."
            case .studentAdded: "A student joined a section."
            case .studentRemoved: "A student left a section."
            case .enrollmentChanged: "A student's enrollment in a section has another state."
            case .sectionAdded: "A section is new."
            case .sectionRemoved: "A section is gone."
            case .courseAdded: "The list names a course that it did not name before."
            case .courseRemoved: "The list names a course no longer."
            case .courseUnreadable: "A course could be read before, and can't be now."
            case .courseReadable: "A course could not be read before, and can be now."
            }
        }
    }

    enum Field: String, Sendable, Hashable, CaseIterable {
        case due = "due_at"
        case unlock = "unlock_at"
        case lock = "lock_at"
        case assigned
        case title
        case targetIDs = "target_ids"
        case unassigns
        case enrollmentState = "enrollment_state"
        case itemName = "item_name"
        case published
        case extraTime = "extra_time_minutes"
        case extraAttempts = "extra_attempts"
        case manuallyUnlocked = "manually_unlocked"

        init(_ field: DateField) {
            switch field {
            case .due: self = .due
            case .unlock: self = .unlock
            case .lock: self = .lock
            }
        }

        var isDate: Bool { self == .due || self == .unlock || self == .lock }
    }

    /// What a field was, or is.
    enum Value: Sendable, Hashable {
        case nothing
        /// Of an override, which lets another date through.
        case notOverridden
        case date(Instant)
        case flag(Bool)
        case number(Int)
        case text(String)
    }

    var kind: Kind
    /// As it is now, where it is still there. `nil` for a course that could not be read and that the list names by its
    /// SIS id.
    var course: Shared<ReportedCourse>?
    var section: Shared<Section>?
    var student: Shared<Student>?
    var item: Shared<Item>?
    /// The override itself, where it is one that changed.
    var overrideID: CanvasID?
    var module: Shared<Module>?
    /// How many students it concerns; `nil` where that is not known.
    var students: Int?
    var field: Field?
    var old: Value = .nothing
    var new: Value = .nothing
    /// What made the difference, in words.
    var reason = ""
    /// What decided before and now, or the override on either side.
    var oldOverrideID: CanvasID?
    var newOverrideID: CanvasID?
}

extension Change.Value {
    init(_ instant: Instant?) { self = instant.map(Self.date) ?? .nothing }

    init(_ date: OverriddenDate) { self = date.isOverridden ? Self(date.instant) : .notOverridden }

    /// As reports write it; `-` for "not overridden".
    func text(in zone: TimeZone) -> String {
        switch self {
        case .nothing: ""
        case .notOverridden: "-"
        case .date(let instant): DateText.text(instant, in: zone)
        case .flag(let isTrue): isTrue ? "true" : "false"
        case .number(let number): String(number)
        case .text(let text): text
        }
    }
}

extension Change {
    /// A date moved earlier, an item was taken away, or an accommodation became less: what a student may miss who does not
    /// hear of it.
    var isHard: Bool {
        switch (kind, field) {
        case (.assignmentChanged, _): new == .flag(false)
        case (.accommodationRemoved, _): true
        case (.accommodationChanged, _): Self.isLess(new, than: old)
        case (.dateChanged, .unlock): Self.precedes(new, old, noDateIsFirst: true)
        case (.dateChanged, _): Self.precedes(new, old, noDateIsFirst: false)
        default: false
        }
    }

    /// Without an unlock date an item is open from the beginning, without a due or lock date it never closes.
    private static func precedes(_ left: Value, _ right: Value, noDateIsFirst: Bool) -> Bool {
        switch (left, right) {
        case (.date(let left), .date(let right)): left < right
        case (.date, .nothing): !noDateIsFirst
        case (.nothing, .date): noDateIsFirst
        default: false
        }
    }

    private static func isLess(_ left: Value, than right: Value) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.nothing, .number): true
        default: right == .flag(true)
        }
    }

    /// The zone that its dates are written in.
    var zone: TimeZone { course?.displayZone ?? .gmt }
}
