import CanvasAPI

/// `CourseSnapshot, student, item -> Explanation`. The decision is the reports' own; this only writes down how it came
/// about.
struct ExplanationBuilder {
    private let snapshot: CourseSnapshot
    private let options: FlattenOptions
    private let index: CourseIndex

    init(_ snapshot: CourseSnapshot, options: FlattenOptions) {
        self.snapshot = snapshot
        self.options = options
        index = CourseIndex(snapshot)
    }

    /// - Throws: ``ExplanationError`` for a student or item that the course does not have.
    func explanation(student studentID: CanvasID, item key: ItemKey) throws(ExplanationError) -> Explanation {
        guard let student = index.students[studentID], let subject = index.subject(studentID) else {
            throw .nothingFound(.student, text: studentID.description, place: snapshot.course.name)
        }
        guard let indexed = index.item(key) else {
            throw .nothingFound(.item, text: key.selector, place: snapshot.course.name)
        }
        let engine = EffectiveDatesEngine(asOf: options.asOf, concluded: options.concluded)
        let resolution = engine.resolve(subject, indexed.overrides)
        let (zone, isZoneKnown) = options.displayZone(of: snapshot.course)
        var effective = resolution.effective
        effective.notes.formUnion(indexed.notes)
        if !isZoneKnown { effective.notes.insert(.timeZoneUnknown) }
        let item = indexed.item.value
        let answer = index.canvasAnswer(for: item, studentID: studentID)
        return Explanation(
            course: snapshot.course,
            zone: zone,
            asOf: options.asOf,
            concluded: options.concluded,
            student: student.value,
            places: index.members.filter { $0.student.id == studentID }
                .map { Explanation.Place(section: $0.section.value, state: $0.state) },
            item: item,
            modules: modules(holding: key),
            assignment: Explanation.Assignment(
                decision: resolution.assignment.decision,
                reason: resolution.assignment.reason
            ),
            fields: resolution.contests.map {
                Explanation.Field(field: $0.field, decision: $0.decision(base: item.base), why: $0.why)
            },
            overrides: OverrideReview(index: index, resolution: resolution).overrides(of: key),
            canvas: Explanation.CanvasWord(check: answer.check(of: effective), dueAt: answer.dueAt),
            notes: RowNote.allCases.filter(effective.notes.contains)
        )
    }

    private func modules(holding key: ItemKey) -> [Explanation.HoldingModule] {
        let gaps = GapNotes(snapshot.gaps)
        return snapshot.modules.filter { $0.itemKeys.contains(key) }.sorted { $0.id < $1.id }.map { module in
            let isHidden = gaps.hidesModuleOverrides(of: [module.id])
            return Explanation.HoldingModule(
                module: module,
                overrideCount: isHidden ? nil : snapshot.overrides.count { $0.origin == .module(module.id) }
            )
        }
    }
}
