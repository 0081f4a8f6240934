import Foundation
import Testing

@testable import OverrideReport

/// What the README promises and what the tool has are the same.
@Suite("The README names everything there is")
struct DocumentationTests {
    private static let commands = [
        ["run"], ["fetch"], ["render"], ["courses"], ["check"], ["diff"], ["verify"], ["explain"], ["student"],
        ["modules", "plan"], ["modules", "apply"], ["modules", "undo"], ["sandbox"],
    ]

    @Test("every command and every option of every --help")
    func options() async throws {
        var missing: Set<String> = []
        let readme = try text()
        let overview = try await Tool.command(["--help"])
        for command in Self.commands {
            let name = command.joined(separator: " ")
            #expect(overview.output.contains(command[0]), "\(name) is not in the overview")
            if !readme.contains("override-report \(name)") && !readme.contains("`\(name)") { missing.insert(name) }
            let help = try await Tool.command(command + ["--help"])
            #expect(help.ending == .exited(0), "\(name)")
            for option in help.output.matches(of: #/--[a-z][a-z-]+/#).map({ String($0.0) })
            where !readme.contains("`\(option)") && !["--help", "--version"].contains(option) {
                missing.insert("\(name) \(option)")
            }
        }
        #expect(missing.sorted() == [])
    }

    @Test("every column of every report, in their order and with what they mean", arguments: ReportKind.allCases)
    func columns(kind: ReportKind) throws {
        let table = try #require(text().components(separatedBy: "<code>\(kind).csv</code>").last)
            .components(separatedBy: "</details>")[0]
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| `") }
        // The codes follow the meaning where they are few.
        #expect(
            rows.map { $0.replacing(#/ One of `.*`\./#, with: "") }
                == Reports.headers(of: kind).map { "| `\($0.name)` | \($0.meaning) |" }
        )
    }

    @Test("every column of a list of courses")
    func listColumns() throws {
        let readme = try text()
        let rows = CourseListing.columns.map { "| `\($0.name)` | \($0.meaning) |" }
        #expect(readme.contains(rows.joined(separator: "\n")))
    }

    @Test("every check, in the order in which they are told")
    func checks() throws {
        let rows = try text().matches(of: #/\n\| `([a-z_]+)(?: 101)?` \| (?:.+) \|/#).map { String($0.1) }
        let subjects = Check.Subject.allCases.map(\.rawValue)
        #expect(rows.firstRange(of: subjects) != nil)
    }

    @Test("every note in a row, every rule of findings and every kind of change")
    func codes() throws {
        let readme = try text()
        let codes =
            RowNote.allCases.map(\.rawValue) + FindingRule.all.map(\.code) + Change.Kind.allCases.map(\.rawValue)
        #expect(codes.filter { !readme.contains("`\($0)`") } == [])
    }

    @Test("every exit status, as a row of a table")
    func exitStatuses() throws {
        let readme = try text()
        let statuses = ["0", "1", "3", "4", "5", "6", "64", "65", "75", "130", "143"]
        let named = Set(
            readme.split(separator: "\n").filter { $0.hasPrefix("|") }
                .flatMap { row in row.split(separator: "|")[0].matches(of: #/\d+/#).map { String($0.0) } }
        )
        #expect(statuses.filter { !named.contains($0) } == [])
    }

    @Test("every file that the README leads to is there")
    func links() throws {
        let paths = try text().matches(of: #/\]\((?!https?:|#)([^)#]+)/#).map { String($0.1) }
        #expect(paths.filter { !FileManager.default.fileExists(atPath: Tool.package.appending(path: $0).path) } == [])
    }

    @Test("the tests that the table of faults names are there")
    func namedTests() throws {
        let sources = try ReportFiles.paths(below: Tool.package.appending(path: "Tests").path)
            .filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: Tool.package.appending(path: "Tests/\($0)"), encoding: .utf8) }
            .joined()
        let named = try text().matches(of: #/`([A-Za-z]+Tests)\.([A-Za-z]+)`/#)
        let missing = named.filter { !sources.contains("struct \($0.1)") || !sources.contains("func \($0.2)(") }
        #expect(missing.map { String($0.0) } == [])
        #expect(!named.isEmpty)
    }

    private func text() throws -> String {
        try String(contentsOf: Tool.package.appending(path: "README.md"), encoding: .utf8)
    }
}
