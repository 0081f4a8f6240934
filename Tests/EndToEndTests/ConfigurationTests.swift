import CanvasSandbox
import Foundation
import Testing

@testable import override_report

@Suite("The configuration file")
struct ConfigurationTests {
    private static let sample = """
        # The registrar's.
        defaults:
          canvas-url: https://canvas.example.edu
          token-file: secrets/token
          format: [csv, html]
          time-zone: utc
          quiet: true
        profiles:
          spring:
            courses: lists/spring.csv
            out: /srv/spring
            token-command: ["pass", "show", "canvas token"]
            verbose: true
          demo:
            sandbox: true
        """

    @Test("option, then environment, then profile, then defaults, then what is built in; each with where it came from")
    func order() throws {
        let (arguments, lines) = try apply(
            ["run", "--profile", "spring", "--format", "xlsx", "-o", "here", "--config", "conf/override.yaml"],
            Self.sample,
            environment: ["CANVAS_API_URL": "https://other.example.edu"]
        )
        #expect(
            arguments == [
                "run", "PLACE/lists/spring.csv", "--token-command=\0pass\0show\0canvas token", "--verbose",
                "--time-zone=utc", "--profile", "spring", "--format", "xlsx", "-o", "here", "--config",
                "PLACE/override.yaml",
            ]
        )
        #expect(
            lines.map { $0.replacing(#/ +/#, with: " ") }.filter {
                $0.contains(
                    #/^(configuration|courses|canvas-url|token-command|verbose|quiet|out|format|time-zone|concurrency) /#
                )
            } == [
                "configuration PLACE/override.yaml, profile spring",
                "courses PLACE/lists/spring.csv PLACE/override.yaml:10:14 (profile)",
                "canvas-url https://other.example.edu environment CANVAS_API_URL",
                "token-command (not shown) PLACE/override.yaml:12:20 (profile)",
                "concurrency 8 built in",
                "out here option",
                "format xlsx option",
                "time-zone utc PLACE/override.yaml:6:14 (defaults)",
                "verbose true PLACE/override.yaml:13:14 (profile)",
            ]
        )
    }

    @Test("what somebody types goes before its rivals in the file")
    func rivals() throws {
        func added(_ typed: [String], _ environment: [String: String] = [:]) throws -> [String] {
            try apply(typed + ["--config", "x"], Self.sample, environment: environment).arguments
                .filter { !typed.contains($0) && !["--config", "PLACE/override.yaml"].contains($0) }
        }
        // The sandbox brings its own Canvas and token.
        #expect(try added(["run", "--sandbox"]) == ["--format=csv,html", "--time-zone=utc", "--quiet"])
        #expect(try added(["run", "--profile", "demo"]).contains("--sandbox"))
        #expect(try added(["run", "--profile", "demo"]).contains { $0.contains("canvas-url") } == false)
        #expect(try added(["run", "--profile", "demo"], ["CANVAS_API_URL": "https://x.example"]).contains("--sandbox"))
        // What is typed never turns the sandbox into a real Canvas.
        #expect(try added(["run", "own.csv", "--profile", "demo"]).contains("--sandbox"))
        #expect(try added(["run", "--verbose"]).contains("--quiet") == false)
        #expect(try added(["run", "own.csv", "--profile", "spring"]).contains { $0.contains("spring.csv") } == false)
        #expect(
            try added(["run"], ["CANVAS_API_TOKEN": "t"])
                == ["--canvas-url=https://canvas.example.edu", "--format=csv,html", "--time-zone=utc", "--quiet"]
        )
        // fetch writes no reports; render reads no Canvas; others take what is about Canvas and messages.
        #expect(
            try added(["fetch", "--snapshot", "s"])
                == ["--canvas-url=https://canvas.example.edu", "--token-file=PLACE/secrets/token", "--quiet"]
        )
        #expect(try added(["render", "--snapshot", "s"]) == ["--format=csv,html", "--time-zone=utc", "--quiet"])
        #expect(try added(["explain", "--snapshot", "s", "--course", "1", "--student", "2", "--item", "3"]) == [])
        #expect(
            try added(["explain", "--course", "1", "--student", "2", "--item", "3", "--profile", "spring"])
                == ["--snapshot=/srv/spring/snapshot.sqlite"]
        )
        #expect(
            try added(["modules", "plan", "list.csv", "--profile", "spring"]) == [
                "--token-command=\0pass\0show\0canvas token", "--verbose", "--canvas-url=https://canvas.example.edu",
            ]
        )
        // The list of the configuration is planned for, and its place of reports is no place for a plan.
        #expect(
            try added(["modules", "plan", "--profile", "spring"]) == [
                "PLACE/lists/spring.csv", "--token-command=\0pass\0show\0canvas token", "--verbose",
                "--canvas-url=https://canvas.example.edu",
            ]
        )
        let term = "defaults: {account: '21', term: Autumn, course-ids: sis, published: true}\n"
        #expect(
            try apply(["modules", "plan", "--config", "x"], term).arguments.filter {
                $0.contains("=") || $0 == "--published"
            }
                == ["--account=21", "--term=Autumn", "--course-ids=sis", "--published"]
        )
        // check tries what the run would have; --courses is how many of them.
        #expect(
            try added(["check", "--profile", "spring", "--courses", "2"]) == [
                "PLACE/lists/spring.csv", "--out=/srv/spring", "--token-command=\0pass\0show\0canvas token",
                "--verbose",
                "--canvas-url=https://canvas.example.edu",
            ]
        )
        // A configuration for quiet nights does not silence who looks.
        #expect(try added(["check"]).contains("--quiet") == false)
        // What is printed has one format.
        let printed = ["-o", "-", "--report", "students"]
        #expect(try added(["render", "--snapshot", "s"] + printed) == ["--time-zone=utc", "--quiet"])
        let rows = try apply(["render", "--config", "x"] + printed, "defaults: {format: ndjson}\n").arguments
        #expect(rows.contains("--format=ndjson"))
        #expect(try added(["verify", "--profile", "spring"]) == ["/srv/spring", "--verbose"])
        #expect(try added(["verify", "--profile", "spring", "other"]) == ["--verbose"])
    }

    @Test(
        "65: what is wrong in the file, with line, column and what to do",
        arguments: [
            ("defaults: [", "2:1: this is no YAML: "),
            ("defaults:\n\tformat: csv\n", "2:1: this is no YAML: "),
            (
                "defaults:\n  format: csv\n  format: html\n",
                "2:3: the mapping that begins here has “format” more than once"
            ),
            ("default:\n  format: csv\n", "1:1: “default” is not a key here. Did you mean defaults? Put"),
            ("- format\n", "1:1: a configuration is a mapping"),
            ("profiles:\n  spring: csv\n", "2:11: options are keys with a value each"),
            ("defaults:\n  fromat: csv\n", "2:3: “fromat” is not an option of run. Did you mean format?"),
            ("defaults:\n  config: other.yaml\n", "2:3: “config” is not an option of run."),
            ("profiles:\n  never-used:\n    ot: x\n", "3:5: “ot” is not an option of run. Did you mean out?"),
            ("defaults:\n  format: pdf\n", "2:11: format: The value 'pdf' is invalid for '--format <format>'"),
            ("defaults:\n  concurrency: 99\n", "2:16: concurrency: --concurrency 99 is out of range. Give 1 to 32."),
            ("defaults:\n  canvas-url: http://canvas.example.edu\n", "2:15: canvas-url: "),
            ("defaults:\n  quiet: perhaps\n", "2:10: quiet is true or false."),
            ("defaults:\n  out:\n", "out has no value here"),
            ("defaults:\n  out: {a: b}\n", "2:8: out takes a value or a list, and no mapping."),
            ("defaults:\n  quiet: [true]\n", "2:10: quiet takes one value, and no list."),
            ("defaults:\n  token: abc\n", "2:10: a token has no place in the configuration."),
            (
                "defaults:\n  token-file: 7512~zQ8wLmN4TtRrVvXx0123456789abcdefGHIJ\n",
                "2:15: a token has no place in the configuration."
            ),
        ]
    )
    func refusals(text: String, message: String) async throws {
        try await withScratchDirectory { scratch in
            let path = try write(text, to: "\(scratch)/override.yaml")
            let outcome = try await Tool.command([
                "run", "--sandbox", "--samples", Tool.samples, "--config", path, "--out", "\(scratch)/reports",
            ])
            // The sandbox needs no address, but a wrong one in the file is wrong all the same.
            #expect(outcome.ending == .exited(message.contains("canvas-url") ? 0 : 65), "\(outcome.diagnostics)")
            if !message.contains("canvas-url") {
                #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
                #expect(outcome.diagnostics.contains(path))
            }
            #expect(!outcome.diagnostics.contains("zQ8wLmN4"))
        }
    }

    @Test("65: an address in the file that no run may use; a file that is not there")
    func addressAndPath() async throws {
        try await withScratchDirectory { scratch in
            let path = try write("defaults:\n  canvas-url: http://canvas.example.edu\n", to: "\(scratch)/c.yaml")
            let outcome = try await Tool.command(["run", "list.csv", "--config", path])
            #expect(outcome.ending == .exited(65))
            #expect(outcome.diagnostics.contains("\(path):2:15: canvas-url: "))
            let missing = try await Tool.command(["run", "list.csv", "--config", "\(scratch)/none.yaml"])
            #expect(missing.ending == .exited(65))
            #expect(missing.diagnostics.contains("\(scratch)/none.yaml: the file can't be read"))
        }
    }

    @Test("64: a profile that is not there, with the nearest; what is typed wrong stays 64, whatever the file has")
    func profiles() async throws {
        try await withScratchDirectory { scratch in
            let path = try write(Self.sample, to: "\(scratch)/c.yaml")
            let wrong = try await Tool.command(["run", "--config", path, "--profile", "sprin"])
            #expect(wrong.ending == .exited(64))
            #expect(wrong.diagnostics.contains("has no profile sprin. Did you mean spring?"))
            let other = try await Tool.command(["run", "--config", path, "--profile", "nightly"])
            #expect(other.diagnostics.contains("has no profile nightly. It has these profiles: demo, spring."))
            #expect(try await Tool.command(["run", "--profile", "spring"]).ending == .exited(64))
            let typed = try await Tool.command(["run", "--config", path, "--concurrency", "99"])
            #expect(typed.ending == .exited(64))
        }
    }

    @Test("found in $XDG_CONFIG_HOME, else ~/.config; help needs none of it; a run goes by it")
    func places() async throws {
        try await withScratchDirectory { scratch in
            let directory = "\(scratch)/.config/override-report"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            _ = try write(
                "defaults:\n  sandbox: true\n  samples: \(Tool.samples)\n  out: ../../reports\n  format: csv\n",
                to: "\(directory)/config.yaml"
            )
            let run = try await Tool.command(["run"], environment: ["HOME": scratch])
            #expect(run.ending == .exited(0), "\(run.diagnostics)")
            #expect(try ReportFiles.paths(below: "\(scratch)/reports").contains("students.csv"))
            let verify = try await Tool.command(["verify"], environment: ["HOME": scratch])
            #expect(verify.ending == .exited(0), "\(verify.diagnostics)")
            _ = try write("broken: [", to: "\(directory)/config.yaml")
            #expect(try await Tool.command(["run"], environment: ["HOME": scratch]).ending == .exited(65))
            #expect(
                try await Tool.command(["run"], environment: ["HOME": "/x", "XDG_CONFIG_HOME": "\(scratch)/.config"])
                    .ending == .exited(65)
            )
            #expect(try await Tool.command(["run", "--help"], environment: ["HOME": scratch]).ending == .exited(0))
        }
    }

    // MARK: --token-command

    @Test("the first line that a command prints is the token: of the shell, or of a list without one")
    func tokenCommand() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let token = try #require(canvas.environment["CANVAS_API_TOKEN"])
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let secret = try write("\(token)\nnot this\n", to: "\(scratch)/a secret")
                let common = ["run", list, "--format", "csv", "--canvas-url", canvas.url, "--out", "\(scratch)/out"]
                let shell = try await Tool.command(
                    common + ["--token-command", "head -n 9 '\(secret)'"],
                    environment: ["PATH": "/usr/bin:/bin"]
                )
                #expect(shell.ending == .exited(0), "\(shell.diagnostics)")
                let config = try write(
                    "defaults:\n  token-command: [cat, \"\(secret)\"]\n",
                    to: "\(scratch)/config.yaml"
                )
                let words = try await Tool.command(
                    common + ["--config", config],
                    environment: ["PATH": "/usr/bin:/bin"]
                )
                #expect(words.ending == .exited(0), "\(words.diagnostics)")
                #expect(!(shell.diagnostics + words.diagnostics).contains(token))
            }
        }
    }

    @Test(
        "4: a command that fails, prints nothing, prints no token, or is not there; what it prints is not told",
        arguments: [
            ("echo s3cret; exit 7", "ended with status 7"), ("true", "is no token"),
            ("echo s3cret is two", "is no token"), ("no-such-program-anywhere", "ended with status 127"),
            ("kill -9 $$", "ended with signal 9"),
        ]
    )
    func tokenCommandFails(command: String, message: String) async throws {
        let fetch = try await Tool.command(
            ["fetch", "list.csv", "--canvas-url", "http://127.0.0.1:9", "--token-command", command, "--snapshot", "s"],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(fetch.ending == .exited(4), "\(fetch.diagnostics)")
        #expect(fetch.diagnostics.contains(message), "\(fetch.diagnostics)")
        #expect(!fetch.diagnostics.contains("s3cret"))
    }

    @Test("4: a command that does not end in time is killed, with what it started")
    func tokenCommandHangs() async throws {
        let command = try #require(TokenCommand(argument: "sleep 300 & sleep 300"))
        let start = ContinuousClock.now
        await #expect(throws: Failure.self) {
            try await command.token(["PATH": "/usr/bin:/bin"], patience: .milliseconds(300))
        }
        #expect(ContinuousClock.now - start < .seconds(600))
    }

    private func apply(
        _ arguments: [String],
        _ text: String,
        environment: [String: String] = [:]
    ) throws -> (arguments: [String], lines: [String]) {
        let place = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let path = try write(text, to: "\(place)/override.yaml")
        var typed = arguments
        if let index = typed.firstIndex(of: "--config") { typed[index + 1] = path }
        let (all, applied) = try AppliedConfiguration.apply(to: typed, .isolated(environment: environment))
        return (
            all.map { $0.replacing(place, with: "PLACE") }, applied.lines.map { $0.replacing(place, with: "PLACE") }
        )
    }
}
