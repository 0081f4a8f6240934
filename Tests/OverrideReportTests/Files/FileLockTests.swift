import Foundation
import TestSupport
import Testing

@testable import OverrideReport

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
