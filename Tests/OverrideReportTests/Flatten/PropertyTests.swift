import CanvasAPI
import TestSupport
import Testing

@testable import OverrideReport

/// What must hold for any course, tried on courses made at random.
@Suite("Properties of a course's report")
struct PropertyTests {
    private static let seed: UInt64 = 42
    private static let caseCount = 400

    private func forEachCourse(_ body: (RandomCourse, inout SeededGenerator) -> Void) {
        var random = SeededGenerator(Self.seed)
        for _ in 1...Self.caseCount {
            let course = RandomCourse(using: &random)
            body(course, &random)
        }
    }

    private func report(_ course: RandomCourse) -> CourseReport {
        course.snapshot.report(.fixture(concluded: course.concluded))
    }

    /// What students get, without the ids of the overrides it comes from.
    private func outcomes(_ report: CourseReport) -> [[String]] {
        report.students.map { row in
            let dates = row.effective.dates
            return [
                "\(row.effective.assignment.isAssigned)", row.effective.assignment.source?.rawValue ?? "",
                "\(dates.dueAt?.description ?? "") \(dates.unlockAt?.description ?? "")",
                "\(dates.lockAt?.description ?? "") \(row.effective.notes.map(\.rawValue).sorted())",
            ]
        }
    }

    @Test("the order of overrides, modules, students, sections, groups and items leaves no trace")
    func order() {
        forEachCourse { course, random in
            var shuffled = course
            shuffled.snapshot.items.append(.fixture(2, "Another", due: .day(1)))
            let expected = report(shuffled)
            shuffled.snapshot.sections.shuffle(using: &random)
            shuffled.snapshot.students.shuffle(using: &random)
            shuffled.snapshot.enrollments.shuffle(using: &random)
            shuffled.snapshot.groups.shuffle(using: &random)
            shuffled.snapshot.items.shuffle(using: &random)
            shuffled.snapshot.overrides.shuffle(using: &random)
            shuffled.snapshot.modules.shuffle(using: &random)
            #expect(report(shuffled) == expected, "\(course.text)")
        }
    }

    @Test("a row that came twice, from pages that shifted, changes nothing a student gets")
    func repeatedRows() {
        forEachCourse { course, _ in
            var repeated = course
            repeated.snapshot.sections += course.snapshot.sections
            repeated.snapshot.students += course.snapshot.students
            repeated.snapshot.enrollments += course.snapshot.enrollments
            repeated.snapshot.groups += course.snapshot.groups
            repeated.snapshot.modules += course.snapshot.modules
            #expect(outcomes(report(repeated)) == outcomes(report(course)), "\(course.text)")
        }
    }

    @Test("an override that does not reach a student changes nothing for them")
    func unreaching() {
        forEachCourse { course, _ in
            let before = report(course).students.filter { $0.student.id == RandomCourse.student }
            for target: OverrideTarget in [.students([2, 99]), .section(14), .group(25), .masteryPath] {
                var more = course
                more.snapshot.overrides.append(
                    Override(
                        id: 1,
                        origin: .item(course.item.key),
                        target: target,
                        dueAt: .noDate,
                        unlockAt: .at(.day(-9)),
                        lockAt: .at(.day(9))
                    )
                )
                let after = report(more).students.filter { $0.student.id == RandomCourse.student }
                #expect(after == before, "\(target)\n\(course.text)")
            }
        }
    }

    @Test("without overrides everyone has the base dates, unless the item is for overrides only")
    func withoutOverrides() {
        forEachCourse { course, _ in
            var bare = course
            bare.snapshot.overrides = []
            for row in report(bare).students {
                #expect(row.effective.assignment.isAssigned == !bare.item.onlyVisibleToOverrides)
                #expect(row.effective.dates == bare.item.base)
                #expect(DateField.allCases.allSatisfy { row.effective[$0].source == .base })
                #expect(row.effective.notes.isSubset(of: [.enrollmentInactive]))
            }
        }
    }

    @Test("other ids in the same order give the same dates and the same assignment")
    func otherIDs() {
        forEachCourse { course, _ in
            let mapped = RandomCourse(course) { CanvasID($0.rawValue * 7_919 + 13) }
            let before = Dictionary(grouping: zipped(course), by: \.name).mapValues { $0.map(\.outcome).sorted() }
            let after = Dictionary(grouping: zipped(mapped), by: \.name).mapValues { $0.map(\.outcome).sorted() }
            #expect(after == before, "\(course.text)")
        }
    }

    @Test("the order of ids decides dates where overrides both assign and unassign, never the assignment")
    func idsInAnotherOrder() {
        forEachCourse { any, _ in
            let course = any.withOneStudentOverride
            let mapped = RandomCourse(course) { CanvasID(1_000_003 - $0.rawValue) }
            func assigned(_ course: RandomCourse) -> [String] {
                report(course).students.map { row in
                    let effective = row.effective
                    let dates = effective.notes.contains(.unassignOrderOpen) ? "open" : "\(effective.dates)"
                    return "\(row.student.sortableName) \(row.section.name) \(row.enrollmentState) "
                        + "\(effective.assignment.isAssigned) \(dates)"
                }.sorted()
            }
            #expect(assigned(mapped) == assigned(course), "\(course.text)")
        }
    }

    private func zipped(_ course: RandomCourse) -> [(name: String, outcome: String)] {
        let report = report(course)
        return zip(report.students, outcomes(report)).map { row, outcome in
            (row.student.sortableName, "\(row.section.name) \(row.enrollmentState) \(outcome)")
        }
    }
}

extension RandomCourse {
    /// The same course with every id replaced.
    fileprivate init(_ course: RandomCourse, mapping id: (CanvasID) -> CanvasID) {
        self = course
        func mapped(_ key: ItemKey) -> ItemKey {
            switch key.root {
            case .assignment(let assignment): .assignment(id(assignment), part: key.part)
            case .practiceQuiz(let quiz): .practiceQuiz(id(quiz))
            }
        }
        for place in snapshot.sections.indices { snapshot.sections[place].id = id(snapshot.sections[place].id) }
        for place in snapshot.students.indices { snapshot.students[place].id = id(snapshot.students[place].id) }
        snapshot.enrollments = course.snapshot.enrollments.map {
            Enrollment(id($0.studentID), in: id($0.sectionID), $0.state)
        }
        for place in snapshot.groups.indices {
            snapshot.groups[place].id = id(snapshot.groups[place].id)
            snapshot.groups[place].categoryID = snapshot.groups[place].categoryID.map(id)
            snapshot.groups[place].memberIDs = snapshot.groups[place].memberIDs.map(id)
        }
        for place in snapshot.items.indices {
            snapshot.items[place].key = mapped(snapshot.items[place].key)
            snapshot.items[place].groupCategoryID = snapshot.items[place].groupCategoryID.map(id)
        }
        for place in snapshot.modules.indices {
            snapshot.modules[place].id = id(snapshot.modules[place].id)
            snapshot.modules[place].itemKeys = snapshot.modules[place].itemKeys.map(mapped)
        }
        snapshot.overrides = course.snapshot.overrides.map { override in
            var copy = override
            copy.id = id(override.id)
            switch override.origin {
            case .item(let key): copy.origin = .item(mapped(key))
            case .module(let module): copy.origin = .module(id(module))
            }
            switch override.target {
            case .students(let ids): copy.target = .students(ids.map(id))
            case .group(let group): copy.target = .group(id(group))
            case .section(let section): copy.target = .section(id(section))
            case .course, .masteryPath, .unknown: break
            }
            return copy
        }
    }

    /// With one override for single students of the item, and one of each module: Canvas allows a student no more, and
    /// which of several counts is told by their ids.
    fileprivate var withOneStudentOverride: RandomCourse {
        var copy = self
        var origins: Set<OverrideOrigin> = []
        copy.snapshot.overrides = snapshot.overrides.filter { override in
            guard case .students = override.target else { return true }
            return origins.insert(override.origin).inserted
        }
        return copy
    }
}
