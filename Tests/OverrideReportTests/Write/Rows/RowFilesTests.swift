import CanvasAPI
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import OverrideReport

@Suite("CSV and NDJSON files")
struct RowFilesTests {
    private func csv(
        _ kinds: Set<ReportKind>,
        of report: CourseReport? = nil,
        isRaw: Bool = false
    ) throws -> [String: String] {
        try files(of: report) { try .csv(in: $0, kinds, isRaw: isRaw) }
    }

    private func ndjson(_ kinds: Set<ReportKind>, of report: CourseReport? = nil) throws -> [String: String] {
        try files(of: report) { try .ndjson(in: $0, kinds) }
    }

    private func files(of report: CourseReport?, _ open: (String) throws -> RowFiles) throws -> [String: String] {
        try withScratchDirectory { directory in
            let writer = try open(directory)
            try writer.write(report ?? SampleRows.report())
            try writer.finish(ReportTotals(), ReportFixtures.facts)
            return try texts(in: directory)
        }
    }

    @Test("each report has its header and its rows")
    func wholeFiles() throws {
        let files = try csv(Set(ReportKind.allCases))
        let courseCells =
            "21070000000000371,BIO-101-S26,BIO 101,\"Biology, \"\"First Steps\"\"\",Spring 2026,2026-SP,"
            + "America/New_York"
        let link = "https://canvas.example.edu/courses/371/assignments/501"
        let baseDates = "2026-02-20T23:59:59-05:00,,2026-03-08T03:30:00-04:00"
        let expected = [
            "students.csv": [
                courseCells, "12,,'=Evening", "9,S-9,\"Øye, Ana\",active",
                "classic_quiz,501,77,Cells,,true,\(link)", "true,student,31",
                "2026-02-27T23:59:59-05:00,,", "student,base,section", "31,,30", baseDates, "true",
                "2026-02-27T23:59:59-05:00,match,61,false,,,,concluded_section_ignored unknown_target",
            ],
            "sections.csv": [
                courseCells, "12,,'=Evening", "classic_quiz,501,77,Cells,,true,\(link)", "1",
                "false,section,33", ",,", ",,", ",,", baseDates, "false", "1,",
            ],
            "findings.csv": [
                "warning,competing-overrides", courseCells, ",,9,\"Øye, Ana\"", "classic_quiz,501,77,Cells", "31,,",
                "Overrides 30 and 31 both set the lock date.", link,
            ],
            "accommodations.csv": [
                courseCells, "12,,'=Evening", "9,S-9,\"Øye, Ana\"", "classic_quiz,501,77,Cells,,true,\(link)",
                "60,30,unlimited,,false,settings_only", ",,", ",not_assigned",
            ],
            "courses.csv": [
                "sis_course_id:BIO-101-S26,21070000000000371,BIO-101-S26,\"Biology, \"\"First Steps\"\"\"",
                "partial,Module overrides are hidden.", "1,1,1,2,1,14,2026-03-01T02:00:00+00:00", ",,",
            ],
            "changes.csv": [
                "date_changed", courseCells, "12,'=Evening,9,\"Øye, Ana\"", "classic_quiz,501,77,Cells", ",,,1,due_at",
                "2026-03-02T23:59:59-05:00,2026-02-27T23:59:59-05:00",
                "Student override “1 student” (id 31) was changed.,31,31",
            ],
        ].mapValues { $0.joined(separator: ",") + "\r\n" }
        for (name, row) in expected {
            let file = try #require(files[name])
            #expect(String(file[try #require(file.range(of: "\r\n")).upperBound...]) == row, "\(name)")
        }
        let overrides = try #require(files["overrides.csv"])
        #expect(
            overrides.components(separatedBy: "\r\n").dropFirst() == [
                courseCells + ",item,classic_quiz,501,77,Cells,,,31,1 student,student,9; 10,\"Øye, Ana; Zed\",1,"
                    + "true,2026-02-27T23:59:59-05:00,false,,true,,false,yes,",
                courseCells + ",module,,,,,3,Week 1,40,'=Evening,section,12,'=Evening,1,"
                    + "false,,false,,false,,false,not_a_quiz,module_overrides_hidden",
                "",
            ]
        )
        #expect(files.count == 7)
    }

    @Test("only the reports asked for are made")
    func kinds() throws {
        #expect(try csv([.courses, .findings]).keys.sorted() == ["courses.csv", "findings.csv"])
    }

    @Test("raw files keep the text as it is")
    func raw() throws {
        let file = try #require(try csv([.students], isRaw: true)["students.csv"])
        #expect(file.contains(",12,,=Evening,9,"))
    }

    @Test("more rows than one chunk holds arrive whole and in order")
    func manyRows() throws {
        let report = try WorkbookSamples.report(students: 3_000)
        let text = try #require(try csv([.students], of: report)["students.csv"])
        let ids = text.components(separatedBy: "\r\n").dropFirst().dropLast().map { line in
            line.components(separatedBy: ",'=Evening,").last?.prefix { $0 != "," }
        }
        #expect(ids == (1...3_000).map { Substring(String($0)) })
    }

    @Test("a line has the fields of the CSV row, typed")
    func courseLine() throws {
        #expect(
            try ndjson([.courses])["courses.ndjson"] == """
                {"course_ref":"sis_course_id:BIO-101-S26","course_id":"21070000000000371",\
                "sis_course_id":"BIO-101-S26","course_name":"Biology, \\"First Steps\\"","status":"partial",\
                "reason":"Module overrides are hidden.","sections":1,"students":1,"items":1,"overrides":2,\
                "findings":1,"requests":14,"fetched_at":"2026-03-01T02:00:00+00:00",\
                "account_id":null,"account_name":null,"teachers":null}\n
                """
        )
    }

    @Test("texts stay as they are, and what is not there is null")
    func studentLine() throws {
        let line = try #require(try ndjson([.students])["students.ndjson"])
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: NSObject]
        )
        #expect(fields["section_name"] == "=Evening" as NSString)
        #expect(fields["sis_section_id"] == NSNull())
        #expect(fields["lock_at"] == NSNull())
        #expect(fields["due_at"] == "2026-02-27T23:59:59-05:00" as NSString)
        #expect(fields["differs_from_base"] == true as NSNumber)
        #expect(Set(fields.keys) == Set(Reports.students.columns.map(\.name)))
    }

    @Test("a text that is empty is null, as every other absent value, whatever the column")
    func emptyTexts() throws {
        var report = try SampleRows.report()
        report.row.reason = ""
        report.row.overrides = nil
        let line = try #require(try ndjson([.courses], of: report)["courses.ndjson"])
        #expect(line.contains(#""reason":null,"#))
        #expect(line.contains(#""overrides":null,"#))
    }

    @Test(
        "a report can be a stream of rows as well, byte for byte that of the file",
        arguments: [ReportFormat.csv, .ndjson]
    )
    func stream(format: ReportFormat) throws {
        let bytes = Mutex<[UInt8]>([])
        let stream = try #require(
            try RowFiles.stream([.changes], as: format, isRaw: false) { new in bytes.withLock { $0 += new } }
        )
        try stream.write(SampleRows.report())
        try stream.finish(ReportTotals(), ReportFixtures.facts)
        let files = try format == .csv ? csv([.changes]) : ndjson([.changes])
        #expect(String(decoding: bytes.withLock { $0 }, as: UTF8.self) == files["changes.\(format.rawValue)"])
        #expect(try RowFiles.stream([.changes], as: .xlsx, isRaw: false) { _ in } == nil)
    }

    @Test("the schema describes every file, and each line keeps to it")
    func schema() throws {
        let files = try ndjson(Set(ReportKind.allCases))
        #expect(
            files.keys.sorted() == [
                "accommodations.ndjson", "changes.ndjson", "courses.ndjson", "findings.ndjson", "overrides.ndjson",
                "schema.json",
                "sections.ndjson",
                "students.ndjson",
            ]
        )
        let text = try #require(files["schema.json"])
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(schema["version"] as? Int == Reports.version)
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
}
