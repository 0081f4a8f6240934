import CanvasAPI

/// A course arranged for flattening: sorted, shared, and with the overrides of each item at hand.
struct CourseIndex: Sendable {
    struct Member: Sendable {
        let section: Shared<Section>
        let student: Shared<Student>
        let enrollment: Shared<EnrollmentInSection>
        /// The student's place in ``CourseIndex/subjects``.
        let subjectIndex: Int

        var state: EnrollmentState { enrollment.value.state }
    }

    let snapshot: CourseSnapshot
    let students: [CanvasID: Shared<Student>]
    let sectionsByID: [CanvasID: Shared<Section>]
    /// By name, then id.
    let sections: [Shared<Section>]
    /// One for each student of the course, by id.
    let subjects: [DateSubject]
    /// Everyone's section enrollments, by section name, student name, then ids.
    let members: [Member]
    /// By base due date (none last), name, then ids.
    let items: [ItemOverrides]
    let modules: [CanvasID: Shared<Module>]
    let groups: [CanvasID: Group]
    private let subjectIndices: [CanvasID: Int]
    private let itemIndices: [ItemKey: Int]
    private let canvasDueDates: [CanvasID: [CanvasID: CanvasDueDates.Entry]]?

    /// - Parameter notes: of every row of the course.
    init(_ snapshot: CourseSnapshot, notes: Set<RowNote> = []) {
        self.snapshot = snapshot
        // Canvas has no snapshot of its own: a row may come twice when pages shift while they are read.
        let sections = Dictionary(snapshot.sections.map { ($0.id, Shared($0)) }) { first, _ in first }
        let students = Dictionary(snapshot.students.map { ($0.id, Shared($0)) }) { first, _ in first }
        self.students = students
        sectionsByID = sections
        self.sections = sections.values.sorted { ReportOrder.precedes($0.value.order, $1.value.order) }
        groups = Dictionary(snapshot.groups.map { ($0.id, $0) }) { first, _ in first }
        modules = Dictionary(snapshot.modules.map { ($0.id, Shared($0)) }) { first, _ in first }
        let subjects = Self.subjects(of: students.keys.sorted(), in: snapshot)
        self.subjects = subjects
        subjectIndices = Dictionary(
            uniqueKeysWithValues: subjects.enumerated().compactMap { place, subject in
                subject.studentID.map { ($0, place) }
            }
        )
        members = Self.members(of: snapshot, sections: sections, students: students, places: subjectIndices)
        items = Self.items(of: snapshot, groups: groups, notes: notes)
        itemIndices = Dictionary(items.enumerated().map { ($1.item.key, $0) }) { first, _ in first }
        canvasDueDates = snapshot.canvasDueDates.map { dueDates in
            dueDates.entries.reduce(into: [:]) { $0[$1.assignmentID, default: [:]][$1.studentID] = $1 }
        }
    }

    func item(_ key: ItemKey) -> ItemOverrides? {
        itemIndices[key].map { items[$0] }
    }

    func subject(_ studentID: CanvasID) -> DateSubject? {
        subjectIndices[studentID].map { subjects[$0] }
    }

    func studentName(_ id: CanvasID) -> String {
        students[id]?.sortableName ?? "user \(id) (not enrolled)"
    }

    /// The token can't see whom such an override is for.
    func hides(_ target: OverrideTarget) -> Bool {
        switch target {
        case .unknown: true
        case .group(let id): groups[id] == nil && snapshot.gaps.contains { $0.kind == .groupMembersHidden }
        default: false
        }
    }

    /// What Canvas's `effective_due_dates` says of one student and assignment.
    enum CanvasAnswer: Sendable {
        case notAsked
        case notListed
        case listed(CanvasDueDates.Entry)

        var entry: CanvasDueDates.Entry? {
            if case .listed(let entry) = self { entry } else { nil }
        }

        func comparison(with effective: EffectiveDates) -> CanvasComparison {
            CanvasComparison(
                check: check(of: effective),
                dueAt: entry?.dueAt,
                gradingPeriodID: entry?.gradingPeriodID,
                isInClosedGradingPeriod: entry?.isInClosedGradingPeriod
            )
        }

        func check(of effective: EffectiveDates) -> CanvasCheck {
            switch self {
            case .notAsked: return .notChecked
            case .notListed: return effective.assignment.isAssigned ? .notListed : .match
            case .listed(let entry):
                guard effective.assignment.isAssigned else { return .listed }
                guard let theirs = entry.dueAt, let ours = effective.due.instant else {
                    return entry.dueAt == effective.due.instant ? .match : .mismatch
                }
                return ours.isSameMinute(as: theirs) ? .match : .mismatch
            }
        }
    }

    /// Practice quizzes, and the parts of checkpointed discussions, are not in `effective_due_dates`.
    func canvasAnswer(for item: Item, studentID: CanvasID) -> CanvasAnswer {
        guard let canvasDueDates, let assignmentID = item.assignmentID, item.part == nil else { return .notAsked }
        return canvasDueDates[assignmentID]?[studentID].map(CanvasAnswer.listed) ?? .notListed
    }
}

extension CourseIndex {
    /// An enrollment counts also where the section list leaves its section out: Canvas itself reads enrollments only.
    private static func subjects(of studentIDs: [CanvasID], in snapshot: CourseSnapshot) -> [DateSubject] {
        var states: [CanvasID: [CanvasID: Set<EnrollmentState>]] = [:]
        for enrollment in snapshot.enrollments {
            states[enrollment.studentID, default: [:]][enrollment.sectionID, default: []].insert(enrollment.state)
        }
        var groups: [CanvasID: [CanvasID]] = [:]
        for group in snapshot.groups {
            for member in Set(group.memberIDs) { groups[member, default: []].append(group.id) }
        }
        return studentIDs.map { id in
            DateSubject(
                studentID: id,
                sections: (states[id] ?? [:])
                    .map { section, states in
                        DateSubject.SectionMembership(
                            sectionID: section,
                            isActive: states.contains(.active),
                            countsForAssignment: states != [.inactive]
                        )
                    }
                    .sorted { $0.sectionID < $1.sectionID },
                groupIDs: (groups[id] ?? []).sorted()
            )
        }
    }

    /// Two roles of one student in one section, in one state, are one row: nothing would tell them apart.
    private static func members(
        of snapshot: CourseSnapshot,
        sections: [CanvasID: Shared<Section>],
        students: [CanvasID: Shared<Student>],
        places: [CanvasID: Int]
    ) -> [Member] {
        var enrollments: [EnrollmentInSection: Shared<EnrollmentInSection>] = [:]
        return Set(snapshot.enrollments)
            .compactMap { enrollment -> Member? in
                guard let section = sections[enrollment.sectionID], let student = students[enrollment.studentID],
                    let place = places[enrollment.studentID]
                else { return nil }
                let access = Access(enrollment, in: section.value, of: snapshot.course)
                return Member(
                    section: section,
                    student: student,
                    enrollment: enrollments.shared(EnrollmentInSection(state: enrollment.state, access: access)),
                    subjectIndex: place
                )
            }
            .map { (order: $0.order, member: $0) }
            .sorted { ReportOrder.precedes($0.order, $1.order) }
            .map(\.member)
    }

    private static func items(
        of snapshot: CourseSnapshot,
        groups: [CanvasID: Group],
        notes: Set<RowNote>
    ) -> [ItemOverrides] {
        let overrides = Dictionary(grouping: snapshot.overrides, by: \.origin)
        var modulesOfItem: [ItemKey: [CanvasID]] = [:]
        for module in snapshot.modules {
            for key in Set(module.itemKeys) { modulesOfItem[key, default: []].append(module.id) }
        }
        let gaps = GapNotes(snapshot.gaps)
        return snapshot.items.sorted { ReportOrder.precedes($0.order, $1.order) }.map { item in
            let moduleIDs = modulesOfItem[item.key] ?? []
            let own = overrides[.item(item.key)] ?? []
            let ofModules = moduleIDs.map { overrides[.module($0)] ?? [] }
            let hasUnreadGroup = (own + ofModules.flatMap { $0 }).contains { override in
                if case .group(let id) = override.target { groups[id] == nil } else { false }
            }
            return ItemOverrides(
                item: item,
                overrides: own,
                moduleOverrides: ofModules,
                groups: groups,
                hasHiddenModuleOverrides: gaps.hidesModuleOverrides(of: moduleIDs),
                notes: notes.union(gaps.notes(of: item, moduleIDs: moduleIDs, hasUnreadGroup: hasUnreadGroup))
            )
        }
    }
}

/// Turns a course's gaps into the notes of the rows they touch.
struct GapNotes {
    private let kinds: Set<DataGap.Kind>
    private let hiddenModules: Set<CanvasID>
    private let hasHiddenGroupMembers: Bool

    init(_ gaps: [DataGap]) {
        kinds = Set(gaps.filter { $0.itemKey == nil && $0.moduleID == nil }.map(\.kind))
        hiddenModules = Set(gaps.compactMap(\.moduleID))
        hasHiddenGroupMembers = gaps.contains { $0.kind == .groupMembersHidden }
    }

    func hidesModuleOverrides(of moduleIDs: [CanvasID]) -> Bool {
        kinds.contains(.modulesHidden)
            || !moduleIDs.isEmpty
                && (!kinds.isDisjoint(with: [.moduleOverridesHidden, .moduleOverridesUnsupported])
                    || moduleIDs.contains(where: hiddenModules.contains))
    }

    func notes(of item: Item, moduleIDs: [CanvasID], hasUnreadGroup: Bool) -> Set<RowNote> {
        var notes: Set<RowNote> = []
        switch item.overrideSource {
        case .rows: break
        case .quizEndpoint: notes.insert(.datesFromQuizEndpoint)
        case .hidden: notes.insert(.itemOverridesHidden)
        }
        if hidesModuleOverrides(of: moduleIDs) { notes.insert(.moduleOverridesHidden) }
        if item.hasHiddenParts { notes.insert(.checkpointsHidden) }
        if hasHiddenGroupMembers && hasUnreadGroup { notes.insert(.groupMembersHidden) }
        return notes
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
            studentName: student.orderName,
            ids: [section.id.rawValue, student.id.rawValue, Int64(EnrollmentState.allCases.firstIndex(of: state) ?? 0)]
        )
    }
}

extension ReportOrder {
    /// Of a row about a place in a course, each part of which it may be without.
    init(_ section: Shared<Section>?, _ student: Shared<Student>?, _ item: Shared<Item>?, then ids: [Int64]) {
        self.init(
            sectionName: section?.name ?? "",
            studentName: student?.value.orderName ?? "",
            baseDueAt: item?.base.dueAt,
            itemName: item?.value.order.itemName ?? "",
            ids: [section?.id.rawValue ?? 0, student?.id.rawValue ?? 0] + (item?.orderIDs ?? [2, 0]) + ids
        )
    }
}
