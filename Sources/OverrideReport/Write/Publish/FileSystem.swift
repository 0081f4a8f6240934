import Foundation

/// System calls with typed errors, interrupted ones repeated. Only what Foundation does not give: exclusive creation,
/// permissions from the first moment on, waiting for the disk, and error codes.
package enum FileSystem {
    /// A new file that only its owner may read, open for writing. The caller closes the descriptor.
    package static func createFile(_ path: String) throws(FileError) -> Int32 {
        try openFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, operation: .create)
    }

    package static func openFile(
        _ path: String,
        flags: Int32,
        operation: FileError.Operation = .open
    ) throws(FileError) -> Int32 {
        while true {
            let descriptor = open(path, flags | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw FileError(operation, path, code: errno) }
        }
    }

    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var failure: Int32 = 0
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count == 0 || errno != EINTR {
                    failure = count == 0 ? ENOSPC : errno
                    return
                }
            }
        }
        guard failure == 0 else { throw FileError(.write, path, code: failure) }
    }

    /// Returns when the disk has it. What can't be synced at all (some network and FUSE directories) is left alone.
    package static func sync(_ descriptor: Int32, path: String) throws(FileError) {
        while fsync(descriptor) != 0 {
            switch errno {
            case EINTR: continue
            case EINVAL, ENOTSUP: return
            default: throw FileError(.sync, path, code: errno)
            }
        }
    }

    /// Makes the file's bytes, or the names in a directory, outlast a power failure.
    package static func sync(_ path: String) throws(FileError) {
        let descriptor = try openFile(path, flags: O_RDONLY)
        defer { _ = close(descriptor) }
        try sync(descriptor, path: path)
    }

    /// Moves within one file system; what stands at `target` is replaced in one step.
    package static func rename(_ source: String, to target: String) throws(FileError) {
        guard Foundation.rename(source, target) == 0 else { throw FileError(.rename, target, code: errno) }
    }

    /// `false` when there was nothing to remove.
    @discardableResult
    package static func removeFile(_ path: String) throws(FileError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw FileError(.remove, path, code: errno) }
        return false
    }

    /// A directory that only its owner may enter. `false` when it was there already.
    @discardableResult
    package static func createDirectory(_ path: String) throws(FileError) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        let code = errno
        guard code == EEXIST else { throw FileError(.createDirectory, path, code: code) }
        guard try kind(path, followingLink: true) == .directory else {
            throw FileError(.createDirectory, path, code: ENOTDIR)
        }
        return false
    }

    package enum Kind: Sendable {
        case file
        case directory
        case link
        case other
    }

    /// `nil` when there is nothing by that name.
    package static func kind(_ path: String, followingLink: Bool = false) throws(FileError) -> Kind? {
        guard let status = try status(path, followingLink: followingLink) else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .link
        default: .other
        }
    }

    package static func status(_ path: String, followingLink: Bool = false) throws(FileError) -> stat? {
        var status = stat()
        let result = followingLink ? stat(path, &status) : lstat(path, &status)
        if result == 0 { return status }
        guard errno == ENOENT || errno == ENOTDIR else { throw FileError(.inspect, path, code: errno) }
        return nil
    }

    /// The names in a directory, ordered by their bytes.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else { throw FileError(.list, path, code: errno) }
        defer { closedir(directory) }
        guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            // Read in place: the record may be shorter than the struct that Swift would copy.
            let name = String(
                cString: UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
            )
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw FileError(.list, path, code: errno) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Removes a file, or a directory with everything in it; a symbolic link is removed, never followed.
    package static func removeTree(_ path: String) throws(FileError) {
        switch try kind(path) {
        case nil: return
        case .directory:
            for name in try names(in: path) { try removeTree(path + "/" + name) }
            guard rmdir(path) == 0 else { throw FileError(.remove, path, code: errno) }
        case .file, .link, .other: try removeFile(path)
        }
    }

    package static func setPermissions(_ permissions: mode_t, of path: String) throws(FileError) {
        guard chmod(path, permissions) == 0 else { throw FileError(.setPermissions, path, code: errno) }
    }
}
