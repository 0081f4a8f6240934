import Foundation
import Testing

@testable import Spreadsheet

/// A file system in memory of a few megabytes, where the machine lets us mount one.
private final class SmallDisk {
    let path: String
    private let directory: TestDirectory

    init?(megabytes: Int, files: Int = 1_000) throws {
        directory = try TestDirectory()
        path = directory.path
        guard
            try Self.run(
                "/usr/bin/mount",
                ["-t", "tmpfs", "-o", "size=\(megabytes)m,nr_inodes=\(files)", "tmpfs", path]
            )
        else {
            print("skipped: this machine doesn't let the test mount a small disk")
            return nil
        }
    }

    deinit { _ = try? Self.run("/usr/bin/umount", [path]) }

    private static func run(_ tool: String, _ arguments: [String]) throws -> Bool {
        guard FileManager.default.isExecutableFile(atPath: tool) else { return false }
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path) } }
}

@Suite("A full disk", .serialized)
struct FullDiskTests {
    private func fill(_ sheet: Worksheet, megabytes: Int) throws {
        // About 1,000 bytes a row that pack well, so that the temporary files are what fills the disk.
        let text = String(repeating: "0123456789", count: 90)
        for row in 0..<(megabytes * 1_000) { try sheet.append([.number(row), .text(text)]) }
    }

    @Test("while rows are written, it is an error at once")
    func whileWriting() throws {
        guard let disk = try SmallDisk(megabytes: 4) else { return }
        let workbook = try Workbook(path: disk.path + "/a.xlsx", properties: .init(created: created))
        let sheet = try workbook.addWorksheet(named: "S")
        let error = #expect(throws: SpreadsheetError.self) { try fill(sheet, megabytes: 8) }
        guard case .damaged(_, "sheet “S”", _, .fullDisk) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        workbook.abandon()
        #expect(try disk.names == [])
    }

    @Test("room for bytes and none for another file is told as such")
    func noFilesLeft() throws {
        // The directory itself, the workbook, its temporary directory, and one of the two sheets' files.
        guard let disk = try SmallDisk(megabytes: 4, files: 4) else { return }
        let workbook = try Workbook(path: disk.path + "/a.xlsx", properties: .init(created: created))
        _ = try workbook.addWorksheet(named: "S")
        let error = #expect(throws: SpreadsheetError.self) { try workbook.addWorksheet(named: "T") }
        #expect(error?.description.hasSuffix("can't write temporary files: No space left on device.") == true)
        workbook.abandon()
        #expect(try disk.names == [])
    }

    @Test("before closing, room that can't suffice is an error with both figures")
    func beforeClosing() throws {
        guard let disk = try SmallDisk(megabytes: 4) else { return }
        let workbook = try Workbook(path: disk.path + "/a.xlsx", properties: .init(created: created))
        try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
        let error = #expect(throws: SpreadsheetError.self) { try workbook.close() }
        guard case .space(_, let needed, let available) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed > 3_000_000)
        #expect(available < 1_300_000)
        #expect(try disk.names == [])
    }

    @Test("while closing, when the library says nothing, the cut sheet is found and the file removed")
    func whileClosing() throws {
        guard let disk = try SmallDisk(megabytes: 4) else { return }
        let workbook = try Workbook(path: disk.path + "/a.xlsx", properties: .init(created: created))
        try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
        let error = #expect(throws: SpreadsheetError.self) { try workbook.close(checksSpace: false) }
        guard case .damaged = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try disk.names == [])
    }

    @Test("enough room is enough")
    func enough() throws {
        guard let disk = try SmallDisk(megabytes: 8) else { return }
        let workbook = try Workbook(path: disk.path + "/a.xlsx", properties: .init(created: created))
        try fill(workbook.addWorksheet(named: "S"), megabytes: 3)
        try workbook.close()
        #expect(try disk.names == ["a.xlsx"])
    }
}
