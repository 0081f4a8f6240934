import CanvasAPI
import Foundation

/// Why one student has these dates for one item: everything that was looked at, what it says, and what decided.
struct Explanation: Sendable {
    var course: Course
    /// The zone that dates are written in.
    var zone: TimeZone
    var options: FlattenOptions
    var student: Student
    /// The sections of the student.
    var places: [CourseIndex.Member]
    var item: Item
    /// Those that hold the item, with the number of their overrides; `nil` where the token can't see them.
    var modules: [(module: Module, overrideCount: Int?)]
    /// The reports' own decision.
    var resolution: Resolution
    /// Those that reach the student first, in Canvas's order; then the others by id.
    var overrides: [ConsideredOverride]
    /// What `effective_due_dates` says.
    var canvas: CourseIndex.CanvasAnswer

    var effective: EffectiveDates { resolution.effective }
    var notes: [RowNote] { RowNote.allCases.filter(effective.notes.contains) }
    /// The token saw everything that the decision depends on. Where it did not, the truth may be another.
    var isCertain: Bool { !notes.contains(where: \.saysThatDataIsHidden) }

    /// A reason, with how far it can be trusted said first.
    func hedged(_ reason: Reason) -> String {
        isCertain ? reason.sentence : "as far as the token sees, \(reason.sentence)"
    }
}

extension Explanation {
    /// - Throws: ``ExplanationError`` for a student or item that the course does not have.
    init(
        student studentID: CanvasID,
        item key: ItemKey,
        in snapshot: CourseSnapshot,
        options: FlattenOptions
    ) throws(ExplanationError) {
        let index = options.index(snapshot)
        guard let student = index.students[studentID], let subject = index.subject(studentID) else {
            throw .nothingFound(.student, text: studentID.description, place: snapshot.course.name)
        }
        guard let item = index.item(key) else {
            throw .nothingFound(.item, text: key.selector, place: snapshot.course.name)
        }
        let resolution = options.engine.resolve(subject, item)
        let gaps = GapNotes(snapshot.gaps)
        self.init(
            course: snapshot.course,
            zone: options.displayZone(of: snapshot.course),
            options: options,
            student: student.value,
            places: index.members.filter { $0.student.id == studentID },
            item: item.item.value,
            modules: snapshot.modules.filter { $0.itemKeys.contains(key) }.sorted { $0.id < $1.id }.map { module in
                let isHidden = gaps.hidesModuleOverrides(of: [module.id])
                return (module, isHidden ? nil : item.overrides.count { $0.origin == .module(module.id) })
            },
            resolution: resolution,
            overrides: OverrideReview(index: index, subject: subject, resolution: resolution).overrides(),
            canvas: index.canvasAnswer(for: item.item.value, studentID: studentID)
        )
    }
}
