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
            (["run", "--token", "secret"], "--token-file"),
            (["render", "--as-of", "2026-12-20"], "Give the time and its offset too"),
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
}
