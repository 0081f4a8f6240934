import Foundation
import Testing

@testable import Spreadsheet

/// The files of a finished run, for comparing them with those of another.
struct ReportFiles: Equatable {
    /// By the path below the output directory; the parts of a workbook by `override-dates.xlsx/PART`.
    private(set) var contents: [String: Data] = [:]

    /// Everything but snapshots, byte for byte.
    init(whole directory: String) throws {
        for path in try Self.paths(below: directory) where !path.contains("snapshot") {
            contents[path] = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(path)"))
        }
    }

    /// Everything that depends on the data alone: not when, how and with how many requests they were read.
    init(data directory: String) throws {
        try self.init(whole: directory)
        for path in ["manifest.json", "index.html"] { contents[path] = nil }
        for path in contents.keys where path.hasPrefix(".override-report-") { contents[path] = nil }
        if let courses = contents["courses.csv"] {
            contents["courses.csv"] = Data(RunFactsText.withoutRequests(courses).utf8)
        }
        if contents.removeValue(forKey: "override-dates.xlsx") != nil {
            for (part, bytes) in try Self.parts(of: "\(directory)/override-dates.xlsx")
            where !Self.factParts.contains(part) {
                contents["override-dates.xlsx/\(part)"] = bytes
            }
        }
        for (path, bytes) in contents { contents[path] = RunFactsText.withoutPort(bytes) }
    }

    subscript(path: String) -> String? {
        get { contents[path].map { String(decoding: $0, as: UTF8.self) } }
        set { contents[path] = newValue.map { Data($0.utf8) } }
    }

    /// Writes the files to a directory that holds nothing else afterwards.
    func replaceFiles(of directory: String) throws {
        if FileManager.default.fileExists(atPath: directory) { try FileManager.default.removeItem(atPath: directory) }
        for (path, bytes) in contents {
            let url = URL(fileURLWithPath: "\(directory)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try bytes.write(to: url)
        }
    }

    func filtered(_ isWanted: (String) -> Bool) -> ReportFiles {
        var files = self
        files.contents = contents.filter { isWanted($0.key) }
        return files
    }

    var paths: [String] { contents.keys.sorted() }

    /// What is not the same in both, a line each: short enough to be read in a failure.
    func differences(from other: ReportFiles) -> [String] {
        Set(paths).union(other.paths).sorted().compactMap { path in
            switch (contents[path], other.contents[path]) {
            case (let one?, let another?) where one == another: nil
            case (let one?, let another?): "\(path): \(Self.firstDifference(one, another))"
            case (nil, _): "\(path): only in the other"
            case (_, nil): "\(path): not in the other"
            }
        }
    }

    /// Summary and Courses hold facts of the run, and the document's properties its moment.
    static let factParts: Set<String> = [
        "docProps/core.xml", "docProps/app.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet6.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    ]

    private static func firstDifference(_ one: Data, _ another: Data) -> String {
        let lines = lines(of: one)
        let others = Self.lines(of: another)
        for (number, pair) in zip(lines, others).enumerated() where pair.0 != pair.1 {
            let common = pair.0.commonPrefix(with: pair.1).count
            let start = max(0, common - 40)
            return "line \(number + 1), character \(common + 1): "
                + "…\(pair.0.dropFirst(start).prefix(120)) instead of …\(pair.1.dropFirst(start).prefix(120))"
        }
        return "\(lines.count) lines instead of \(others.count)"
    }

    private static func lines(of data: Data) -> [String] {
        data.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    static func paths(below directory: String) throws -> [String] {
        var paths: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
            let kind = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")[.type]
            if kind as? FileAttributeType == .typeDirectory {
                paths += try Self.paths(below: "\(directory)/\(name)").map { "\(name)/\($0)" }
            } else {
                paths.append(name)
            }
        }
        return paths
    }

    static func parts(of workbook: String) throws -> [String: Data] {
        let archive = try ZipArchive(path: workbook)
        var parts: [String: Data] = [:]
        for entry in archive.entries {
            var bytes = Data()
            try archive.unpack(entry) { bytes.append(contentsOf: $0) }
            parts[entry.name] = bytes
        }
        return parts
    }
}
