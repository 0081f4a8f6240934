import CanvasAPI

/// Who can reach what before and after a change, in one course.
struct ModuleAudience: Sendable {
    /// A student who would lose an item that is still to be handed in.
    struct LostWork: Sendable, Equatable {
        var student: Student
        var itemName: String
        var dueAt: Instant
    }

    struct Effect: Sendable, Equatable {
        var gaining: [Student] = []
        var losing: [Student] = []
        var lostWork: [LostWork] = []
    }

    private let snapshot: CourseSnapshot
    /// By name, then id. Those whose enrollments are all over have nothing to gain or lose.
    private let students: [Student]
    private let before: CourseIndex
    private let after: CourseIndex
    private let engine: EffectiveDatesEngine
    private let asOf: Instant

    /// - Parameters:
    ///   - changes: all that is to happen in this course, because an item may stand in several modules.
    ///   - asOf: now; work that was due before is no loss any more.
    init(_ snapshot: CourseSnapshot, changes: [ModuleChange], asOf: Instant) {
        self.snapshot = snapshot
        self.asOf = asOf
        let current: Set<EnrollmentState> = [.active, .invited, .creationPending]
        let present = Set(snapshot.enrollments.filter { current.contains($0.state) }.map(\.studentID))
        students = snapshot.students
            .filter { present.contains($0.id) }
            .sorted { ($0.sortableName, $0.id) < ($1.sortableName, $1.id) }
        before = CourseIndex(snapshot)
        after = CourseIndex(Self.snapshot(snapshot, after: changes))
        engine = EffectiveDatesEngine(asOf: asOf)
    }

    func effect(of change: ModuleChange) -> Effect {
        let had = reach(change.before.overrides.map(\.target))
        let has = reach(change.targetsAfter)
        return Effect(
            gaining: students.filter { !had.contains($0.id) && has.contains($0.id) },
            losing: students.filter { had.contains($0.id) && !has.contains($0.id) },
            lostWork: lostWork(in: change.before.id)
        )
    }

    /// Whom a list of overrides assigns the module to; without any it is assigned to everyone.
    private func reach(_ targets: [OverrideTarget]) -> Set<CanvasID> {
        guard !targets.isEmpty else { return Set(students.map(\.id)) }
        return targets.reduce(into: []) { reached, target in
            switch target {
            case .students(let ids): reached.formUnion(ids)
            case .section(let id):
                reached.formUnion(snapshot.enrollments.filter { $0.sectionID == id }.map(\.studentID))
            case .group(let id): reached.formUnion(before.groups[id]?.memberIDs ?? [])
            case .course, .masteryPath, .unknown: break
            }
        }
    }

    private func lostWork(in moduleID: CanvasID) -> [LostWork] {
        let keys = Set(snapshot.modules.first { $0.id == moduleID }?.itemKeys ?? [])
        var lost: [LostWork] = []
        for (old, new) in zip(before.items, after.items) where keys.contains(old.item.key) {
            for student in students {
                guard let subject = before.subject(student.id) else { continue }
                let had = engine.effectiveDates(for: subject, of: old)
                guard had.assignment.isAssigned, let dueAt = had.due.instant, dueAt >= asOf,
                    !engine.effectiveDates(for: subject, of: new).assignment.isAssigned
                else { continue }
                lost.append(LostWork(student: student, itemName: old.item.name, dueAt: dueAt))
            }
        }
        return lost
    }

    /// The course as it will be. New overrides get ids below zero, which Canvas never gives.
    private static func snapshot(_ snapshot: CourseSnapshot, after changes: [ModuleChange]) -> CourseSnapshot {
        var snapshot = snapshot
        var nextID: Int64 = -1
        for change in changes {
            let origin = OverrideOrigin.module(change.before.id)
            snapshot.overrides.removeAll { $0.origin == origin }
            for target in change.targetsAfter {
                snapshot.overrides.append(Override(id: CanvasID(nextID), origin: origin, target: target))
                nextID -= 1
            }
        }
        return snapshot
    }
}
