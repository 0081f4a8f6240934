import Foundation
import Testing

@testable import OverrideReport

@Suite("Are these the reports that this snapshot gives, unchanged since they were written?")
struct VerifyTests {
    private static let run = ["run", "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-20T12:00:00Z"]

    @Test("0: every file has its digest, and the snapshot gives the same bytes, whatever the options were")
    func unchanged() async throws {
        try await withScratchDirectory { scratch in
            let reports = "\(scratch)/reports"
            let options = [
                "--format", "csv,xlsx,html,ndjson", "--time-zone", "Asia/Kolkata", "--concluded", "as-active",
                "--enrollment-state", "active,completed", "--csv-raw", "--report", "students,findings,courses",
                "--columns", "student_id,student_name,due_at,rule,message", "--rows", "differing", "--names",
                "pseudonym", "--teachers",
                "--pseudonym-key", "\(scratch)/key",
            ]
            #expect(try await Tool.command(Self.run + options + ["--out", reports]).ending == .exited(0))
            let outcome = try await Tool.command(["verify", reports])
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            let count = try manifest(reports).files.count
            #expect(outcome.output == "\(reports): unchanged: \(count) files as of 2026-11-20T12:00:00Z\n")
            #expect(outcome.diagnostics == "")
            let quiet = try await Tool.command(["verify", reports, "--quiet"])
            #expect(quiet.output + quiet.diagnostics == "")
        }
    }

    @Test("6: a flipped byte, a missing file, a snapshot that is gone, each by its name")
    func changed() async throws {
        try await withReports { reports in
            try flip("\(reports)/students.csv")
            try FileManager.default.removeItem(atPath: "\(reports)/courses/103.html")
            let outcome = try await Tool.command(["verify", reports])
            #expect(outcome.ending == .exited(6))
            #expect(
                outcome.output
                    == "\(reports): not as it was written: \(try manifest(reports).files.count) files as of 2026-11-20T12:00:00Z\n"
            )
            let lines = outcome.diagnostics.split(separator: "\n")
            #expect(lines.count == 2, "\(outcome.diagnostics)")
            #expect(lines[0] == "error: \(reports): courses/103.html is missing.")
            #expect(
                lines[1].hasPrefix("error: \(reports): students.csv has changed since it was written: its SHA-256 is ")
            )

            try FileManager.default.removeItem(atPath: "\(reports)/snapshot.sqlite")
            let gone = try await Tool.command(["verify", reports])
            #expect(gone.ending == .exited(6))
            #expect(gone.diagnostics.contains("the snapshot can't be rendered again. "))
        }
    }

    @Test("6: another snapshot, though it is a good one; --snapshot names the right one")
    func otherSnapshot() async throws {
        try await withReports { reports in
            let list = try write("101\n103\n", to: "\(reports)/../list.txt")
            let other = "\(reports)/../other"
            #expect(try await Tool.command(Self.run + [list, "--out", other]).ending == .exited(0))
            try FileManager.default.moveItem(atPath: "\(reports)/snapshot.sqlite", toPath: "\(other)/right.sqlite")
            try FileManager.default.copyItem(atPath: "\(other)/snapshot.sqlite", toPath: "\(reports)/snapshot.sqlite")
            let outcome = try await Tool.command(["verify", reports])
            #expect(outcome.ending == .exited(6))
            #expect(outcome.diagnostics.contains("it is another snapshot, or the manifest was changed"))
            let right = try await Tool.command(["verify", reports, "--snapshot", "\(other)/right.sqlite"])
            #expect(right.ending == .exited(0), "\(right.diagnostics)")
        }
    }

    @Test("6: a forged file with a forged digest; forged facts; a file taken out of the list")
    func forged() async throws {
        try await withReports { reports in
            let path = "\(reports)/manifest.json"
            let good = try manifest(reports)
            try flip("\(reports)/students.csv")
            let digest = try FileDigest(of: "\(reports)/students.csv")
            var forged = good
            let index = try #require(forged.files.firstIndex { $0.path == "students.csv" })
            forged.files[index].sha256 = digest.sha256
            try Data(forged.encoded()).write(to: URL(fileURLWithPath: path))
            let rehashed = try await Tool.command(["verify", reports])
            #expect(rehashed.ending == .exited(6))
            #expect(
                rehashed.diagnostics
                    == "error: \(reports): \(reports)/snapshot.sqlite gives another students.csv than manifest.json lists: "
                    + "it is another snapshot, or the manifest was changed.\n"
            )

            try flip("\(reports)/students.csv")
            forged = good
            forged.viewer.name = "Nobody"
            forged.requestCount += 1
            try Data(forged.encoded()).write(to: URL(fileURLWithPath: path))
            let facts = try await Tool.command(["verify", reports])
            #expect(facts.ending == .exited(6))
            #expect(
                facts.diagnostics.contains(
                    "manifest.json differs from \(reports)/snapshot.sqlite in request_count, viewer"
                )
            )

            forged = good
            forged.files.remove(at: index)
            try Data(forged.encoded()).write(to: URL(fileURLWithPath: path))
            let shortened = try await Tool.command(["verify", reports])
            #expect(shortened.ending == .exited(6))
            #expect(shortened.diagnostics.contains("manifest.json does not list students.csv, which "))

            forged = good
            forged.options["time-zone"] = "Mars/Olympus"
            forged.files.append(ReportManifest.File(path: "../../etc/passwd", bytes: 1, sha256: "00"))
            try Data(forged.encoded()).write(to: URL(fileURLWithPath: path))
            let hostile = try await Tool.command(["verify", reports])
            #expect(hostile.ending == .exited(6))
            #expect(hostile.diagnostics.contains("lists “../../etc/passwd”, which can be no report"))
            #expect(hostile.diagnostics.contains("has “Mars/Olympus” for the option time-zone"))

            forged = good
            forged.snapshot = "../elsewhere/snapshot.sqlite"
            try Data(forged.encoded()).write(to: URL(fileURLWithPath: path))
            let led = try await Tool.command(["verify", reports])
            #expect(led.ending == .exited(6))
            #expect(led.diagnostics.contains("differs from \(reports)/snapshot.sqlite in snapshot: "))

            try Data(good.encoded()).write(to: URL(fileURLWithPath: path))
            #expect(try await Tool.command(["verify", reports]).ending == .exited(0))
        }
    }

    @Test("what stands beside the reports unlisted is a warning; a snapshot, a lock and a signature are expected there")
    func unlisted() async throws {
        try await withReports { reports in
            for name in [
                "manifest.json.sig", "manifest.json.minisig", "snapshot.previous.sqlite", "snapshot.sqlite.bak",
            ] {
                _ = try write("x", to: "\(reports)/\(name)")
            }
            _ = try write("x", to: "\(reports)/courses/notes.txt")
            let outcome = try await Tool.command(["verify", reports])
            #expect(outcome.ending == .exited(0))
            #expect(
                outcome.diagnostics
                    == "warning: \(reports): courses/notes.txt is in the directory but not in the manifest.\n"
            )
        }
    }

    @Test("where templates are gone or another version wrote it, files are held to their digest alone, and it is said")
    func digestOnly() async throws {
        try await withScratchDirectory { scratch in
            let (reports, templates) = ("\(scratch)/reports", "\(scratch)/templates")
            try FileManager.default.createDirectory(atPath: templates, withIntermediateDirectories: true)
            _ = try write("body { color: black }", to: "\(templates)/style.css")
            let outcome = try await Tool.command(Self.run + ["--out", reports, "--templates", templates])
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            #expect(try await Tool.command(["verify", reports]).output.hasPrefix("\(reports): unchanged: "))

            _ = try write("body { color: blue }", to: "\(templates)/style.css")
            let edited = try await Tool.command(["verify", reports])
            #expect(edited.ending == .exited(6))
            #expect(edited.diagnostics.contains("or the templates in \(templates) are others now"))

            _ = try write("{{#unclosed}}", to: "\(templates)/index.mustache")
            #expect(try await Tool.command(["verify", reports]).ending == .exited(0), "the pages are as they were")
            try FileManager.default.removeItem(atPath: templates)
            let gone = try await Tool.command(["verify", reports])
            #expect(gone.ending == .exited(0), "\(gone.diagnostics)")
            #expect(
                gone.diagnostics.contains(
                    "\(templates), are gone or broken, so that the pages are checked by their SHA-256 only."
                )
            )
            #expect(gone.output.hasPrefix("\(reports): unchanged, as far as can be told: "))

            var other = try manifest(reports)
            other.version = "0.9.0"
            try Data(other.encoded()).write(to: URL(fileURLWithPath: "\(reports)/manifest.json"))
            let version = try await Tool.command(["verify", reports])
            #expect(version.ending == .exited(0))
            #expect(version.diagnostics.contains("written by version 0.9.0"))
        }
    }

    @Test("of several nights each manifest holds the digest of the one before: one left out or changed is told")
    func chain() async throws {
        try await withScratchDirectory { scratch in
            let reports = "\(scratch)/reports"
            let list = try write("103\n", to: "\(scratch)/list.txt")
            for night in 1...3 {
                let outcome = try await Tool.command([
                    "run", list, "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-2\(night)T02:30:00Z",
                    "--out", reports, "--format", "csv",
                ])
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                try FileManager.default.copyItem(atPath: reports, toPath: "\(scratch)/night\(night)")
            }
            #expect(try manifest("\(scratch)/night1").previous == nil)
            #expect(try manifest("\(scratch)/night2").previous?.asOf == "2026-11-21T02:30:00Z")
            let nights = [3, 1, 2].map { "\(scratch)/night\($0)" }
            let all = try await Tool.command(["verify"] + nights)
            #expect(all.ending == .exited(0), "\(all.diagnostics)")
            #expect(
                all.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
                    == [1, 2, 3].map { "\(scratch)/night\($0)" }
            )
            let gap = try await Tool.command(["verify", nights[0], nights[1]])
            #expect(gap.ending == .exited(6))
            #expect(
                gap.diagnostics.contains("the reports before it, \(scratch)/night1, are not those that it replaced")
            )

            // A forger who makes all of a night anew, snapshot and manifest included, does not fit before the next night.
            try FileManager.default.removeItem(atPath: nights[2])
            let forged = try await Tool.command([
                "run", list, "--sandbox", "--samples", Tool.samples, "--as-of", "2026-11-22T02:30:00Z", "--out",
                nights[2], "--format", "csv",
            ])
            #expect(forged.ending == .exited(0))
            #expect(try await Tool.command(["verify", nights[2]]).ending == .exited(0))
            #expect(try await Tool.command(["verify"] + nights).ending == .exited(6))
        }
    }

    @Test("65: no manifest, or none of ours; 64: one snapshot for several directories")
    func refusals() async throws {
        try await withScratchDirectory { scratch in
            let none = try await Tool.command(["verify", scratch])
            #expect(none.ending == .exited(65))
            #expect(none.diagnostics.contains("\(scratch): there is no manifest.json in this directory. Name one"))
            for text in ["{}", "not JSON", "{\"tool\": \"another\"}"] {
                _ = try write(text, to: "\(scratch)/manifest.json")
                #expect(try await Tool.command(["verify", scratch]).ending == .exited(65), "\(text)")
            }
            #expect(try await Tool.command(["verify", "a", "b", "--snapshot", "c"]).ending == .exited(64))
        }
    }

    private func withReports(_ body: (String) async throws -> Void) async throws {
        try await withScratchDirectory { scratch in
            let reports = "\(scratch)/reports"
            #expect(try await Tool.command(Self.run + ["--out", reports]).ending == .exited(0))
            try await body(reports)
        }
    }

    private func manifest(_ directory: String) throws -> ReportManifest {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/manifest.json"))
        return try JSONDecoder().decode(ReportManifest.self, from: bytes)
    }

    /// Changes one bit in the middle; twice is as before.
    private func flip(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }
}
