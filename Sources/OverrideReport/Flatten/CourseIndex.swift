import CanvasAPI

/// A course arranged for flattening: sorted, shared, and with the overrides of each item at hand.
package struct CourseIndex: Sendable {
    package struct Member: Sendable {
        package let section: Shared<Section>
        package let student: Shared<Student>
        package let state: EnrollmentState
        /// The student's place in ``CourseIndex/subjects``.
        package let subjectIndex: Int
    }

    package struct IndexedItem: Sendable {
        package let item: Shared<Item>
        package let overrides: ItemOverrides
        /// Notes that every row of the item carries, whoever the student is.
        package let notes: Set<RowNote>
    }

    package let snapshot: CourseSnapshot
    package let students: [CanvasID: Shared<Student>]
    /// By name, then id.
    package let sections: [Shared<Section>]
    /// One for each student of the course, by id.
    package let subjects: [DateSubject]
    /// Everyone's section enrollments, by section name, student name, then ids.
    package let members: [Member]
    /// By base due date (none last), name, then ids.
    package let items: [IndexedItem]
    package let modules: [CanvasID: Shared<Module>]
    package let groups: [CanvasID: Group]
    private let canvasDueDates: [CanvasID: [CanvasID: Instant?]]?

    package init(_ snapshot: CourseSnapshot) {
        self.snapshot = snapshot
        let sections = snapshot.sections.map(Shared.init)
        let students = Dictionary(uniqueKeysWithValues: snapshot.students.map { ($0.id, Shared($0)) })
        self.students = students
        self.sections = sections.sorted { ReportOrder.precedes($0.value.order, $1.value.order) }
        groups = Dictionary(uniqueKeysWithValues: snapshot.groups.map { ($0.id, $0) })
        modules = Dictionary(uniqueKeysWithValues: snapshot.modules.map { ($0.id, Shared($0)) })
        subjects = Self.subjects(of: snapshot)
        members = Self.members(of: snapshot, sections: sections, students: students, subjects: subjects)
        items = Self.items(of: snapshot, groups: groups)
        canvasDueDates = snapshot.canvasDueDates.map { dueDates in
            var byAssignment: [CanvasID: [CanvasID: Instant?]] = [:]
            for entry in dueDates.entries {
                byAssignment[entry.assignmentID, default: [:]].updateValue(entry.dueAt, forKey: entry.studentID)
            }
            return byAssignment
        }
    }

    /// What Canvas says of this student and assignment.
    package enum CanvasAnswer: Sendable {
        case notAsked
        case notListed
        case listed(Instant?)
    }

    /// Practice quizzes, and the parts of checkpointed discussions, are not in `effective_due_dates`.
    package func canvasAnswer(for item: Item, studentID: CanvasID) -> CanvasAnswer {
        guard let canvasDueDates, let assignmentID = item.assignmentID, item.part == nil else { return .notAsked }
        guard let dueAt = canvasDueDates[assignmentID]?[studentID] else { return .notListed }
        return .listed(dueAt)
    }
}

extension CourseIndex {
    private static func subjects(of snapshot: CourseSnapshot) -> [DateSubject] {
        let knownSections = Set(snapshot.sections.map(\.id))
        var sections: [CanvasID: [CanvasID: Bool]] = [:]
        for enrollment in snapshot.enrollments where knownSections.contains(enrollment.sectionID) {
            let isActive = enrollment.state == .active
            sections[enrollment.studentID, default: [:]][enrollment.sectionID, default: false] =
                isActive || sections[enrollment.studentID]?[enrollment.sectionID] == true
        }
        var groups: [CanvasID: [CanvasID]] = [:]
        for group in snapshot.groups {
            for member in group.memberIDs { groups[member, default: []].append(group.id) }
        }
        return snapshot.students.map(\.id).sorted().map { id in
            DateSubject(
                studentID: id,
                sections: (sections[id] ?? [:])
                    .map { DateSubject.SectionMembership(sectionID: $0.key, isActive: $0.value) }
                    .sorted { $0.sectionID < $1.sectionID },
                groupIDs: (groups[id] ?? []).sorted()
            )
        }
    }

    private static func members(
        of snapshot: CourseSnapshot,
        sections: [Shared<Section>],
        students: [CanvasID: Shared<Student>],
        subjects: [DateSubject]
    ) -> [Member] {
        let sectionsByID = Dictionary(uniqueKeysWithValues: sections.map { ($0.id, $0) })
        var subjectIndices: [CanvasID: Int] = [:]
        for (index, subject) in subjects.enumerated() {
            if let id = subject.studentID { subjectIndices[id] = index }
        }
        return
            snapshot.enrollments
            .compactMap { enrollment -> Member? in
                guard let section = sectionsByID[enrollment.sectionID], let student = students[enrollment.studentID],
                    let subjectIndex = subjectIndices[enrollment.studentID]
                else { return nil }
                return Member(
                    section: section,
                    student: student,
                    state: enrollment.state,
                    subjectIndex: subjectIndex
                )
            }
            .map { (order: $0.order, member: $0) }
            .sorted { ReportOrder.precedes($0.order, $1.order) }
            .map(\.member)
    }

    private static func items(of snapshot: CourseSnapshot, groups: [CanvasID: Group]) -> [IndexedItem] {
        var direct: [ItemKey: [Override]] = [:]
        var ofModule: [CanvasID: [Override]] = [:]
        for override in snapshot.overrides {
            switch override.origin {
            case .item(let key): direct[key, default: []].append(override)
            case .module(let id): ofModule[id, default: []].append(override)
            }
        }
        var modulesOfItem: [ItemKey: [CanvasID]] = [:]
        for module in snapshot.modules {
            for key in Set(module.itemKeys) { modulesOfItem[key, default: []].append(module.id) }
        }
        let gaps = GapNotes(snapshot.gaps)
        return snapshot.items
            .sorted { ReportOrder.precedes($0.order, $1.order) }
            .map { item in
                let moduleIDs = modulesOfItem[item.key] ?? []
                let overrides = direct[item.key] ?? []
                let overridesOfItem = ItemOverrides(
                    item: item,
                    overrides: overrides,
                    moduleOverrides: moduleIDs.map { ofModule[$0] ?? [] },
                    groups: groups,
                    hasHiddenModuleOverrides: gaps.hidesModuleOverrides(of: moduleIDs)
                )
                return IndexedItem(
                    item: Shared(item),
                    overrides: overridesOfItem,
                    notes: gaps.notes(of: item, moduleIDs: moduleIDs, overrides: overrides)
                )
            }
    }
}

extension Section {
    var order: ReportOrder { ReportOrder(sectionName: name, ids: [id.rawValue]) }
}

extension Item {
    var order: ReportOrder {
        ReportOrder(baseDueAt: base.dueAt, itemName: name + "\u{0}" + (part ?? ""), ids: orderIDs)
    }
}

extension CourseIndex.Member {
    fileprivate var order: ReportOrder {
        ReportOrder(
            sectionName: section.name,
            studentName: student.sortableName,
            ids: [section.id.rawValue, student.id.rawValue]
        )
    }
}

/// Turns a course's gaps into the notes of the rows they touch.
private struct GapNotes {
    private let kinds: Set<DataGap.Kind>
    private let hiddenModules: Set<CanvasID>
    private let hiddenItems: [DataGap.Kind: Set<ItemKey>]

    init(_ gaps: [DataGap]) {
        kinds = Set(gaps.filter { $0.itemKey == nil && $0.moduleID == nil }.map(\.kind))
        hiddenModules = Set(gaps.compactMap(\.moduleID))
        var items: [DataGap.Kind: Set<ItemKey>] = [:]
        for gap in gaps {
            if let key = gap.itemKey { items[gap.kind, default: []].insert(key) }
        }
        hiddenItems = items
    }

    func hidesModuleOverrides(of moduleIDs: [CanvasID]) -> Bool {
        kinds.contains(.modulesHidden)
            || !moduleIDs.isEmpty
                && (kinds.contains(.moduleOverridesHidden) || kinds.contains(.moduleOverridesUnsupported)
                    || moduleIDs.contains(where: hiddenModules.contains))
    }

    func notes(of item: Item, moduleIDs: [CanvasID], overrides: [Override]) -> Set<RowNote> {
        var notes: Set<RowNote> = []
        switch item.overrideSource {
        case .rows: break
        case .quizEndpoint: notes.insert(.datesFromQuizEndpoint)
        case .hidden: notes.insert(.itemOverridesHidden)
        }
        if hidesModuleOverrides(of: moduleIDs) { notes.insert(.moduleOverridesHidden) }
        if item.hasHiddenParts { notes.insert(.checkpointsHidden) }
        if hiddenItems[.groupMembersHidden]?.contains(item.key) == true { notes.insert(.groupMembersHidden) }
        return notes
    }
}
