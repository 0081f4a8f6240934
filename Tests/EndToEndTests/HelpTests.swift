import Foundation
import Testing

@testable import OverrideReport
@testable import override_report

@Suite("Help, and usage that is wrong")
struct HelpTests {
    @Test("each topic prints at 80 columns, and lists all of its list", arguments: HelpTopic.allCases)
    func topics(topic: HelpTopic) async throws {
        let outcome = try await Tool.command(["help", topic.rawValue])
        #expect(outcome.ending == .exited(0))
        let listed: [String] =
            switch topic {
            case .columns: ReportKind.allCases.flatMap { Reports.headers(of: $0).map(\.name) }
            case .notes: RowNote.allCases.map(\.rawValue)
            case .findings: FindingRule.all.map(\.code) + Change.Kind.allCases.map(\.rawValue)
            case .exitCodes: override_report.ExitStatus.allCases.map { String($0.rawValue) }
            case .dates: ["--as-of", "explain"]
            case .templates: Reference.templateNames
            case .configuration: try AppliedConfiguration.keys().map(\.key)
            case .options: ["--ca-file", "--concluded", "--csv-raw", "modules plan"]
            case .checks: Check.Subject.allCases.map(\.rawValue)
            case .courseList: ["canvas_course_id", "--input-format"]
            case .json: ["after_unassign", "last_good_run"]
            case .manual: [".SH COMMANDS", "override\\-report verify", ".SH EXIT STATUS"]
            }
        #expect(listed.filter { !outcome.output.contains($0) } == [])
        guard topic != .manual else { return }
        #expect(outcome.output.split(separator: "\n").filter { $0.count > 80 } == [])
    }

    @Test(
        "what was meant is named, with status 64",
        arguments: [
            ([], "name a command"), (["runn"], "Did you mean run?"), (["help", "colums"], "Did you mean columns?"),
            (["modules", "aply"], "there is no modules command “aply”. Did you mean apply?"),
            (["render", "--time-zone", "Berlin"], "<time-zone>'. Did you mean Europe/Berlin?\nHelp: "),
            (["render", "--time-zone", "America/New York"], "Did you mean America/New_York?\n"),
            (["run", "--token", "secret"], "--token-file"),
            (["render", "--as-of", "2026-12-20"], "Give the time and its offset too"),
            (["render", "--concluded", "x"], "'--concluded <concluded>'. Give one of as-canvas, as-active.\nHelp: "),
            (["render", "--nosuch"], "override-report: Unknown option '--nosuch'"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        let outcome = try await Tool.command(arguments)
        #expect(outcome.ending == .exited(64))
        #expect(outcome.diagnostics.hasPrefix("override-report: "))
        #expect(outcome.diagnostics.contains(message), "\(outcome.diagnostics)")
        #expect(outcome.output.isEmpty && !outcome.diagnostics.contains("secret"))
    }

    @Test("the help of a command is at most 100 lines of 80 columns, and says where the options are that few need")
    func length() async throws {
        let rest = try await Tool.command(["help", "options"]).output
        for (name, command) in try CommandLineShape.current().leaves {
            let help = try await Tool.command(name.split(separator: " ").map(String.init) + ["--help"]).output
            let lines = help.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            #expect(lines.count <= 100, "\(name)")
            #expect(lines.filter { $0.count > 80 } == [], "\(name)")
            let hidden = (command.arguments ?? []).filter { $0.shouldDisplay == false }.compactMap(\.longName)
            #expect(help.contains(HelpTopic.rest) == !hidden.isEmpty, "\(name)")
            #expect(hidden.filter { name in lines.contains { $0.hasPrefix("  --\(name)") } } == [], "\(name)")
            #expect(hidden.filter { !rest.contains("--\($0)") } == [], "\(name)")
        }
    }

    @Test("the examples of explain and student work on the samples")
    func examples() async throws {
        try await withScratchDirectory { scratch in
            let snapshot = "\(scratch)/snapshot.sqlite"
            _ = try await Tool.command(["fetch", "--sandbox", "--samples", Tool.samples, "--snapshot", snapshot])
            for command in ["explain", "student"] {
                let help = try await Tool.command([command, "--help"]).output
                let example = try #require(help.split(separator: "\n\n").first { $0.hasPrefix("Example:") })
                var words = example.replacing("\n", with: " ").matches(of: #/'([^']*)'|(\S+)/#).map {
                    String($0.1 ?? $0.2 ?? "")
                }
                words.removeFirst(2)
                if words.last?.hasSuffix(".html") == true { words[words.count - 1] = "\(scratch)/sheet.html" }
                let outcome = try await Tool.command(words + ["--snapshot", snapshot])
                #expect(outcome.ending == .exited(0), "\(words) \(outcome.diagnostics)")
            }
        }
    }

    @Test("a shell completes reports and columns in a list, and the profiles of the configuration")
    func completions() async throws {
        func offers(_ option: String, _ typed: String, after words: [String] = []) async throws -> [String] {
            let line = ["override-report", "run"] + words + [option, typed]
            let request = ["---completion", "run", "--", option, "\(line.count - 1)", "\(typed.count)"]
            return try await Tool.command(request + line).output.split(separator: "\n").map(String.init)
        }
        #expect(try await offers("--report", "students,f").contains("students,findings"))
        #expect(try await offers("--format", "csv,") == ["csv,xlsx", "csv,html", "csv,ndjson"])
        #expect(try await offers("--columns", "student_id,d").contains("student_id,due_at"))
        try await withScratchDirectory { scratch in
            let file = "\(scratch)/config.yaml"
            try Data("profiles:\n  spring: {out: spring}\n  audit: {out: audit}\n".utf8)
                .write(to: URL(fileURLWithPath: file))
            #expect(try await offers("--profile", "", after: ["--config", file]) == ["audit", "spring"])
        }
    }

    @Test("bash completes words as words, paths as paths, rare options, and what help knows")
    func bash() async throws {
        let script = """
            PATH=$(dirname "$TOOL"):$PATH; mkdir limited run reports; touch list.csv
            echo 'profiles: {limited: {out: reports}}' >config.yaml
            source <(override-report --generate-completion-script bash)
            # Tells whether what is offered is marked as paths, and what is offered.
            compopt() { paths=" as paths"; }
            offer() {
                COMP_LINE="override-report $*" COMP_WORDS=(override-report "$@") COMP_CWORD=$# COMPREPLY=() paths=
                COMP_POINT=${#COMP_LINE}
                _override-report override-report "${@: -1}" "${@: -2:1}"
                echo "${COMPREPLY[*]}$paths"
            }
            complete -p override-report
            offer run --config config.yaml --profile ''
            offer ru
            offer run --no-p
            offer run li
            offer run --out r
            offer help co
            """
        try await withScratchDirectory { scratch in
            let shell = try RunningTool(
                ["bash", "-c", "cd '\(scratch)'; \(script)"],
                environment: ["TOOL": Tool.binary, "PATH": "/usr/bin:/bin"],
                input: nil
            )
            let outcome = try await shell.outcome()
            #expect(outcome.diagnostics == "")
            #expect(
                outcome.output == """
                    complete -F _override-report override-report
                    limited
                    run
                    --no-progress
                    limited list.csv as paths
                    reports run as paths
                    courses columns configuration course-list

                    """
            )
        }
    }
}
