import Foundation
import Testing

@testable import OverrideReport

/// When students can enter their courses, and where that can't be known.
@Suite("Students' access to a course")
struct AccessTests {
    private static let columns = ["access_source", "access_from", "access_until"]

    @Test("comes from enrollment, section, course or term, and each term is asked for once")
    func sources() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("101\n102\n104\n105\n21070000000000371\n", to: "\(scratch)/courses.txt")
                let outcome = try await Tool.command(
                    [
                        "run", list, "--out", "\(scratch)/out", "--format", "csv,ndjson", "--report",
                        "students,findings",
                    ],
                    environment: canvas.environment
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let terms = canvas.traffic.exchanges.map(\.target).filter { $0.contains("/terms/") }
                #expect(terms.sorted() == ["/api/v1/accounts/1/terms/11", "/api/v1/accounts/1/terms/12"])
            }
            let rows = CSVRows(try text("\(scratch)/out/students.csv")).rows
            func access(_ student: String, _ section: String) -> Set<[String?]> {
                let found = rows.filter { $0["student_id"] == student && $0["section_id"] == section }
                return Set(found.map { row in Self.columns.map { row[$0] } })
            }
            #expect(access("101001", "10101") == [["term", "2026-08-24T00:00:00-04:00", "2026-12-12T00:00:00-05:00"]])
            #expect(
                access("105003", "10502") == [["section", "2026-09-01T00:00:00+10:30", "2026-12-05T00:00:00+11:00"]]
            )
            #expect(
                access("101005", "10502")
                    == [["enrollment", "2026-09-01T00:00:00+10:30", "2026-11-16T00:00:00+11:00"]]
            )
            #expect(
                access("21070000000001008", "21070000000002001")
                    == [["course", "2026-01-12T00:00:00-07:00", "2026-05-15T23:59:59-06:00"]]
            )
            let findings = CSVRows(try text("\(scratch)/out/findings.csv")).rows.filter {
                $0["rule"]?.hasSuffix("-outside-access") == true
            }
            #expect(
                findings.map { row in ["rule", "student_id", "item_name", "override_id"].map { row[$0] } } == [
                    ["due-outside-access", "101005", "New Quiz: stars", "105607"],
                    ["due-outside-access", "101005", "Log book", "105610"],
                    ["due-outside-access", "105001", "No dates at all", "105611"],
                    ["lock-outside-access", "105001", "No dates at all", "105611"],
                ]
            )
            #expect(try text("\(scratch)/out/students.ndjson").contains(#""access_source":"enrollment""#))
        }
    }

    @Test("is empty where the token may not read the term, which is told once and makes no course partial")
    func unreadableTerm() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                var environment = canvas.environment
                environment["CANVAS_API_TOKEN"] = "sandbox-token-teacher"
                let list = try write("101\n", to: "\(scratch)/courses.txt")
                let outcome = try await Tool.command(
                    ["run", list, "--out", "\(scratch)/out"],
                    environment: environment
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let told = outcome.diagnostics.split(separator: "\n").filter { $0.contains("dates that a term has") }
                #expect(told.count == 1)
                #expect(told.first?.contains("Use a token of an administrator of the root account.") == true)
            }
            let rows = CSVRows(try text("\(scratch)/out/students.csv")).rows
            #expect(Set(rows.map { row in Self.columns.map { row[$0] } }) == [["", "", ""]])
            let remark = "not known in 1 course where the term decides it: only an administrator of the root account"
            #expect(try text("\(scratch)/out/index.html").contains(remark))
            let summary = try ReportFiles.parts(of: "\(scratch)/out/override-dates.xlsx")["xl/worksheets/sheet1.xml"]
            #expect(String(decoding: try #require(summary), as: UTF8.self).contains(remark))
        }
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
