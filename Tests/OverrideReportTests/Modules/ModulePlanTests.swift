import TestSupport
import Testing

@testable import OverrideReport

@Suite("Plan files")
struct ModulePlanTests {
    private static let mixed = SampleModules.mixed.fingerprint

    @Test("a plan has for every module a row of its own, and then a row for each override")
    func written() {
        #expect(
            SamplePlan.unchanged
                == SamplePlan.text(
                    "7,51,Week 1,,,,,,\(SampleModules.everyone.fingerprint)",
                    "7,52,Week 2,,,,,,\(Self.mixed)",
                    "7,52,Week 2,31,Day,11,,,\(Self.mixed)",
                    "7,52,Week 2,32,'=Crew,,3,,\(Self.mixed)",
                    "7,53,Week 3,,,,,,\(SampleModules.nobody.fingerprint)",
                    "7,53,Week 3,33,No Title,,,,\(SampleModules.nobody.fingerprint)",
                    "7,54,Week 4,,,,,,\(SampleModules.tagged.fingerprint)",
                    "7,54,Week 4,34,More time,,,71,\(SampleModules.tagged.fingerprint)"
                )
        )
    }

    @Test("a plan as spreadsheets save it is the same plan")
    func spreadsheets() throws {
        let plan = try SamplePlan.plan(SamplePlan.unchanged)
        let semicolons = "\u{FEFF}" + SamplePlan.unchanged.replacing(",", with: ";").replacing("\r\n", with: "\n")
        let blankLines = SamplePlan.unchanged.replacing("\r\n", with: "\r\n,,,,,,,,\r\n\r\n")
        for text in [semicolons, blankLines] {
            let read = try SamplePlan.plan(text)
            #expect(read.modules.map(\.moduleID) == plan.modules.map(\.moduleID))
            #expect(read.modules.map(\.fingerprint) == plan.modules.map(\.fingerprint))
            #expect(read.modules.map { $0.overrides.map(\.wish) } == plan.modules.map { $0.overrides.map(\.wish) })
        }
    }

    @Test("columns may come back in another order, and further ones do not matter")
    func columns() throws {
        let plan = try SamplePlan.plan(
            """
            remark,student_ids,fingerprint,Title,group_id,override_id,section_id,MODULE_ID,course_id
            mine,2 1,\(Self.mixed),'=New,,,,52,7
            """
        )
        #expect(
            plan.modules == [
                PlannedModule(
                    courseID: 7,
                    moduleID: 52,
                    fingerprint: Self.mixed,
                    overrides: [
                        PlannedOverride(
                            wish: DesiredOverride(title: "=New", target: .students([1, 2])),
                            position: TextPosition(line: 2, column: 1),
                            targetPosition: TextPosition(line: 2, column: 6)
                        )
                    ],
                    position: TextPosition(line: 2, column: 1)
                )
            ]
        )
    }

    @Test(
        "what would not do what it says is refused with line and column",
        arguments: [
            (
                "7,52,,,,11,3,,F",
                "plan.csv:2:12: section_id and student_ids stand in one row; an override is for one of "
                    + "them."
            ),
            ("7,52,,,,,3 3,,F", "plan.csv:2:10: the student 3 stands twice in this row."),
            (
                "7,52,,,,,3;4,,F",
                "plan.csv:2:10: student_ids: “3;4” is no Canvas id; write the Canvas ids of the students "
                    + "with spaces between."
            ),
            (
                "7,52,,,,2.107E+16,,,F",
                "plan.csv:2:9: section_id: “2.107E+16” is no whole number: a spreadsheet has "
                    + "rewritten the id. Format the column as text, paste the ids again, and save."
            ),
            (
                "7,52,,,,,3 2.1E+16,,F",
                "plan.csv:2:10: student_ids: “2.1E+16” is no whole number: a spreadsheet has "
                    + "rewritten the id. Format the column as text, paste the ids again, and save."
            ),
            ("7,52,,x,,11,,,F", "plan.csv:2:7: override_id: “x” is no Canvas id."),
            ("7,,,,,11,,,F", "plan.csv:2:1: module_id is empty in this row."),
            (",52,,,,11,,,F", "plan.csv:2:1: course_id is empty in this row."),
            ("7,52,,,Crew,,,,F", "plan.csv:2:8: this row has a title, but is for nobody."),
            (
                "7,52,,,,11,,,",
                "plan.csv:2:1: no row of the module 52 has a fingerprint, so nobody can tell what the plan "
                    + "was made from; make it again with “modules plan”."
            ),
            ("7,52,,,,11,,,1234", "plan.csv:2:14: “1234” is no fingerprint; copy it from another row of the module."),
            ("7,52,,,,11,,,F\n8,52,,,,12,,,F", "plan.csv:3:1: the module 52 stands under two courses (7 and 8)."),
            ("7,52,,31,,11,,,F\n7,52,,31,,12,,,F", "plan.csv:3:7: the override 31 stands in line 2 already."),
            (
                "7,52,,31,,11,,,F\n7,52,,,,11,,,F",
                "plan.csv:3:9: line 2 names the same section or group for this module "
                    + "already."
            ),
            (
                "7,52,,,,,,71,F\n7,52,,,,,,71,F",
                "plan.csv:3:11: line 2 names the same section or group for this module "
                    + "already."
            ),
            (
                "7,52,,,,11,,,F\n7,52,,,,12,,,G",
                "plan.csv:3:14: the rows of this module have different fingerprints; make "
                    + "the plan again with “modules plan”."
            ),
            (
                "7,52,\"Week,,,11,,,F",
                "plan.csv:2:6: a quote is opened here and never closed; close it, or double the "
                    + "quotes inside the cell."
            ),
            ("", "plan.csv: the plan names no module."),
        ]
    )
    func refusals(rows: String, message: String) {
        let rows = rows.replacing(",F", with: ",\(Self.mixed)").replacing(",G", with: ",m0123456789abcdef")
        #expect {
            try SamplePlan.plan(SamplePlan.header + "\n" + rows + "\n")
        } throws: { "\($0)" == message }
    }

    @Test("a file without the columns of a plan is refused")
    func missingColumns() {
        #expect {
            try SamplePlan.plan("course_id,module_id,title,student_ids\n7,52,,1\n")
        } throws: { error in
            "\(error)"
                == "plan.csv:1:1: columns are missing: override_id, section_id, group_id, fingerprint. Start from a "
                + "file that “modules plan” wrote."
        }
    }

    @Test("a fingerprint begins with a letter, and tells ids, targets and titles of students apart")
    func fingerprints() {
        let base = SampleModules.override(1, "Crew", .students([2, 3]))
        var variants = [[base]]
        variants.append([SampleModules.override(2, "Crew", .students([2, 3]))])
        variants.append([SampleModules.override(1, "Crew 2", .students([2, 3]))])
        variants.append([SampleModules.override(1, "Crew", .students([23]))])
        variants.append([SampleModules.override(1, "Crew", .section(2))])
        variants.append([SampleModules.override(1, "Crew", .group(2))])
        variants.append([])
        let prints = variants.map(ModuleFingerprint.of)
        #expect(Set(prints).count == variants.count)
        #expect(prints.allSatisfy(ModuleFingerprint.isWellFormed))
        #expect(ModuleFingerprint.of([]) == "me3b0c44298fc1c14")
        let other = SampleModules.override(9, "", .section(4))
        #expect(ModuleFingerprint.of([base, other]) == ModuleFingerprint.of([other, base]))
        let renamed = SampleModules.override(9, "Section 4", .section(4))
        #expect(ModuleFingerprint.of([other]) == ModuleFingerprint.of([renamed]))
    }

    @Test(
        "a title comes back from the file as it went in",
        arguments: ["=1", "'=1", " blank ", "a\u{0}b", "two\r\nlines", "\"q\", x", "\t=x", "-", "'", ""]
    )
    func titles(title: String) throws {
        let module = SampleModules.state(5, "M", SampleModules.override(6, title, .students([1])))
        let plan = try ModulePlanReader.plan(InputText(ModulePlanWriter.csv([module]), file: "plan.csv"))
        #expect(plan.modules[0].overrides[0].wish.title ?? "" == title.asReadBack)
    }

    @Test(
        "whatever the bytes, the answer is a plan or an error with the file's name",
        arguments: [UInt64(3), 20_260_301]
    )
    func mutated(seed: UInt64) {
        var random = SeededGenerator(seed)
        let original = Array(SamplePlan.unchanged.utf8)
        var planCount = 0
        for round in 0..<3_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(Array("\",;\r\n 0123456789m'=".utf8).randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                default: bytes.removeSubrange(place..<min(place + 30, bytes.count))
                }
            }
            do throws(InputError) {
                let plan = try ModulePlanReader.plan(InputText(bytes, file: "plan.csv"))
                #expect(!plan.modules.isEmpty, "seed \(seed), round \(round)")
                planCount += 1
            } catch {
                #expect(
                    error.file == "plan.csv" && error.message.hasSuffix("."),
                    "seed \(seed), round \(round): \(error)"
                )
            }
        }
        #expect(planCount > 100, "the noise should leave some plans whole")
    }
}
