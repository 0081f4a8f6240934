import CanvasAPI

@testable import OverrideReport

/// A vector as a course that the product can read: one item, and the students, sections, groups and modules that the
/// vector names. What Canvas does not list (deleted and rejected enrollments, deleted overrides, modules and groups,
/// memberships that were not accepted) is not in a snapshot, and not here.
struct VectorCourse {
    static let item = ItemKey.assignment(1)
    static let me: CanvasID = 1

    private(set) var snapshot: CourseSnapshot
    private(set) var keyOfOverride: [CanvasID: String] = [:]
    private(set) var studentIDs: [String: CanvasID] = [:]
    private var sectionIDs: [String: CanvasID] = [:]
    private var groupIDs: [String: CanvasID] = [:]
    private var categoryIDs: [String: CanvasID] = [:]

    init(_ vector: DateVector) {
        snapshot = CourseSnapshot(course: Course(id: 1, name: "Vector"))
        let input = vector.input
        addItem(input)
        addStudents(input)
        addGroups(input)
        addModules(input, overrides: input.overrides ?? [])
        for row in input.overrides ?? [] where row.module == nil {
            add(row, origin: .item(Self.item))
        }
    }

    func student(named name: String) -> CanvasID? { studentIDs[name] }

    // MARK: Parts

    private mutating func addItem(_ input: DateVector.Input) {
        let assignment = input.assignment
        // Members of a group, without a named category, are of the item's own.
        let category = assignment?.groupCategory.map { categoryID($0) } ?? categoryID("own")
        snapshot.items = [
            Item(
                key: Self.item,
                kind: .assignment,
                name: "Item",
                isPublished: assignment?.published ?? true,
                base: DateSet(
                    dueAt: assignment?.dueAt?.instant,
                    unlockAt: assignment?.unlockAt?.instant,
                    lockAt: assignment?.lockAt?.instant
                ),
                onlyVisibleToOverrides: assignment?.onlyVisibleToOverrides ?? false,
                groupCategoryID: category
            )
        ]
    }

    private mutating func addStudents(_ input: DateVector.Input) {
        if let names = input.students {
            for name in names {
                let state = input.enrollmentState?[name] ?? "active"
                enroll(name, in: "default", state: state)
            }
        } else if let enrollments = input.enrollments {
            for enrollment in enrollments { enroll("me", in: enrollment.section, state: enrollment.state) }
        } else {
            enroll("me", in: "default", state: "active")
        }
    }

    private mutating func addGroups(_ input: DateVector.Input) {
        for row in input.groups ?? [] where row.groupDeleted != true {
            let isMember = row.state == "accepted"
            addGroup(
                row.group,
                categoryName: row.category,
                isTag: row.nonCollaborative ?? false,
                members: isMember ? ["me"] : []
            )
        }
    }

    private mutating func addModules(_ input: DateVector.Input, overrides: [DateVector.Row]) {
        switch input.modules {
        case .named(let modules):
            for (name, module) in modules.sorted(by: { $0.key < $1.key }) {
                add(
                    module,
                    holdsItem: input.itemModules?.contains(name) ?? false,
                    overrides.filter { $0.module == name }
                )
            }
        case .list(let modules):
            for module in modules { add(module, holdsItem: module.tagDeleted != true, module.overrides ?? []) }
        case nil:
            if let module = input.module { add(module, holdsItem: true, module.overrides ?? []) }
        }
    }

    private mutating func add(_ module: DateVector.ModuleRow, holdsItem: Bool, _ overrides: [DateVector.Row]) {
        guard module.state != "deleted" else { return }
        let id = CanvasID(Int64(snapshot.modules.count + 1))
        snapshot.modules.append(
            Module(
                id: id,
                name: "Module \(id)",
                position: Int(id.rawValue),
                isPublished: module.state == "active",
                itemKeys: holdsItem ? [Self.item] : []
            )
        )
        for row in overrides { add(row, origin: .module(id)) }
    }

    private mutating func add(_ row: DateVector.Row, origin: OverrideOrigin) {
        guard !row.isDeleted, let target = target(of: row) else { return }
        let id = CanvasID(Int64(snapshot.overrides.count + 1))
        keyOfOverride[id] = row.key
        snapshot.overrides.append(row.override(id: id, origin: origin, target: target))
    }

    /// A row without names says whether it `applies` to the one student, or who its `members` are.
    private mutating func target(of row: DateVector.Row) -> OverrideTarget? {
        switch row.setType {
        case "ADHOC":
            let names = row.students ?? (row.applies ? ["me"] : [])
            return .students(names.map { studentID($0) })
        case "CourseSection":
            if let name = row.section { return .section(sectionID(name)) }
            let name = "section of \(row.key)"
            for member in row.members {
                enroll(member, in: name, state: row.memberState[member] ?? state(of: member))
            }
            if row.members.isEmpty, row.applies, studentIDs["me"] != nil {
                enroll("me", in: name, state: row.enrollment ?? "active")
            }
            return .section(sectionID(name))
        case "Group":
            if let name = row.group { return .group(groupID(name)) }
            let members = row.members.isEmpty && row.applies && studentIDs["me"] != nil ? ["me"] : row.members
            let name = "group of \(row.key)"
            addGroup(name, categoryName: nil, isTag: row.isTag, members: members)
            return .group(groupID(name))
        case "Course": return .course
        default: return nil
        }
    }

    // MARK: Names to ids

    private func state(of name: String) -> String {
        let id = studentIDs[name]
        return snapshot.enrollments.first { $0.studentID == id }?.state.rawValue ?? "active"
    }

    private mutating func enroll(_ name: String, in section: String, state: String) {
        guard let state = EnrollmentState(rawValue: state) else { return }
        let student = studentID(name)
        let section = sectionID(section)
        if !snapshot.students.contains(where: { $0.id == student }) {
            snapshot.students.append(Student(id: student, sortableName: name))
        }
        snapshot.enrollments.append(Enrollment(studentID: student, sectionID: section, state: state))
    }

    private mutating func addGroup(_ name: String, categoryName: String?, isTag: Bool, members: [String]) {
        let id = groupID(name)
        let category = categoryID(categoryName ?? (isTag ? "tags" : "own"))
        snapshot.groups.append(
            Group(
                id: id,
                name: name,
                categoryID: category,
                isDifferentiationTag: isTag,
                memberIDs: members.map { studentID($0) }
            )
        )
    }

    private mutating func studentID(_ name: String) -> CanvasID {
        if name == "me" { studentIDs[name] = Self.me }
        return Self.id(name, in: &studentIDs)
    }

    private mutating func sectionID(_ name: String) -> CanvasID {
        let id = Self.id(name, in: &sectionIDs)
        if !snapshot.sections.contains(where: { $0.id == id }) {
            snapshot.sections.append(Section(id: id, name: name))
        }
        return id
    }

    private mutating func groupID(_ name: String) -> CanvasID { Self.id(name, in: &groupIDs) }

    private mutating func categoryID(_ name: String) -> CanvasID { Self.id(name, in: &categoryIDs) }

    private static func id(_ name: String, in known: inout [String: CanvasID]) -> CanvasID {
        if let id = known[name] { return id }
        let id = CanvasID(Int64(known.count + 1))
        known[name] = id
        return id
    }
}
