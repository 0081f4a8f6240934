import CanvasAPI

/// The columns of a plan file, in the order in which they are written. They may come back in any.
enum ModulePlanColumn: String, Sendable, Hashable, CaseIterable {
    case courseID = "course_id"
    case moduleID = "module_id"
    case moduleName = "module_name"
    case overrideID = "override_id"
    case title
    case sectionID = "section_id"
    case studentIDs = "student_ids"
    case groupID = "group_id"
    case fingerprint

    static let targets: [ModulePlanColumn] = [.sectionID, .studentIDs, .groupID]
}

/// What a person wants a set of modules to be assigned to.
struct ModulePlan: Sendable, Equatable {
    var file: String
    /// In the order in which the file first names them. A module that the file does not name is left alone.
    var modules: [PlannedModule]
}

struct PlannedModule: Sendable, Equatable {
    var courseID: CanvasID
    var moduleID: CanvasID
    /// The state that the plan was made from.
    var fingerprint: String
    /// Every override that the module shall have; none assigns it to everyone.
    var overrides: [PlannedOverride]
    /// Where the file first names it.
    var position: TextPosition
}

struct PlannedOverride: Sendable, Equatable {
    /// `nil` makes a new one.
    var id: CanvasID?
    /// Empty keeps the title, or leaves it to Canvas.
    var title: String
    /// `nil` keeps the target of an existing override whose target a plan can't name.
    var target: ModuleTarget?
    /// Where the row begins, and where its target's cell does.
    var position: TextPosition
    var targetPosition: TextPosition
}
