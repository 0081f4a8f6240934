import Testing

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
