import Foundation
import OverrideReport

/// A directory of its own for one test, removed with everything in it when the test is over.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "override-report-tests-" + UUID().uuidString
        try FileSystem.createDirectory(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, to name: String) throws {
        try FileSystem.createDirectoriesForTest(above: name, in: path)
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: file(name), encoding: .utf8)
    }

    /// Every path below, directories with a slash at the end, ordered.
    func tree() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
        return try all.map { try FileSystem.kind(file($0)) == .directory ? $0 + "/" : $0 }.sorted()
    }

    func permissions(_ name: String) throws -> Int? {
        try FileSystem.status(file(name)).map { Int($0.st_mode & 0o7777) }
    }
}

extension FileSystem {
    fileprivate static func createDirectoriesForTest(above name: String, in root: String) throws {
        var path = root
        for part in name.split(separator: "/").dropLast() {
            path += "/" + part
            try createDirectory(path)
        }
    }
}

/// A file system of a few kilobytes, for what happens when the disk is full.
enum SmallFileSystem {
    /// Whether this process may mount one; tests that need it say so by `.enabled(if:)`.
    static let isPossible = (try? with(kilobytes: 64) { _ in true }) ?? false

    static func with<Result>(kilobytes: Int, _ body: (String) throws -> Result) throws -> Result {
        let directory = try TemporaryDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(kilobytes)k,mode=0700") == 0 else {
            throw FileError(.open, directory.path, code: errno)
        }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        return try body(directory.path)
    }
}
