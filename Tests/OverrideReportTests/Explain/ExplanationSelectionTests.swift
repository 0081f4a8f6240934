import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("explain, whom and what")
struct ExplanationSelectionTests {
    private let snapshot = ExplanationCourse.snapshot

    @Test(
        "a student is found by Canvas id, SIS id and name in either order, whatever the case",
        arguments: ["101", "U-101", "sis_user_id:U-101", "Quimby, Zelda", "quimby, zelda", "Zelda Quimby"]
    )
    func student(text: String) throws {
        #expect(try ExplanationSelection.student(text, among: snapshot.students, of: snapshot.course.name) == 101)
    }

    @Test("an id goes before a SIS id that looks like it")
    func idBeforeSISID() throws {
        var snapshot = snapshot
        snapshot.students[1].sisID = "101"
        #expect(try ExplanationSelection.student("101", among: snapshot.students, of: snapshot.course.name) == 101)
        #expect(
            try ExplanationSelection.student("sis_user_id:101", among: snapshot.students, of: snapshot.course.name)
                == 102
        )
    }

    @Test("namesakes are an error that lists them with their ids")
    func namesakes() {
        let error = #expect(throws: ExplanationError.self) {
            try ExplanationSelection.student("Tom Adair", among: snapshot.students, of: snapshot.course.name)
        }
        #expect(
            error?.description
                == "“Tom Adair” names several: 102 (Adair, Tom); 103 (Adair, Tom). Give the id of the student meant."
        )
    }

    @Test("somebody who is not there is an error that says what can be given")
    func unknown() {
        let error = #expect(throws: ExplanationError.self) {
            try ExplanationSelection.student("Nobody", among: snapshot.students, of: snapshot.course.name)
        }
        #expect(
            error?.description == "no student “Nobody” in Field Botany. Give the Canvas id, SIS id (also as "
                + "sis_user_id:ID) or name, as “Family, Given” or “Given Family”."
        )
    }

    @Test("one who is near is asked for by name and id; several are listed")
    func near() throws {
        func refusal(_ text: String) -> String? {
            #expect(throws: ExplanationError.self) {
                try ExplanationSelection.student(text, among: snapshot.students, of: "Field Botany")
            }?.description
        }
        #expect(
            refusal("Quimby")
                == "no student “Quimby” in Field Botany. Did you mean Quimby, Zelda (id 101)? Then give 101."
        )
        #expect(refusal("Adair")?.contains("Near it: 102 (Adair, Tom); 103 (Adair, Tom). Give the Canvas id") == true)
        let item = #expect(throws: ExplanationError.self) { try ExplanationSelection.item("Leaf Quizz", in: snapshot) }
        #expect(
            item?.description.hasSuffix("Did you mean Leaf Quiz (assignment:201)? Then give assignment:201.") == true
        )
    }

    @Test(
        "an item is found by assignment id, quiz id, either form, and name",
        arguments: ["201", "1201", "assignment:201", "quiz:1201", "Leaf Quiz", "LEAF QUIZ"]
    )
    func item(text: String) throws {
        #expect(try ExplanationSelection.item(text, in: snapshot) == .assignment(201))
    }

    @Test("a bare id that is one item's assignment and another's quiz is ambiguous; the long forms are not")
    func assignmentOrQuiz() throws {
        var snapshot = snapshot
        snapshot.items.append(Item(key: .practiceQuiz(201), kind: .practiceQuiz, quizID: 201, name: "Warm-up"))
        let error = #expect(throws: ExplanationError.self) { try ExplanationSelection.item("201", in: snapshot) }
        #expect(
            error
                == .ambiguous(
                    .item,
                    text: "201",
                    candidates: ["assignment:201 (Leaf Quiz)", "quiz:201 (Warm-up)"]
                )
        )
        #expect(try ExplanationSelection.item("assignment:201", in: snapshot) == .assignment(201))
        #expect(try ExplanationSelection.item("quiz:201", in: snapshot) == .practiceQuiz(201))
    }

    @Test("a part of a discussion is named with the assignment, or by its whole name")
    func parts() throws {
        var snapshot = snapshot
        let parts = ["reply_to_entry", "reply_to_topic"].map { ItemKey.assignment(204, part: $0) }
        snapshot.items += parts.map { Item(key: $0, kind: .discussion, name: "Ferns") }
        #expect(try ExplanationSelection.item("assignment:204/reply_to_topic", in: snapshot) == parts[1])
        #expect(try ExplanationSelection.item("Ferns (reply to entry)", in: snapshot) == parts[0])
        let error = #expect(throws: ExplanationError.self) {
            try ExplanationSelection.item("assignment:204", in: snapshot)
        }
        #expect(
            error
                == .ambiguous(
                    .item,
                    text: "assignment:204",
                    candidates: [
                        "assignment:204/reply_to_entry (Ferns (reply to entry))",
                        "assignment:204/reply_to_topic (Ferns (reply to topic))",
                    ]
                )
        )
    }

    // MARK: Courses

    private var listed: [ExplanationSelection.ListedCourse] {
        let failed = CourseRecord(
            reference: CourseReference(identity: .sis("ZOO-1"), text: "sis_course_id:ZOO-1"),
            outcome: .failed(reason: "Canvas answers 404. Check the id."),
            fetchedAt: .noon,
            requestCount: 1
        )
        return [snapshot.record, failed].map(ExplanationSelection.ListedCourse.init)
    }

    @Test(
        "a course is found by Canvas id, SIS id, code and name",
        arguments: ["1", "BOT-101-F26", "sis_course_id:BOT-101-F26", "bot 101", "Field Botany"]
    )
    func course(text: String) throws {
        let reference = try ExplanationSelection.course(text, among: listed, snapshot: "s.sqlite")
        #expect(reference == snapshot.record.reference)
    }

    @Test("a course that could not be read says why", arguments: ["ZOO-1", "sis_course_id:ZOO-1"])
    func failedCourse(text: String) {
        let error = #expect(throws: ExplanationError.self) {
            try ExplanationSelection.course(text, among: listed, snapshot: "s.sqlite")
        }
        #expect(
            error?.description
                == "course “\(text)” is in the snapshot, but was not read: Canvas answers 404. Check the id."
        )
    }

    @Test("a course that is not in the snapshot is an error with its path")
    func unknownCourse() {
        let error = #expect(throws: ExplanationError.self) {
            try ExplanationSelection.course("9", among: listed, snapshot: "s.sqlite")
        }
        #expect(
            error?.description == "no course “9” in s.sqlite. Give its Canvas id, SIS id (also as sis_course_id:ID), "
                + "code or name."
        )
    }
}
