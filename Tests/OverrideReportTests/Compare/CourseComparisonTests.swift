import CanvasAPI
import TestSupport
import Testing

@testable import OverrideReport

/// Rows are kind: section, student, assignment, override, module, students, field, old, new, reason, old and new override.
@Suite("What changed in a course")
struct CourseComparisonTests {
    private static let due: Instant = "2026-10-10T12:00:00Z"
    private static let earlier: Instant = "2026-10-09T12:00:00Z"
    private static let later: Instant = "2026-10-12T12:00:00Z"

    /// Section A has students 101 and 102, Section B 102 and 103.
    private static let course = CourseSnapshot.fixture(
        sections: [CourseSnapshot.sectionA, CourseSnapshot.sectionB],
        students: [.fixture(101), .fixture(102), .fixture(103)],
        enrollments: [
            Enrollment(101, in: 11), Enrollment(102, in: 11), Enrollment(102, in: 12), Enrollment(103, in: 12),
        ],
        items: [.fixture(201, due: due)],
        overrides: [.item(501, .section(12), due: .at(later), title: "B")],
        modules: [.fixture(301)]
    )

    private func lines(_ edit: (inout CourseSnapshot) -> Void, isPerStudent: Bool = false) -> [String] {
        var later = Self.course
        edit(&later)
        return Self.course.changes(to: later, isPerStudent: isPerStudent).map(\.line)
    }

    @Test("a section's date is one row for the section, and none for students who follow it, in another section either")
    func section() {
        let ofOverride =
            "override_changed: ,,201,501,,2,due_at,2026-10-12T08:00:00-04:00,2026-10-09T08:00:00-04:00,"
            + "Section override “B” (id 501) was changed.,501,501"
        let ofSection =
            "date_changed: 12,,201,,,2,due_at,2026-10-12T08:00:00-04:00,2026-10-09T08:00:00-04:00,"
            + "Section override “B” (id 501) was changed.,501,501"
        let edit = { (course: inout CourseSnapshot) in course.overrides[0].dueAt = .at(Self.earlier) }
        #expect(lines(edit) == [ofOverride, ofSection])
        let ofStudents = [102, 103].map { ofSection.replacing("12,,201,,,2", with: "12,\($0),201,,,1") }
        #expect(lines(edit, isPerStudent: true) == [ofOverride, ofSection] + ofStudents)
    }

    @Test("a student whose date moved otherwise has one row, under the first section whose own date did not move")
    func student() {
        let edit = { (course: inout CourseSnapshot) in
            course.items[0].base.dueAt = Self.earlier
            course.overrides.append(.item(502, .students([102]), due: .at("2026-10-20T12:00:00Z"), title: "More"))
        }
        #expect(
            lines(edit) == [
                "override_added: ,,201,502,,1,,,,"
                    + "Student override “More” (id 502): due date 2026-10-20T08:00:00-04:00.,,502",
                "date_changed: 11,,201,,,1,due_at,2026-10-10T08:00:00-04:00,2026-10-09T08:00:00-04:00,"
                    + "The due date for everyone changed.,,",
                "date_changed: 12,102,201,,,1,due_at,2026-10-12T08:00:00-04:00,2026-10-20T08:00:00-04:00,"
                    + "Student override “More” (id 502) was added.,501,502",
            ]
        )
    }

    @Test("an override made again under another id is the same, and told as such also where nothing else changed")
    func madeAgain() {
        let reason = "Section override “B” (id 777) was made again; its id was 501."
        #expect(
            lines { $0.overrides[0].id = 777 } == ["override_changed: ,,201,777,,2,,,,\(reason),501,777"]
        )
        #expect(
            lines { course in
                course.overrides[0].id = 777
                course.overrides[0].lockAt = .noDate
            } == [
                "override_changed: ,,201,777,,2,lock_at,-,,\(reason),501,777"
            ]
        )
    }

    @Test("each thing that is recorded of an override is a row")
    func recorded() {
        #expect(
            lines { course in
                course.overrides[0].title = "Evening"
                course.overrides[0].target = .section(11)
                course.overrides[0].unassigns = true
            }.filter { $0.hasPrefix("override") } == [
                "override_changed: ,,201,501,,2,title,B,Evening,Section override “Evening” (id 501) was changed.,501,501",
                "override_changed: ,,201,501,,2,target_ids,12,11,Section override “Evening” (id 501) was changed.,501,501",
                "override_changed: ,,201,501,,2,unassigns,false,true,"
                    + "Section override “Evening” (id 501) was changed.,501,501",
            ]
        )
    }

    @Test("an item that is taken away has no dates to change")
    func assignment() {
        #expect(
            lines { $0.items[0].onlyVisibleToOverrides = true } == [
                "assignment_changed: 11,,201,,,1,assigned,true,false,"
                    + "The item is now only for those whom an override names.,,"
            ]
        )
    }

    @Test("an item, a student and a section that come are told alone, with the overrides and people they bring")
    func additions() {
        #expect(
            lines { course in
                course.items.append(.fixture(202, "Root Quiz", due: Self.due))
                course.overrides.append(.item(503, of: 202, .section(11), due: .at(Self.later)))
                course.students.append(.fixture(104))
                course.enrollments.append(Enrollment(104, in: 11))
            } == [
                "item_added: ,,202,,,4,,,,,,",
                "student_added: 11,104,,,,1,,,,The enrollment is active.,,",
            ]
        )
        #expect(
            lines { course in
                course.sections.append(Section(id: 13, name: "Section C"))
                course.enrollments.append(Enrollment(103, in: 13))
            } == ["section_added: 13,,,,,1,,,,,,"]
        )
    }

    @Test("what is gone is told alone as well; of a course that is partial on either side nothing is told as gone")
    func removals() {
        let edit = { (course: inout CourseSnapshot) in
            course.items = []
            course.overrides = []
            course.enrollments.removeAll { $0.studentID == 101 }
            course.sections.removeAll { $0.id == 12 }
        }
        #expect(
            lines(edit) == [
                "item_removed: ,,201,,,3,,,,,,",
                "student_removed: 11,101,,,,1,,,,The enrollment was active.,,",
                "section_removed: 12,,,,,2,,,,,,",
            ]
        )
        #expect(
            lines { course in
                edit(&course)
                course.gaps = [.sisIDsHidden]
            } == []
        )
        var partial = Self.course
        partial.gaps = [.sisIDsHidden]
        var smaller = Self.course
        edit(&smaller)
        #expect(partial.changes(to: smaller).map(\.line) == [])
    }

    @Test("enrollments, names and publication are a row each; the dates that an enrollment decides say so")
    func enrollments() {
        #expect(
            lines { course in
                course.enrollments[3].state = .inactive
                course.items[0].name = "Leaves"
                course.items[0].isPublished = false
            } == [
                "item_unpublished: ,,201,,,3,published,true,false,,,",
                "item_renamed: ,,201,,,3,item_name,Leaf Quiz,Leaves,,,",
                "date_changed: 12,103,201,,,1,due_at,2026-10-12T08:00:00-04:00,2026-10-10T08:00:00-04:00,"
                    + "The student's enrollments changed.,501,",
                "enrollment_changed: 12,103,,,,1,enrollment_state,active,inactive,,,",
            ]
        )
    }

    @Test("extra time, attempts and manual unlocks are told once a student and quiz, or a field")
    func accommodations() {
        func course(_ accommodations: [Accommodation]?, limit: Int? = 60) -> CourseSnapshot {
            var course = Self.course
            course.items[0].limits = QuizLimits(timeLimit: limit, allowedAttempts: 2)
            course.accommodations = accommodations
            return course
        }
        func extra(_ time: Int, _ attempts: Int = 0, _ isUnlocked: Bool = false, of id: CanvasID = 102) -> Accommodation
        {
            Accommodation(
                quizID: 1201,
                studentID: id,
                extraTime: time,
                extraAttempts: attempts,
                isManuallyUnlocked: isUnlocked,
                state: "settings_only"
            )
        }
        func lines(_ old: [Accommodation]?, _ new: [Accommodation]?) -> [String] {
            course(old).changes(to: course(new)).map(\.line)
        }
        // Student 102 is in two sections.
        #expect(
            lines([extra(30)], [extra(45, of: 103)]) == [
                "accommodation_removed: 11,102,201,,,1,,,,Extra time: 30 minutes (on a time limit of 60).,,",
                "accommodation_added: 12,103,201,,,1,,,,Extra time: 45 minutes (on a time limit of 60).,,",
            ]
        )
        let now = "Extra time: 45 minutes (on a time limit of 60). Unlocked by hand."
        #expect(
            lines([extra(30, 1)], [extra(45, 0, true)]) == [
                "accommodation_changed: 11,102,201,,,1,extra_time_minutes,30,45,\(now),,",
                "accommodation_changed: 11,102,201,,,1,extra_attempts,1,,\(now),,",
                "accommodation_changed: 11,102,201,,,1,manually_unlocked,false,true,\(now),,",
            ]
        )
        #expect(lines(nil, [extra(30)]) == [] && lines([extra(30)], nil) == [])
        var begun = extra(30)
        begun.state = "complete"
        #expect(lines([extra(30)], [begun]) == [])
        // What could not be read is not known to be nothing; what is partial takes nothing away.
        var hidden = course([])
        hidden.add(accommodations: [1201: .forbidden])
        #expect(hidden.changes(to: course([extra(30)])) == [] && course([extra(30)]).changes(to: hidden) == [])
        // Canvas is not asked of a quiz that nobody has any more.
        var nobody = course([])
        nobody.items[0].onlyVisibleToOverrides = true
        nobody.overrides = []
        #expect(course([extra(30)]).changes(to: nobody).filter { $0.kind == .accommodationRemoved } == [])
        // A student who came with it is told alone.
        var came = course([extra(30, of: 104)])
        came.students.append(.fixture(104))
        came.enrollments.append(Enrollment(104, in: 11))
        #expect(course([]).changes(to: came).map(\.kind) == [.studentAdded])
    }

    @Test("module overrides are told with their module")
    func modules() {
        #expect(
            lines { $0.overrides.append(.module(601, .section(11))) }.filter { $0.hasPrefix("override") } == [
                "override_added: ,,,601,301,2,,,,Section override “Override 601” of module “Module 301” (id 601).,,601"
            ]
        )
    }

    @Test(
        "a date is hard on students where it moved earlier: a due or lock date that was none, an unlock date that is none"
    )
    func hard() {
        func isHard(_ field: Change.Field, _ old: Change.Value, _ new: Change.Value) -> Bool {
            Change(kind: field == .assigned ? .assignmentChanged : .dateChanged, field: field, old: old, new: new)
                .isHard
        }
        let (early, late) = (Change.Value.date(Self.earlier), Change.Value.date(Self.later))
        #expect(isHard(.due, late, early) && isHard(.unlock, late, early) && isHard(.lock, .nothing, early))
        #expect(isHard(.unlock, early, .nothing) && isHard(.assigned, .flag(true), .flag(false)))
        #expect(!isHard(.due, early, late) && !isHard(.due, early, .nothing) && !isHard(.unlock, .nothing, early))
        #expect(!isHard(.assigned, .flag(false), .flag(true)))
        func isHardOnExtras(_ field: Change.Field, _ old: Change.Value, _ new: Change.Value) -> Bool {
            Change(kind: .accommodationChanged, field: field, old: old, new: new).isHard
        }
        #expect(isHardOnExtras(.extraTime, .number(30), .number(15)))
        #expect(isHardOnExtras(.extraTime, .number(30), .nothing))
        #expect(isHardOnExtras(.manuallyUnlocked, .flag(true), .flag(false)))
        #expect(!isHardOnExtras(.extraTime, .nothing, .number(15)))
        #expect(!isHardOnExtras(.manuallyUnlocked, .flag(false), .flag(true)))
    }
}
