import CanvasSandbox
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("check tells what works and what does not", .timeLimit(.minutes(10)))
struct CheckCommandTests {
    /// A place of reports without any: the working directory may have some.
    private static let nowhere = NSTemporaryDirectory() + "override-report-tests-none"

    @Test("all is well on the sandbox: nothing fails, nothing warns, nothing is left behind")
    func well() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.command(
                ["check", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports", "--format", "json"]
            )
            #expect(outcome.ending == .exited(0))
            #expect(outcome.diagnostics == "")
            let checks = try Checks(outcome)
            #expect(
                checks.names == [
                    "address", "connection", "certificate", "clock", "user_agent", "token", "quota", "course_list",
                    "course 101", "course 102", "course 103", "overrides", "module_overrides", "quizzes", "groups",
                    "differentiation_tags", "student_names", "sis_ids", "effective_due_dates", "terms",
                    "quiz_submissions", "graphql", "templates", "output", "snapshot",
                ]
            )
            #expect(checks.names(.ok).count == 22)
            #expect(checks.names(.skip) == ["certificate", "quiz_submissions", "snapshot"])
            #expect(checks["token"]?.message == "of Registrar Robot (user 900), with no end date")
            #expect(checks["groups"]?.message == "3 groups seen in 101, 102, 103")
            #expect(checks["differentiation_tags"]?.message == "2 tags seen in 101, 102, 103")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
        }
    }

    @Test("with --quiet it prints what warns or fails with what to do next, and else nothing")
    func quiet() async throws {
        try await TestCanvas.run { canvas in
            func check(_ token: String) async throws -> [Substring] {
                var environment = canvas.environment
                environment["CANVAS_API_TOKEN"] = token
                let arguments = ["check", "-", "--quiet", "--out", Self.nowhere]
                let outcome = try await Tool.command(arguments, environment: environment, input: "101\n")
                return outcome.output.split(separator: "\n")
            }
            #expect(try await check("sandbox-token-not-a-secret") == [])
            let lines = try await check("sandbox-token-reader")
            #expect(lines.contains { $0.hasPrefix("warn  overrides") })
            #expect(lines.filter { !$0.hasPrefix("warn ") && !$0.hasPrefix("      next: ") } == [])
        }
    }

    @Test("it asks what a run asks, and a little more, and changes nothing")
    func requests() async throws {
        try await TestCanvas.run { canvas in
            let outcome = try await Tool.command(
                ["check", "-", "--out", Self.nowhere],
                environment: canvas.environment,
                input: "103\n"
            )
            #expect(outcome.ending == .exited(0), "\(outcome.output)")
            #expect(canvas.traffic.writeAttempts == 0)
            #expect(canvas.traffic.requests < 25)
        }
    }

    @Test(
        "a token that is wrong, ends, sees nothing, or is missing",
        arguments: [
            ("sandbox-token-expired", "token", "fail", "Canvas does not accept the access token", 4),
            ("no such token", "token", "fail", "CANVAS_API_TOKEN holds no token", 4),
            ("", "token", "fail", "no access token.", 4),
            ("sandbox-token-no-permissions", "course 101", "fail", "the token's owner is not allowed to do this", 4),
            ("sandbox-token-reader", "overrides", "warn", "are hidden from the token", 0),
            ("sandbox-token-reader", "module_overrides", "warn", "could not be read (not permitted)", 0),
            ("sandbox-token-reader", "quiz_submissions", "warn", "can't be read (not permitted)", 0),
            ("sandbox-token-teacher", "terms", "warn", "the dates that its term has for students can't be read", 0),
            ("sandbox-token-section-teacher", "overrides", "warn", "is limited to its sections", 0),
            ("sandbox-token-teacher", "course 102", "warn", "the token's owner is not allowed to do this", 0),
        ]
    )
    func tokens(token: String, name: String, status: String, message: String, exit: Int32) async throws {
        try await TestCanvas.run { canvas in
            var environment = canvas.environment
            environment["CANVAS_API_TOKEN"] = token
            let outcome = try await Tool.command(
                ["check", "-", "--format", "json", "--accommodations", "--out", Self.nowhere],
                environment: environment,
                input: "101\n102\n"
            )
            #expect(outcome.ending == .exited(exit))
            let check = try #require(try Checks(outcome)[name])
            #expect(check.status == status)
            #expect(check.message.contains(message))
            #expect(check.next?.isEmpty == false)
            #expect(token.isEmpty || !(outcome.output + outcome.diagnostics).contains(token))
        }
    }

    @Test("with --accommodations one quiz of each course is asked, without it none")
    func accommodations() async throws {
        try await TestCanvas.run { canvas in
            func check(_ options: [String]) async throws -> Checks {
                let arguments = ["check", "-", "--format", "json", "--out", Self.nowhere] + options
                let outcome = try await Tool.command(arguments, environment: canvas.environment, input: "101\n103\n")
                return try Checks(outcome)
            }
            func asked() -> Int { canvas.traffic.exchanges.count { $0.target.contains("/submissions") } }
            #expect(try await check([])["quiz_submissions"]?.message == "not asked without --accommodations")
            #expect(asked() == 0)
            let checks = try await check(["--accommodations"])
            #expect(checks["quiz_submissions"]?.status == "ok")
            #expect(checks["terms"]?.message == "dates for students can be read in the terms of 101, 103")
            #expect(asked() == (checks["quiz_submissions"]?.message == "seen in 101, 103" ? 2 : 1))
        }
    }

    @Test("the permission to ask for is named")
    func permissions() async throws {
        try await TestCanvas.run { canvas in
            var environment = canvas.environment
            environment["CANVAS_API_TOKEN"] = "sandbox-token-reader"
            let outcome = try await Tool.command(
                ["check", "-", "--format", "json", "--out", Self.nowhere],
                environment: environment,
                input: "101\n403\n"
            )
            let checks = try Checks(outcome)
            let ask = "Ask a Canvas administrator for the permission "
            #expect(checks["overrides"]?.next == ask + "“Manage Assignments and Quizzes - add / edit / delete”.")
            #expect(checks["module_overrides"]?.next == ask + "“Course Content - add / edit / delete”.")
            #expect(checks["course 403"]?.next == ask + "“Course Content - view” and “Users - view list”.")
        }
    }

    @Test("a token that ends soon is a warning")
    func tokenEndsSoon() async throws {
        try await withScratchDirectory { scratch in
            let samples = try editedSamples(in: scratch, course: "101-biology") { _ in }
            let file = URL(fileURLWithPath: "\(samples)/institution/account.json")
            let end = Date().addingTimeInterval(5.5 * 86_400).formatted(.iso8601)
            let account = try String(contentsOf: file, encoding: .utf8)
                .replacing(#""user": 900,"#, with: #""user": 900, "expires_at": "\#(end)","#)
            try Data(account.utf8).write(to: file)
            let outcome = try await Tool.command([
                "check", "--sandbox", "--samples", samples, "--account", "self", "--format", "json", "--out",
                Self.nowhere,
            ])
            #expect(outcome.ending == .exited(0))
            let check = try #require(try Checks(outcome)["token"])
            #expect(check.status == "warn")
            #expect(check.message.hasPrefix("of Registrar Robot (user 900), good for 5 days, until 20"))
        }
    }

    @Test("nobody there: the connection fails, the list and the places are looked at all the same")
    func nobodyThere() async throws {
        let environment = ["CANVAS_API_URL": "http://127.0.0.1:9", "CANVAS_API_TOKEN": "x"]
        let scratch = try ScratchDirectory()
        let outcome = try await Tool.command(
            ["check", "-", "--format", "json", "--out", scratch.file("reports")],
            environment: environment,
            input: "101\n"
        )
        #expect(outcome.ending == .exited(1))
        let checks = try Checks(outcome)
        #expect(checks.names(.fail(.other)) == ["connection"])
        #expect(checks["connection"]?.message == "GET /api/v1/users/self: the connection was refused.")
        #expect(checks["course_list"]?.status == "ok")
        #expect(checks["output"]?.status == "ok")
    }

    @Test(
        "something answers, and is no Canvas, fails, refuses the User-Agent, or is asked too much",
        arguments: [
            (.loginPage, "connection", "fail", 1), (.serverError, "connection", "fail", 1),
            (.foreignRedirect, "connection", "fail", 1), (.closedConnection, "connection", "fail", 1),
            (.throttled, "quota", "warn", 0),
        ] as [(SandboxFault, String, String, Int32)]
    )
    func strangers(fault: SandboxFault, name: String, status: String, exit: Int32) async throws {
        let faults = SandboxFaults(rules: [SandboxFaultRule(fault, pathContains: "users/self")])
        try await TestCanvas.run(options: SandboxOptions(faults: faults)) { canvas in
            let outcome = try await Tool.command(
                ["check", "-", "--format", "json", "--out", Self.nowhere],
                environment: canvas.environment,
                input: "101\n"
            )
            #expect(outcome.ending == .exited(exit), "\(outcome.output)")
            let checks = try Checks(outcome)
            #expect(checks[name]?.status == status)
            #expect(checks.entries.filter { ["fail", "warn"].contains($0.status) }.map(\.name) == [name])
            #expect(checks["course_list"]?.status == "ok")
            #expect(checks["course"]?.status == "skip")
        }
    }

    @Test("a certificate that is good for a while, ends soon, is not trusted, has ended, or is another host's")
    func certificates() async throws {
        try await withSecureCanvas { canvas, front in
            func check(_ port: Int, trusted: Bool) async throws -> (ToolOutcome, Checks) {
                let outcome = try await Tool.command(
                    ["check", "--canvas-url", "https://127.0.0.1:\(port)", "--format", "json", "--out", Self.nowhere]
                        + (trusted ? ["--ca-file", front.authority] : []),
                    environment: ["CANVAS_API_TOKEN": canvas.token]
                )
                return (outcome, try Checks(outcome))
            }
            let (good, checks) = try await check(front.ports[0], trusted: true)
            #expect(good.ending == .exited(0))
            #expect(checks["certificate"]?.status == "warn")
            #expect(
                checks["certificate"]?.message.contains(#/^accepted, and good for (1 day|2 days), until 20/#) == true
            )
            #expect(checks["course_list"]?.status == "skip")
            for (index, isTrusted, reason) in [
                (0, false, "is not trusted"), (1, true, "has expired"), (2, true, "is for another host"),
            ] {
                let (bad, checks) = try await check(front.ports[index], trusted: isTrusted)
                #expect(bad.ending == .exited(1))
                #expect(checks.names(.fail(.other)) == ["certificate"])
                #expect(checks["certificate"]?.message.contains("the server's certificate \(reason)") == true)
            }
        }
    }

    @Test(
        "what is wrong with the options ends as a run would end",
        arguments: [
            (["--canvas-url", "http://canvas.example.edu"], "address", 64),
            (["--canvas-url", "canvas.example.edu/courses/3"], "address", 64),
            (["--ca-file", "/nonexistent.pem"], "certificate", 65),
            (["/nonexistent.csv"], "course_list", 65), (["--term", "Sprng 2026"], "course_list", 64),
            (["--templates", "/nonexistent"], "templates", 1), (["--out", "/nonexistent/reports"], "output", 1),
            (["--snapshot", "/dev/null"], "snapshot", 1),
        ] as [([String], String, Int32)]
    )
    func options(arguments: [String], name: String, exit: Int32) async throws {
        try await TestCanvas.run { canvas in
            let outcome = try await Tool.command(
                ["check", "--format", "json"] + (arguments.contains("--out") ? [] : ["--out", Self.nowhere])
                    + arguments,
                environment: canvas.environment
            )
            #expect(outcome.ending == .exited(exit))
            let check = try #require(try Checks(outcome)[name])
            #expect(check.status == "fail")
            #expect(check.next?.isEmpty == false)
        }
    }

    @Test("some courses forbidden or gone are warnings; the others show what is seen")
    func someForbidden() async throws {
        try await TestCanvas.run { canvas in
            let outcome = try await Tool.command(
                ["check", "-", "--courses", "4", "--format", "json", "--out", Self.nowhere],
                environment: canvas.environment,
                input: "403\n404\nsis_course_id:2026AU-SKT103\n"
            )
            #expect(outcome.ending == .exited(0))
            let checks = try Checks(outcome)
            #expect(checks.names(.warn) == ["course 403", "course 404"])
            #expect(checks["overrides"]?.message == "seen in sis_course_id:2026AU-SKT103")

            let gone = try await Tool.command(
                ["check", "-", "--out", Self.nowhere],
                environment: canvas.environment,
                input: "404\n405\n"
            )
            #expect(gone.ending == .exited(1))
        }
    }

    @Test("a snapshot is told with its age, and nothing beside it changes; one of another Canvas fails")
    func snapshots() async throws {
        try await withScratchDirectory { scratch in
            let out = "\(scratch)/reports"
            let options = Self.smallSandbox + ["--out", out]
            #expect(try await Tool.command(["run", "--format", "csv"] + options).ending == .exited(0))
            let files = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
            let checks = try Checks(try await Tool.command(["check", "--format", "json"] + options))
            #expect(checks["snapshot"]?.message.contains(#/, \d+ minutes? ago$/#) == true)
            #expect(checks["output"]?.message.hasPrefix("\(out) can be written, with room for ") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: out).sorted() == files)

            try await TestCanvas.run { canvas in
                let arguments = ["check", "--out", out, "--format", "json"]
                let other = try await Tool.command(arguments, environment: canvas.environment)
                #expect(other.ending == .exited(1))
                let checks = try Checks(other)
                #expect(checks.names(.fail(.other)) == ["snapshot"])
                #expect(checks["snapshot"]?.message.contains("is a snapshot of http://127.0.0.1, not of ") == true)
            }
        }
    }

    @Test("a place that is not there yet is not made; one that can't be made, is in use, or is a file fails")
    func places() async throws {
        try await withScratchDirectory { scratch in
            func output(_ out: String) async throws -> Checks.Entry? {
                let arguments = ["check", "--format", "json", "--out", out] + Self.smallSandbox
                return try Checks(try await Tool.command(arguments))["output"]
            }
            let new = try await output("\(scratch)/new//")
            #expect(new?.message.hasPrefix("\(scratch)/new// is not there yet, and can be made, with room") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])

            let deep = try await output("\(scratch)/a/b")
            #expect(deep?.status == "fail")
            #expect(deep?.message == "can't create the directory \(scratch)/a/b: there is no such file or directory.")

            let held = try OutputDirectory("\(scratch)/held").prepare()
            let busy = try await output("\(scratch)/held")
            #expect(busy?.status == "fail")
            #expect(busy?.message.hasPrefix("another run (process ") == true)
            withExtendedLifetime(held) {}

            let file = try await output(try write("", to: "\(scratch)/file"))
            #expect(file?.status == "fail")
            #expect(file?.message.hasSuffix("a file stands where a directory should be.") == true)
        }
    }

    /// With one small course.
    private static let smallSandbox = ["--sandbox", "--samples", Tool.samples, "--search", "Honours"]

    /// The JSON of a check, read.
    private struct Checks {
        struct Entry: Decodable {
            var name: String
            var status: String
            var message: String
            var next: String?
        }

        private struct Document: Decodable {
            var checks: [Entry]
        }

        let entries: [Entry]

        init(_ outcome: ToolOutcome) throws {
            entries = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8)).checks
        }

        var names: [String] { entries.map(\.name) }

        func names(_ status: Check.Status) -> [String] {
            entries.filter { $0.status == status.name }.map(\.name)
        }

        subscript(name: String) -> Entry? { entries.first { $0.name == name } }
    }
}
