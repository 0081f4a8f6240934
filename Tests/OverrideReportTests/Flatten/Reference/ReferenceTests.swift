import CanvasAPI
import Foundation
import OverrideReport
import Testing

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

    @Test("the random courses reach every kind of decision")
    func coverage() {
        var random = SeededGenerator(Self.seed)
        var assignedBy: Set<String> = []
        var datedBy: Set<String> = []
        for _ in 1...2_000 {
            for row in report(of: RandomCourse(using: &random)).students {
                let verb = row.effective.assignment.isAssigned ? "" : "not "
                assignedBy.insert(verb + (row.effective.assignment.source?.rawValue ?? "assigned"))
                for field in DateField.allCases { datedBy.insert("\(field) \(row.effective[field].source)") }
            }
        }
        #expect(
            assignedBy == [
                "everyone", "student", "group", "section", "course", "module_student", "module_section",
                "not student", "not group", "not section", "not assigned",
            ]
        )
        let sources = ["base", "student", "group", "section", "course"]
        #expect(datedBy == Set(DateField.allCases.flatMap { field in sources.map { "\(field) \($0)" } }))
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
        let item = course.snapshot.items[0]
        let plain = PlainCanvas(
            snapshot: course.snapshot,
            now: .noon,
            countsConcludedAsActive: course.concluded == .asActive
        )
        for row in report.students {
            let expected = plain.answer(student: row.student.id, item: item)
            let actual = PlainCanvas.Answer(row.effective)
            if actual != expected {
                return "student \(row.student.id)\nproduct   \(actual)\nreference \(expected)"
            }
        }
        for row in report.sections {
            // A student who has one active enrollment in this section, and nothing individual.
            let ghost: CanvasID = 1_000
            var snapshot = course.snapshot
            snapshot.enrollments.append(Enrollment(ghost, in: row.section.id))
            let expected = PlainCanvas(
                snapshot: snapshot,
                now: plain.now,
                countsConcludedAsActive: plain.countsConcludedAsActive
            ).answer(student: ghost, item: item)
            let actual = PlainCanvas.Answer(row.effective)
            if actual != expected {
                return "section \(row.section.id)\nproduct   \(actual)\nreference \(expected)"
            }
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
    }
}

extension PlainCanvas.DateAnswer {
    init(_ decision: DatedDecision) {
        self.init(at: decision.instant, by: decision.source.rawValue, id: decision.overrideID)
    }
}
