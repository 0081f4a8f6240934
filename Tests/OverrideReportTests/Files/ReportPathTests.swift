import Testing

@testable import OverrideReport

@Suite("A report's path in a manifest")
struct ReportPathTests {
    @Test("is believed when it is plain", arguments: ["students.csv", "courses/12.html", "a b/ü.xlsx", "schema.json"])
    func plain(text: String) {
        #expect(ReportPath(text)?.text == text)
    }

    @Test(
        "is refused when it is absolute, climbs, hides, or is no report",
        arguments: [
            "", "/etc/hosts.csv", "../students.csv", "courses/../../a.csv", "./a.csv", "a//b.csv", "courses/",
            ".hidden.csv", ".override-report-ready/a.csv", "snapshot.sqlite", "notes.txt", "students", "a\0.csv",
        ]
    )
    func refused(text: String) {
        #expect(ReportPath(text) == nil)
    }

    @Test("knows the directories above it, outermost first")
    func directories() {
        #expect(ReportPath("a/b/c.csv")?.directories == ["a", "a/b"])
        #expect(ReportPath("c.csv")?.directories == [])
    }
}
