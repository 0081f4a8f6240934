import Foundation
import Mustache
import Testing

@testable import OverrideReport

@Suite struct FindingGroupsTests {
    private let template = """
        {{#groups}}{{severity}} {{rule}} {{count}}{{#is_open}} open{{/is_open}}:{{#shown}} {{course}}|{{message}}\
        {{#canvas_url}}|{{canvas_url}}{{/canvas_url}};{{/shown}}{{#more}} +{{more}}{{/more}}
        {{/groups}}
        """

    private func rendered(_ groups: FindingGroups) throws -> String {
        let values: PageValues = ["groups": groups.values]
        return try MustacheTemplate(string: template).render(values.mustacheObject)
    }

    private func finding(
        _ severity: FindingRow.Severity,
        _ rule: FindingRule,
        _ message: String,
        url: String = ""
    ) throws -> FindingRow {
        let course = try #require(ReportFixtures.report(ReportFixtures.smallCourse).course)
        return FindingRow(severity: severity, rule: rule.code, course: course, message: message, canvasURL: url)
    }

    @Test("the worst come first, in the rules' order; what is not listed is counted")
    func groupsByRule() throws {
        var groups = FindingGroups(mostShown: 2, fileWithAll: "findings.csv")
        groups.add(try finding(.note, .midnightDue, "n1"), page: nil)
        groups.add(try finding(.warning, .noDueDate, "w1", url: "https://canvas.example.edu/a?b=1&c=2"), page: nil)
        for index in 1...3 { groups.add(try finding(.error, .unlockAfterDue, "e\(index)"), page: "courses/101.html") }
        groups.add(try finding(.error, .lockBeforeDue, "<e0>", url: "javascript:alert(1)"), page: nil)
        #expect(groups.count == 6)
        #expect(groups.summary == "4 errors, 1 warning, 1 note")
        #expect(
            try rendered(groups) == """
                error lock-before-due 1 open: |&lt;e0&gt;;
                error unlock-after-due 3 open: Biology &lt;Cells &amp; Genes&gt;|e1; Biology &lt;Cells &amp; Genes&gt;|e2; +1
                warning no-due-date 1: |w1|https://canvas.example.edu/a?b=1&amp;c=2;
                note midnight-due 1: |n1;

                """
        )
    }

    @Test(
        "a page sends its reader to a file that was written",
        arguments: [
            ([.csv, .xlsx, .html], "findings.csv"), ([.html, .ndjson], "findings.ndjson"),
            ([.html, .xlsx], "override-dates.xlsx"), ([.html], "findings.csv (--format csv)"),
        ] as [(Set<ReportFormat>, String)]
    )
    func fileWithAllRows(formats: Set<ReportFormat>, file: String) {
        #expect(formats.fileWithAllRows(of: .findings) == file)
    }

    @Test("every rule has words of its own")
    func rulesHaveWords() {
        #expect(Set(FindingRule.all.map(\.heading)).count == FindingRule.all.count)
        #expect(FindingRule.all.map(\.code).count == Set(FindingRule.all.map(\.code)).count)
        #expect(FindingRule.all.allSatisfy { $0.meaning.hasSuffix(".") })
    }

    @Test("every rule that is declared is in the list")
    func rulesAreListed() throws {
        let folder = URL(filePath: #filePath)
            .appending(path: "../../../../../Sources/OverrideReport/Flatten/Findings").standardized
        let declared = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .reduce(0) { try $0 + String(contentsOf: $1, encoding: .utf8).matches(of: #/= FindingRule\(/#).count }
        #expect(declared == FindingRule.all.count)
    }
}
