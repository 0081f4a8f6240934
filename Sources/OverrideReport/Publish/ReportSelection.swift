import CanvasAPI

/// Which courses of a snapshot, and whose rows.
struct ReportSelection: Sendable {
    /// In the order of the list.
    let courses: [CourseReference]
    /// The one whose rows are shown; `nil` for everybody.
    let student: CanvasID?
    /// Nothing of the list is left out.
    let isWhole: Bool

    /// - Throws: ``SelectionError`` for a course or student that the snapshot does not have.
    init(of store: SnapshotStore, _ settings: ReportSettings) throws {
        var list = try store.courseList()
        let count = list.count
        if !settings.onlyCourses.isEmpty { list = try Self.courses(settings.onlyCourses, of: list, in: store) }
        var student: CanvasID?
        if let text = settings.onlyStudent {
            let found = try store.enrollments(ofStudent: text)
            guard let id = found.keys.first, found.count == 1 else {
                throw found.isEmpty
                    ? SelectionError.unknownStudent(text)
                    : .ambiguousStudent(text, found.keys.sorted())
            }
            list = list.filter { found[id]?.contains($0.identity) ?? false }
            guard !list.isEmpty else { throw SelectionError.unknownStudent(text) }
            student = id
        }
        (courses, self.student, isWhole) = (list, student, list.count == count)
    }

    private static func courses(
        _ wanted: [String],
        of list: [CourseReference],
        in store: SnapshotStore
    ) throws -> [CourseReference] {
        var names: [CourseReference.Identity: Set<String>] = [:]
        var all: [String] = []
        try store.forEachRecord(isWhole: false) { record in
            var own = [record.reference.text]
            if case .read(let snapshot) = record.outcome {
                let course = snapshot.course
                own += [course.id.description, course.sisID, course.sisID.map { "sis_course_id:\($0)" }, course.code]
                    .compactMap(\.self)
            }
            names[record.reference.identity] = Set(own)
            all += own
        }
        if let unknown = wanted.first(where: { !all.contains($0) }) {
            throw SelectionError.unknownCourse(unknown, near: nearest(to: unknown, among: Array(Set(all)).sorted()))
        }
        return list.filter { names[$0.identity]?.isDisjoint(with: wanted) == false }
    }
}

/// What is asked for is not in the snapshot.
package enum SelectionError: Error, Equatable, CustomStringConvertible {
    case unknownCourse(String, near: [String])
    case unknownStudent(String)
    case ambiguousStudent(String, [CanvasID])

    package var description: String {
        switch self {
        case .unknownCourse(let text, let near):
            "--only: the snapshot has no course “\(text)”. "
                + (near.isEmpty
                    ? "Give its Canvas id, SIS id or code." : "Did you mean \(near.joined(separator: ", "))?")
        case .unknownStudent(let text):
            "--student: no course that is chosen has a student “\(text)”. Give the Canvas id or SIS id of one."
        case .ambiguousStudent(let text, let ids):
            "--student: “\(text)” may be any of \(ids.map(\.description).joined(separator: ", ")). Give the Canvas id."
        }
    }
}

extension CourseReport {
    /// What concerns one student: the student's own rows, their sections, the overrides that may reach them. Nobody else is
    /// named.
    func restricted(to student: CanvasID) -> CourseReport {
        var copy = self
        copy.students = students.filter { $0.student.id == student }
        let sectionIDs = Set(copy.students.map(\.section.id))
        copy.sections = sections.filter { sectionIDs.contains($0.section.id) }
        copy.overrides = overrides.compactMap { row in
            guard case .students(let ids) = row.override.target else { return row }
            guard ids.contains(student) else { return nil }
            var own = row
            own.override.target = .students([student])
            own.targetIDs = [student]
            own.targetNames = copy.students.first.map { [$0.student.sortableName].filter { !$0.isEmpty } } ?? []
            return own
        }
        let others = Set(overrides.map(\.override.id)).subtracting(copy.overrides.map(\.override.id))
        copy.findings = findings.filter { finding in
            finding.student.map { $0.id == student } ?? !(finding.overrideID.map(others.contains) ?? false)
        }
        copy.accommodations = accommodations.filter { $0.student.id == student }
        copy.row.findings = copy.findings.count
        let own = Set(copy.overrides.map(\.override.id))
        copy.changes = changes.filter { change in
            change.student.map { $0.id == student } ?? change.overrideID.map(own.contains) ?? true
        }
        return copy
    }
}
