import Foundation
import TestSupport
import Testing

@testable import Spreadsheet

@Suite("A closed workbook is whole or an error")
struct WorkbookCheckTests {
    private func write(_ path: String, rows: Int = 200) throws -> WorkbookCheck {
        let workbook = try Workbook(path: path, properties: .init(created: created))
        let sheet = try workbook.addWorksheet(named: "S")
        for row in 0..<rows {
            try sheet.append([.number(row), .link(.web("https://a.example/\(row)"), text: "row \(row)")])
        }
        try workbook.close()
        return WorkbookCheck(path: path, sheets: workbook.sheets, charts: 0)
    }

    @Test("each byte of a zip counts: a cut file and a changed byte are found")
    func damaged() throws {
        let directory = try TestDirectory()
        let path = directory.file("a.xlsx")
        let check = try write(path)
        try check.run()
        let whole = try Data(contentsOf: URL(filePath: path))
        for count in [0, 1, 21, 22, whole.count / 2, whole.count - 1] {
            try whole.prefix(count).write(to: URL(filePath: path))
            #expect(throws: SpreadsheetError.self) { try check.run() }
        }
        let archive = try { () throws -> ZipArchive in
            try whole.write(to: URL(filePath: path))
            return try ZipArchive(path: path)
        }()
        for entry in archive.entries {
            var changed = whole
            changed[entry.offset + 30 + entry.name.utf8.count + entry.packedSize / 2] ^= 0x10
            try changed.write(to: URL(filePath: path))
            #expect(throws: SpreadsheetError.self) { try check.run() }
        }
    }

    @Test("a sheet with fewer rows, cells or links than were written is found")
    func otherSheet() throws {
        let directory = try TestDirectory()
        let check = try write(directory.file("a.xlsx"))
        let other = try write(directory.file("b.xlsx"), rows: 199)
        let error = #expect(throws: SpreadsheetError.self) {
            try WorkbookCheck(path: directory.file("b.xlsx"), sheets: check.sheets, charts: 0).run()
        }
        let problem = "its rows are not the \(check.sheets[0].rowBytes) bytes that were written"
        #expect(error == .damaged(path: directory.file("b.xlsx"), part: "sheet “S”", problem: problem))
        try other.run()
    }

    @Test("XML that comes in single bytes is counted the same")
    func pieces() {
        let xml = """
            <?xml version="1.0"?>
            <worksheet xmlns="x"><cols><col min="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c>\
            <c r="B1" t="inlineStr"><is><t>a</t></is></c><c/></row><row r="2"/></sheetData>\
            <hyperlinks><hyperlink ref="A1"/></hyperlinks></worksheet>
            """
        let expected = XMLPart.Counts(hasRowsWhole: true, rowTags: 14, links: 1, relations: 0)
        for size in [1, 2, 3, 7, 1_000] {
            let part = part(xml, pieces: size)
            #expect(part.counts == expected, "pieces of \(size)")
            #expect(part.isClosed)
        }
        for (rowBytes, other) in [(99, xml), (101, xml), (100, xml.replacing("<row r=\"2\"/>", with: ""))] {
            #expect(!part(other, rowBytes: rowBytes).counts.hasRowsWhole)
        }
        for cut in [xml.dropLast(), xml.dropLast(12), xml.prefix(200), "", "<?xml?>"] as [Substring] {
            #expect(!part(String(cut)).isClosed)
        }
    }

    private func part(_ xml: String, rowBytes: Int = 100, pieces: Int = 1_000) -> XMLPart {
        var part = XMLPart(rowBytes: rowBytes)
        let bytes = Array(xml.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { part.append($0) }
        }
        return part
    }
}

@Suite("A full disk", .serialized, .enabled(if: SmallFileSystem.isPossible))
struct FullDiskTests {
    private func fill(_ sheet: Worksheet, megabytes: Int) throws {
        // About 1,000 bytes a row that pack well, so that the temporary files are what fills the disk.
        let text = String(repeating: "0123456789", count: 90)
        for row in 0..<(megabytes * 1_000) { try sheet.append([.number(row), .text(text)]) }
    }

    @Test("while rows are written, it is an error at once")
    func whileWriting() throws {
        try SmallFileSystem.with(kilobytes: 4_096) { disk in
            let workbook = try Workbook(path: disk + "/a.xlsx", properties: .init(created: created))
            let sheet = try workbook.addWorksheet(named: "S")
            let error = #expect(throws: SpreadsheetError.self) { try fill(sheet, megabytes: 8) }
            guard case .damaged(_, "sheet “S”", _, .fullDisk) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            workbook.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
        }
    }

    @Test("room for bytes and none for another file is told as such")
    func noFilesLeft() throws {
        // The directory itself, the workbook, its temporary directory, and one of the two sheets' files.
        try SmallFileSystem.with(kilobytes: 4_096, files: 4) { disk in
            let workbook = try Workbook(path: disk + "/a.xlsx", properties: .init(created: created))
            _ = try workbook.addWorksheet(named: "S")
            let error = #expect(throws: SpreadsheetError.self) { try workbook.addWorksheet(named: "T") }
            #expect(error?.description.hasSuffix("can't write temporary files: No space left on device.") == true)
            workbook.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
        }
    }

    @Test("before closing, room that can't suffice is an error with both figures")
    func beforeClosing() throws {
        try SmallFileSystem.with(kilobytes: 4_096) { disk in
            let workbook = try Workbook(path: disk + "/a.xlsx", properties: .init(created: created))
            try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
            let error = #expect(throws: SpreadsheetError.self) { try workbook.close() }
            guard case .space(_, let needed, let available) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(needed > 3_000_000)
            #expect(available < 1_300_000)
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
        }
    }

    @Test("while closing, when the library says nothing, the cut sheet is found and the file removed")
    func whileClosing() throws {
        try SmallFileSystem.with(kilobytes: 4_096) { disk in
            let workbook = try Workbook(path: disk + "/a.xlsx", properties: .init(created: created))
            try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
            let error = #expect(throws: SpreadsheetError.self) { try workbook.close(checksSpace: false) }
            guard case .damaged = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == [])
        }
    }

    @Test("enough room is enough")
    func enough() throws {
        try SmallFileSystem.with(kilobytes: 8_192) { disk in
            let workbook = try Workbook(path: disk + "/a.xlsx", properties: .init(created: created))
            try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
            try workbook.close()
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["a.xlsx"])
        }
    }
}
