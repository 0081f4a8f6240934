import Foundation
import Testing

@testable import OverrideReport
@testable import override_report

/// What the README promises and what the tool has are the same. What is looked up, `help` makes of the one list of each.
@Suite("What is documented is there")
struct DocumentationTests {
    private static let commands = [
        ["run"], ["fetch"], ["render"], ["courses"], ["check"], ["diff"], ["verify"], ["explain"], ["student"],
        ["modules", "plan"], ["modules", "apply"], ["modules", "undo"], ["sandbox"],
    ]

    @Test("the README names every command and topic, and is read in five minutes")
    func commands() async throws {
        let readme = try text("README.md")
        let overview = try await Tool.command(["--help"])
        for command in Self.commands {
            #expect(overview.output.contains(command[0]))
            #expect(readme.contains("`\(command.joined(separator: " "))"), "\(command)")
        }
        for topic in HelpTopic.allCases where topic != .manual {
            #expect(readme.contains("`\(topic.rawValue)`"), "\(topic)")
        }
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count < 300)
    }

    @Test("the manual page has every option of every --help")
    func options() async throws {
        let manual = try await Tool.command(["help", "manual"]).output.replacing("\\-", with: "-")
        for command in Self.commands {
            let help = try await Tool.command(command + ["--help"])
            #expect(help.ending == .exited(0), "\(command)")
            let options = help.output.matches(of: #/--[a-z][a-z-]+/#).map { String($0.0) }
            #expect(options.filter { !manual.contains($0) && !["--help", "--version"].contains($0) } == [])
        }
    }

    @Test("the README has every exit status")
    func exitStatuses() throws {
        let line = try text("README.md").split(separator: "\n").first { $0.hasPrefix("**Exit status.**") }
        let named = Set(try #require(line).matches(of: #/\b\d+\b/#).map { String($0.0) })
        #expect(named.isSuperset(of: override_report.ExitStatus.allCases.map { String($0.rawValue) }))
    }

    @Test("every file that the README leads to is there")
    func links() throws {
        let paths = try text("README.md").matches(of: #/\]\((?!https?:|#)([^)#]+)/#).map { String($0.1) }
        #expect(paths.filter { !FileManager.default.fileExists(atPath: Tool.package.appending(path: $0).path) } == [])
    }

    @Test("the tests that the table of faults names are there")
    func namedTests() throws {
        let sources = try ReportFiles.paths(below: Tool.package.appending(path: "Tests").path)
            .filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: Tool.package.appending(path: "Tests/\($0)"), encoding: .utf8) }
            .joined()
        let named = try text(".github/FAULTS.md").matches(of: #/`([A-Za-z]+Tests)\.([A-Za-z]+)`/#)
        let missing = named.filter { !sources.contains("struct \($0.1)") || !sources.contains("func \($0.2)(") }
        #expect(missing.map { String($0.0) } == [])
        #expect(!named.isEmpty)
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Tool.package.appending(path: path), encoding: .utf8)
    }
}
