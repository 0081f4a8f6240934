import CanvasSandbox
import Foundation
import Testing

@Suite("Module overrides as a file, by the built binary")
struct ModulesTests {
    @Test("plan, edit, dry run, apply, change behind its back, apply again, undo")
    func wholeWay() async throws {
        try await withPlan("101\n103\n") { canvas, scratch, start in
            let edited = try write(Self.edited(start), to: "\(scratch)/edited.csv")
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
            #expect(again.output.contains("Week 1 (module 101801) of Biology 101: Cells & Tides: it has changed in"))
            #expect(canvas.traffic.writeAttempts == 1)

            let second = ["--confirm", "--backup", "\(scratch)/backups/second.json"]
            let undone = try await modules(["undo", backup] + second, canvas)
            #expect(undone.ending == .exited(0), "\(undone.diagnostics)")
            #expect(try await modules(["plan", "\(scratch)/courses.txt"], canvas).output == start)
        }
    }

    @Test("a plan is never written over by mistake: neither one that was edited, nor a device, link or pipe")
    func existingPlan() async throws {
        try await withPlan { canvas, scratch, start in
            let plan = "\(scratch)/plan.csv"
            let planning = ["plan", "\(scratch)/courses.txt", "-o", plan]
            for _ in 1...2 {
                // The same again is no loss.
                let planned = try await modules(planning, canvas)
                #expect(planned.ending == .exited(0))
                #expect(planned.output == plan + "\n")
            }
            try write("edited", to: plan)
            let refused = try await modules(planning, canvas)
            #expect(refused.ending == .exited(1))
            #expect(refused.diagnostics.contains("\(plan) is there already and is not the plan"))
            #expect(try String(contentsOfFile: plan, encoding: .utf8) == "edited")
            #expect(try await modules(planning + ["--force"], canvas).ending == .exited(0))
            #expect(try String(contentsOfFile: plan, encoding: .utf8) == start)

            let requests = canvas.traffic.requests
            let link = "\(scratch)/link.csv"
            try #require(symlink(plan, link) == 0)
            let pipe = "\(scratch)/pipe"
            try #require(mkfifo(pipe, 0o600) == 0)
            for (path, kind) in [(link, "a symbolic link"), (pipe, "a device or pipe"), ("/dev/null", "a device")] {
                let outcome = try await modules(["plan", "\(scratch)/courses.txt", "-o", path, "--force"], canvas)
                #expect(outcome.ending == .exited(1))
                #expect(outcome.diagnostics.contains("\(path) is \(kind)"), "\(outcome.diagnostics)")
            }
            #expect(canvas.traffic.requests == requests)
            var status = stat()
            #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
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
                let start = try await Tool.command(["modules", "plan", "--sandbox", "--samples", Tool.samples, list])
                    .output
                let plan = try write(Self.edited(start), to: "\(scratch)/plan.csv")
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
        try await withPlan { canvas, scratch, start in
            for (cells, message) in [
                ("999,,,", "plan.csv:2:21: the course 101 has no section 999.\n"),
                (",999,,", "plan.csv:2:22: the user 999 is no student of the course 101.\n"),
                ("1.01E+05,,,", "plan.csv:2:21: section_id: “1.01E+05” is no whole number"),
            ] {
                let plan = try write(Self.edited(start, cells), to: "\(scratch)/plan.csv")
                let outcome = try await modules(["apply", plan, "--confirm"], canvas)
                #expect(outcome.ending == .exited(65))
                #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
            }
            #expect(canvas.traffic.writeAttempts == 0)
        }
    }

    @Test("a write that Canvas refuses is 1; a backup of another Canvas is 65")
    func otherEndings() async throws {
        try await withPlan(options: SandboxOptions(isReadOnly: true)) { canvas, scratch, start in
            let plan = try write(Self.edited(start), to: "\(scratch)/plan.csv")
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

    private func modules(_ arguments: [String], _ canvas: TestCanvas) async throws -> ToolOutcome {
        try await Tool.command(["modules"] + arguments, environment: canvas.environment)
    }

    /// Runs `body` with a Canvas, a directory that holds `courses.txt`, and the plan of these courses.
    private func withPlan(
        _ courses: String = "101\n",
        options: SandboxOptions = SandboxOptions(),
        _ body: (TestCanvas, String, String) async throws -> Void
    ) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run(options: options) { canvas in
                let list = try write(courses, to: "\(scratch)/courses.txt")
                try await body(canvas, scratch, try await modules(["plan", list], canvas).output)
            }
        }
    }

    /// Week 1 of course 101 for the evening section alone, by its own row; or whatever the cells say.
    private static func edited(_ plan: String, _ cells: String = "10102,,,") -> String {
        plan.replacing("\r\n101,101801,Week 1,,,,,,", with: "\r\n101,101801,Week 1,,," + cells)
    }
}
