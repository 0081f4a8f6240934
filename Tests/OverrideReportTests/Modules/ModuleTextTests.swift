import CanvasAPI
import Testing

@testable import OverrideReport

@Suite("A dry run as people read it")
struct ModuleTextTests {
    private func lines(_ text: String, isUndo: Bool = false) throws -> [String] {
        let course = SampleModules.course(try SampleModules.pages())
        let plan = try SamplePlan.plan(text)
        let comparison = try ModuleComparison.of(plan.modules, with: course, file: plan.file)
        return ModuleText.lines(ModuleReview(courses: [comparison]), asOf: SampleModules.asOf, isUndo: isUndo)
    }

    @Test("who would lose work comes first, then module by module who gains and loses, and the counts last")
    func whole() throws {
        let everyone = SampleModules.everyone.fingerprint
        let mixed = SampleModules.mixed.fingerprint
        let text = SamplePlan.text(
            "7,51,,,,12,,,\(everyone)",
            "7,52,,32,Night crew,,1 3,,\(mixed)",
            "7,52,,,,,,71,\(mixed)",
            "7,54,,,,,,,m0123456789abcdef"
        )
        #expect(
            try lines(text) == [
                "Students who would lose work that is still due:",
                "  Ash, Ida (1): “Leaf sketch”, due 2026-03-09T23:59:59-04:00, in Week 1 of Botany",
                "  Birch, Lev (2): “Leaf sketch”, due 2026-03-09T23:59:59-04:00, in Week 1 of Botany",
                "",
                "Botany (course 7)",
                "  Week 1 (module 51)",
                "    was assigned to everyone",
                "    + create an override for the section “Evening” (12)",
                "    lose it: Ash, Ida (1); Birch, Lev (2)",
                "  Week 2 (module 52)",
                "    - delete the override 31 for the section “Day” (11)",
                "    ~ change the override 32: add Ash, Ida (1); title “Night crew” in place of “=Crew”",
                "    + create an override for the tag “More time” (71)",
                "",
                "Left alone:",
                "  Week 4 (module 54) of Botany: it has changed in Canvas since the plan was made; make a new plan.",
                "",
                "2 modules to change: 2 overrides to create, 1 to change, 1 to delete; students gaining access: 0, "
                    + "losing it: 2. 1 module left alone, 0 as they should be.",
            ]
        )
    }

    @Test("a module that loses its last override is assigned to everyone, and an undo speaks of new ids")
    func everyone() throws {
        let text = SamplePlan.text(
            "7,52,,,,,,,\(SampleModules.mixed.fingerprint)",
            "7,51,,,Crew,,3,,\(SampleModules.everyone.fingerprint)"
        )
        #expect(
            try lines(text, isUndo: true) == [
                "Students who would lose work that is still due:",
                "  Ash, Ida (1): “Leaf sketch”, due 2026-03-09T23:59:59-04:00, in Week 1 of Botany",
                "  Birch, Lev (2): “Leaf sketch”, due 2026-03-09T23:59:59-04:00, in Week 1 of Botany",
                "",
                "Botany (course 7)",
                "  Week 2 (module 52)",
                "    - delete the override 31 for the section “Day” (11)",
                "    - delete the override 32 for Cedar, Mo (3)",
                "    will be assigned to everyone",
                "  Week 1 (module 51)",
                "    was assigned to everyone",
                "    + create an override for Cedar, Mo (3), titled “Crew”",
                "    lose it: Ash, Ida (1); Birch, Lev (2)",
                "",
                "Overrides that are created again get new ids.",
                "",
                "2 modules to change: 1 override to create, 0 to change, 2 to delete; students gaining access: 0, "
                    + "losing it: 2. 0 modules left alone, 0 as they should be.",
            ]
        )
    }

    @Test("what an undo could not put back is marked")
    func irrevocable() throws {
        let print = SampleModules.nobody.fingerprint
        let deleted = try lines(SamplePlan.text("7,53,,,,,,,\(print)"))
        #expect(deleted.contains("    - delete the override 33 for nobody (an undo can't put this back)"))
        let changed = try lines(SamplePlan.text("7,53,,33,,,2,,\(print)"))
        #expect(
            changed.contains("    ~ change the override 33: add Birch, Lev (2) (an undo can't put this back)")
        )
    }

    @Test("a plan that changes nothing says so in one line")
    func nothing() throws {
        #expect(
            try lines(SamplePlan.unchanged) == [
                "0 modules to change: 0 overrides to create, 0 to change, 0 to delete; students gaining access: 0, "
                    + "losing it: 0. 0 modules left alone, 4 as they should be."
            ]
        )
    }
}
