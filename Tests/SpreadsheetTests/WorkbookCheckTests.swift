import Foundation
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
        for size in [1, 2, 3, 7, 1_000] {
            var scanner = XMLPartScanner(rowBytes: 100)
            let bytes = Array(xml.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { scanner.scan($0) }
            }
            #expect(scanner.summary == XMLPartSummary(rowBytes: 100, rowTags: 14, links: 1), "pieces of \(size)")
            #expect(scanner.isClosed)
        }
        for cut in [xml.dropLast(), xml.dropLast(12), xml.prefix(200), "", "<?xml?>"] as [Substring] {
            var scanner = XMLPartScanner(rowBytes: 100)
            Array(cut.utf8).withUnsafeBytes { scanner.scan($0) }
            #expect(!scanner.isClosed)
        }
    }
}
