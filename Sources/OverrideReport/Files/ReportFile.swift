import Foundation

/// A new file, written from front to back through a buffer. Every write is checked, and ``close()`` returns only when
/// the bytes are on disk, so that a full disk is an error and never a short file. Readable by its owner alone.
///
/// For one thread at a time.
final class ReportFile {
    let path: String
    private var descriptor: Int32?
    private var buffer: [UInt8] = []
    private let bufferSize: Int

    /// Creates the file; something by that name already is an error.
    init(_ path: String, bufferSize: Int = 65_536) throws(FileError) {
        self.path = path
        self.bufferSize = bufferSize
        self.descriptor = try FileSystem.createFile(path)
        buffer.reserveCapacity(bufferSize)
    }

    deinit {
        // Left open by an error on the way: the file is to be thrown away with its staging directory.
        if let descriptor { _ = Foundation.close(descriptor) }
    }

    func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= bufferSize { try flush() }
    }

    /// The text's UTF-8 bytes.
    func write(_ text: String) throws(FileError) {
        try write(text.utf8)
    }

    /// Hands over what is buffered, and waits until the disk has it. Closing twice does nothing.
    func close() throws(FileError) {
        guard let descriptor else { return }
        try flush()
        try FileSystem.sync(descriptor, path: path)
        self.descriptor = nil
        guard Foundation.close(descriptor) == 0 else { throw FileError(.write, path, code: errno) }
    }

    private func flush() throws(FileError) {
        guard let descriptor else { throw FileError(.write, path, code: EBADF) }
        try FileSystem.writeAll(buffer, to: descriptor, path: path)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Small files that are put in place whole: written beside, synced, renamed.
package enum DurableFile {
    /// Makes the file, or puts it in place of the one that is there.
    ///
    /// - Parameter permissions: readable by its owner alone where nothing else is asked for.
    package static func replace(
        _ path: String,
        with bytes: some Sequence<UInt8>,
        permissions: mode_t = 0o600
    ) throws(FileError) {
        let directory = directory(of: path)
        // Another ending too: a collector takes every file with the ending it looks for.
        let temporary = "\(directory)/\(TemporaryNames.prefix)\(path.split(separator: "/").last ?? "file").part"
        // Left by a run that was killed in the middle.
        try FileSystem.removeFile(temporary)
        do {
            let file = try ReportFile(temporary)
            try file.write(bytes)
            try file.close()
            if permissions != 0o600 { try FileSystem.setPermissions(permissions, of: temporary) }
            try FileSystem.rename(temporary, to: path)
        } catch {
            // The first error tells more than one about clearing up after it.
            _ = try? FileSystem.removeFile(temporary)
            throw error
        }
        try FileSystem.sync(directory)
    }

    /// Finds out early what would keep ``replace(_:with:permissions:)`` from making the file: a device or pipe must never
    /// be replaced by one.
    package static func check(_ path: String) throws(FileError) {
        let directory = directory(of: path)
        guard try FileSystem.kind(directory, followingLink: true) == .directory else {
            throw FileError(.write, path, code: ENOENT)
        }
        switch try FileSystem.kind(path, followingLink: true) {
        case nil, .file: try FileSystem.checkReplaceable(path)
        case .directory: throw FileError(.replace, path, code: EISDIR)
        case .link, .other: throw FileError(.replace, path, code: EEXIST)
        }
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

/// A file of the user's own name. Devices and pipes are written through standard output.
package enum PlainFile {
    /// It is a plain file that may be replaced, or there is none yet.
    ///
    /// - Parameter purpose: what it is to hold: `a plan`.
    package static func check(_ path: String, as purpose: String) throws {
        let kind: String
        switch try FileSystem.kind(path) {
        case nil, .file: return try FileSystem.checkReplaceable(path)
        case .directory: kind = "a directory"
        case .link: kind = "a symbolic link"
        case .other: kind = "a device or pipe"
        }
        throw NoPlainFile(
            description:
                "\(path) is \(kind), and \(purpose) is a plain file. Give another name, or leave out -o and send "
                + "standard output there."
        )
    }
}

struct NoPlainFile: Error, CustomStringConvertible {
    let description: String
}

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

/// Names of what stands beside the reports and the snapshot only while a run lasts. All begin with
/// `.override-report-`.
enum TemporaryNames {
    static let prefix = ".override-report-"

    /// Reports that are being written.
    static let staging = prefix + "staging"
    /// Reports that are whole, and on their way to their place.
    static let ready = prefix + "ready"
    /// Written and removed, to find out whether files can be.
    static let probe = prefix + "probe"
    /// Held while reports are written and put in place.
    static let outputLock = prefix + "output.lock"

    /// The run that fills the snapshot `stem` + `ending` next.
    static func nextSnapshot(stem: String, ending: String) -> String { "\(prefix)\(stem).next\(ending)" }

    /// A second name of the snapshot, for a moment, before it becomes the previous one.
    static func previousSnapshot(stem: String, ending: String) -> String {
        "\(prefix)\(stem).previous\(ending)"
    }

    static func snapshotLock(name: String) -> String { "\(prefix)\(name).lock" }

    /// What a killed run may have left in an output directory and the next may clear. An unfinished snapshot is not
    /// rubbish but what the next run goes on with, and what a lock or a snapshot is in the middle of belongs to it.
    static func isLeftover(_ name: String) -> Bool {
        name.hasPrefix(prefix) && !name.contains(".next") && !name.contains(".previous") && !name.hasSuffix(".lock")
    }
}
