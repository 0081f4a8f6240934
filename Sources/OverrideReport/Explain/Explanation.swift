import CanvasAPI
import Foundation

/// Why one student has these dates for one item: everything that was looked at, what it says, and what decided.
package struct Explanation: Sendable {
    var course: Course
    /// The zone that dates are written in.
    var zone: TimeZone
    var options: FlattenOptions
    /// Of which Canvas it is, when the course was read, and through whose eyes.
    var facts: RunFacts
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
    /// What the student has for the quiz beyond everyone, with what the lock date takes of it, in the section where it takes
    /// most.
    var accommodation: (accommodation: Accommodation, shortage: ExtraTimeShortage?)?
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
    /// Finds course, student and item by what people call them, and explains.
    ///
    /// - Parameter snapshot: the file; a finished one.
    /// - Throws: ``ExplanationError`` for what is not there or may be several, `SnapshotError`.
    package init(
        snapshot file: String,
        course: String,
        student: String,
        item: String,
        version: String,
        asOf: Instant,
        concluded: ConcludedPolicy,
        timeZone: TimeZoneChoice
    ) throws {
        let store = try SnapshotLifecycle.openFinished(file: file)
        var listed: [ExplanationSelection.ListedCourse] = []
        try store.forEachRecord(isWhole: false) { listed.append(ExplanationSelection.ListedCourse($0)) }
        let reference = try ExplanationSelection.course(course, among: listed, snapshot: file)
        guard let record = try store.record(for: reference), case .read(let snapshot) = record.outcome else {
            throw ExplanationError.nothingFound(.course, text: course, place: file)
        }
        let options = FlattenOptions(
            asOf: asOf,
            concluded: concluded,
            timeZone: timeZone,
            canvasURL: try store.run().identity.canvasURL
        )
        let name = String(file.split(separator: "/").last ?? "")
        var facts = try store.evidence(of: name, version: version, asOf: asOf, timeZone: timeZone)
        (facts.firstFetchedAt, facts.lastFetchedAt) = (record.fetchedAt, record.fetchedAt)
        try store.close()
        try self.init(
            student: ExplanationSelection.student(student, among: snapshot.students, of: snapshot.course.name),
            item: ExplanationSelection.item(item, in: snapshot),
            in: snapshot,
            options: options,
            facts: facts
        )
    }

    /// For people.
    package var lines: [String] { ExplanationText(self).lines }
    /// For programs: one object whose keys do not change.
    package var json: String { ExplanationJSON(self).text }

    /// - Throws: ``ExplanationError`` for a student or item that the course does not have.
    init(
        student studentID: CanvasID,
        item key: ItemKey,
        in snapshot: CourseSnapshot,
        options: FlattenOptions,
        facts: RunFacts
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
        let places = index.members.filter { $0.student.id == studentID }
        let accommodation =
            item.item.value.isClassicQuiz
            ? snapshot.accommodations?.first { $0.studentID == studentID && $0.quizID == item.item.quizID } : nil
        let shortages = accommodation.map { accommodation in
            places.compactMap { place -> ExtraTimeShortage? in
                guard resolution.effective.assignment.isAssigned else { return nil }
                let ofSection = options.engine.effectiveDates(for: .plainMember(of: place.section.id), of: item).value
                return ExtraTimeShortage(
                    accommodation,
                    item.item.limits,
                    resolution.effective.dates,
                    sectionLock: ofSection.assignment.isAssigned ? ofSection.lock.instant : nil
                )
            }
        }
        self.init(
            course: snapshot.course,
            zone: options.displayZone(of: snapshot.course),
            options: options,
            facts: facts,
            student: student.value,
            places: places,
            item: item.item.value,
            modules: snapshot.modules.filter { $0.itemKeys.contains(key) }.sorted { $0.id < $1.id }.map { module in
                let isHidden = gaps.hidesModuleOverrides(of: [module.id])
                return (module, isHidden ? nil : item.overrides.count { $0.origin == .module(module.id) })
            },
            resolution: resolution,
            overrides: OverrideReview(index: index, subject: subject, resolution: resolution).overrides(),
            accommodation: accommodation.map { ($0, shortages?.max { $0.minutes < $1.minutes }) },
            canvas: index.canvasAnswer(for: item.item.value, studentID: studentID)
        )
    }
}
