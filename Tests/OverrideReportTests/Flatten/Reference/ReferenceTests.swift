import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

/// The product against ``PlainCanvas``, on courses made at random.
@Suite("Reference")
struct ReferenceTests {
    /// `OVERRIDE_REPORT_TEST_SEED` runs other cases; the seed is printed, so that any run can be repeated.
    private static let seed =
        ProcessInfo.processInfo.environment["OVERRIDE_REPORT_TEST_SEED"].flatMap(UInt64.init) ?? 20_261_001
    private static let caseCount = 20_000

    @Test("20,000 random courses give what the plain implementation gives, for students and for sections")
    func agrees() {
        print("reference: seed \(Self.seed), \(Self.caseCount) courses")
        var random = SeededGenerator(Self.seed)
        for number in 1...Self.caseCount {
            let course = RandomCourse(using: &random)
            guard let first = difference(in: course) else { continue }
            let (smallest, difference) = shrink(course, first)
            Issue.record("seed \(Self.seed), course \(number):\n\(smallest.text)\n\(difference)")
            return
        }
    }

    @Test(
        "the plain implementation gives the dates of Canvas's own code",
        arguments: try ExecutedCase.all()
    )
    func executedDates(executed: ExecutedCase) throws {
        let answer = try plain(executed)
        let given = [answer.due.at, answer.unlock.at, answer.lock.at]
        let theirs = executed.canvas.applicator
        var expected = try [theirs.dueAt, theirs.unlockAt, theirs.lockAt].map { try $0.map(ExecutedCase.instant) }
        // Where only module overrides reach a student, the reports have the gradebook's date.
        if answer.notes.contains(.moduleOnlyDue) {
            expected[0] = try executed.given.item.dueAt.map(ExecutedCase.instant)
        }
        #expect((given == expected) == (ExecutedTests.otherDates[executed.id] == nil))
    }

    @Test(
        "the plain implementation assigns what Canvas's own code shows, where the product has not chosen otherwise",
        arguments: try ExecutedCase.all()
    )
    func executedAssignment(executed: ExecutedCase) throws {
        let isAgreed = try plain(executed).assigned == executed.canvas.visible
        #expect(isAgreed == (ExecutedTests.otherwiseAssigned[executed.id] == nil))
    }

    private func plain(_ executed: ExecutedCase) throws -> PlainCanvas.Answer {
        let snapshot = try executed.snapshot()
        let now = try ExecutedCase.instant(executed.given.asOf)
        return PlainCanvas(snapshot, item: snapshot.items[0], now: now)
            .answer(student: CanvasID(executed.given.studentId))
    }

    @Test("the random courses reach every kind of decision")
    func coverage() {
        var random = SeededGenerator(Self.seed)
        var assignedBy: [Bool: Set<String>] = [:]
        var datedBy: [Bool: Set<String>] = [:]
        var notes: [Bool: Set<RowNote>] = [:]
        for _ in 1...2_000 {
            let course = RandomCourse(using: &random)
            let isPractice = course.item.kind == .practiceQuiz
            for row in report(of: course).students {
                let effective = row.effective
                let verb = effective.assignment.isAssigned ? "" : "not "
                assignedBy[isPractice, default: []].insert(verb + (effective.assignment.source?.rawValue ?? "assigned"))
                notes[isPractice, default: []].formUnion(effective.notes)
                datedBy[isPractice, default: []].formUnion(
                    DateField.allCases.map { "\($0) \(effective[$0].source)" }
                )
            }
        }
        let sources = ["base", "student", "group", "section", "course"]
        for isPractice in [true, false] {
            #expect(
                assignedBy[isPractice] == [
                    "everyone", "student", "group", "section", "course", "module_student", "module_section",
                    "not student", "not group", "not section", "not assigned",
                ]
            )
            #expect(
                datedBy[isPractice] == Set(DateField.allCases.flatMap { field in sources.map { "\(field) \($0)" } })
            )
        }
        #expect(notes[false]?.isSuperset(of: PlainCanvas.Answer.knownNotes) == true)
        // Of a practice quiz, Canvas's parts agree on who it is for.
        #expect(notes[true]?.isSuperset(of: PlainCanvas.Answer.knownNotes.subtracting([.groupVisibilityOpen])) == true)
        #expect(notes[true]?.contains(.groupVisibilityOpen) == false)
    }

    @Test("every smaller course that a failing one is cut down to has one thing less")
    func smallerCourses() {
        var random = SeededGenerator(7)
        let course = RandomCourse(using: &random)
        #expect(course.smaller.allSatisfy { $0.snapshot != course.snapshot })
        #expect(!course.smaller.isEmpty)
    }

    // MARK: Comparison

    private func report(of course: RandomCourse) -> CourseReport {
        course.snapshot.report(.fixture(concluded: course.concluded))
    }

    /// What differs, in a sentence; `nil` where both agree.
    private func difference(in course: RandomCourse) -> String? {
        let report = report(of: course)
        // In each section a student who has one active enrollment there, and nothing individual.
        let ghost = { (section: CanvasID) in CanvasID(1_000 + section.rawValue) }
        var snapshot = course.snapshot
        snapshot.enrollments += snapshot.sections.map { Enrollment(ghost($0.id), in: $0.id) }
        let plain = PlainCanvas(
            snapshot,
            item: course.item,
            now: .noon,
            countsConcludedAsActive: course.concluded == .asActive
        )
        let rows =
            report.students.map { ("student \($0.student.id)", $0.student.id, $0.effective) }
            + report.sections.map { ("section \($0.section.id)", ghost($0.section.id), $0.effective) }
        for (name, student, effective) in rows {
            let expected = plain.answer(student: student)
            let actual = PlainCanvas.Answer(effective)
            if actual != expected { return "\(name)\nproduct   \(actual)\nreference \(expected)" }
        }
        return nil
    }

    /// Takes things away while the two still differ.
    private func shrink(_ course: RandomCourse, _ difference: String) -> (RandomCourse, String) {
        for smaller in course.smaller {
            if let stillDifferent = self.difference(in: smaller) { return shrink(smaller, stillDifferent) }
        }
        return (course, difference)
    }
}

extension PlainCanvas.Answer {
    init(_ effective: EffectiveDates) {
        assigned = effective.assignment.isAssigned
        assignedBy = effective.assignment.source?.rawValue ?? ""
        assignedID = effective.assignment.overrideID
        due = PlainCanvas.DateAnswer(effective.due)
        unlock = PlainCanvas.DateAnswer(effective.unlock)
        lock = PlainCanvas.DateAnswer(effective.lock)
        ignored = Set(effective.ignoredSectionOverrideIDs)
        notes = effective.notes.intersection(Self.knownNotes)
    }
}

extension PlainCanvas.DateAnswer {
    init(_ decision: DatedDecision) {
        self.init(at: decision.instant, by: decision.source.rawValue, id: decision.overrideID)
    }
}
