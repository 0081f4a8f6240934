import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("NDJSON files")
struct NDJSONReportWriterTests {
    private func files(kinds: Set<ReportKind>) throws -> [String: String] {
        try withScratchDirectory { directory in
            let writer = try NDJSONReportWriter(directory: directory, kinds: kinds)
            try writer.write(SampleRows.report())
            try writer.finish(ReportTotals(), ReportFixtures.facts)
            return try texts(in: directory)
        }
    }

    @Test("a line has the fields of the CSV row, typed")
    func courseLine() throws {
        #expect(
            try files(kinds: [.courses])["courses.ndjson"] == """
                {"course_ref":"sis_course_id:BIO-101-S26","course_id":"21070000000000371",\
                "sis_course_id":"BIO-101-S26","course_name":"Biology, \\"First Steps\\"","status":"partial",\
                "reason":"Module overrides are hidden.","sections":1,"students":1,"items":1,"overrides":2,\
                "findings":1,"requests":14,"fetched_at":"2026-03-01T02:00:00+00:00"}\n
                """
        )
    }

    @Test("texts stay as they are, and what is not there is null")
    func studentLine() throws {
        let line = try #require(try files(kinds: [.students])["students.ndjson"])
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: NSObject]
        )
        #expect(fields["section_name"] == "=Evening" as NSString)
        #expect(fields["sis_section_id"] == NSNull())
        #expect(fields["lock_at"] == NSNull())
        #expect(fields["due_at"] == "2026-02-27T23:59:59-05:00" as NSString)
        #expect(fields["differs_from_base"] == true as NSNumber)
        #expect(Set(fields.keys) == Set(StudentColumns.all.map(\.name)))
    }

    @Test("a text that is empty is null, as every other absent value, whatever the column")
    func emptyTexts() throws {
        var report = try SampleRows.report()
        report.row.reason = ""
        report.row.overrides = nil
        let line = try withScratchDirectory { directory in
            let writer = try NDJSONReportWriter(directory: directory, kinds: [.courses])
            try writer.write(report)
            try writer.finish(ReportTotals(), ReportFixtures.facts)
            return try texts(in: directory)["courses.ndjson"] ?? ""
        }
        #expect(line.contains(#""reason":null,"#))
        #expect(line.contains(#""overrides":null,"#))
    }

    @Test("the schema describes every file, and each line keeps to it")
    func schema() throws {
        let files = try files(kinds: Set(ReportKind.allCases))
        #expect(
            files.keys.sorted() == [
                "courses.ndjson", "findings.ndjson", "overrides.ndjson", "schema.json", "sections.ndjson",
                "students.ndjson",
            ]
        )
        let text = try #require(files["schema.json"])
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(schema["version"] as? Int == ReportSchema.version)
        for kind in ReportKind.allCases {
            let properties = try #require(definitions[kind.rawValue]?["properties"] as? [String: [String: Any]])
            let lines = try #require(files["\(kind.rawValue).ndjson"]).split(separator: "\n")
            for line in lines {
                let fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                #expect(Set(fields.keys) == Set(properties.keys))
                for (name, value) in fields {
                    let property = try #require(properties[name])
                    #expect(allows(property, value), "\(kind.rawValue).\(name) is \(value)")
                }
            }
        }
    }

    /// Enough of JSON Schema for the types and codes that the schema uses.
    private func allows(_ property: [String: Any], _ value: Any) -> Bool {
        if let codes = property["enum"] as? [Any] {
            return codes.contains { ($0 as? NSObject) == (value as? NSObject) }
        }
        let types = property["type"] as? [String] ?? [property["type"] as? String ?? ""]
        return types.contains { type in
            switch type {
            case "null": value is NSNull
            case "boolean": value is Bool
            case "integer": value is Int
            default: value is String
            }
        }
    }

    @Test("what JSON forbids inside a string is escaped")
    func escaping() {
        var bytes: [UInt8] = []
        bytes.appendJSON("a\"b\\c\n\r\t\u{0}\u{1F}é\u{2028}")
        #expect(bytes == Array("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001fé\u{2028}\"".utf8))
    }
}
