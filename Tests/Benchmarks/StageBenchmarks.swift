import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import Testing

@testable import OverrideReport

/// What the stages cost in proportion to one another, on the course of 260 students. Figures are printed and none is
/// tested, because a machine's mood would decide: `swift test -c release --filter Benchmarks`.
@Suite("Benchmarks", .serialized)
struct StageBenchmarks {
    @Test("each stage, as a multiple of writing the same bytes of CSV plainly")
    func stages() async throws {
        let record = try await Self.largestCourse()
        let flattener = CourseFlattener(options: Self.options)
        let report = flattener.flatten(record)
        let rows = report.students.count + report.sections.count
        try #require(rows > 2500)

        try Self.inScratchDirectory { scratch in
            let csv = try measured { try writeCSV(report, to: try Self.empty("\(scratch)/csv")) }
            let bytes = try Self.bytes(below: "\(scratch)/csv")
            let plain = try measured { try bytes.write(to: URL(fileURLWithPath: "\(scratch)/plain")) }
            let stages: [(name: String, time: Duration)] = [
                ("plain bytes", plain),
                ("flatten", try measured { _ = flattener.flatten(record) }),
                ("CSV", csv),
                ("NDJSON", try measured { try writeNDJSON(report, to: try Self.empty("\(scratch)/ndjson")) }),
                ("HTML", try measured { try writeHTML(report, to: try Self.empty("\(scratch)/html")) }),
                ("XLSX", try measured { try writeWorkbook(report, to: try Self.empty("\(scratch)/xlsx")) }),
            ]
            print("\(rows) rows, \(bytes.count) bytes of CSV")
            for stage in stages {
                let perRow = (stage.time / rows / .microseconds(1)).formatted(.number.precision(.fractionLength(1)))
                let ratio = (stage.time / plain).formatted(.number.precision(.fractionLength(0)))
                print("  \(stage.name): \(perRow) µs a row, \(ratio) times plain bytes")
            }
        }
    }

    // MARK: What is measured

    private func writeCSV(_ report: CourseReport, to directory: String) throws {
        try write(report, RowFiles.csv(in: directory, Set(ReportKind.allCases), isRaw: false))
    }

    private func writeNDJSON(_ report: CourseReport, to directory: String) throws {
        try write(report, RowFiles.ndjson(in: directory, Set(ReportKind.allCases)))
    }

    private func writeHTML(_ report: CourseReport, to directory: String) throws {
        let kinds = Set(ReportKind.allCases)
        try write(
            report,
            HTMLReportWriter(
                directory: directory,
                kinds: kinds,
                formats: [.html],
                templates: .builtIn(),
                facts: Self.facts
            )
        )
    }

    private func writeWorkbook(_ report: CourseReport, to directory: String) throws {
        let writer = try WorkbookReportWriter(
            directory: directory,
            kinds: Set(ReportKind.allCases),
            facts: Self.facts,
            courseZones: [.gmt]
        )
        try write(report, writer)
    }

    private func write(_ report: CourseReport, _ writer: any ReportWriter) throws {
        var totals = ReportTotals()
        totals.add(report)
        try writer.write(report)
        try writer.finish(totals, Self.facts)
    }

    /// The best of three: the others waited for something else.
    private func measured(_ body: () throws -> Void) throws -> Duration {
        let clock = ContinuousClock()
        return try (1...3).map { _ in try clock.measure(body) }.min() ?? .zero
    }

    // MARK: Given

    private static let asOf = Instant(secondsSince1970: 1_795_000_000)
    private static let options = FlattenOptions(asOf: asOf, canvasURL: "http://127.0.0.1")

    private static let facts = RunFacts(
        version: "1.0.0",
        canvasURL: "http://127.0.0.1",
        viewerName: "Registrar Robot",
        viewerID: nil,
        asOf: asOf,
        timeZone: .course,
        snapshotName: "snapshot.sqlite",
        firstFetchedAt: asOf,
        lastFetchedAt: asOf,
        requestCount: 0,
        options: [:]
    )

    /// Read from a sandbox, as a run reads it.
    private static func largestCourse() async throws -> CourseRecord {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let institution = try SandboxInstitution.load(from: package.appending(path: "samples"))
        let token = try #require(institution.administratorToken.flatMap { AccessToken($0) })
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        let server = SandboxServer(institution: institution, logger: logger)
        return try await server.whileRunning { [logger] address in
            let client = CanvasClient(
                server: CanvasServer(url: try CanvasURL(address), token: token),
                transport: CurlTransport(),
                governor: ThrottleGovernor(ceiling: 4),
                options: CanvasClientOptions(version: "1.0.0", contact: "benchmark"),
                budget: .forRun(),
                wallClock: { asOf },
                logger: logger
            )
            let reference = CourseReference(identity: .canvas(102), text: "102")
            let fetcher = CourseFetcher(client: client)
            let pages = try await fetcher.pages(of: fetcher.course(reference))
            let snapshot = CourseNormalizer(pages, reference: reference, canvasURL: address).snapshot()
            return CourseRecord(reference: reference, outcome: .read(snapshot), fetchedAt: asOf, requestCount: 17)
        }
    }

    private static func inScratchDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "override-report-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private static func empty(_ directory: String) throws -> String {
        if FileManager.default.fileExists(atPath: directory) { try FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        return directory
    }

    private static func bytes(below directory: String) throws -> Data {
        try FileManager.default.contentsOfDirectory(atPath: directory).reduce(into: Data()) { bytes, name in
            bytes += try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
        }
    }
}
