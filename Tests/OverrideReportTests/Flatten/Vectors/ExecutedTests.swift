import CanvasAPI
import Testing

@testable import OverrideReport

/// What Canvas's own code answered when it was run, held against the product.
@Suite("Executed cases")
struct ExecutedTests {
    private func decide(_ example: ExecutedCase) throws -> (Resolution, base: DateSet) {
        let index = CourseIndex(try example.snapshot())
        let item = try #require(index.items.first)
        let subject =
            index.subjects.first { !$0.sections.isEmpty }
            ?? DateSubject(studentID: CanvasID(example.given.studentId), sections: [])
        let engine = EffectiveDatesEngine(asOf: try ExecutedCase.instant(example.given.asOf))
        return (engine.resolve(subject, item), item.item.base)
    }

    @Test("a student's three dates are those of Canvas's applicator", arguments: try ExecutedCase.all())
    func dates(example: ExecutedCase) throws {
        let (resolution, base) = try decide(example)
        var expected = DateSet(
            dueAt: try example.canvas.applicator.dueAt.map(ExecutedCase.instant),
            unlockAt: try example.canvas.applicator.unlockAt.map(ExecutedCase.instant),
            lockAt: try example.canvas.applicator.lockAt.map(ExecutedCase.instant)
        )
        if resolution.effective.notes.contains(.moduleOnlyDue) {
            // The report has the gradebook's date here.
            expected.dueAt = base.dueAt
        }
        #expect((resolution.effective.dates == expected) == (Self.otherDates[example.id] == nil))
    }

    @Test("an item is assigned where Canvas shows it, publication aside", arguments: try ExecutedCase.all())
    func assigned(example: ExecutedCase) throws {
        let (resolution, _) = try decide(example)
        let isAgreed = resolution.assignment.decision.isAssigned == example.canvas.visible
        #expect(isAgreed == (Self.otherwiseAssigned[example.id] == nil))
    }

    @Test("each difference from Canvas's effective due dates has a known cause", arguments: try ExecutedCase.all())
    func knownCauses(example: ExecutedCase) throws {
        let (resolution, _) = try decide(example)
        let effective = resolution.effective
        guard let isListed = example.canvas.eddListed else { return }
        let theirs: CourseIndex.CanvasAnswer =
            isListed
            ? .listed(try example.canvas.eddDueAt.map(ExecutedCase.instant)) : .notListed
        let check = theirs.check(of: effective)
        guard check != .match else { return }
        #expect(CanvasDisagreement.cause(of: check, resolution) != nil, "\(check)")
    }

    /// Dates that the report does not have, and why.
    static let otherDates: [String: String] = [
        "tag-rejected": "no list of Canvas has a membership that was rejected"
    ]

    /// Where the report says otherwise than Canvas's visibility, and why.
    static let otherwiseAssigned: [String: String] = [
        "sec-inactive": "only inactive enrollments are decided as if they were not",
        "course-inactive": "only inactive enrollments are decided as if they were not",
        "adhoc-inactive": "only inactive enrollments are decided as if they were not",
        "un-group": "groups follow effective_due_dates: one that unassigns takes the item away",
        "un-tag": "groups follow effective_due_dates: one that unassigns takes the item away",
        "tag-in-module-item": "groups follow effective_due_dates: one that assigns is enough",
        "tag-module": "groups follow effective_due_dates: one that assigns is enough",
        "tag-rejected": "no list of Canvas has a membership that was rejected",
        "unpublished": "publication stands in a column of its own",
    ]
}
