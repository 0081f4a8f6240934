import Foundation
import OverrideReport
import SnapshotStore

/// A directory of its own for one test, removed with everything in it when the test is over.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "override-report-tests-" + UUID().uuidString
        try FileSystem.createDirectory(path)
    }

    deinit {
        try? FileSystem.removeTree(path)
    }

    var snapshot: String { file("snapshot.sqlite") }

    func file(_ name: String) -> String { path + "/" + name }
    func names() throws -> [String] { try FileSystem.names(in: path) }

    func permissions(_ name: String) throws -> Int? {
        try FileSystem.status(file(name)).map { Int($0.st_mode & 0o7777) }
    }

    func newStore(_ name: String = "snapshot.sqlite") throws -> SnapshotStore {
        try SnapshotStore.create(file(name), identity: .sample, startedAt: SampleRecords.start)
    }
}

extension SnapshotIdentity {
    static let sample = SnapshotIdentity(
        canvasURL: "https://canvas.example.edu",
        viewerID: 9,
        viewerName: "Ada Registrar",
        toolVersion: "1.0.0"
    )
}

/// A file system of a few kilobytes, for what happens when the disk is full.
enum SmallFileSystem {
    /// Whether this process may mount one; tests that need it say so by `.enabled(if:)`.
    static let isPossible = (try? with(kilobytes: 64) { _ in true }) ?? false

    static func with<Result>(kilobytes: Int, files: Int = 1_000, _ body: (String) throws -> Result) throws -> Result {
        let directory = try ScratchDirectory()
        guard mount("tmpfs", directory.path, "tmpfs", 0, "size=\(kilobytes)k,nr_inodes=\(files),mode=0700") == 0 else {
            throw FileError(.open, directory.path, code: errno)
        }
        defer { umount2(directory.path, Int32(MNT_DETACH)) }
        return try body(directory.path)
    }
}
