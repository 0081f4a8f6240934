import CanvasAPI
import OverrideReport

/// Canvas's rules once more, as plainly as they can be written: one student, one item, lists searched from start to
/// end. It reads the same values as the product and shares none of its code, so that an error has to be made twice to
/// go unseen. Sources: Canvas app/models/assignment_override_applicator.rb and
/// app/services/assignment_visibility, with the product's choices where Canvas leaves something open.
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
    }

    struct DateAnswer: Equatable {
        var at: Instant?
        var by = "base"
        var id: CanvasID?
    }

    /// An override that applies, with the kind it counts as.
    private struct Applicable {
        let override: Override
        /// 0 student, 1 group, 2 tag, 3 section, 4 course: the order of the applicator's list.
        let kind: Int
        let isFromModule: Bool

        var kindName: String {
            switch kind {
            case 0: "student"
            case 1, 2: "group"
            case 3: "section"
            default: "course"
            }
        }
    }

    let snapshot: CourseSnapshot
    let now: Instant
    let countsConcludedAsActive: Bool

    func answer(student: CanvasID, item: Item) -> Answer {
        let list = applicable(to: student, item)
        var answer = Answer()
        decideAssignment(of: item, student: student, into: &answer)

        var beforeUnassign: [Applicable] = []
        for one in list {
            if one.override.unassigns { break }
            beforeUnassign.append(one)
        }
        answer.due = date(.due, beforeUnassign, student, item, &answer.ignored)
        answer.unlock = date(.unlock, beforeUnassign, student, item, &answer.ignored)
        answer.lock = date(.lock, beforeUnassign, student, item, &answer.ignored)
        return answer
    }

    // MARK: Which overrides apply

    private func overridesOfItem(_ item: Item) -> [Override] {
        snapshot.overrides.filter { $0.origin == .item(item.key) }
    }

    private func modules(holding item: Item) -> [Module] {
        snapshot.modules.filter { $0.itemKeys.contains(item.key) }
    }

    private func overrides(of module: Module) -> [Override] {
        snapshot.overrides.filter { $0.origin == .module(module.id) }
    }

    /// Every override that reaches the student, kind by kind; inside a kind low ids before high ones.
    private func applicable(to student: CanvasID, _ item: Item) -> [Applicable] {
        let own = overridesOfItem(item).map { (override: $0, isFromModule: false) }
        let fromModules = modules(holding: item).flatMap(overrides).map { (override: $0, isFromModule: true) }
        let all = (own + fromModules).sorted { left, right in
            left.override.id < right.override.id
        }
        var list: [Applicable] = []
        for kind in 0...4 {
            for (override, isFromModule) in all where self.kind(of: override, for: student, item) == kind {
                // A student has one override of their own on an item; a second would not be looked at.
                if kind == 0, list.contains(where: { $0.kind == 0 && $0.isFromModule == isFromModule }) { continue }
                if list.contains(where: { $0.override.id == override.id }) { continue }
                list.append(Applicable(override: override, kind: kind, isFromModule: isFromModule))
            }
        }
        return list
    }

    /// `nil` for an override that does not reach the student.
    private func kind(of override: Override, for student: CanvasID, _ item: Item) -> Int? {
        switch override.target {
        case .students(let ids):
            return ids.contains(student) ? 0 : nil
        case .group(let id):
            for group in snapshot.groups where group.id == id && group.memberIDs.contains(student) {
                if group.isDifferentiationTag { return 2 }
                if let category = item.groupCategoryID, group.categoryID == category { return 1 }
            }
            return nil
        case .section(let id):
            return enrollments(of: student).contains { $0.sectionID == id } ? 3 : nil
        case .course:
            return 4
        case .masteryPath, .unknown:
            return nil
        }
    }

    /// Enrollments in sections that still exist.
    private func enrollments(of student: CanvasID) -> [Enrollment] {
        snapshot.enrollments.filter { enrollment in
            enrollment.studentID == student && snapshot.sections.contains { $0.id == enrollment.sectionID }
        }
    }

    // MARK: Assignment

    /// Level by level; each may change what the one before said.
    private func decideAssignment(of item: Item, student: CanvasID, into answer: inout Answer) {
        func settle(_ assigned: Bool, _ name: String, _ id: CanvasID?) {
            answer.assigned = assigned
            answer.assignedBy = name
            answer.assignedID = id
        }
        let holding = modules(holding: item)
        let own = overridesOfItem(item).sorted { $0.id < $1.id }
        let ofModules = holding.flatMap(overrides).sorted { $0.id < $1.id }

        // Everyone.
        let isOpen = holding.isEmpty || holding.contains { overrides(of: $0).isEmpty }
        if !item.onlyVisibleToOverrides && isOpen { settle(true, "everyone", nil) }

        // Groups and tags, of any category.
        let isOfGroup = { (override: Override) in
            guard case .group(let id) = override.target else { return false }
            return snapshot.groups.contains { $0.id == id && $0.memberIDs.contains(student) }
        }
        if let taken = own.first(where: { isOfGroup($0) && $0.unassigns }) { settle(false, "group", taken.id) }
        if let given = ofModules.first(where: isOfGroup) { settle(true, "group", given.id) }
        if let given = own.first(where: { isOfGroup($0) && !$0.unassigns }) { settle(true, "group", given.id) }

        // Sections, through enrollments that are not inactive, unless there are no others.
        let all = enrollments(of: student)
        let counted = all.contains { $0.state != .inactive } ? all.filter { $0.state != .inactive } : all
        let isOfSection = { (override: Override) in
            counted.contains { override.target == .section($0.sectionID) }
        }
        if let given = ofModules.first(where: isOfSection) { settle(true, "module_section", given.id) }
        if let given = own.first(where: { isOfSection($0) && !$0.unassigns }) { settle(true, "section", given.id) }
        if let taken = own.first(where: { isOfSection($0) && $0.unassigns }) { settle(false, "section", taken.id) }

        // The student.
        let isOfStudent = { (override: Override) in
            guard case .students(let ids) = override.target else { return false }
            return ids.contains(student)
        }
        if let given = ofModules.first(where: isOfStudent) { settle(true, "module_student", given.id) }
        if let given = own.first(where: { isOfStudent($0) && !$0.unassigns }) { settle(true, "student", given.id) }
        if let taken = own.first(where: { isOfStudent($0) && $0.unassigns }) { settle(false, "student", taken.id) }

        // The course.
        if let course = own.first(where: { $0.target == .course && !$0.unassigns }) {
            settle(true, "course", course.id)
        }
    }

    private func isNamedBefore(_ left: Applicable, _ right: Applicable) -> Bool {
        let names = ["student", "group", "section", "course"]
        let leftRank = names.firstIndex(of: left.kindName) ?? names.count
        let rightRank = names.firstIndex(of: right.kindName) ?? names.count
        if leftRank != rightRank { return leftRank < rightRank }
        if left.isFromModule != right.isFromModule { return !left.isFromModule }
        return left.override.id < right.override.id
    }

    // MARK: Dates

    private func date(
        _ field: DateField,
        _ list: [Applicable],
        _ student: CanvasID,
        _ item: Item,
        _ ignored: inout Set<CanvasID>
    ) -> DateAnswer {
        let states = enrollments(of: student)
        var active: [Applicable] = []
        var inactive: [Applicable] = []
        for one in list where !one.isFromModule && one.override[field].isOverridden {
            if field == .unlock, one.kind != 0, case .overridden(let lock?) = one.override.lockAt, lock <= now {
                continue
            }
            var isInactive = false
            if one.kind == 3, !countsConcludedAsActive {
                isInactive = !states.contains { one.override.target == .section($0.sectionID) && $0.state == .active }
            }
            if isInactive { inactive.append(one) } else { active.append(one) }
        }

        let picked: Applicable?
        if !active.isEmpty {
            picked = pick(field, active)
            ignored.formUnion(inactive.map(\.override.id))
        } else if item.onlyVisibleToOverrides {
            picked = pick(field, inactive)
        } else {
            picked = nil
            ignored.formUnion(inactive.map(\.override.id))
        }
        guard let picked else { return DateAnswer(at: item.base[field]) }
        return DateAnswer(at: picked.override[field].instant, by: picked.kindName, id: picked.override.id)
    }

    private func pick(_ field: DateField, _ list: [Applicable]) -> Applicable? {
        if let own = list.first(where: { $0.kind == 0 }) { return own }
        var best: Applicable?
        for one in list {
            guard let current = best else {
                best = one
                continue
            }
            let new = one.override[field].instant
            let old = current.override[field].instant
            let isEqual = new == old
            let isMoreLenient: Bool
            if let new, let old {
                isMoreLenient = field == .unlock ? new < old : new > old
            } else {
                isMoreLenient = new == nil && old != nil
            }
            if isMoreLenient || isEqual && isNamedBefore(one, current) { best = one }
        }
        return best
    }
}
