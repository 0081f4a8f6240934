import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("The order of the Findings sheet")
struct FindingLinesTests {
    private let directory: ScratchDirectory
    private let first: FindingRow

    init() throws {
        directory = try ScratchDirectory()
        first = try #require(SampleRows.report().findings.first)
    }

    private func finding(_ severity: FindingRow.Severity, _ message: String) -> FindingRow {
        var row = first
        (row.severity, row.message) = (severity, message)
        return row
    }

    @Test("errors of all courses come first, then warnings, then notes, each in the order of the CSV")
    func order() throws {
        let lines = FindingLines(findingSheet(.several), in: directory.path)
        let column = try #require(lines.definition.columns.firstIndex { $0.name == "message" })
        let link = try #require(lines.definition.columns.firstIndex { $0.name == "canvas_url" })
        var written: [String] = []
        let write = { (batch: [FindingLine]) in
            written += batch.map {
                "\($0.severity.rawValue) \($0.texts[column] ?? "") \($0.links[link] == nil ? "-" : "")"
            }
        }
        // Longer than what is read at once, with what a file might trip over.
        let long = String(repeating: "é\n\u{1F}\0", count: 30_000)
        try write(
            lines.take([finding(.note, "n1"), finding(.error, "e1"), finding(.warning, long), finding(.note, "")])
        )
        #expect(written == ["error e1 "])
        try write(lines.take([finding(.warning, "w2"), finding(.error, "e2")]))
        try lines.finish(write)
        #expect(
            written == ["error e1 ", "error e2 ", "warning \(long) ", "warning w2 ", "note n1 ", "note  "]
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }

    @Test("many are handed on a batch at a time, and none is lost")
    func batches() throws {
        let lines = FindingLines(findingSheet(.several), in: directory.path)
        for number in 0..<25 {
            let course = (0..<200).map { finding(.note, "\(number * 200 + $0)") }
            #expect(try lines.take(course).isEmpty)
        }
        let column = try #require(lines.definition.columns.firstIndex { $0.name == "message" })
        var batches: [[String]] = []
        try lines.finish { batches.append($0.compactMap { $0.texts[column] }) }
        #expect(batches.flatMap(\.self) == (0..<5_000).map(String.init))
        #expect(batches.count > 2)
    }

    @Test("a row that waited shows what one that did not shows, in every column")
    func cells() throws {
        let sheet = findingSheet(.several)
        let lines = FindingLines(sheet, in: directory.path)
        #expect(try lines.take([finding(.warning, "w")]).isEmpty)
        var waited: [FindingLine] = []
        try lines.finish { waited += $0 }
        let error = try #require(try lines.take([finding(.error, "w")]).first)
        let warning = try #require(waited.first)
        for (index, column) in sheet.columns.enumerated() where column.name != "severity" {
            #expect(warning.texts[index] == error.texts[index], "\(column.name)")
            #expect(warning.links[index] == error.links[index], "\(column.name)")
        }
        #expect(warning.rule == first.rule)
        #expect(lines.definition.columns.map(\.heading) == sheet.columns.map(\.heading))
    }
}
