import CanvasAPI
import TestSupport
import Testing

@testable import OverrideReport

/// What must hold for the changes between any two readings of a course, tried on courses made at random.
@Suite("Properties of what changed")
struct ComparisonPropertyTests {
    private static let seed: UInt64 = 20_261_012
    private static let caseCount = 300

    private func forEachCourse(_ body: (RandomCourse, inout SeededGenerator) -> Void) {
        var random = SeededGenerator(Self.seed)
        for _ in 1...Self.caseCount {
            let course = RandomCourse(using: &random)
            body(course, &random)
        }
    }

    /// A course and what is left of it after a few things were taken away: in this order, or the other way round.
    private func forEachPair(_ body: (_ old: RandomCourse, _ new: RandomCourse, inout SeededGenerator) -> Void) {
        forEachCourse { course, random in
            var other = course
            for _ in 0..<3 { other = other.smaller.randomElement(using: &random) ?? other }
            if random.chance(50) { body(course, other, &random) } else { body(other, course, &random) }
        }
    }

    private func changes(_ old: RandomCourse, _ new: RandomCourse, isPerStudent: Bool = false) -> [Change] {
        old.snapshot.changes(to: new.snapshot, .fixture(concluded: old.concluded), isPerStudent: isPerStudent)
    }

    @Test("a course that is as it was has no changes")
    func same() {
        forEachCourse { course, _ in #expect(changes(course, course) == [], "\(course.text)") }
    }

    @Test("the order of pages and overrides leaves no trace")
    func order() {
        forEachPair { old, new, random in
            var shuffled = new
            shuffled.snapshot.sections.shuffle(using: &random)
            shuffled.snapshot.students.shuffle(using: &random)
            shuffled.snapshot.enrollments.shuffle(using: &random)
            shuffled.snapshot.groups.shuffle(using: &random)
            shuffled.snapshot.overrides.shuffle(using: &random)
            shuffled.snapshot.modules.shuffle(using: &random)
            #expect(changes(old, shuffled) == changes(old, new), "\(new.text)")
        }
    }

    @Test("the other way round, what was added is removed, and before is now")
    func reversed() {
        func facts(_ changes: [Change], isReversed: Bool) -> [String] {
            changes.map { change in
                var kind = change.kind.rawValue
                if isReversed, kind.hasSuffix("_added") {
                    kind = kind.replacing("_added", with: "_removed")
                } else if isReversed {
                    kind = kind.replacing("_removed", with: "_added")
                }
                let (old, new) = isReversed ? (change.new, change.old) : (change.old, change.new)
                let ids =
                    isReversed
                    ? (change.newOverrideID, change.oldOverrideID) : (change.oldOverrideID, change.newOverrideID)
                return "\(kind) \(change.section?.id ?? 0) \(change.student?.id ?? 0) \(change.field?.rawValue ?? "") "
                    + "\(old) \(new) \(ids)"
            }.sorted()
        }
        forEachPair { old, new, _ in
            #expect(
                facts(changes(old, new), isReversed: true) == facts(changes(new, old), isReversed: false),
                "\(old.text)\n\n\(new.text)"
            )
        }
    }

    /// The student and item of a date, and what it was and is.
    private struct Told: Hashable {
        let student: CanvasID
        let difference: DateDifference
    }

    @Test("every date and assignment that changed is told once: by the student's own row, or by a section's he follows")
    func complete() {
        forEachPair { old, new, _ in
            let (before, after) = (old.snapshot, new.snapshot)
            let options = FlattenOptions.fixture(concluded: old.concluded)
            let rows = before.report(options).students
            // In sections of both readings.
            let expected = Set(
                after.report(options).students.flatMap { row -> [Told] in
                    guard
                        let was = rows.first(where: {
                            $0.student.id == row.student.id && $0.section.id == row.section.id
                        })
                    else { return [] }
                    return DateDifference.list(was.effective, row.effective)
                        .map { Told(student: row.student.id, difference: $0) }
                }
            )
            let all = changes(old, new).filter { $0.kind == .dateChanged || $0.kind == .assignmentChanged }
            func difference(_ change: Change) -> DateDifference {
                let field = DateField.allCases.first { Change.Field($0) == change.field }
                return DateDifference(field: field, old: change.old, new: change.new)
            }
            let own = all.compactMap { change in
                change.student.map { Told(student: $0.id, difference: difference(change)) }
            }
            #expect(Set(own).count == own.count, "told twice\n\(old.text)\n\n\(new.text)")
            let ofSections = all.filter { $0.student == nil }
            for told in expected {
                let sections = ofSections.filter { difference($0) == told.difference }.compactMap(\.section?.id)
                let isFollowed = sections.contains { section in
                    [before, after].allSatisfy {
                        $0.enrollments.contains { $0.studentID == told.student && $0.sectionID == section }
                    }
                }
                #expect(isFollowed != own.contains(told), "\(told)\n\(old.text)\n\n\(new.text)")
            }
            #expect(expected.isSuperset(of: own), "\(old.text)\n\n\(new.text)")
            let perStudent = changes(old, new, isPerStudent: true)
            #expect(
                Set(
                    perStudent.filter { $0.kind == .dateChanged || $0.kind == .assignmentChanged }
                        .compactMap { change in
                            change.student.map { Told(student: $0.id, difference: difference(change)) }
                        }
                ) == expected
            )
            #expect(perStudent.filter { $0.student == nil } == changes(old, new).filter { $0.student == nil })
        }
    }

    // MARK: One change alone

    /// - Parameters:
    ///   - line: the one row that tells it, with `*` for what differs from course to course.
    ///   - edit: a change that touches nobody's dates but those it is about.
    private func expect(_ line: String, after edit: (inout CourseSnapshot) -> Void) {
        forEachCourse { any, _ in
            var course = any
            course.snapshot.sections.append(Section(id: 14, name: "S14"))
            course.snapshot.students.append(Student(id: 77, sortableName: "N77"))
            course.snapshot.enrollments.append(Enrollment(77, in: 14))
            course.snapshot.overrides.append(
                Override(id: 80, origin: .item(course.item.key), title: "Nobody", target: .students([99]))
            )
            var edited = course
            edit(&edited.snapshot)
            let lines = changes(course, edited).map(\.line)
            let isExpected = lines.count == 1 && fits(lines[0], line)
            #expect(isExpected, "\(lines)\n\(course.text)")
        }
    }

    private func fits(_ line: String, _ pattern: String) -> Bool {
        let (cells, wanted) = (line.components(separatedBy: ","), pattern.components(separatedBy: ","))
        return cells.count == wanted.count && zip(cells, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }

    @Test("an override that is added, removed, or recorded otherwise is told as that alone")
    func overrides() {
        let changed = "Student override “Nobody” (id 80) was changed.,80,80"
        expect("override_removed: ,,*,80,,0,,,,Student override “Nobody” (id 80).,80,") { $0.overrides.removeLast() }
        expect(
            "override_changed: ,,*,80,,0,title,Nobody,,Student override “user 99 (not enrolled)” (id 80) was changed.,80,80"
        ) {
            $0.overrides[$0.overrides.count - 1].title = ""
        }
        expect("override_changed: ,,*,80,,0,due_at,-,,\(changed)") {
            $0.overrides[$0.overrides.count - 1].dueAt = .noDate
        }
        expect("override_changed: ,,*,80,,0,target_ids,99,98; 99,\(changed)") {
            $0.overrides[$0.overrides.count - 1].target = .students([99, 98])
        }
        expect(
            "override_changed: ,,*,81,,0,,,,Student override “Nobody” (id 81) was made again; its id was 80.,80,81"
        ) { $0.overrides[$0.overrides.count - 1].id = 81 }
        expect("override_added: ,,*,81,,0,,,,Student override “user 98 (not enrolled)” (id 81).,,81") { course in
            course.overrides.append(Override(id: 81, origin: .item(course.items[0].key), target: .students([98])))
        }
    }

    @Test("an accommodation is told once a student, where both sides were asked for it and somebody has the quiz")
    func accommodations() {
        forEachCourse { any, _ in
            var without = any
            without.snapshot.items[0].kind = any.item.key == .assignment(1) ? .classicQuiz : .practiceQuiz
            without.snapshot.items[0].quizID = 9
            var unasked = without
            unasked.snapshot.accommodations = nil
            without.snapshot.accommodations = []
            var with = without
            with.snapshot.accommodations = [
                Accommodation(quizID: 9, studentID: 1, extraTime: 15, state: "settings_only")
            ]
            let report = with.snapshot.report(.fixture(concluded: any.concluded))
            let isTold =
                !report.accommodations.isEmpty && report.students.contains(where: \.effective.assignment.isAssigned)
            func kinds(_ old: RandomCourse, _ new: RandomCourse) -> [Change.Kind] { changes(old, new).map(\.kind) }
            #expect(kinds(without, with) == (isTold ? [.accommodationAdded] : []), "\(any.text)")
            #expect(kinds(with, without) == (isTold ? [.accommodationRemoved] : []), "\(any.text)")
            #expect(kinds(unasked, with) == [] && kinds(with, unasked) == [], "\(any.text)")
            var other = with
            other.snapshot.accommodations?[0].extraAttempts = 1
            #expect(
                kinds(with, other) == (report.accommodations.isEmpty ? [] : [.accommodationChanged]),
                "\(any.text)"
            )
        }
    }

    @Test("an item that comes, goes, is renamed or published is told as that alone, whatever overrides it has")
    func items() {
        expect("item_added: ,,900,,,*,,,,,,") { course in
            course.items.append(.fixture(900, "New", due: .noon))
            course.overrides.append(.item(901, of: 900, .section(14), due: .at(.day(3))))
        }
        expect("item_removed: ,,*,,,*,,,,,,") { course in
            let key = course.items[0].key
            course.items = []
            course.overrides.removeAll { $0.origin == .item(key) }
        }
        expect("item_renamed: ,,*,,,*,item_name,Item,Renamed,,,") { $0.items[0].name = "Renamed" }
        forEachCourse { course, _ in
            var edited = course
            edited.snapshot.items[0].isPublished.toggle()
            let kind = edited.item.isPublished ? Change.Kind.itemPublished : .itemUnpublished
            #expect(changes(course, edited).map(\.kind) == [kind], "\(course.text)")
        }
    }

    @Test("a student who comes or goes, and a section that comes or goes with its students, is told as that alone")
    func people() {
        expect("student_added: 14,78,,,,1,,,,The enrollment is active.,,") { course in
            course.students.append(Student(id: 78, sortableName: "N78"))
            course.enrollments.append(Enrollment(78, in: 14))
        }
        expect("student_removed: 14,77,,,,1,,,,The enrollment was active.,,") { course in
            course.students.removeAll { $0.id == 77 }
            course.enrollments.removeAll { $0.studentID == 77 }
        }
        expect("section_added: 15,,,,,1,,,,,,") { course in
            course.sections.append(Section(id: 15, name: "S15"))
            course.students.append(Student(id: 78, sortableName: "N78"))
            course.enrollments.append(Enrollment(78, in: 15))
        }
        expect("section_removed: 14,,,,,1,,,,,,") { course in
            course.sections.removeAll { $0.id == 14 }
            course.students.removeAll { $0.id == 77 }
            course.enrollments.removeAll { $0.studentID == 77 }
        }
    }
}
