import CanvasAPI
import Foundation
import Spreadsheet
import TestSupport

@testable import OverrideReport

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
        StudentLine(row: try SampleRows.studentRow(effective), usual: usual, reason: "")
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

    static func failed() throws -> CourseReport {
        CourseReport(
            row: CourseRow(
                reference: "404",
                course: nil,
                status: .failed,
                reason: "Canvas does not know it.",
                sections: 0,
                students: 0,
                items: 0,
                overrides: 0,
                findings: 0,
                requests: 1,
                fetchedAt: try SampleRows.instant("2026-03-01T02:00:00Z")
            )
        )
    }
}
