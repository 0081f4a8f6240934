import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport
@testable import Spreadsheet

/// Runs of the workbook writer over made-up rows.
enum WorkbookSamples {
    static func facts(timeZone: TimeZoneChoice = .course) throws -> RunFacts {
        RunFacts(
            version: "1.2.3",
            canvasURL: "https://canvas.example.edu",
            viewerName: "Report Robot",
            viewerID: 77,
            asOf: try SampleRows.instant("2026-03-01T05:00:00Z"),
            timeZone: timeZone,
            snapshotName: "snapshot.sqlite",
            firstFetchedAt: try SampleRows.instant("2026-03-01T02:00:00Z"),
            lastFetchedAt: try SampleRows.instant("2026-03-01T02:40:00Z"),
            requestCount: 1_234,
            options: [:]
        )
    }

    static func zone(_ name: String) -> TimeZone { TimeZone(identifier: name) ?? .gmt }

    /// Writes the reports, reads the workbook, and hands over what is in the directory then.
    static func workbook(
        _ reports: [CourseReport],
        kinds: Set<ReportKind> = Set(ReportKind.allCases),
        timeZone: TimeZoneChoice = .course,
        courseZones: Set<TimeZone> = [zone("America/New_York")],
        limits: SpreadsheetLimits = .excel
    ) throws -> (book: WorkbookReader, names: [String], bytes: Data) {
        try withScratchDirectory { directory in
            let writer = try WorkbookReportWriter(
                directory: directory,
                kinds: kinds,
                facts: facts(timeZone: timeZone),
                courseZones: courseZones,
                limits: limits
            )
            var totals = ReportTotals()
            for report in reports {
                totals.add(report)
                try writer.write(report)
            }
            try writer.finish(totals, facts(timeZone: timeZone))
            let path = directory + "/override-dates.xlsx"
            return (
                try WorkbookReader(path),
                try FileManager.default.contentsOfDirectory(atPath: directory),
                try Data(contentsOf: URL(filePath: path))
            )
        }
    }

    /// A row of the Students sheet whose section gets what `usual` says.
    static func line(_ effective: EffectiveDates, usual: EffectiveDates? = nil) throws -> StudentLine {
        line(try SampleRows.studentRow(effective), usual: usual)
    }

    static func line(_ row: StudentRow, usual: EffectiveDates? = nil) -> StudentLine {
        StudentLine(row: row, comparison: Shared(SectionComparison(usual: usual, reason: "")))
    }

    /// The sample course with this many students, all alike but for their ids.
    static func report(students count: Int) throws -> CourseReport {
        var report = try SampleRows.report()
        let row = try SampleRows.studentRow(SampleRows.extended())
        report.students = (1...count).map { number in
            var numbered = row
            numbered.student = Shared(Student(id: CanvasID(Int64(number)), sortableName: "Student \(number)"))
            return numbered
        }
        return report
    }
}

/// What a workbook holds, as far as tests of the report ask.
struct WorkbookReader {
    struct Sheet {
        let name: String
        let xml: String
        /// Texts and numbers as written, by address (`B2`).
        let cells: [String: String]
        /// Where a click on a cell leads: a page, or a place in the workbook.
        let links: [String: String]

        /// The cells of a row up to the last that is not empty.
        func row(_ number: Int) -> [String] {
            var values = (0..<64).map { cells["\(CellAddress.letters(ofColumn: $0))\(number)"] ?? "" }
            while values.last == "" { values.removeLast() }
            return values
        }

        var rowCount: Int { xml.components(separatedBy: "<row ").count - 1 }

        /// The column under a heading, from row 2 on.
        func column(_ heading: String) throws -> [String] {
            let index = try #require(row(1).firstIndex(of: heading), "no column “\(heading)” in \(row(1))")
            return (2..<max(2, rowCount + 1)).map { cells["\(CellAddress.letters(ofColumn: index))\($0)"] ?? "" }
        }
    }

    let sheets: [Sheet]
    let parts: [String: String]

    init(_ path: String) throws {
        let archive = try ZipArchive(path: path)
        var parts: [String: String] = [:]
        for entry in archive.entries {
            var bytes: [UInt8] = []
            try archive.unpack(entry) { bytes.append(contentsOf: $0) }
            parts[entry.name] = String(decoding: bytes, as: UTF8.self)
        }
        let book = try #require(parts["xl/workbook.xml"])
        let names = book.matches(of: /<sheet name="([^"]*)"/).map { Self.unescaped($0.1) }
        sheets = try names.enumerated().map { index, name in
            let xml = try #require(parts["xl/worksheets/sheet\(index + 1).xml"])
            let relations = parts["xl/worksheets/_rels/sheet\(index + 1).xml.rels"] ?? ""
            return Sheet(name: name, xml: xml, cells: Self.cells(xml), links: Self.links(xml, relations))
        }
        self.parts = parts
    }

    func sheet(_ name: String) throws -> Sheet {
        try #require(sheets.first { $0.name == name }, "no sheet “\(name)”")
    }

    private static func cells(_ xml: String) -> [String: String] {
        var cells: [String: String] = [:]
        for cell in xml.components(separatedBy: "<c r=\"").dropFirst() {
            let address = String(cell.prefix { $0 != "\"" })
            let content = cell.components(separatedBy: "</c>")[0]
            if let value = content.firstMatch(of: /<v>([^<]*)<\/v>/) {
                cells[address] = String(value.1)
            } else if let text = content.firstMatch(of: /<t[^>]*>([^<]*)<\/t>/) {
                cells[address] = unescaped(text.1)
            }
        }
        return cells
    }

    private static func links(_ xml: String, _ relations: String) -> [String: String] {
        var targets: [Substring: String] = [:]
        for match in relations.matches(of: /Id="(rId\d+)"[^>]*Target="([^"]*)"/) {
            targets[match.1] = unescaped(match.2)
        }
        var links: [String: String] = [:]
        for match in xml.matches(of: /<hyperlink ref="([A-Z]+\d+)" r:id="(rId\d+)"/) {
            links[String(match.1)] = targets[match.2]
        }
        for match in xml.matches(of: /<hyperlink ref="([A-Z]+\d+)" location="([^"]*)"/) {
            links[String(match.1)] = unescaped(match.2)
        }
        return links
    }

    private static func unescaped(_ text: Substring) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(String(text)) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
