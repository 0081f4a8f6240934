import Foundation
import TestSupport
import Testing

@testable import OverrideReport

/// `--columns`, `--rows`, `--names`, and `render --only` and `--student`
@Suite("What reports show")
struct ShapingTests {
    private static let asOf = ["--as-of", "2026-11-20T12:00:00Z", "--time-zone", "utc"]
    /// Without the large course, whose rows would keep every other test waiting while they are read back.
    private static let run =
        ["run", "\(Tool.samples)/expected/list.csv", "--sandbox", "--samples", Tool.samples] + asOf

    @Test(
        "--columns chooses and orders the columns of CSV and NDJSON, and the schema; a report with none of them is whole"
    )
    func columns() async throws {
        try await withScratchDirectory { scratch in
            let outcome = try await Tool.command(
                Self.run + ["--out", "\(scratch)/reports", "--format", "csv,ndjson"]
                    + ["--columns", "due_at, Student_ID,due_at,item_name", "--report", "students,sections,courses"]
            )
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            #expect(try rows("\(scratch)/reports/students.csv").header == ["due_at", "student_id", "item_name"])
            #expect(try rows("\(scratch)/reports/sections.csv").header == ["due_at", "item_name"])
            #expect(try rows("\(scratch)/reports/courses.csv").header == Reports.headers(of: .courses).map(\.name))
            let lines = try text("\(scratch)/reports/students.ndjson").split(separator: "\n")
            #expect(lines[0].hasPrefix("{\"due_at\":") && lines[0].contains(",\"student_id\":\""))
            let schema = try #require(
                try JSONSerialization.jsonObject(with: Data(text("\(scratch)/reports/schema.json").utf8))
                    as? [String: Any]
            )
            let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
            #expect(definitions["students"]?["required"] as? [String] == ["due_at", "student_id", "item_name"])
            #expect((definitions["courses"]?["required"] as? [String])?.count == Reports.courses.columns.count)
            let manifest = try text("\(scratch)/reports/manifest.json")
            #expect(manifest.contains("\"columns\" : \"due_at,student_id,item_name\""))
        }
    }

    @Test("a column that no chosen report has is 64, with the near ones, before anything is fetched")
    func unknownColumn() async throws {
        for command in [["run", "courses.csv"], ["render", "--snapshot", "any"], ["diff", "a", "b"]] {
            let outcome = try await Tool.command(command + ["--columns", "item_name,studnet_id"])
            #expect(outcome.ending == .exited(64))
            #expect(outcome.diagnostics.contains("“studnet_id” is no column of "), "\(outcome.diagnostics)")
            #expect(outcome.diagnostics.contains(", but may mean student_id"), "\(outcome.diagnostics)")
        }
        let other = try await Tool.command(["run", "courses.csv", "--report", "courses", "--columns", "due_at"])
        #expect(other.ending == .exited(64))
    }

    @Test(
        "--rows chooses rows of students and sections in each format; findings and counts are of all",
        arguments: RowChoice.allCases
    )
    func rows(choice: RowChoice) async throws {
        try await withScratchDirectory { scratch in
            let formats = ["--format", "csv,ndjson,xlsx,html"]
            let run = try await Tool.command(Self.run + ["--out", "\(scratch)/all"] + formats)
            #expect(run.ending == .exited(0))
            let outcome = try await Tool.command(
                ["render", "--snapshot", "\(scratch)/all/snapshot.sqlite", "--out", "\(scratch)/some", "--rows"]
                    + [choice.rawValue] + Self.asOf + formats
            )
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            func isChosen(_ row: [String: String]) -> Bool {
                let overrideIDs = ["assigned", "due", "unlock", "lock"].compactMap { row["\($0)_override_id"] }
                return switch choice {
                case .all: true
                case .differing: row["differs_from_base"] == "true" || row["assigned"] == "false"
                case .overridden: overrideIDs.contains { !$0.isEmpty }
                case .assigned: row["assigned"] == "true"
                }
            }
            for report in ["students", "sections"] {
                let all = try rows("\(scratch)/all/\(report).csv").rows
                let some = try rows("\(scratch)/some/\(report).csv").rows
                #expect(some == all.filter(isChosen))
                #expect(choice == .all || some.count < all.count && !some.isEmpty)
                #expect(try text("\(scratch)/some/\(report).ndjson").split(separator: "\n").count == some.count)
                let sheet = report == "students" ? "sheet2" : "sheet3"
                let parts = try ReportFiles.parts(of: "\(scratch)/some/override-dates.xlsx")
                let xml = String(decoding: try #require(parts["xl/worksheets/\(sheet).xml"]), as: UTF8.self)
                #expect(xml.components(separatedBy: "<row ").count - 1 == some.count + 1)
            }
            for path in ["findings.csv", "overrides.csv"] {
                #expect(try text("\(scratch)/some/\(path)") == text("\(scratch)/all/\(path)"))
            }
            let (some, all) = (try manifest("\(scratch)/some"), try manifest("\(scratch)/all"))
            #expect(some.counts == all.counts && some.options["rows"] == choice.rawValue)
            let page = try text("\(scratch)/some/courses/101.html")
            #expect(page.contains("<strong>Some rows</strong>") == (choice != .all))
            #expect(
                try await Tool.command(["verify", "\(scratch)/some", "--snapshot", "\(scratch)/all/snapshot.sqlite"])
                    .ending == .exited(0)
            )
        }
    }

    @Test(
        "--names: no file has a name or SIS id that is hidden, the dates are the same, and verify finds them as written"
    )
    func names() async throws {
        try await withScratchDirectory { scratch in
            let formats = ["--format", "csv,ndjson,xlsx,html"]
            let run = try await Tool.command(Self.run + ["--out", "\(scratch)/full"] + formats)
            #expect(run.ending == .exited(0))
            let snapshot = "\(scratch)/full/snapshot.sqlite"
            let full = try rows("\(scratch)/full/students.csv").rows
            let hidden = Set(full.flatMap { [$0["student_name"] ?? "", $0["sis_user_id"] ?? ""] }).subtracting([""])
            let families = Self.words(hidden).subtracting(Self.sectionWords(full))
            #expect(families.count > 10)
            for options in [["none"], ["pseudonym", "--pseudonym-key", "\(scratch)/key"]] {
                let out = "\(scratch)/\(options[0])"
                let outcome = try await Tool.command(
                    ["render", "--snapshot", snapshot, "--out", out, "--names"] + options + Self.asOf + formats
                )
                #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
                for (path, words) in try Self.words(below: out) {
                    #expect(families.intersection(words).sorted() == [], "\(path)")
                }
                let masked = try rows("\(out)/students.csv").rows
                func dates(_ rows: [[String: String]]) -> Set<[String: String]> {
                    Set(rows.map { $0.filter { !["student_name", "sis_user_id"].contains($0.key) } })
                }
                #expect(dates(masked) == dates(full))
                let places = masked.map { ($0["course_id"] ?? "", $0["section_name"] ?? "", $0["student_id"] ?? "") }
                for (left, right) in zip(places, places.dropFirst()) where left.0 == right.0 && left.1 == right.1 {
                    #expect((left.2.count, left.2) <= (right.2.count, right.2))
                }
                let codes = Set(masked.compactMap { $0["student_name"] })
                if options[0] == "none" {
                    #expect(codes == [""])
                } else {
                    #expect(codes.count == Set(masked.compactMap { $0["student_id"] }).count)
                    #expect(codes.allSatisfy { $0.wholeMatch(of: #/p-[0-9a-f]{16}/#) != nil })
                }
                let verified = try await Tool.command(["verify", out, "--snapshot", snapshot])
                #expect(verified.ending == .exited(0) && verified.diagnostics == "", "\(verified.diagnostics)")
            }
            try FileManager.default.moveItem(atPath: "\(scratch)/key", toPath: "\(scratch)/old key")
            let verified = try await Tool.command(["verify", "\(scratch)/pseudonym", "--snapshot", snapshot])
            #expect(verified.ending == .exited(0))
            #expect(verified.diagnostics.contains("the key of its pseudonyms, \(scratch)/key, is gone"))
            #expect(!FileManager.default.fileExists(atPath: "\(scratch)/key"))
        }
    }

    @Test(
        "--names pseudonym wants a key, and a key wants --names",
        arguments: [["--names", "pseudonym"], ["--pseudonym-key", "key"]]
    )
    func keyOptions(options: [String]) async throws {
        let outcome = try await Tool.command(Self.run + options)
        #expect(outcome.ending == .exited(64))
        #expect(outcome.diagnostics.contains(options[0]))
    }

    @Test(
        "render --only has these courses alone, by any of their ids; --student one student's rows, and nobody else's name"
    )
    func selection() async throws {
        try await withScratchDirectory { scratch in
            let run = try await Tool.command(Self.run + ["--out", "\(scratch)/all", "--format", "csv"])
            #expect(run.ending == .exited(0))
            let snapshot = "\(scratch)/all/snapshot.sqlite"
            let render = ["render", "--snapshot", snapshot] + Self.asOf
            let all = try rows("\(scratch)/all/students.csv").rows

            let some = try await Tool.command(render + ["-o", "-", "--report", "students", "--only", "ÖKO 104, 103"])
            #expect(some.ending == .exited(0), "\(some.diagnostics)")
            #expect(CSVRows(some.output).rows == all.filter { ["103", "104"].contains($0["course_id"]) })

            let own = try await Tool.command(
                render + ["--out", "\(scratch)/own", "--format", "csv,html,ndjson", "--student", "101001"]
            )
            #expect(own.ending == .exited(0), "\(own.diagnostics)")
            #expect(try rows("\(scratch)/own/students.csv").rows == all.filter { $0["student_id"] == "101001" })
            let courses = try rows("\(scratch)/own/courses.csv").rows.compactMap { $0["course_id"] }
            #expect(courses == ["101", "104", "105"])
            let others = Set(all.filter { $0["student_id"] != "101001" }.compactMap { $0["student_name"] })
            for (path, words) in try Self.words(below: "\(scratch)/own") {
                let found = Self.words(others).subtracting(Self.sectionWords(all)).intersection(words)
                #expect(found.sorted() == [], "\(path)")
            }
            let verified = try await Tool.command(["verify", "\(scratch)/own", "--snapshot", snapshot])
            #expect(verified.ending == .exited(0), "\(verified.diagnostics)")

            for (options, message) in [
                (
                    ["--only", "2026AU-SKT13"],
                    "--only: the snapshot has no course “2026AU-SKT13”. Did you mean 2026AU-SKT103"
                ),
                (["--student", "4711"], "--student: no course that is chosen has a student “4711”."),
                (["--student", "101001", "--only", "103"], "no course that is chosen has a student “101001”"),
            ] {
                let refused = try await Tool.command(render + ["--out", "\(scratch)/none"] + options)
                #expect(refused.ending == .exited(64))
                #expect(refused.diagnostics.contains(message), "\(refused.diagnostics)")
            }
        }
    }

    /// The first word of each name or id, where no other text is likely to have it.
    private static func words(_ names: Set<String>) -> Set<String> {
        Set(names.compactMap { $0.split(separator: ",").first.map(String.init) })
            .filter { $0.utf8.count >= 6 && $0.allSatisfy { $0.isLetter || $0.isNumber } }
    }

    /// A section may be named like a student.
    private static func sectionWords(_ rows: [[String: String]]) -> Set<String> {
        Set(rows.flatMap { ($0["section_name"] ?? "").split(separator: " ").map(String.init) })
    }

    /// Of each file below a directory, and of each part of its workbook.
    private static func words(below directory: String) throws -> [String: Set<String>] {
        var contents: [String: Data] = [:]
        for path in try ReportFiles(whole: directory).paths {
            if path.hasSuffix(".xlsx") {
                contents.merge(try ReportFiles.parts(of: "\(directory)/\(path)")) { $1 }
            } else {
                contents[path] = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(path)"))
            }
        }
        return contents.mapValues { bytes in
            var (words, word): (Set<[UInt8]>, [UInt8]) = ([], [])
            for byte in bytes {
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: word.append(byte)
                default:
                    words.insert(word)
                    word = []
                }
            }
            return Set(words.map { String(decoding: $0, as: UTF8.self) })
        }
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func rows(_ path: String) throws -> CSVRows { try CSVRows(text(path)) }

    private func manifest(_ directory: String) throws -> ReportManifest {
        try JSONDecoder().decode(ReportManifest.self, from: Data(text("\(directory)/manifest.json").utf8))
    }
}
