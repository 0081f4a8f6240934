import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("A report file")
struct ReportFileTests {
    @Test("holds what was written, in order, whatever the size of the buffer", arguments: [1, 3, 65_536])
    func contents(bufferSize: Int) throws {
        let directory = try ScratchDirectory()
        let file = try ReportFile(directory.file("a.csv"), bufferSize: bufferSize)
        try file.write("größe,")
        try file.write([0x31, 0x0D, 0x0A])
        try file.write(String(repeating: "x", count: 10))
        try file.close()
        #expect(try directory.read("a.csv") == "größe,1\r\nxxxxxxxxxx")
    }

    @Test("is readable by its owner alone")
    func permissions() throws {
        let directory = try ScratchDirectory()
        try ReportFile(directory.file("a.csv")).close()
        #expect(try directory.permissions("a.csv") == 0o600)
    }

    @Test("never takes the place of something else")
    func exclusive() throws {
        let directory = try ScratchDirectory()
        try directory.write("mine", to: "a.csv")
        #expect(throws: FileError(.create, directory.file("a.csv"), code: EEXIST)) {
            try ReportFile(directory.file("a.csv"))
        }
        #expect(try directory.read("a.csv") == "mine")
    }

    @Test("closes twice without harm, and refuses to be written after that")
    func closed() throws {
        let directory = try ScratchDirectory()
        let file = try ReportFile(directory.file("a.csv"), bufferSize: 1)
        try file.close()
        try file.close()
        #expect(throws: FileError(.write, directory.file("a.csv"), code: EBADF)) { try file.write("x") }
    }

    @Test("says when the disk is full", .enabled(if: SmallFileSystem.isPossible))
    func fullDisk() throws {
        try SmallFileSystem.with(kilobytes: 64) { path in
            let file = try ReportFile(path + "/a.csv")
            let error = #expect(throws: FileError.self) {
                for _ in 0..<100 { try file.write(String(repeating: "x", count: 8192)) }
                try file.close()
            }
            #expect(
                error?.description == "can't write \(path)/a.csv: no space left on the file system. "
                    + "Make room there, or choose another directory, and start again."
            )
        }
    }
}
