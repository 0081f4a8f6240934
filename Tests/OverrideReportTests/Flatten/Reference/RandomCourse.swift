import CanvasAPI
import OverrideReport

/// A small course made at random: few values, so that equal dates, expired locks and shared targets are common.
struct RandomCourse {
    static let item = ItemKey.assignment(1)
    /// The student whose rows are compared; others are there to be in the way.
    static let student: CanvasID = 1

    var snapshot: CourseSnapshot
    var concluded: ConcludedPolicy

    init(using random: inout SeededGenerator) {
        concluded = random.chance(25) ? .asActive : .asCanvas
        let sectionIDs: [CanvasID] = [11, 12, 13]
        let studentIDs: [CanvasID] = [1, 2]
        let groupIDs: [CanvasID] = [21, 22, 23, 24]
        // Section 13 may be gone: an enrollment in it no longer counts.
        let sections = sectionIDs.filter { $0 != 13 || random.chance(60) }.map { Section(id: $0, name: "S\($0)") }
        var enrollments: [Enrollment] = []
        for student in studentIDs {
            for section in random.some(of: sectionIDs, percent: 55) {
                enrollments.append(Enrollment(student, in: section, random.pick(Self.states)))
            }
            if random.chance(10) { enrollments.append(Enrollment(student, in: 11, random.pick(Self.states))) }
        }
        if !enrollments.contains(where: { $0.studentID == Self.student && $0.sectionID != 13 }) {
            enrollments.append(Enrollment(Self.student, in: 12, random.pick(Self.states)))
        }
        // Groups 21 and 22 of two categories, 23 and 24 tags of a third.
        let groups = groupIDs.map { id in
            Group(
                id: id,
                categoryID: id == 21 ? 31 : id == 22 ? 32 : 33,
                isDifferentiationTag: id.rawValue > 22,
                memberIDs: random.some(of: studentIDs)
            )
        }
        let item = Item(
            key: Self.item,
            kind: .assignment,
            name: "Item",
            base: DateSet(
                dueAt: Self.date(using: &random),
                unlockAt: Self.date(using: &random),
                lockAt: Self.date(using: &random)
            ),
            onlyVisibleToOverrides: random.chance(40),
            groupCategoryID: random.pick([nil, 31, 31, 32])
        )
        let moduleIDs = random.some(of: [41, 42, 43] as [CanvasID], percent: 30)
        let modules = moduleIDs.map { id in
            Module(
                id: id,
                name: "M\(id)",
                position: Int(id.rawValue),
                isPublished: random.pick([nil, true, false]),
                itemKeys: random.chance(80) ? [Self.item] : [.assignment(2)]
            )
        }
        snapshot = CourseSnapshot(
            course: Course(id: 1, name: "Random", timeZoneName: "UTC"),
            sections: sections,
            students: studentIDs.map { Student(id: $0, sortableName: "N\($0)") },
            enrollments: enrollments,
            groups: groups,
            items: [item],
            modules: modules
        )
        var ids: [CanvasID] = (51...70).map { CanvasID($0) }
        ids.shuffle(using: &random)
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let target = Self.target(sectionIDs, studentIDs, groupIDs, using: &random)
            snapshot.overrides.append(Self.itemOverride(ids.removeLast(), target, using: &random))
        }
        for module in moduleIDs where random.chance(70) {
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let target = Self.target(sectionIDs, studentIDs, [23, 24], using: &random)
                snapshot.overrides.append(.module(ids.removeLast(), of: module, target))
            }
        }
    }

    private static let states: [EnrollmentState] = [.active, .active, .active] + EnrollmentState.allCases

    /// Days around ``Instant/noon``, so that locks expire; `noon` itself is the edge of the rule.
    private static func date(using random: inout SeededGenerator) -> Instant? {
        random.chance(20) ? nil : .day(random.pick([-3, -1, 0, 1, 2, 4]))
    }

    private static func field(using random: inout SeededGenerator) -> OverriddenDate {
        random.chance(45) ? .notOverridden : .overridden(date(using: &random))
    }

    private static func itemOverride(
        _ id: CanvasID,
        _ target: OverrideTarget,
        using random: inout SeededGenerator
    ) -> Override {
        var override = Override(id: id, origin: .item(item), target: target)
        override.dueAt = field(using: &random)
        override.unlockAt = field(using: &random)
        override.lockAt = field(using: &random)
        override.unassigns = target != .course && random.chance(20)
        return override
    }

    private static func target(
        _ sections: [CanvasID],
        _ students: [CanvasID],
        _ groups: [CanvasID],
        using random: inout SeededGenerator
    ) -> OverrideTarget {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: .students(random.some(of: students + [99], percent: 45))
        case 30..<60: .section(random.pick(sections))
        case 60..<85: .group(random.pick(groups))
        case 85..<94: .course
        case 94..<98: .masteryPath
        default: .unknown
        }
    }
}

extension RandomCourse {
    /// Every course that has one thing less than this one.
    var smaller: [RandomCourse] {
        func without(_ count: Int, _ drop: (inout CourseSnapshot, Int) -> Void) -> [RandomCourse] {
            (0..<count).map { place in
                var copy = self
                drop(&copy.snapshot, place)
                return copy
            }
        }
        var all = without(snapshot.overrides.count) { $0.overrides.remove(at: $1) }
        all += without(snapshot.modules.count) { $0.modules.remove(at: $1) }
        all += without(snapshot.groups.count) { $0.groups.remove(at: $1) }
        all += without(snapshot.enrollments.count) { $0.enrollments.remove(at: $1) }
        all += without(snapshot.sections.count) { $0.sections.remove(at: $1) }
        all += without(snapshot.overrides.count) { $0.overrides[$1].dueAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].unlockAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].lockAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].unassigns = false }
        all += without(1) { snapshot, _ in snapshot.items[0].base = DateSet() }
        return all.filter { $0.snapshot != snapshot }
    }

    /// The course in a few lines.
    var text: String {
        let item = snapshot.items[0]
        var lines = [
            "now \(Instant.noon), concluded \(concluded.rawValue)",
            "item base \(item.base), only overrides \(item.onlyVisibleToOverrides), "
                + "category \(item.groupCategoryID.map(\.description) ?? "none")",
            "sections \(snapshot.sections.map(\.id))",
        ]
        lines += snapshot.enrollments.map { "student \($0.studentID) in \($0.sectionID) \($0.state.rawValue)" }
        lines += snapshot.groups.map { group in
            let kind = group.isDifferentiationTag ? "tag" : "group"
            return "\(kind) \(group.id) of category \(group.categoryID?.description ?? "?"): \(group.memberIDs)"
        }
        lines += snapshot.modules.map { "module \($0.id) holds \($0.itemKeys)" }
        lines += snapshot.overrides.map { override in
            "override \(override.id) \(override.origin) \(override.target) due \(override.dueAt) "
                + "unlock \(override.unlockAt) lock \(override.lockAt)\(override.unassigns ? " unassigns" : "")"
        }
        return lines.joined(separator: "\n")
    }
}
