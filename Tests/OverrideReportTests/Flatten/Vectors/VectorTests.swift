import CanvasAPI
import Testing

@testable import OverrideReport

/// Cases read from Canvas's own specs, each run against the product under its id.
@Suite("Vectors")
struct VectorTests {
    private let engine = EffectiveDatesEngine(asOf: .noon)

    @Test(
        "a date field is selected as Canvas's applicator does",
        arguments: try VectorFile.ids(of: "applicator.fields")
    )
    func fields(id: String) throws {
        let vector = try #require(try VectorFile.vector(id))
        let course = VectorCourse(vector)
        let item = try #require(course.snapshot.items.first)
        let list = (vector.input.applicable ?? []).enumerated().map { place, row in
            let isForStudent = row.setType == "ADHOC"
            return ReachingOverride(
                override: row.override(
                    id: CanvasID(Int64(place + 1)),
                    origin: .item(item.key),
                    target: isForStudent ? .students([VectorCourse.me]) : .section(1)
                ),
                level: isForStudent ? .student : .section
            )
        }
        let applicable = Reach(direct: list).applicable
        #expect(!vector.expected.dates.isEmpty)
        for (field, expected) in vector.expected.dates {
            let decision = engine.contest(field, among: applicable, item: item).decision(base: item.base)
            #expect(decision.instant == expected.instant, "\(field)")
        }
    }

    @Test(
        "the overrides that reach a student, and their dates, are those of Canvas's applicator",
        arguments: try VectorFile.ids(of: "applicator.student")
    )
    func student(id: String) throws {
        let vector = try #require(try VectorFile.vector(id))
        let course = VectorCourse(vector)
        let index = CourseIndex(course.snapshot)
        let item = try #require(index.items.first)
        // A student whose only enrollment is deleted is not in the course; nothing reaches somebody without sections.
        let subject =
            index.subjects.first { $0.studentID == VectorCourse.me }
            ?? DateSubject(studentID: VectorCourse.me, sections: [])
        let resolution = engine.resolve(subject, item)

        for (field, expected) in vector.expected.dates {
            #expect(resolution.effective[field].instant == expected.instant, "\(field)")
        }
        if let expected = vector.expected.applicable {
            let keys = resolution.applicable.compactMap { course.keyOfOverride[$0.override.id] }
            if let deviation = VectorCoverage.deviations[id] {
                #expect(keys != expected, "the deviation is no longer one")
                #expect(deviation.answer == .applicable(keys), "\(deviation.reason)")
            } else {
                #expect(keys == expected)
            }
        }
        #expect(vector.expected.applicable != nil || !vector.expected.dates.isEmpty)
    }

    @Test("an override for the student that unassigns leaves the base date, and the item unassigned")
    func unassignedByOwnOverride() throws {
        let vector = try #require(try VectorFile.vector("app-unassign-adhoc-drops-all"))
        let row = try #require(VectorCourse(vector).snapshot.report().students.first)
        #expect(!row.effective.assignment.isAssigned)
        #expect(row.effective.due == .base(.day(0)))
    }

    @Test(
        "where a vector has a teacher's date beside a student's, the student's holds",
        arguments: try VectorFile.ids(of: "applicator.teacher_due")
    )
    func studentBesideTeacher(id: String) throws {
        let vector = try #require(try VectorFile.vector(id))
        let course = VectorCourse(vector)
        let item = try #require(CourseIndex(course.snapshot).items.first)
        let section = try #require(course.snapshot.sections.first { $0.name == "s" })
        let effective = engine.effectiveDates(for: .plainMember(of: section.id), of: item)
        let expected = try #require(vector.expected.dates[.due])
        #expect(effective.due.instant == expected.instant)
    }

    @Test(
        "who is assigned, the due date and its override are those of Canvas's effective due dates",
        arguments: try VectorFile.ids(of: "effective_due_dates")
    )
    func effectiveDueDates(id: String) throws {
        let vector = try #require(try VectorFile.vector(id))
        let course = VectorCourse(vector)
        var due: [String: DateVector.DueRow] = [:]
        for row in course.snapshot.report().students where row.effective.assignment.isAssigned {
            let deciding = row.effective.due.overrideID ?? row.effective.assignment.overrideID
            due[row.student.sortableName] = DateVector.DueRow(
                dueAt: row.effective.due.instant,
                source: source(of: row.effective),
                overrideKey: deciding.flatMap { course.keyOfOverride[$0] }
            )
        }
        let expected = try #require(vector.expected.due)
        if let deviation = VectorCoverage.deviations[id] {
            #expect(due != expected, "the deviation is no longer one")
            #expect(deviation.answer == .assigned(Set(due.keys)), "\(deviation.reason)")
        } else {
            #expect(due == expected)
        }
    }

    /// In Canvas's words: what gave the due date, or where that is the base date, what assigned the item.
    private func source(of effective: EffectiveDates) -> String {
        switch effective.due.source {
        case .student: return "ADHOC"
        case .group: return "Group"
        case .section: return "CourseSection"
        case .course: return "Course"
        case .base: break
        }
        switch effective.assignment.source {
        case .student, .moduleStudent: return "ADHOC"
        case .group: return "Group"
        case .section, .moduleSection: return "CourseSection"
        case .course: return "Course"
        case .everyone, nil: return "Everyone Else"
        }
    }

    @Test("an item is assigned where Canvas shows it to the student", arguments: try VectorFile.ids(of: "visibility"))
    func visibility(id: String) throws {
        try expectVisible(id)
    }

    @Test(
        "an item that stands in one module only is assigned where Canvas shows the module",
        arguments: try VectorFile.ids(of: "module_visibility")
    )
    func moduleVisibility(id: String) throws {
        try expectVisible(id)
    }

    private func expectVisible(_ id: String) throws {
        let vector = try #require(try VectorFile.vector(id))
        let rows = VectorCourse(vector).snapshot.report().students.filter { $0.student.id == VectorCourse.me }
        let isAssigned = try #require(rows.first).effective.assignment.isAssigned
        let expected = try #require(vector.expected.visible as Bool?)
        if let deviation = VectorCoverage.deviations[id] {
            #expect(isAssigned != expected, "the deviation is no longer one")
            #expect(deviation.answer == .visible(isAssigned), "\(deviation.reason)")
        } else {
            #expect(isAssigned == expected)
        }
    }
}

/// Which vectors run, which are left out and why, and where the product follows another of Canvas's engines than the
/// one a vector was read from.
enum VectorCoverage {
    /// Every vector of these engines runs; ``VectorTests`` has a test for each engine.
    static let engines: Set<String> = [
        "applicator.fields", "applicator.student", "applicator.teacher_due", "effective_due_dates", "visibility",
        "module_visibility",
    ]

    static let leftOut: [String: String] = [
        "app-lock-admin-lenient":
            "a teacher's view of the lock date; the reports have students' dates (app-lock-student-adhoc is the same "
            + "item as its student sees it)",
        "app-observer-gets-observees-union": "an observer's view; the reports have students only",
        "mod-both-section-students": "a refusal of the request that writes module overrides",
        "mod-group-section": "a refusal of the request that writes module overrides",
        "mod-group-disallowed": "a refusal of the request that writes module overrides",
        "mod-empty-deletes-all": "what the request that writes module overrides deletes",
        "mod-omitted-are-deleted": "what the request that writes module overrides deletes",
        "mod-list-shape": "the shape of a response, not a date",
        "quiz-overrides-shape": "the shape of a response, not a date",
        "new-quiz-overrides-shape": "the shape of a response, not a date",
    ]

    /// What the product says where Canvas's engines disagree with one another, and why it says so.
    struct Deviation: Sendable {
        enum Answer: Sendable, Equatable {
            case applicable([String])
            case assigned(Set<String>)
            case visible(Bool)
        }

        let answer: Answer
        let reason: String
    }

    static let deviations: [String: Deviation] = [
        "app-difftag-disabled": Deviation(
            answer: .applicable(["ot", "os"]),
            reason: "no endpoint tells a token whether the account allows differentiation tags; a tag counts where its "
                + "row says non_collaborative, as in effective_due_dates (edd-difftag-setting-off-still-applies)"
        ),
        "edd-adhoc-unassign-but-section-applies": Deviation(
            answer: .assigned([]),
            reason: "visibility takes the item from a student whom an override of their own unassigns; "
                + "effective_due_dates still lists the section's date, and canvas_check shows the difference"
        ),
        "vis-section-unpublished": Deviation(
            answer: .visible(true),
            reason: "an unpublished item is reported as it is assigned, with published = false, as effective_due_dates "
                + "lists it"
        ),
        "edd-module-course": Deviation(
            answer: .assigned([]),
            reason: "a module's Course override, which the API can't make, counts for nothing in Canvas's visibility; "
                + "effective_due_dates lists the student, and canvas_check shows the difference"
        ),
    ]
}

@Suite("Vectors: coverage")
struct VectorCoverageTests {
    @Test("every vector of the file runs or is left out by name")
    func nothingSkippedInSilence() throws {
        let heads = try VectorFile.heads()
        #expect(heads.count == 103)
        #expect(Set(heads.map(\.id)).count == heads.count)
        let notRun = Set(heads.filter { !VectorCoverage.engines.contains($0.engine) }.map(\.id))
        #expect(notRun == Set(VectorCoverage.leftOut.keys))
    }

    @Test("a deviation names a vector that runs")
    func deviationsAreOfRunVectors() throws {
        let run = Set(try VectorFile.heads().filter { VectorCoverage.engines.contains($0.engine) }.map(\.id))
        #expect(Set(VectorCoverage.deviations.keys).isSubset(of: run))
    }
}
