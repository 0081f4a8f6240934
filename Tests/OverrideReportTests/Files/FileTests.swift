import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("A report file")
struct ReportFileTests {
    private let directory: ScratchDirectory
    private var path: String { directory.file("a.csv") }

    init() throws {
        directory = try ScratchDirectory()
    }

    @Test("holds what was written, in order, whatever the size of the buffer", arguments: [1, 3, 65_536])
    func contents(bufferSize: Int) throws {
        let file = try ReportFile(path, bufferSize: bufferSize)
        try file.write("größe,")
        try file.write([0x31, 0x0D, 0x0A])
        try file.write(String(repeating: "x", count: 10))
        try file.close()
        #expect(try directory.read("a.csv") == "größe,1\r\nxxxxxxxxxx")
    }

    @Test("is readable by its owner alone")
    func permissions() throws {
        try ReportFile(path).close()
        #expect(try directory.permissions("a.csv") == 0o600)
    }

    @Test("never takes the place of something else")
    func exclusive() throws {
        try directory.write("mine", to: "a.csv")
        #expect(throws: FileError(.create, path, code: EEXIST)) {
            try ReportFile(path)
        }
        #expect(try directory.read("a.csv") == "mine")
    }

    @Test("closes twice without harm, and refuses to be written after that")
    func closed() throws {
        let file = try ReportFile(path, bufferSize: 1)
        try file.close()
        try file.close()
        #expect(throws: FileError(.write, path, code: EBADF)) { try file.write("x") }
    }

    @Test("has the digest that sha256sum tells")
    func digest() throws {
        try directory.write("abc", to: "a.csv")
        let digest = try FileDigest(of: path)
        #expect(digest.byteCount == 3)
        #expect(digest.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        try directory.write(String(repeating: "a", count: 1_000_000), to: "b.csv")
        #expect(
            try FileDigest(of: directory.file("b.csv")).sha256
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        )
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

@Suite("A lock file")
struct FileLockTests {
    private let directory: ScratchDirectory
    private var path: String { directory.file("a.lock") }

    init() throws {
        directory = try ScratchDirectory()
    }

    private func acquire() throws -> FileLock? {
        if case .acquired(let lock) = try FileLock.acquire(path) { lock } else { nil }
    }

    @Test("is held by one at a time, tells by whom, and goes with the lock")
    func exclusive() throws {
        let first = try #require(try acquire())
        guard case .held(let processID) = try FileLock.acquire(path) else {
            Issue.record("acquired twice")
            return
        }
        #expect(processID == getpid())
        #expect(try directory.permissions("a.lock") == 0o600)
        first.release()
        first.release()
        #expect(try directory.tree() == [])
        let second = try #require(try acquire())
        // The first is over; it can't free what is no longer its own.
        first.release()
        #expect(try acquire() == nil)
        second.release()
    }

    @Test("is freed by the kernel when its process is killed")
    func killedHolder() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/flock")
        process.arguments = ["--no-fork", path, "sh", "-c", ": > '\(directory.file("locked"))'; exec sleep 600"]
        try process.run()
        while try FileSystem.kind(directory.file("locked")) == nil { usleep(2000) }
        #expect(try acquire() == nil)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try acquire() != nil)
    }

    @Test("is not taken through a symbolic link")
    func symbolicLink() throws {
        try directory.write("keep", to: "precious")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: directory.file("precious"))
        #expect(throws: FileError(.lock, path, code: ELOOP)) { try acquire() }
        #expect(try directory.read("precious") == "keep")
    }
}

@Suite("A report's path in a manifest")
struct ReportPathTests {
    @Test("is believed when it is plain", arguments: ["students.csv", "courses/12.html", "a b/ü.xlsx", "schema.json"])
    func plain(text: String) {
        #expect(ReportPath(text)?.text == text)
    }

    @Test(
        "is refused when it is absolute, climbs, hides, or is no report",
        arguments: [
            "", "/etc/hosts.csv", "../students.csv", "courses/../../a.csv", "./a.csv", "a//b.csv", "courses/",
            ".hidden.csv", ".override-report-ready/a.csv", "snapshot.sqlite", "notes.txt", "students", "a\0.csv",
        ]
    )
    func refused(text: String) {
        #expect(ReportPath(text) == nil)
    }

    @Test("knows the directories above it, outermost first")
    func directories() {
        #expect(ReportPath("a/b/c.csv")?.directories == ["a", "a/b"])
        #expect(ReportPath("c.csv")?.directories == [])
    }
}
