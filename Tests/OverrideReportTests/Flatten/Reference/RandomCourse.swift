import CanvasAPI
import TestSupport

@testable import OverrideReport

/// A small course made at random: few values, so that equal dates, expired locks and shared targets are common.
struct RandomCourse {
    /// The student whose rows are compared; others are there to be in the way.
    static let student: CanvasID = 1

    private static let sectionIDs: [CanvasID] = [11, 12, 13]
    private static let studentIDs: [CanvasID] = [1, 2]
    /// 21 and 22 are groups of two categories, 23 and 24 tags.
    private static let groupIDs: [CanvasID] = [21, 22, 23, 24]

    var snapshot: CourseSnapshot
    var concluded: ConcludedPolicy

    var item: Item { snapshot.items[0] }

    init(using random: inout SeededGenerator) {
        concluded = random.chance(25) ? .asActive : .asCanvas
        let groups = Self.groupIDs.map { id in
            Group(
                id: id,
                categoryID: id == 21 ? 31 : id == 22 ? 32 : 33,
                isDifferentiationTag: id.rawValue > 22,
                memberIDs: random.some(of: Self.studentIDs)
            )
        }
        let item = Self.item(using: &random)
        let moduleIDs = random.some(of: [41, 42, 43] as [CanvasID], percent: 30)
        let modules = moduleIDs.map { id in
            Module(
                id: id,
                name: "M\(id)",
                position: Int(id.rawValue),
                isPublished: random.pick([nil, true, false]),
                itemKeys: random.chance(80) ? [item.key] : [.assignment(2)]
            )
        }
        snapshot = CourseSnapshot(
            course: Course(id: 1, name: "Random", timeZoneName: "UTC"),
            // Now and then the list of sections leaves one out that the enrollments name.
            sections: random.some(of: Self.sectionIDs, percent: 97).map { Section(id: $0, name: "S\($0)") },
            students: Self.studentIDs.map { Student(id: $0, sortableName: "N\($0)") },
            enrollments: Self.enrollments(using: &random),
            groups: groups,
            items: [item],
            modules: modules
        )
        var ids: [CanvasID] = (51...70).map { CanvasID($0) }
        ids.shuffle(using: &random)
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            snapshot.overrides.append(Self.override(ids.removeLast(), of: item.key, using: &random))
        }
        for module in moduleIDs where random.chance(70) {
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                snapshot.overrides.append(.module(ids.removeLast(), of: module, Self.target(using: &random)))
            }
        }
    }

    /// Several sections for most students, and two enrollments in one section for some. Some students are inactive
    /// wherever they are.
    private static func enrollments(using random: inout SeededGenerator) -> [Enrollment] {
        var enrollments: [Enrollment] = []
        for student in studentIDs {
            let states: [EnrollmentState] =
                random.chance(10) ? [.inactive] : [.active, .active, .active] + EnrollmentState.allCases
            for section in random.some(of: sectionIDs, percent: 55) {
                enrollments.append(Enrollment(student, in: section, random.pick(states)))
            }
            if random.chance(10) || !enrollments.contains(where: { $0.studentID == student }) {
                enrollments.append(Enrollment(student, in: 11, random.pick(states)))
            }
        }
        return enrollments
    }

    /// Practice quizzes have no assignment behind them, and so no group category.
    private static func item(using random: inout SeededGenerator) -> Item {
        let kind = random.pick(ItemKind.allCases)
        let isPractice = kind == .practiceQuiz
        return Item(
            key: isPractice ? .practiceQuiz(1) : .assignment(1),
            kind: kind,
            name: "Item",
            isPublished: random.chance(90),
            base: DateSet(
                dueAt: date(using: &random),
                unlockAt: date(using: &random),
                lockAt: date(using: &random)
            ),
            onlyVisibleToOverrides: random.chance(40),
            groupCategoryID: isPractice ? nil : random.pick([nil, 31, 31, 32])
        )
    }

    /// Days around ``Instant/noon``, so that locks expire; `noon` itself is the edge of the rule.
    private static func date(using random: inout SeededGenerator) -> Instant? {
        random.chance(20) ? nil : .day(random.pick([-3, -1, 0, 1, 2, 4]))
    }

    private static func field(using random: inout SeededGenerator) -> OverriddenDate {
        random.chance(45) ? .notOverridden : .overridden(date(using: &random))
    }

    private static func override(
        _ id: CanvasID,
        of item: ItemKey,
        using random: inout SeededGenerator
    ) -> Override {
        var override = Override(id: id, origin: .item(item), target: target(using: &random))
        override.dueAt = field(using: &random)
        override.unlockAt = field(using: &random)
        override.lockAt = field(using: &random)
        override.unassigns = override.target != .course && random.chance(25)
        return override
    }

    /// Any target, for items and modules alike; of single students often nobody, or somebody who is gone.
    private static func target(using random: inout SeededGenerator) -> OverrideTarget {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: .students(random.some(of: studentIDs + [99], percent: 45))
        case 30..<60: .section(random.pick(sectionIDs))
        case 60..<85: .group(random.pick(groupIDs))
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
        all += without(snapshot.overrides.count) { $0.overrides[$1].dueAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].unlockAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].lockAt = .notOverridden }
        all += without(snapshot.overrides.count) { $0.overrides[$1].unassigns = false }
        all += without(1) { snapshot, _ in snapshot.items[0].base = DateSet() }
        all += without(1) { snapshot, _ in snapshot.items[0].groupCategoryID = nil }
        return all.filter { $0.snapshot != snapshot }
    }

    /// The course in a few lines.
    var text: String {
        var lines = [
            "now \(Instant.noon), concluded \(concluded.rawValue)",
            "\(item.kind.rawValue) base \(item.base), only overrides \(item.onlyVisibleToOverrides), "
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
