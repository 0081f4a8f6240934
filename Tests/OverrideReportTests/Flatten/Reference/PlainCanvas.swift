import CanvasAPI

@testable import OverrideReport

/// Canvas's rules once more, as plainly as they can be written: one student, one item, lists searched from start to
/// end. It reads the same values as the product and shares none of its code, so that an error has to be made twice to
/// go unseen. Sources: Canvas app/models/assignment_override_applicator.rb for dates, app/services/assignment_visibility
/// and quiz_visibility for who is assigned, with the product's choices where Canvas leaves something open.
struct PlainCanvas {
    struct Answer: Equatable {
        var assigned = false
        var assignedBy = ""
        var assignedID: CanvasID?
        var due = DateAnswer()
        var unlock = DateAnswer()
        var lock = DateAnswer()
        /// Section overrides that were set aside, because the enrollment there is not active.
        var ignored: Set<CanvasID> = []
        var notes: Set<RowNote> = []

        /// The notes that it gives; a row may have others, which are about what could not be read.
        static let knownNotes: Set<RowNote> = [
            .concludedSectionIgnored, .enrollmentInactive, .groupVisibilityOpen, .moduleOnlyDue, .unassignOrderOpen,
        ]
    }

    struct DateAnswer: Equatable {
        var at: Instant?
        var by = "base"
        var id: CanvasID?
    }

    /// What one level says about who is assigned; one that has nothing to say says nothing.
    private struct Verdict {
        var assigned: Bool
        var by: String
        var id: CanvasID?
    }

    private let snapshot: CourseSnapshot
    private let item: Item
    private let now: Instant
    private let countsConcludedAsActive: Bool
    /// The modules that hold the item.
    private let modules: [Module]
    /// The item's own overrides, lowest id first.
    private let direct: [Override]
    /// Those of its modules, lowest id first.
    private let ofModules: [Override]

    init(_ snapshot: CourseSnapshot, item: Item, now: Instant, countsConcludedAsActive: Bool = false) {
        self.snapshot = snapshot
        self.item = item
        self.now = now
        self.countsConcludedAsActive = countsConcludedAsActive
        let modules = snapshot.modules.filter { $0.itemKeys.contains(item.key) }
        let all = snapshot.overrides.sorted { $0.id < $1.id }
        self.modules = modules
        direct = all.filter { $0.origin == .item(item.key) }
        ofModules = all.filter { override in modules.contains { override.origin == .module($0.id) } }
    }

    func answer(student: CanvasID) -> Answer {
        var answer = Answer()
        decideAssignment(to: student, into: &answer)
        decideDates(for: student, into: &answer)
        return answer
    }

    // MARK: The student

    private func enrollments(of student: CanvasID) -> [Enrollment] {
        snapshot.enrollments.filter { $0.studentID == student }
    }

    private func groups(of student: CanvasID) -> [Group] {
        snapshot.groups.filter { $0.memberIDs.contains(student) }
    }

    private func names(_ override: Override, student: CanvasID) -> Bool {
        if case .students(let ids) = override.target { ids.contains(student) } else { false }
    }

    private func names(_ override: Override, anyOf groups: [Group]) -> Bool {
        groups.contains { override.target == .group($0.id) }
    }

    private func names(_ override: Override, sectionOf enrollments: [Enrollment]) -> Bool {
        enrollments.contains { override.target == .section($0.sectionID) }
    }

    // MARK: Assignment

    /// Level by level; the last one that speaks decides.
    private func decideAssignment(to student: CanvasID, into answer: inout Answer) {
        let all = enrollments(of: student)
        var counted = all.filter { $0.state != .inactive }
        if counted.isEmpty && !all.isEmpty {
            counted = all
            answer.notes.insert(.enrollmentInactive)
        }
        let everyone = everyone()
        let groups = groupVerdict(student)
        let sections = verdict(("section", "module_section")) { names($0, sectionOf: counted) }
        let tags = tagVerdict(student)
        let named = verdict(("student", "module_student")) { names($0, student: student) }
        let course = direct.first { $0.target == .course }
            .map { Verdict(assigned: true, by: "course", id: $0.id) }

        let levels =
            item.kind == .practiceQuiz
            ? [everyone, sections, tags, named, course] : [everyone, groups, sections, named, course]
        guard let last = levels.compactMap({ $0 }).last else { return }
        answer.assigned = last.assigned
        answer.assignedBy = last.by
        answer.assignedID = last.id

        if item.kind != .practiceQuiz, let groups, sections == nil, named == nil, course == nil {
            let isAssignedByItAlone = groups.assigned && everyone == nil && !item.onlyVisibleToOverrides
            if !groups.assigned || isAssignedByItAlone { answer.notes.insert(.groupVisibilityOpen) }
        }
    }

    private func everyone() -> Verdict? {
        if item.onlyVisibleToOverrides { return nil }
        let isOpen =
            modules.isEmpty
            || modules.contains { module in
                !ofModules.contains { $0.origin == .module(module.id) }
            }
        return isOpen ? Verdict(assigned: true, by: "everyone") : nil
    }

    /// Groups and tags of an item with an assignment, whatever their category: assigning goes first.
    private func groupVerdict(_ student: CanvasID) -> Verdict? {
        let groups = groups(of: student)
        let own = direct.filter { names($0, anyOf: groups) }
        let assigning = own.first { !$0.unassigns } ?? ofModules.first { names($0, anyOf: groups) }
        return (assigning ?? own.first).map { Verdict(assigned: assigning != nil, by: "group", id: $0.id) }
    }

    /// Tags of a practice quiz or survey: groups do not count, and unassigning goes first.
    private func tagVerdict(_ student: CanvasID) -> Verdict? {
        let tags = groups(of: student).filter(\.isDifferentiationTag)
        let canAssign = item.onlyVisibleToOverrides || !modules.isEmpty
        return verdict(("group", "group")) { names($0, anyOf: tags) && ($0.unassigns || canAssign) }
    }

    /// A direct override that unassigns goes before those that assign, and these before a module's.
    private func verdict(
        _ names: (own: String, ofModule: String),
        reaches: (Override) -> Bool
    ) -> Verdict? {
        let own = direct.filter(reaches)
        if let decisive = own.first(where: \.unassigns) ?? own.first {
            return Verdict(assigned: !decisive.unassigns, by: names.own, id: decisive.id)
        }
        return ofModules.first(where: reaches).map { Verdict(assigned: true, by: names.ofModule, id: $0.id) }
    }

    // MARK: Dates

    /// The overrides that apply, step by step: student, group, tags, sections, course. Groups and tags of modules are
    /// not among them.
    private func steps(_ student: CanvasID) -> [[Override]] {
        let all = (direct + ofModules).sorted { $0.id < $1.id }
        let named = direct.filter { names($0, student: student) }
        let groups = groups(of: student)
        let inCategory = groups.filter {
            !$0.isDifferentiationTag && $0.categoryID != nil && $0.categoryID == item.groupCategoryID
        }
        return [
            named.isEmpty ? all.filter { names($0, student: student) } : named,
            direct.filter { names($0, anyOf: inCategory) },
            direct.filter { names($0, anyOf: groups.filter(\.isDifferentiationTag)) },
            all.filter { names($0, sectionOf: enrollments(of: student)) },
            all.filter { $0.target == .course },
        ]
    }

    private func decideDates(for student: CanvasID, into answer: inout Answer) {
        var applicable: [Override] = []
        for (number, step) in steps(student).enumerated() {
            // Of those for single students, Canvas looks at one only.
            let seen = number == 0 ? step.prefix(1) : step[...]
            applicable += seen.prefix { !$0.unassigns }
            // A module's sets no date, so that nothing hangs on its place.
            let own = step.filter { !$0.isFromModule }
            if own.contains(where: \.unassigns) && !own.allSatisfy(\.unassigns) {
                answer.notes.insert(.unassignOrderOpen)
            }
            // What unassigns ends the list.
            if seen.contains(where: \.unassigns) { break }
        }
        if !applicable.isEmpty && applicable.allSatisfy(\.isFromModule) { answer.notes.insert(.moduleOnlyDue) }
        let active = enrollments(of: student).filter { countsConcludedAsActive || $0.state == .active }
        answer.due = date(.due, applicable, active, &answer.ignored)
        answer.unlock = date(.unlock, applicable, active, &answer.ignored)
        answer.lock = date(.lock, applicable, active, &answer.ignored)
        if !answer.ignored.isEmpty { answer.notes.insert(.concludedSectionIgnored) }
    }

    private func date(
        _ field: DateField,
        _ applicable: [Override],
        _ activeEnrollments: [Enrollment],
        _ ignored: inout Set<CanvasID>
    ) -> DateAnswer {
        var active: [Override] = []
        var inactive: [Override] = []
        for override in applicable where !override.isFromModule && override[field].isOverridden {
            let kind = rank(override)
            if field == .unlock, kind != 0, let lock = override.lockAt.instant, lock <= now { continue }
            if kind == 2 && !names(override, sectionOf: activeEnrollments) {
                inactive.append(override)
            } else {
                active.append(override)
            }
        }
        let usesInactive = active.isEmpty && item.onlyVisibleToOverrides
        if !usesInactive { ignored.formUnion(inactive.map(\.id)) }
        guard let picked = pick(field, usesInactive ? inactive : active) else {
            return DateAnswer(at: item.base[field])
        }
        let names = ["student", "group", "section", "course"]
        return DateAnswer(at: picked[field].instant, by: names[rank(picked)], id: picked.id)
    }

    /// Ties go by it: student, group or tag, section, course.
    private func rank(_ override: Override) -> Int {
        switch override.target {
        case .students: 0
        case .group: 1
        case .section: 2
        case .course, .masteryPath, .unknown: 3
        }
    }

    private func pick(_ field: DateField, _ list: [Override]) -> Override? {
        if let named = list.first(where: { rank($0) == 0 }) { return named }
        let withoutDate = list.filter { $0[field].instant == nil }
        let dates = list.compactMap { $0[field].instant }
        let best = field == .unlock ? dates.min() : dates.max()
        let lenient = withoutDate.isEmpty ? list.filter { $0[field].instant == best } : withoutDate
        return lenient.min { (rank($0), $0.id) < (rank($1), $1.id) }
    }
}
