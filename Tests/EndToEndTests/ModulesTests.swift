import CanvasSandbox
import Foundation
import Testing

@Suite("Module overrides as a file, by the built binary")
struct ModulesTests {
    @Test("plan, edit, dry run, apply, change behind its back, apply again, undo")
    func wholeWay() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n103\n", to: "\(scratch)/courses.txt")
                let plan = "\(scratch)/plan.csv"
                let planned = try await modules(["plan", list, "-o", plan], canvas)
                #expect(planned.ending == .exited(0))
                #expect(planned.output == plan + "\n")
                let start = try String(contentsOfFile: plan, encoding: .utf8)

                // Week 1 of course 101 for the evening section alone, by its own row.
                let edited = try write(
                    start.replacing("\r\n101,101801,Week 1,,,,,,", with: "\r\n101,101801,Week 1,,,10102,,,"),
                    to: "\(scratch)/edited.csv"
                )
                let dry = try await modules(["apply", edited], canvas)
                #expect(dry.ending == .exited(0))
                #expect(dry.diagnostics.contains("Nothing was written."))
                #expect(dry.output.contains("+ create an override for the section “Section B, \"evening\"” (10102)"))
                #expect(dry.output.hasSuffix("0 modules left alone, 6 as they should be.\n"), "\(dry.output)")
                #expect(canvas.traffic.writeAttempts == 0)

                let backup = "\(scratch)/backups/first.json"
                let applied = try await modules(["apply", edited, "--confirm", "--backup", backup], canvas)
                #expect(applied.ending == .exited(0), "\(applied.diagnostics)")
                #expect(applied.output.hasSuffix("1 module written, 0 left alone, 0 failed, 0 not tried.\n"))
                #expect(canvas.traffic.writeAttempts == 1)
                let audit = try String(contentsOfFile: "\(scratch)/backups/audit.jsonl", encoding: .utf8)
                #expect(audit.contains("\"outcome\":\"written\"") && !audit.contains(canvas.token))

                let again = try await modules(["apply", edited, "--confirm"], canvas)
                #expect(again.ending == .exited(3))
                #expect(
                    again.output.contains("Week 1 (module 101801) of Biology 101: Cells & Tides: it has changed in")
                )
                #expect(canvas.traffic.writeAttempts == 1)

                let undone = try await modules(
                    ["undo", backup, "--confirm", "--backup", "\(scratch)/backups/second.json"],
                    canvas
                )
                #expect(undone.ending == .exited(0), "\(undone.diagnostics)")
                let now = try await modules(["plan", list], canvas)
                #expect(now.output == start)
            }
        }
    }

    @Test("a plan is never written over by mistake: neither one that was edited, nor a device, link or pipe")
    func existingPlan() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n", to: "\(scratch)/courses.txt")
                let plan = "\(scratch)/plan.csv"
                let write = ["plan", list, "-o", plan]
                #expect(try await modules(write, canvas).ending == .exited(0))
                let start = try Data(contentsOf: URL(fileURLWithPath: plan))
                // The same again is no loss.
                #expect(try await modules(write, canvas).ending == .exited(0))

                try Data("edited".utf8).write(to: URL(fileURLWithPath: plan))
                let refused = try await modules(write, canvas)
                #expect(refused.ending == .exited(1))
                #expect(refused.diagnostics.contains("\(plan) is there already and is not the plan"))
                #expect(try String(contentsOfFile: plan, encoding: .utf8) == "edited")
                #expect(try await modules(write + ["--force"], canvas).ending == .exited(0))
                #expect(try Data(contentsOf: URL(fileURLWithPath: plan)) == start)

                let requests = canvas.traffic.requests
                let link = "\(scratch)/link.csv"
                try #require(symlink(plan, link) == 0)
                let pipe = "\(scratch)/pipe"
                try #require(mkfifo(pipe, 0o600) == 0)
                for (path, kind) in [(link, "a symbolic link"), (pipe, "a device or pipe"), ("/dev/null", "a device")] {
                    let outcome = try await modules(["plan", list, "-o", path, "--force"], canvas)
                    #expect(outcome.ending == .exited(1))
                    #expect(outcome.diagnostics.contains("\(path) is \(kind)"), "\(outcome.diagnostics)")
                }
                #expect(canvas.traffic.requests == requests)
                var status = stat()
                #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
            }
        }
    }

    @Test("an interrupted apply sees through the write that it has begun, however long that takes, and logs it")
    func interruptedApply() async throws {
        try await withScratchDirectory { scratch in
            // Longer than other commands may take to stop. The module is read twice before it is written.
            let path = "modules/101801/assignment_overrides"
            let faults = SandboxFaults(
                rules: [SandboxFaultRule(.stalledFirstByte, pathContains: path, skip: 2, limit: 1)],
                delay: .seconds(12)
            )
            try await TestCanvas.run(options: SandboxOptions(faults: faults)) { canvas in
                let list = try write("101\n", to: "\(scratch)/courses.txt")
                // Planned on another sandbox, so that the requests above are those of the apply.
                let start = try await Tool.command(
                    ["modules", "plan", "--sandbox", "--samples", Tool.samples, list]
                ).output
                let plan = try write(
                    start.replacing("\r\n101,101801,Week 1,,,,,,", with: "\r\n101,101801,Week 1,,,10102,,,"),
                    to: "\(scratch)/plan.csv"
                )
                let tool = try Tool.start(
                    ["modules", "apply", plan, "--confirm", "--backup", "\(scratch)/backup.json"],
                    environment: canvas.environment
                )
                #expect(try await tool.waits { canvas.traffic.writeAttempts == 1 })
                tool.signal(SIGINT)
                let outcome = try await tool.outcome(patience: .seconds(60))
                #expect(outcome.ending == .exited(130), "\(outcome.diagnostics)")
                let audit = try String(contentsOfFile: "\(scratch)/audit.jsonl", encoding: .utf8)
                #expect(audit.contains("\"outcome\":\"written\""))
            }
        }
    }

    @Test("a plan that can't be carried out is 65 with its place, and nothing is written")
    func badPlan() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n", to: "\(scratch)/courses.txt")
                let start = try await modules(["plan", list], canvas).output
                let own = "\r\n101,101801,Week 1,,,"
                for (cells, message) in [
                    ("999,,,", "plan.csv:2:21: the course 101 has no section 999.\n"),
                    (",999,,", "plan.csv:2:22: the user 999 is no student of the course 101.\n"),
                    ("1.01E+05,,,", "plan.csv:2:21: section_id: “1.01E+05” is no whole number"),
                ] {
                    let edited = start.replacing(own + ",,,", with: own + cells)
                    let plan = try write(edited, to: "\(scratch)/plan.csv")
                    let outcome = try await modules(["apply", plan, "--confirm"], canvas)
                    #expect(outcome.ending == .exited(65))
                    #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
                }
                #expect(canvas.traffic.writeAttempts == 0)
            }
        }
    }

    @Test("a write that Canvas refuses is 1; a module left is 3; a backup of another Canvas is 65")
    func otherEndings() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(isReadOnly: true)) { canvas in
                let list = try write("101\n", to: "\(scratch)/courses.txt")
                let start = try await modules(["plan", list], canvas).output
                let plan = try write(
                    start.replacing("\r\n101,101801,Week 1,,,,,,", with: "\r\n101,101801,Week 1,,,10102,,,"),
                    to: "\(scratch)/plan.csv"
                )
                let backup = "\(scratch)/backup.json"
                let refused = try await modules(["apply", plan, "--confirm", "--backup", backup], canvas)
                #expect(refused.ending == .exited(1))
                #expect(refused.output.contains("FAILED: Week 1 (module 101801)"))
                #expect(refused.output.hasSuffix("0 modules written, 0 left alone, 1 failed, 0 not tried.\n"))

                try await TestCanvas.run { other in
                    let outcome = try await modules(["undo", backup], other)
                    #expect(outcome.ending == .exited(65))
                    #expect(outcome.diagnostics.contains("the backup is of http://127.0.0.1"))
                }
            }
        }
    }

    @Test("an undo without --confirm shows what it would do, and writes nothing")
    func dryUndo() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: SandboxOptions(isReadOnly: true)) { canvas in
                let backup = try write(Self.backup(of: canvas), to: "\(scratch)/backup.json")
                let outcome = try await modules(["undo", backup], canvas)
                #expect(outcome.ending == .exited(0))
                #expect(
                    outcome.output.contains("+ create an override for the section “Section B, \"evening\"” (10102)")
                )
                #expect(outcome.output.contains("\nOverrides that are created again get new ids.\n"))
                #expect(canvas.traffic.writeAttempts == 0)
            }
        }
    }

    private func modules(_ arguments: [String], _ canvas: TestCanvas) async throws -> ToolOutcome {
        try await Tool.command(["modules"] + arguments, environment: canvas.environment)
    }

    /// As if module 101801 had once been for one section.
    private static func backup(of canvas: TestCanvas) -> String {
        """
        {"version": 1, "canvas_url": "\(canvas.url)", "made_at": "2026-03-01T00:00:00Z", "made_by": "Robin (1)",
         "action": "apply plan.csv", "modules": [{"course_id": 101, "course_name": "Biology", "module_id": 101801,
         "module_name": "Week 1", "saved_at": "2026-03-01T00:00:00Z", "intended": [], "after": [],
         "before": [{"id": 1, "title": "Section B", "course_section_id": 10102}]}]}
        """
    }
}
