import CanvasAPI

/// Decides whether an item is assigned to a student.
///
/// The order of questions follows Canvas's visibility (spec/services/assignment_visibility_service_spec.rb). The
/// enrollment's state does not count: a term-end audit reports completed and inactive students too, as
/// `effective_due_dates` does.
package struct AssignmentRule: Sendable {
    /// Which question was answered: a code for programs, a sentence for people.
    package enum Reason: String, Sendable, Hashable, CaseIterable {
        case courseOverride = "course_override"
        case studentOverride = "student_override"
        case studentUnassigned = "student_unassigned"
        case directTarget = "direct_target"
        case moduleTarget = "module_target"
        case targetUnassigned = "target_unassigned"
        case everyone
        case onlyOverrides = "only_overrides"
        case narrowedByModules = "narrowed_by_modules"

        package var sentence: String {
            switch self {
            case .courseOverride: "an override for the whole course assigns it"
            case .studentOverride: "an override names the student"
            case .studentUnassigned: "an override that names the student takes it away"
            case .directTarget: "an override reaches the student through a group or section"
            case .moduleTarget: "a module that holds it is assigned to the student"
            case .targetUnassigned: "an override of the student's group or section takes it away"
            case .everyone: "it is assigned to everyone"
            case .onlyOverrides: "it is assigned only through overrides, and none reaches the student"
            case .narrowedByModules: "every module that holds it is assigned to others only"
            }
        }
    }

    package struct Outcome: Sendable, Hashable {
        package var decision: AssignmentDecision
        package var reason: Reason
        package var isByModuleTag = false
    }

    package static func decide(_ reach: Reach, item: ItemOverrides) -> Outcome {
        if let course = (reach.direct + reach.module).first(where: { $0.level == .course && !$0.override.unassigns }) {
            return assigned(.course, course, .courseOverride)
        }
        if let own = reach.direct.first(where: { $0.level == .student }) {
            return own.override.unassigns
                ? unassigned(.student, own, .studentUnassigned) : assigned(.student, own, .studentOverride)
        }
        if let target = named(reach.direct.filter { !$0.override.unassigns }) {
            return assigned(target.level == .section ? .section : .group, target, .directTarget)
        }
        let unassigning = reach.direct.filter(\.override.unassigns)
        let unassignedTargets = Set(unassigning.map(\.override.target))
        if let module = named(reach.module.filter({ !unassignedTargets.contains($0.override.target) })) {
            return assignedByModule(module)
        }
        if let target = named(unassigning) {
            return unassigned(target.level == .section ? .section : .group, target, .targetUnassigned)
        }
        if item.isForEveryone {
            return Outcome(decision: AssignmentDecision(isAssigned: true, source: .everyone), reason: .everyone)
        }
        return Outcome(
            decision: AssignmentDecision(isAssigned: false, source: nil),
            reason: item.item.onlyVisibleToOverrides ? .onlyOverrides : .narrowedByModules
        )
    }

    /// Where several overrides would do, the report names the one that also wins ties between dates.
    private static func named(_ equals: [ReachingOverride]) -> ReachingOverride? {
        equals.min { $0.tieKey < $1.tieKey }
    }

    private static func assignedByModule(_ module: ReachingOverride) -> Outcome {
        switch module.level {
        case .student: assigned(.moduleStudent, module, .moduleTarget)
        case .section: assigned(.moduleSection, module, .moduleTarget)
        case .course: assigned(.course, module, .courseOverride)
        case .group, .differentiationTag:
            Outcome(
                decision: AssignmentDecision(isAssigned: true, source: .group, overrideID: module.override.id),
                reason: .moduleTarget,
                isByModuleTag: true
            )
        }
    }

    private static func assigned(
        _ source: AssignmentSource,
        _ by: ReachingOverride,
        _ reason: Reason
    ) -> Outcome {
        Outcome(
            decision: AssignmentDecision(isAssigned: true, source: source, overrideID: by.override.id),
            reason: reason
        )
    }

    private static func unassigned(
        _ source: AssignmentSource,
        _ by: ReachingOverride,
        _ reason: Reason
    ) -> Outcome {
        Outcome(
            decision: AssignmentDecision(isAssigned: false, source: source, overrideID: by.override.id),
            reason: reason
        )
    }
}
