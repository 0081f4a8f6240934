import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("CSV files")
struct CSVReportWriterTests {
    private func files(kinds: Set<ReportKind>, isRaw: Bool = false) throws -> [String: String] {
        try withScratchDirectory { directory in
            let writer = try CSVReportWriter(directory: directory, kinds: kinds, isRaw: isRaw)
            try writer.write(SampleRows.report())
            try writer.finish(ReportTotals(), ReportFixtures.facts)
            return try texts(in: directory)
        }
    }

    @Test("each report has its header and its rows")
    func wholeFiles() throws {
        let files = try files(kinds: Set(ReportKind.allCases))
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
                "2026-02-27T23:59:59-05:00,match,concluded_section_ignored unknown_target",
            ],
            "sections.csv": [
                courseCells, "12,,'=Evening", "classic_quiz,501,77,Cells,,true,\(link)", "1",
                "false,section,33", ",,", ",,", ",,", baseDates, "false", "1,",
            ],
            "findings.csv": [
                "warning,competing-overrides", courseCells, ",,9,\"Øye, Ana\"", "classic_quiz,501,77,Cells", "31,,",
                "Overrides 30 and 31 both set the lock date.", link,
            ],
            "courses.csv": [
                "sis_course_id:BIO-101-S26,21070000000000371,BIO-101-S26,\"Biology, \"\"First Steps\"\"\"",
                "partial,Module overrides are hidden.", "1,1,1,2,1,14,2026-03-01T02:00:00+00:00",
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
        #expect(files.count == 5)
    }

    @Test("only the reports asked for are made")
    func kinds() throws {
        #expect(try files(kinds: [.courses, .findings]).keys.sorted() == ["courses.csv", "findings.csv"])
    }

    @Test("raw files keep the text as it is")
    func raw() throws {
        let file = try #require(try files(kinds: [.students], isRaw: true)["students.csv"])
        #expect(file.contains(",12,,=Evening,9,"))
    }

    @Test("more rows than one chunk holds arrive whole and in order")
    func manyRows() throws {
        let row = try SampleRows.studentRow(SampleRows.extended())
        var report = try SampleRows.report()
        report.students = (1...3_000).map { number in
            var numbered = row
            numbered.student = Shared(Student(id: CanvasID(Int64(number)), sortableName: "Student"))
            return numbered
        }
        let text = try withScratchDirectory { directory in
            let writer = try CSVReportWriter(directory: directory, kinds: [.students], isRaw: false)
            try writer.write(report)
            try writer.finish(ReportTotals(), ReportFixtures.facts)
            return try #require(try texts(in: directory)["students.csv"])
        }
        let ids = text.components(separatedBy: "\r\n").dropFirst().dropLast().map { line in
            line.components(separatedBy: ",'=Evening,").last?.prefix { $0 != "," }
        }
        #expect(ids == (1...3_000).map { Substring(String($0)) })
    }
}
