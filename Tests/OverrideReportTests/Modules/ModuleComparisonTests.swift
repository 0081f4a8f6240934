import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("A plan held against Canvas")
struct ModuleComparisonTests {
    private static let everyone = SampleModules.everyone.fingerprint
    private static let mixed = SampleModules.mixed.fingerprint

    private func compare(
        _ text: String,
        isLimitedToSections: Bool = false
    ) throws -> ModuleComparison {
        let course = SampleModules.course(try SampleModules.pages(isLimitedToSections: isLimitedToSections))
        let plan = try SamplePlan.plan(text)
        return try ModuleComparison.of(plan.modules, with: course, file: plan.file)
    }

    @Test("an unchanged plan changes nothing")
    func unchanged() throws {
        let comparison = try compare(SamplePlan.unchanged)
        #expect(comparison.changes == [])
        #expect(comparison.left == [])
        #expect(comparison.unchangedCount == 4)
    }

    @Test("rows are created, changed and deleted, and what stays goes in by its id alone")
    func steps() throws {
        let comparison = try compare(
            SamplePlan.text(
                "7,52,Week 2,,,,,,\(Self.mixed)",
                "7,52,Week 2,32,New crew,,3 1,,\(Self.mixed)",
                "7,52,Week 2,,Late,,2,,\(Self.mixed)",
                "7,54,Week 4,34,Other name,,,71,\(SampleModules.tagged.fingerprint)"
            )
        )
        #expect(comparison.unchangedCount == 1)
        let change = try #require(comparison.changes.first)
        let crew = DesiredOverride(id: 32, title: "New crew", target: .students([1, 3]))
        let late = DesiredOverride(id: nil, title: "Late", target: .students([2]))
        #expect(
            change.steps == [
                .delete(SampleModules.mixed.overrides[0]),
                .change(from: SampleModules.mixed.overrides[1], to: crew),
                .create(late),
            ]
        )
        #expect(
            change.rows == [
                .existing(32, target: .students([1, 3]), title: "New crew"), .new(.students([2]), title: "Late"),
            ]
        )
        let kept = try compare(
            SamplePlan.text(
                "7,52,,31,Any name,11,,,\(Self.mixed)",
                "7,52,,32,'=Crew,,3,,\(Self.mixed)",
                "7,52,,,,12,,,\(Self.mixed)"
            )
        )
        #expect(kept.changes.map(\.rows) == [[.existing(31), .existing(32), .new(.section(12))]])
    }

    @Test("a module left with its own row alone loses all, and its own row may be filled in")
    func ownRows() throws {
        let comparison = try compare(
            SamplePlan.text("7,51,,,,12,,,\(Self.everyone)", "7,52,,,,,,,\(Self.mixed)")
        )
        #expect(comparison.changes.map(\.rows) == [[.new(.section(12))], []])
    }

    @Test("a module that changed in Canvas since is left, whatever the plan says of it")
    func stale() throws {
        let stale = "m0123456789abcdef"
        let comparison = try compare(
            SamplePlan.text(
                "7,51,,999,,77,,,\(stale)",
                "7,52,,,,11,,,\(stale)",
                "7,52,,32,,,3,,\(stale)"
            )
        )
        #expect(comparison.changes == [])
        #expect(
            comparison.left == [
                "Week 1 (module 51) of Botany: it has changed in Canvas since the plan was made; make a new plan.",
                "Week 2 (module 52) of Botany: it has changed in Canvas since the plan was made, and is assigned as the "
                    + "plan wants it already.",
            ]
        )
    }

    @Test("a caller who sees only some students is kept from dropping the others")
    func limitedCaller() throws {
        let text = SamplePlan.text("7,51,,,,12,,,\(Self.everyone)", "7,52,,31,,11,,,\(Self.mixed)")
        let comparison = try compare(text, isLimitedToSections: true)
        let byAnother = try compare(text.replacing(Self.mixed, with: "m0123456789abcdef"), isLimitedToSections: true)
        #expect((byAnother.changes, byAnother.left) == (comparison.changes, comparison.left))
        #expect(comparison.changes.map(\.before.id) == [51])
        #expect(
            comparison.left == [
                "Week 2 (module 52) of Botany: the token sees only the students of its own sections, and writing would "
                    + "drop the others from this module; use a token that sees the whole course."
            ]
        )
    }

    @Test("a module whose overrides can't be read is left, and the reason is given")
    func unreadable() throws {
        var pages = try SampleModules.pages()
        pages.moduleOverrides[51] = .forbidden
        let plan = try SamplePlan.plan(SamplePlan.text("7,51,,,,12,,,\(Self.everyone)"))
        let comparison = try ModuleComparison.of(plan.modules, with: SampleModules.course(pages), file: "plan.csv")
        #expect(
            comparison.left == [
                "Week 1 (module 51) of Botany: who it is assigned to could not be read (not permitted)."
            ]
        )
    }

    @Test(
        "what the plan says of things that are not there is refused with line and column",
        arguments: [
            ("7,59,,,,11,,,M", "plan.csv:2:1: the course 7 has no module 59."),
            ("7,52,,,,13,,,M", "plan.csv:2:9: the course 7 has no section 13."),
            ("7,52,,,,,3 8,,M", "plan.csv:2:10: the user 8 is no student of the course 7."),
            ("7,52,,32,,,3 8,,M", "plan.csv:2:12: the user 8 is no student of the course 7."),
            (
                "7,52,,,,,,72,M",
                "plan.csv:2:11: the course 7 has no differentiation tag 72; a module can be assigned to "
                    + "tags, not to groups."
            ),
            (
                "7,52,,34,,11,,,M",
                "plan.csv:2:1: the module 52 has no override 34; leave override_id empty to make a new "
                    + "one."
            ),
            (
                "7,52,,31,,,,,M",
                "plan.csv:2:1: this row names nobody, but the override 31 is for somebody; take the row "
                    + "out to delete it."
            ),
            ("7,52,,32,,,3,,M\n7,52,,,,,1 3,,M", "plan.csv:3:10: the student 3 is in line 2 of this module as well."),
            ("7,52,,,,,1 3,,M\n7,52,,32,,,3,,M", "plan.csv:2:10: the student 3 is in line 3 of this module as well."),
        ]
    )
    func refusals(rows: String, message: String) {
        let rows = rows.replacing(",M", with: ",\(Self.mixed)")
        #expect {
            try compare(SamplePlan.header + "\n" + rows + "\n")
        } throws: { "\($0)" == message }
    }

    @Test("an override for nobody may stay as it is, or get students")
    func nobody() throws {
        let print = SampleModules.nobody.fingerprint
        #expect(try compare(SamplePlan.text("7,53,,33,No Title,,,,\(print)")).unchangedCount == 1)
        let filled = try compare(SamplePlan.text("7,53,,33,No Title,,2,,\(print)"))
        #expect(filled.changes.map(\.rows) == [[.existing(33, target: .students([2]), title: "No Title")]])
    }
}
