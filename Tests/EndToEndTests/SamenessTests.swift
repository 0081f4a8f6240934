import CanvasSandbox
import Foundation
import Testing

@Suite("Same in, same out")
struct SamenessTests {
    private static let asOf = "2026-11-20T12:00:00Z"

    @Test("pages of one and of a hundred, one request in flight and 32: the same bytes")
    func pagesAndConcurrency() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("101\n103\n371\nsis_course_id:2026AU-OEKO104\n", to: "\(scratch)/list.txt")
            var all: [ReportFiles] = []
            for (number, variant) in [(100, 8), (1, 8), (100, 1), (7, 32)].enumerated() {
                try await TestCanvas.run(options: SandboxOptions(maximumPageSize: variant.0)) { canvas in
                    let out = "\(scratch)/\(number)"
                    let outcome = try await Tool.command(
                        ["run", list, "--out", out, "--as-of", Self.asOf, "--concurrency", "\(variant.1)"],
                        environment: canvas.environment
                    )
                    // 371 is no id of a course: three are read.
                    #expect(outcome.ending == .exited(3))
                    all.append(try ReportFiles(data: out))
                }
            }
            for other in all.dropFirst() { #expect(other.differences(from: all[0]) == []) }
        }
    }

    @Test("render gives the bytes of the run, twice, without a network")
    func render() async throws {
        try await withScratchDirectory { scratch in
            let out = "\(scratch)/reports"
            let shared = ["--as-of", Self.asOf, "--format", "csv,xlsx,html,ndjson"]
            let run = try await Tool.command(["run", "--sandbox", "--samples", Tool.samples, "--out", out] + shared)
            #expect(run.ending == .exited(0))
            let wanted = try ReportFiles(whole: out)
            #expect(wanted.paths.contains("students.csv"))
            for name in ["first", "second"] {
                let arguments =
                    ["render", "--snapshot", "\(out)/snapshot.sqlite", "--out", "\(scratch)/\(name)"] + shared
                let outcome = try await Tool.run(arguments, under: Self.withoutNetwork)
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                #expect(try ReportFiles(whole: "\(scratch)/\(name)").differences(from: wanted) == [])
            }
        }
    }

    @Test("a run after a finished one reads everything anew and keeps the snapshot before it")
    func nightly() async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let arguments = ["run", list, "--out", "\(scratch)/reports", "--as-of", Self.asOf]
                #expect(try await Tool.command(arguments, environment: canvas.environment).ending == .exited(0))
                let first = try ReportFiles(data: "\(scratch)/reports")
                let requests = canvas.traffic.requests
                #expect(try await Tool.command(arguments, environment: canvas.environment).ending == .exited(0))
                #expect(canvas.traffic.requests == 2 * requests)
                // What changed is told where there was a run before: the workbook's Summary, which is left out here, and
                // its last sheet, with what lists the sheets.
                let new = try ReportFiles(data: "\(scratch)/reports").differences(from: first)
                let places = new.map { String($0.prefix { $0 != ":" }) }
                #expect(
                    places.filter { !Self.workbookLists.contains($0) } == [
                        "changes.csv", "changes.html", "override-dates.xlsx/xl/worksheets/sheet7.xml",
                    ]
                )
                let snapshots = try FileManager.default.contentsOfDirectory(atPath: "\(scratch)/reports")
                    .filter { $0.hasSuffix(".sqlite") }.sorted()
                #expect(snapshots == ["snapshot.previous.sqlite", "snapshot.sqlite"])
            }
        }
    }

    /// The parts of a workbook that list its sheets and texts.
    private static let workbookLists: Set<String> = Set(
        ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"]
            .map { "override-dates.xlsx/\($0)" }
    )

    /// A network namespace with nothing in it, where the machine lets us make one.
    private static let withoutNetwork: [String] = {
        let trial = Process()
        trial.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        trial.arguments = ["unshare", "--net", "true"]
        trial.standardError = FileHandle.nullDevice
        do {
            try trial.run()
        } catch {
            return []
        }
        trial.waitUntilExit()
        return trial.terminationStatus == 0 ? ["unshare", "--net"] : []
    }()
}
