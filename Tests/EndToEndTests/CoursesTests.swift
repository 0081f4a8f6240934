import CanvasSandbox
import Foundation
import Testing

@Suite("Courses of an account and a term, as a list and in place of one")
struct CoursesTests {
    private static let header =
        "canvas_course_id,sis_course_id,course_code,course_name,term_name,sis_term_id,account_id,account_name,state,students"

    @Test("the list has every listed course, ordered by id, and no cell of it runs as a formula")
    func all() async throws {
        let outcome = try await courses([])
        #expect(outcome.ending == .exited(0))
        #expect(outcome.diagnostics == "")
        #expect(
            outcome.output.components(separatedBy: "\r\n") == [
                Self.header,
                "101,2026AU/BIO.101,BIO 101,Biology 101: Cells & Tides,Autumn 2026,2026-AU,21,School of Science,available,20",
                "102,2026AU-STAT102,STAT 102,Introduction to Statistics,Autumn 2026,2026-AU,21,School of Science,available,"
                    + "253",
                #"103,2026AU-SKT103,'=SKT103,"Sanskrit Poetry: ""Meghadūta"", the <Cloud> Messenger",Autumn 2026,"#
                    + "2026-AU,1,Harbour Point University,available,10",
                "104,2026AU-OEKO104,ÖKO 104,Ökologie der Küste,Autumn 2026,2026-AU,22,Marine Station,available,13",
                "105,2026AU-NAV105,NAV 105,Island Navigation,Autumn 2026,2026-AU,1,Harbour Point University,available,8",
                #"21070000000000371,2026SP-HON371,HON 371,"Honours Seminar <2026> = ""the last one""","#
                    + "Spring 2026,2026-SP,1,Harbour Point University,completed,1",
                "",
            ]
        )
    }

    @Test(
        "account, term, search, state and limit narrow it down",
        arguments: [
            (["--term", "Spring 2026"], ["21070000000000371"]),
            (["--term", "11"], ["101", "102", "103", "104", "105"]),
            (["--term", "sis_term_id:2026-AU", "--account", "22"], ["104"]),
            (["--account", "sis_account_id:HPU-SCI"], ["101", "102", "104"]),
            (["--account", "1", "--limit", "2"], ["101", "102"]),
            (["--search", "BIO"], ["101"]), (["--search", "AU-NAV"], ["105"]),
            (["--state", "completed"], ["21070000000000371"]), (["--state", "unpublished"], []),
            (["--published", "--account", "self"], ["101", "102", "103", "104", "105"]),
            (["--term", "Default Term"], []), (["--search", "no such course"], []),
        ]
    )
    func narrowed(arguments: [String], expected: [String]) async throws {
        let outcome = try await courses(arguments)
        #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
        #expect(CSVRows(outcome.output).rows.map { $0["canvas_course_id"] } == expected)
        #expect(outcome.output.hasPrefix(Self.header + "\r\n"))
        #expect(outcome.diagnostics.isEmpty != expected.isEmpty)
    }

    @Test(
        "what can't be meant is wrong usage, told before anything is written",
        arguments: [
            (["--term", "Sprng 2026"], "Near it: “Spring 2026” (id 12, sis_term_id:2026-SP)."),
            (["--term", "Summer 2025 (withdrawn)"], "no term “Summer 2025 (withdrawn)” among the 3 terms"),
            (["--term", "99"], "no term “99”"), (["--account", "99"], "Canvas has no account “99”"),
            (["--account", "99", "--term", "11"], "Canvas has no account “99”"),
            (["--account", "Science"], "'Science' is invalid for '--account <id>'"),
            (["--search", "ab"], "--search “ab” is too short"), (["--limit", "0"], "--limit 0 leaves no course"),
            (["--state", "deleted"], "'deleted' is invalid for '--state <list>'"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        let outcome = try await courses(arguments)
        #expect(outcome.ending == .exited(64))
        #expect(outcome.output == "")
        #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
    }

    @Test("two terms of one name are told apart by their ids")
    func ambiguousTerm() async throws {
        try await withScratchDirectory { scratch in
            let samples = try editedSamples(in: scratch, course: "101-biology") { _ in }
            let file = URL(fileURLWithPath: "\(samples)/institution/account.json")
            let account = try String(contentsOf: file, encoding: .utf8)
                .replacing(#""name": "Default Term""#, with: #""name": "Autumn 2026""#)
            try Data(account.utf8).write(to: file)
            let outcome = try await courses(["--term", "Autumn 2026"], samples: samples)
            #expect(outcome.ending == .exited(64))
            #expect(
                outcome.diagnostics
                    == "override-report: 2 terms have the name “Autumn 2026”: “Autumn 2026” (id 1), “Autumn "
                    + "2026” (id 11, sis_term_id:2026-AU). Give the id of one.\n"
            )
            #expect(try await courses(["--term", "11", "--limit", "1"], samples: samples).ending == .exited(0))
        }
    }

    @Test(
        "an account that the token may not see is told with the permission to ask for",
        arguments: ["courses", "run"]
    )
    func forbidden(command: String) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                var environment = canvas.environment
                environment["CANVAS_API_TOKEN"] = "sandbox-token-teacher"
                let out = command == "run" ? "\(scratch)/reports" : "\(scratch)/list.csv"
                let outcome = try await Tool.command(
                    [command, "--account", "self", "-o", out],
                    environment: environment
                )
                #expect(outcome.ending == .exited(4))
                #expect(outcome.diagnostics.contains("permission “Courses - view list” in the account “self”."))
                #expect(!FileManager.default.fileExists(atPath: "\(scratch)/list.csv"))
            }
        }
    }

    @Test("every page is read, and with a limit no more pages than that takes")
    func pages() async throws {
        try await TestCanvas.run(options: SandboxOptions(maximumPageSize: 2)) { canvas in
            let all = try await Tool.command(["courses"], environment: canvas.environment)
            #expect(CSVRows(all.output).rows.count == 6)
            #expect(canvas.traffic.requests == 3)
            let some = try await Tool.command(["courses", "--limit", "3"], environment: canvas.environment)
            #expect(CSVRows(some.output).rows.map { $0["canvas_course_id"] } == ["101", "102", "103"])
            #expect(canvas.traffic.requests == 5)
        }
    }

    @Test("the list that is written is a list that is read, and says the same as the options in its place")
    func inPlaceOfAList() async throws {
        try await withScratchDirectory { scratch in
            let list = "\(scratch)/list.csv"
            try write("of last night\n", to: list)
            let written = try await courses(["--term", "Spring 2026", "-o", list])
            #expect(written.output == list + "\n")
            let run = [
                "run", "--sandbox", "--samples", Tool.samples, "--format", "csv", "--as-of", "2026-12-20T08:00:00Z",
            ]
            let listed = try await Tool.command(run + [list, "--out", "\(scratch)/listed"])
            let asked = try await Tool.command(run + ["--term", "Spring 2026", "--out", "\(scratch)/asked"])
            #expect(listed.ending == .exited(0))
            #expect(asked.ending == .exited(0), "\(asked.diagnostics)")
            let (one, other) = (
                try ReportFiles(data: "\(scratch)/listed"), try ReportFiles(data: "\(scratch)/asked")
            )
            for name in ["students.csv", "sections.csv", "overrides.csv", "findings.csv"] {
                #expect(one[name] == other[name], "\(name)")
            }
            #expect(try #require(one["students.csv"]).contains("21070000000000371"))

            let plan = ["modules", "plan", "--sandbox", "--samples", Tool.samples]
            let planned = try await Tool.command(plan + ["--account", "22"])
            #expect(planned.output.contains("\n104,104801,"))
            let fetched = try await Tool.command(
                [
                    "fetch", "--sandbox", "--samples", Tool.samples, "--search", "Island", "--snapshot",
                    "\(scratch)/s.sqlite",
                ]
            )
            #expect(fetched.ending == .exited(0), "\(fetched.diagnostics)")
        }
    }

    @Test("a run of no courses ends with 65 and the reason, and leaves nothing")
    func noCourses() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.command(
                ["run", "--sandbox", "--samples", Tool.samples, "--term", "1", "--out", "\(scratch)/reports"]
            )
            #expect(outcome.ending == .exited(65))
            #expect(outcome.diagnostics.contains("Canvas lists no such course (the account self, the term “1”)."))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scratch)/reports") == [])
        }
    }

    @Test(
        "a list and what takes its place don't go together",
        arguments: [
            ["--account", "1"], ["--term", "11"], ["--search", "bio"], ["--state", "available"], ["--published"],
        ]
    )
    func both(option: [String]) async throws {
        for command in [["run"], ["fetch", "--snapshot", "s.sqlite"], ["modules", "plan"]] {
            let outcome = try await Tool.command(command + ["list.csv", "--sandbox"] + option)
            #expect(outcome.ending == .exited(64))
            #expect(outcome.diagnostics.contains("which take its place. Give one or the other."))
        }
    }

    @Test("a list goes into a plain file, and nothing else", arguments: ["/dev/null", "/"])
    func noPlainFile(path: String) async throws {
        let outcome = try await courses(["-o", path])
        #expect(outcome.ending == .exited(1))
        #expect(outcome.diagnostics.contains("and a course list is a plain file."))
    }

    private func courses(_ arguments: [String], samples: String = Tool.samples) async throws -> ToolOutcome {
        try await Tool.command(["courses", "--sandbox", "--samples", samples] + arguments)
    }
}
