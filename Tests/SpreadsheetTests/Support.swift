import Foundation
import Testing

@testable import Spreadsheet

/// A directory of a test's own, removed with it.
final class TestDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "spreadsheet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// Files below it that this process holds open, removed ones too.
    var openFiles: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0) }
                .filter { $0.hasPrefix(path + "/") }
        }
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

let created = 1_772_000_000

/// Writes a workbook, and hands back its parts by name.
func parts(
    limits: SpreadsheetLimits = .excel,
    _ write: (Workbook) throws -> Void
) throws -> [String: String] {
    let directory = try TestDirectory()
    let path = directory.file("book.xlsx")
    let workbook = try Workbook(path: path, properties: .init(created: created), limits: limits)
    try write(workbook)
    try workbook.close()
    return try readParts(path)
}

func readParts(_ path: String) throws -> [String: String] {
    let archive = try ZipArchive(path: path)
    var parts: [String: String] = [:]
    for entry in archive.entries {
        var bytes: [UInt8] = []
        try archive.unpack(entry) { bytes.append(contentsOf: $0) }
        parts[entry.name] = String(decoding: bytes, as: UTF8.self)
    }
    return parts
}

/// The rows of a sheet as they stand in its XML.
func rows(_ parts: [String: String], sheet: Int = 1) throws -> String {
    let xml = try #require(parts["xl/worksheets/sheet\(sheet).xml"])
    let start = try #require(xml.range(of: "<sheetData>")).upperBound
    let end = try #require(xml.range(of: "</sheetData>")).lowerBound
    return String(xml[start..<end])
}

/// The text of the only cell of a workbook, as in its XML.
func written(_ text: String) throws -> String {
    let rows = try rows(parts { try $0.addWorksheet(named: "S").append([.text(text)]) })
    let start = try #require(rows.range(of: "<is><t>") ?? rows.range(of: "<is><t xml:space=\"preserve\">")).upperBound
    let end = try #require(rows.range(of: "</t></is>")).lowerBound
    return String(rows[start..<end])
}
