import Foundation

/// A directory of its own for one test, removed with everything in it when the test is over.
package final class ScratchDirectory: Sendable {
    package let path: String

    package init() throws {
        path = NSTemporaryDirectory() + "override-report-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes the directories above it, too.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try Data(text.utf8).write(to: url)
        return url.path
    }

    package func read(_ name: String) throws -> String {
        try String(contentsOfFile: file(name), encoding: .utf8)
    }

    package func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    /// Every path below, directories with a slash at the end, ordered.
    package func tree() throws -> [String] {
        let all = FileManager.default.enumerator(atPath: path)?.allObjects.compactMap { $0 as? String } ?? []
        return try all.map { try status($0).st_mode & S_IFMT == S_IFDIR ? $0 + "/" : $0 }.sorted()
    }

    /// `nil` where there is no such file; of a link itself, not of what it leads to.
    package func permissions(_ name: String) throws -> Int? {
        FileManager.default.fileExists(atPath: file(name)) ? Int(try status(name).st_mode & 0o7777) : nil
    }

    private func status(_ name: String) throws -> stat {
        var status = stat()
        guard lstat(file(name), &status) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return status
    }
}

/// Runs `body` in a directory that is removed afterwards.
package func withScratchDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let directory = try ScratchDirectory()
    return try withExtendedLifetime(directory) { try body(directory.path) }
}

/// A file system of a few kilobytes, for what happens when the disk is full.
package enum SmallFileSystem {
    /// Whether this process may mount one; tests that need it say so by `.enabled(if:)`.
    package static let isPossible = (try? with(kilobytes: 64) { _ in true }) ?? false

    package static func with<Result>(
        kilobytes: Int,
        files: Int = 1_000,
        _ body: (String) throws -> Result
    ) throws -> Result {
        let directory = try ScratchDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(kilobytes)k,nr_inodes=\(files),mode=0700") == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        return try body(directory.path)
    }
}
