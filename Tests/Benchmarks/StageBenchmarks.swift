import CXLSXWriter
import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

/// What flattening and each format cost, on a course of 1,000 students and 60 items. What is printed is processor time
/// in proportion to a plain way of moving the same data in the same run, and none of it is tested, because a machine's
/// mood would decide: `swift test -c release --filter Benchmarks`.
@Suite("Benchmarks", .serialized, .enabled(if: Build.isOptimised))
struct StageBenchmarks {
    private let scratch: ScratchDirectory
    private let record = LargeCourse.record(students: 1_000, items: 60)
    private let flattener = CourseFlattener(
        options: FlattenOptions(asOf: LargeCourse.asOf, canvasURL: "https://canvas.example.edu")
    )

    init() throws {
        scratch = try ScratchDirectory()
    }

    @Test("flattening and the formats, in proportion to copying the CSV and to a bare loop of libxlsxwriter")
    func stages() throws {
        let report = flattener.flatten(record)
        let rows = report.students.count
        try #require(rows == 60_000)
        let csv = try best {
            try write(report) { try RowFiles.csv(in: $0, [.students], isRaw: false) }
        }
        let file = URL(fileURLWithPath: try only("students.csv"))
        let bytes = try Data(contentsOf: file)
        let copying = try best { try Data(contentsOf: file).write(to: URL(fileURLWithPath: scratch.file("copy"))) }
        let cells = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                strdup(String(decoding: $0, as: UTF8.self))
            }
        }
        defer { for cell in cells.joined() { free(cell) } }
        let bare = try best { try writeBare(cells, to: scratch.file("bare.xlsx")) }
        let flatten = try best { _ = flattener.flatten(record) }
        let ndjson = try best { try write(report) { try RowFiles.ndjson(in: $0, [.students]) } }
        let pages = try best { try write(report, html) }
        let xlsx = try best { try write(report, workbook) }

        print("\(rows) student rows, \(bytes.count) bytes of students.csv")
        func tell(_ name: String, _ time: Double, _ base: Double, _ words: String) {
            let ratio = (time / base).formatted(.number.precision(.fractionLength(2)))
            print(
                "  \(name): \((time / Double(rows) * 1e6).formatted(.number.precision(.fractionLength(2)))) µs a row, "
                    + "\(ratio) times \(words)"
            )
        }
        tell("copying the bytes", copying, copying, "itself")
        tell("flatten", flatten, copying, "copying the bytes")
        tell("students.csv", csv, copying, "copying the bytes")
        tell("students.ndjson", ndjson, copying, "copying the bytes")
        tell("HTML, all of it", pages, copying, "copying the bytes")
        tell("bare loop of libxlsxwriter over the cells of students.csv", bare, bare, "itself")
        tell("XLSX, all of it", xlsx, bare, "the bare loop")
    }

    // MARK: What is measured

    private func write(_ report: CourseReport, _ writer: (String) throws -> any ReportWriter) throws {
        let directory = scratch.file("reports")
        if FileManager.default.fileExists(atPath: directory) { try FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var totals = ReportTotals()
        totals.add(report)
        let writer = try writer(directory)
        try writer.write(report)
        try writer.finish(totals, Self.facts)
    }

    private func only(_ name: String) throws -> String {
        let kept = scratch.file(name)
        try FileManager.default.moveItem(atPath: scratch.file("reports/\(name)"), toPath: kept)
        return kept
    }

    private func html(_ directory: String) throws -> any ReportWriter {
        try HTMLReportWriter(
            directory: directory,
            kinds: Set(ReportKind.allCases),
            formats: [.html],
            templates: .builtIn(),
            facts: Self.facts
        )
    }

    private func workbook(_ directory: String) throws -> any ReportWriter {
        try WorkbookReportWriter(
            directory: directory,
            kinds: Set(ReportKind.allCases),
            facts: Self.facts,
            courseZones: [TimeZone(identifier: "America/New_York") ?? .gmt]
        )
    }

    private func writeBare(_ rows: [[UnsafeMutablePointer<CChar>?]], to path: String) throws {
        var options = lxw_workbook_options(constant_memory: 1, tmpdir: nil, use_zip64: 0)
        let workbook = workbook_new_opt(path, &options)
        let sheet = workbook_add_worksheet(workbook, "Students")
        for (row, cells) in rows.enumerated() {
            for (column, cell) in cells.enumerated() {
                worksheet_write_string(sheet, UInt32(row), UInt16(column), cell, nil)
            }
        }
        try #require(workbook_close(workbook) == LXW_NO_ERROR)
    }

    /// Processor seconds of this process, the best of three: unlike the clock they don't count what others do meanwhile.
    private func best(_ body: () throws -> Void) throws -> Double {
        try (1...3).map { _ in
            let start = Self.processorSeconds
            try body()
            return Self.processorSeconds - start
        }.min() ?? 0
    }

    private static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1_000_000 }
    }

    private static let facts = RunFacts(
        version: "1.0.0",
        canvasURL: "https://canvas.example.edu",
        viewerName: "Registrar Robot",
        viewerID: nil,
        asOf: LargeCourse.asOf,
        timeZone: .course,
        snapshotName: "snapshot.sqlite",
        firstFetchedAt: LargeCourse.asOf,
        lastFetchedAt: LargeCourse.asOf,
        requestCount: 0,
        options: [:]
    )
}
