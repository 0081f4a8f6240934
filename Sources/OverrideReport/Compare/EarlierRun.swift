import CanvasAPI

/// The run before, course by course: what the courses of a run are compared with. One course of it is in memory at a
/// time, besides its list.
struct EarlierRun: Sendable {
    private let store: SnapshotStore
    private let flattener: CourseFlattener
    private let names: StudentNames
    private let isPerStudent: Bool
    private let list: [CourseReference]
    private let references: [CourseReference.Identity: CourseReference]
    private let courseIDs: [CourseReference.Identity: CanvasID]
    private let referencesByCourse: [CanvasID: CourseReference]

    /// - Parameters:
    ///   - flattener: also of the new run: time and options alone make no change.
    ///   - names: likewise.
    init(
        _ store: SnapshotStore,
        _ flattener: CourseFlattener,
        names: StudentNames = .full,
        isPerStudent: Bool
    ) throws {
        self.store = store
        self.flattener = flattener
        self.names = names
        self.isPerStudent = isPerStudent
        list = try store.courseList()
        references = Dictionary(list.map { ($0.identity, $0) }) { first, _ in first }
        let courseIDs = try store.courseIDs()
        self.courseIDs = courseIDs
        referencesByCourse = Dictionary(
            list.compactMap { reference in courseIDs[reference.identity].map { ($0, reference) } },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Tells the course's report what changed.
    ///
    /// - Returns: the entry of the earlier list that it was compared with; `nil` for a course that was not in it.
    func compare(_ record: CourseRecord, _ report: inout CourseReport) throws -> CourseReference.Identity? {
        guard let reference = counterpart(of: record) else {
            let reason = if case .failed(let reason) = record.outcome { " It could not be read: \(reason)" } else { "" }
            let listed = "The list names it as “\(record.reference.text)”."
            report.changes = [change(.courseAdded, report.course, record.reference, listed + reason)]
            report.changes[0].students = report.course.map { _ in report.row.students }
            return nil
        }
        guard let before = try store.record(for: reference, isWhole: report.course != nil).map(names.applied) else {
            throw SnapshotError.damaged(path: store.path, detail: "course \(reference.text) of its list is missing")
        }
        switch (before.outcome, record.outcome) {
        case (.read(let old), .read(let new)):
            let states = flattener.options.enrollmentStates
            let comparison = CourseComparison(
                ComparedCourse(old, flattener.flatten(before), enrollmentStates: states),
                ComparedCourse(new, report, enrollmentStates: states),
                isPerStudent: isPerStudent
            )
            report.changes = comparison.changes()
            report.isComparedInPart = comparison.isInPart
            report.isComparedWithoutAccommodations = comparison.isWithoutAccommodations
        case (.read(let old), .failed(let reason)):
            report.changes = [change(.courseUnreadable, reported(old.course), reference, reason)]
            report.isComparedInPart = true
        case (.failed(let reason), .read):
            let sentence = "It could not be read before: \(reason)"
            report.changes = [change(.courseReadable, report.course, reference, sentence)]
            report.changes[0].students = report.row.students
            report.isComparedInPart = true
        case (.failed, .failed): report.isComparedInPart = true
        }
        return reference.identity
    }

    /// The courses that are not listed any more, in the order of their list.
    ///
    /// - Parameter compared: the entries of it that are.
    func removals(except compared: Set<CourseReference.Identity>) throws -> [Change] {
        try list.filter { !compared.contains($0.identity) }.map { reference in
            var course: Shared<ReportedCourse>?
            if case .read(let snapshot)? = try store.record(for: reference, isWhole: false)?.outcome {
                course = reported(snapshot.course)
            }
            return change(.courseRemoved, course, reference, "The list named it as “\(reference.text)”.")
        }
    }

    /// By the course itself, however the list names it; by the list where the course could not be read.
    private func counterpart(of record: CourseRecord) -> CourseReference? {
        let named = references[record.reference.identity]
        if case .read(let snapshot) = record.outcome {
            let isUnread = named.map { courseIDs[$0.identity] == nil } ?? false
            return referencesByCourse[snapshot.course.id] ?? (isUnread ? named : nil)
        }
        guard case .canvas(let id) = record.reference.identity else { return named }
        return named ?? referencesByCourse[id]
    }

    private func change(
        _ kind: Change.Kind,
        _ course: Shared<ReportedCourse>?,
        _ reference: CourseReference,
        _ reason: String
    ) -> Change {
        var change = Change(kind: kind, course: course, reason: reason)
        if course == nil, case .canvas(let id) = reference.identity {
            change.course = reported(Course(id: id, name: reference.text))
        }
        return change
    }

    private func reported(_ course: Course) -> Shared<ReportedCourse> {
        Shared(
            ReportedCourse(
                course: course,
                displayZone: flattener.options.displayZone(of: course),
                canvasURL: flattener.options.canvasURL
            )
        )
    }
}
