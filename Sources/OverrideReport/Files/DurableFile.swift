import Foundation

/// Keeps what ``DurableFile`` writes beside its files in a directory from being cleared while somebody works there, and
/// clears what was left there by processes that were killed when nobody does.
final class DirectoryHold: Sendable {
    private let descriptor: Int32

    init(_ directory: String) throws(FileError) {
        descriptor = try FileSystem.openFile(directory, flags: O_RDONLY | O_DIRECTORY)
        // Alone there, or where the file system has no locks, not known to be: then nothing is cleared.
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
            for name in try FileSystem.names(in: directory) where TemporaryNames.isLeftover(name) {
                guard try FileSystem.kind("\(directory)/\(name)") == .file else { continue }
                try FileSystem.removeFile("\(directory)/\(name)")
            }
        }
        while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
    }

    deinit { _ = close(descriptor) }
}

/// Small files that are put in place whole: written beside, synced, renamed. Readable by their owner alone.
enum DurableFile {
    /// Makes the file, or puts it in place of the one that is there.
    static func replace(_ path: String, with bytes: some Sequence<UInt8>) throws(FileError) {
        let directory = directory(of: path)
        let temporary = "\(directory)/\(TemporaryNames.prefix)\(path.split(separator: "/").last ?? "file")"
        // Left by a run that was killed in the middle.
        try FileSystem.removeFile(temporary)
        do {
            let file = try ReportFile(temporary)
            try file.write(bytes)
            try file.close()
            try FileSystem.rename(temporary, to: path)
        } catch {
            // The first error tells more than one about clearing up after it.
            _ = try? FileSystem.removeFile(temporary)
            throw error
        }
        try FileSystem.sync(directory)
    }

    /// Adds to the end, and returns when the disk has it.
    static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        let descriptor = try FileSystem.openFile(path, flags: O_WRONLY | O_CREAT | O_APPEND)
        defer { _ = close(descriptor) }
        try FileSystem.writeAll(bytes, to: descriptor, path: path)
        try FileSystem.sync(descriptor, path: path)
    }

    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
