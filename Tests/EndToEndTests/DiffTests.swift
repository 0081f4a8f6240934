import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("What changed between two nights")
struct DiffTests {
    private static let asOf = ["--as-of", "2026-11-20T12:00:00Z"]

    /// Two nights of course 103: in the second, an item has another name, and there is one student more.
    private static func nights(
        in scratch: String,
        _ options: [String] = [],
        _ edit: (inout [String: Any]) throws -> Void = Self.change
    ) async throws -> String {
        let list = try write("103\n", to: "\(scratch)/list.txt")
        let samples = try editedSamples(in: scratch, course: "103-sanskrit", edit)
        for samples in [Tool.samples, samples] {
            let outcome = try await Tool.command(
                ["run", list, "--sandbox", "--samples", samples, "--out", "\(scratch)/reports"] + asOf + options
            )
            try #require(outcome.ending == .exited(0), "\(outcome.diagnostics)")
        }
        return "\(scratch)/reports"
    }

    private static func change(_ course: inout [String: Any]) throws {
        var items = try #require(course["items"] as? [[String: Any]])
        items[0]["title"] = "Renamed"
        course["items"] = items
        var people = try #require(course["people"] as? [[String: Any]])
        people.append(["id": 103_777, "name": "New Comer", "sections": [10301]])
        course["people"] = people
    }

    /// But for the manifest that was replaced.
    private static func reports(in directory: String) throws -> ReportFiles {
        var files = try ReportFiles(whole: directory)
        files["manifest.json"] = files["manifest.json"].map(RunFactsText.withoutPrevious)
        return files
    }

    @Test("two nights with known changes give exactly these, in every format; a quiet night gives none")
    func nights() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch, ["--format", "csv,xlsx,html,ndjson"])
            let rows = try rows("\(reports)/changes.csv")
            #expect(
                rows.map { [$0["change"], $0["student_name"], $0["field"], $0["new"]].map { $0 ?? "" } } == [
                    ["item_renamed", "", "item_name", "Renamed"], ["student_added", "Comer, New", "", ""],
                ]
            )
            let lines = try String(contentsOfFile: "\(reports)/changes.ndjson", encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            let page = try String(contentsOfFile: "\(reports)/changes.html", encoding: .utf8)
            #expect(page.contains("<bdi>Renamed</bdi>") && page.contains("<bdi>Comer, New</bdi>"))
            #expect(page.contains("href=\"courses/103.html\""))
            let index = try String(contentsOfFile: "\(reports)/index.html", encoding: .utf8)
            #expect(index.contains("<a href=\"changes.html\">Changes</a>"))
            #expect(try ReportFiles(whole: reports)["manifest.json"]?.contains("\"changes\" : 2") == true)
            let parts = try ReportFiles.parts(of: "\(reports)/override-dates.xlsx")
            #expect(
                parts["xl/workbook.xml"].map { String(decoding: $0, as: UTF8.self) }?.contains("name=\"Changes\"")
                    == true
            )

            // Rendered again, with the snapshot before at its place, they are the same bytes.
            let whole = try Self.reports(in: reports)
            let again = try await Tool.command(
                ["render", "--snapshot", "\(reports)/snapshot.sqlite", "--out", "\(scratch)/again"] + Self.asOf
                    + ["--format", "csv,xlsx,html,ndjson"]
            )
            #expect(again.ending == .exited(0), "\(again.diagnostics)")
            let rendered = try Self.reports(in: "\(scratch)/again")
            #expect(rendered.differences(from: whole) == [])

            let quiet = try await Tool.command(
                [
                    "run", "\(scratch)/list.txt", "--sandbox", "--samples", "\(scratch)/samples", "--out", reports,
                ] + Self.asOf
            )
            #expect(quiet.ending == .exited(0), "\(quiet.diagnostics)")
            #expect(try self.rows("\(reports)/changes.csv").isEmpty)
            let text = try String(contentsOfFile: "\(reports)/changes.html", encoding: .utf8)
            #expect(text.contains("Nothing changed since the previous run."))
        }
    }

    @Test("who got, lost or has another extra time is told in every format, and a night that did not ask says so")
    func accommodations() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("101\n", to: "\(scratch)/list.txt")
            let samples = try editedSamples(in: scratch, course: "101-biology") { course in
                var items = try #require(course["items"] as? [[String: Any]])
                items[1]["submissions"] = [
                    ["student": 101_007, "extra_time": 20], ["student": 101_005, "extra_time": 30],
                    ["student": 101_006, "extra_attempts": 1],
                ]
                course["items"] = items
            }
            let reports = "\(scratch)/reports"
            func night(_ samples: String, _ options: [String]) async throws {
                let outcome = try await Tool.command(
                    ["run", list, "--sandbox", "--samples", samples, "--out", reports] + Self.asOf + options
                )
                try #require(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            }
            func changes() throws -> [[String]] {
                try rows("\(reports)/changes.csv").map { row in
                    ["change", "student_id", "field", "old", "new", "reason"].map { row[$0] ?? "?" }
                }
            }
            func page() throws -> String { try String(contentsOfFile: "\(reports)/changes.html", encoding: .utf8) }
            let remark = "Extra time and attempts are not compared in 1 course: only one of the two runs was made with"
            try await night(Tool.samples, ["--accommodations"])
            try await night(samples, ["--accommodations"])
            #expect(
                try changes() == [
                    [
                        "accommodation_changed", "101007", "extra_time_minutes", "30", "20",
                        "Extra time: 20 minutes (on a time limit of 60).",
                    ],
                    [
                        "accommodation_removed", "101021", "", "", "",
                        "Extra time: 30 minutes (on a time limit of 60). Extra attempts: 1 (beyond 2).",
                    ],
                    ["accommodation_added", "101006", "", "", "", "Extra attempts: 1 (beyond 2)."],
                ]
            )
            #expect(try page().contains("Accommodation changed<small>Extra time minutes</small>"))
            #expect(try !page().contains(remark))
            let verified = try await Tool.command(["verify", reports])
            #expect(verified.ending == .exited(0), "\(verified.diagnostics)")

            try await night(samples, [])
            #expect(try changes() == [])
            #expect(try page().contains(remark))
            let told = try await Tool.command(["diff", reports])
            #expect(told.diagnostics.contains(remark))
        }
    }

    @Test("--no-changes leaves them out, and what an earlier run wrote of them goes")
    func without() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch)
            let arguments = ["run", "\(scratch)/list.txt", "--sandbox", "--samples", Tool.samples, "--out", reports]
            #expect(try ReportFiles(whole: reports).paths.contains("changes.csv"))
            let outcome = try await Tool.command(arguments + Self.asOf + ["--no-changes"])
            #expect(outcome.ending == .exited(0))
            #expect(try ReportFiles(whole: reports).paths.filter { $0.contains("changes") } == [])
        }
    }

    @Test("diff prints what the run wrote, writes it elsewhere, and ends with 5 when it is asked to tell")
    func command() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch)
            let csv = try String(contentsOfFile: "\(reports)/changes.csv", encoding: .utf8)
            let printed = try await Tool.command(["diff", reports])
            #expect(printed.ending == .exited(0))
            #expect(printed.output == csv)
            let (old, new) = ("\(reports)/snapshot.previous.sqlite", "\(reports)/snapshot.sqlite")
            let told = try await Tool.command(["diff", old, new, "--exit-code"])
            #expect(told.ending == .exited(5))
            #expect(told.output == csv)
            #expect(try await Tool.command(["diff", new, new, "--exit-code"]).ending == .exited(0))
            let backwards = try await Tool.command(["diff", new, old, "--format", "ndjson"])
            #expect(backwards.output.contains("\"change\":\"student_removed\""))

            let out = "\(scratch)/changes"
            for _ in 1...2 {
                let written = try await Tool.command(["diff", reports, "--out", out])
                #expect(written.ending == .exited(0), "\(written.diagnostics)")
                #expect(written.output == out + "\n")
            }
            let files = try ReportFiles(whole: out)
            #expect(files.paths == ["changes.csv", "changes.html", "override-dates.xlsx"])
            #expect(files["changes.csv"] == csv)
            #expect(files["changes.html"]?.contains("courses/103.html") == false)
        }
    }

    @Test("diff refuses what it can't compare: 64 for wrong usage, 65 for what is no snapshot of this version")
    func refusals() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch)
            let mixed = try await Tool.command(["diff", reports, "--out", reports])
            #expect(mixed.ending == .exited(64))
            #expect(
                mixed.diagnostics
                    == "override-report: \(reports) holds the reports of a run, which changes must not be mixed with. "
                    + "Choose another --out.\n"
            )
            #expect(try await Tool.command(["diff", reports, "--format", "xlsx"]).ending == .exited(64))
            #expect(try await Tool.command(["diff", "a", "b", "c"]).ending == .exited(64))
            let alone = try await Tool.command(["diff", scratch])
            #expect(alone.ending == .exited(65))
            #expect(
                alone.diagnostics
                    == "override-report: \(scratch) has no snapshot of a run before the last one "
                    + "(\(scratch)/snapshot.previous.sqlite). Run once more, or name two snapshots.\n"
            )

            let old = "\(reports)/snapshot.sqlite"
            try setSchemaVersion(1, of: old)
            let other = try await Tool.command(["diff", old, old])
            #expect(other.ending == .exited(65))
            #expect(other.diagnostics.contains("is a snapshot of schema version 1"))

            // A run after it goes on, and says why it tells no changes.
            let arguments = ["run", "\(scratch)/list.txt", "--sandbox", "--samples", Tool.samples, "--out", reports]
            let run = try await Tool.command(arguments + Self.asOf)
            #expect(run.ending == .exited(0))
            #expect(
                run.diagnostics.contains("what changed since the previous run is left out. \(old) is a snapshot of")
            )
            #expect(try ReportFiles(whole: reports).paths.filter { $0.contains("changes") } == [])
        }
    }

    @Test("a section's date is one row, with --per-student one for each who follows it too")
    func perStudent() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch) { course in
                var items = try #require(course["items"] as? [[String: Any]])
                items[0]["due_at"] = "2026-09-01 12:00"
                course["items"] = items
            }
            func dates(_ options: [String]) async throws -> [[String: String]] {
                let outcome = try await Tool.command(["diff", reports] + options)
                return CSVRows(outcome.output).rows.filter { $0["change"] == "date_changed" }
            }
            let told = try await dates([])
            let sections = told.filter { $0["student_id"] == "" }
            let followers = sections.compactMap { $0["students"].flatMap(Int.init) }.reduce(0, +)
            #expect(!sections.isEmpty && followers > 0)
            let whole = try await dates(["--per-student"])
            #expect(whole.filter { $0["student_id"] == "" } == sections)
            // Nobody in this course is in two sections.
            #expect(whole.count == told.count + followers)
            #expect(whole.allSatisfy { $0["reason"] == "The due date for everyone changed." })
        }
    }

    @Test("killed while it writes, the second night tells in the end what an undisturbed one does")
    func killed() async throws {
        try await withScratchDirectory { scratch in
            let reports = try await Self.nights(in: scratch)
            let wanted = try String(contentsOfFile: "\(reports)/changes.csv", encoding: .utf8)
            let hit = "\(scratch)/hit"
            let arguments = ["run", "\(scratch)/list.txt", "--sandbox", "--out", hit, "--samples"]
            #expect(try await Tool.run(arguments + [Tool.samples] + Self.asOf).ending == .exited(0))
            let isPublished = { FileManager.default.fileExists(atPath: "\(hit)/changes.csv") }
            for moment in [0, 10, 30, 60] where !isPublished() {
                let tool = try Tool.start(arguments + ["\(scratch)/samples"] + Self.asOf)
                _ = try await tool.waits { FileManager.default.fileExists(atPath: "\(hit)/.override-report-staging") }
                try await Task.sleep(for: .milliseconds(moment))
                tool.signal(SIGKILL)
                _ = try await tool.outcome()
            }
            if !isPublished() {
                let last = try await Tool.run(arguments + ["\(scratch)/samples"] + Self.asOf)
                #expect(last.ending == .exited(0), "\(last.diagnostics)")
            }
            #expect(try String(contentsOfFile: "\(hit)/changes.csv", encoding: .utf8) == wanted)
        }
    }

    @Test("a course that can't be read any more says so, with nothing told as removed, and diff names it")
    func unreadable() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("101\n103\n", to: "\(scratch)/list.txt")
            let sealed = try editedSamples(in: scratch, course: "103-sanskrit") { $0["forbidden"] = true }
            let arguments = ["run", list, "--sandbox", "--out", "\(scratch)/reports"] + Self.asOf
            #expect(try await Tool.command(arguments + ["--samples", Tool.samples]).ending == .exited(0))
            #expect(try await Tool.command(arguments + ["--samples", sealed]).ending == .exited(3))
            let rows = try self.rows("\(scratch)/reports/changes.csv")
            #expect(rows.map { $0["change"] } == ["course_unreadable"])
            #expect(rows.map { $0["course_id"] } == ["103"])
            let outcome = try await Tool.command(["diff", "\(scratch)/reports"])
            #expect(outcome.ending == .exited(0))
            #expect(outcome.diagnostics.contains("course 103 could not be read fully on one side or both"))
        }
    }

    @Test("the moment of the reports counts as now on both sides: an override that expired meanwhile is no change")
    func time() async throws {
        try await withScratchDirectory { scratch in
            let list = try write("101\n103\n", to: "\(scratch)/list.txt")
            for asOf in ["2026-08-01T00:00:00Z", "2026-11-20T12:00:00Z"] {
                let outcome = try await Tool.command(
                    [
                        "run", list, "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports", "--as-of",
                        asOf,
                    ]
                )
                #expect(outcome.ending == .exited(0))
            }
            #expect(try self.rows("\(scratch)/reports/changes.csv").isEmpty)
            let printed = try await Tool.command(["diff", "\(scratch)/reports", "--exit-code"])
            #expect(printed.ending == .exited(0))
        }
    }

    private func rows(_ path: String) throws -> [[String: String]] {
        try CSVRows(String(contentsOfFile: path, encoding: .utf8)).rows.filter { $0.count > 1 }
    }

    /// As if another version of the program had made it.
    private func setSchemaVersion(_ version: UInt32, of snapshot: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: snapshot))
        // `PRAGMA user_version` stands at byte 60 of an SQLite file, its first byte in front.
        try file.seek(toOffset: 60)
        try file.write(contentsOf: withUnsafeBytes(of: version.bigEndian) { Data($0) })
        try file.close()
    }
}
