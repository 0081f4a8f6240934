import Foundation

/// System calls with typed errors, interrupted ones repeated. Only what Foundation does not give: exclusive creation,
/// permissions from the first moment on, waiting for the disk, and error codes.
enum FileSystem {
    /// A new file that only its owner may read, open for writing. The caller closes the descriptor.
    static func createFile(_ path: String) throws(FileError) -> Int32 {
        try openFile(path, flags: O_WRONLY | O_CREAT | O_EXCL, operation: .create)
    }

    static func openFile(
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

    /// The bytes of a plain file. Anything else is an error, as a pipe may never answer and a device never end; so is a
    /// file of more than `limit` bytes.
    static func contents(of path: String, limit: Int) throws(FileError) -> [UInt8] {
        let descriptor = try openFile(path, flags: O_RDONLY | O_NONBLOCK)
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(.inspect, path, code: errno) }
        switch Kind(status) {
        case .file: return try bytes(of: descriptor, path: path, limit: limit)
        case .directory: throw FileError(.read, path, code: EISDIR)
        case .link, .other: throw FileError(.read, path, code: EINVAL)
        }
    }

    /// What comes from a descriptor up to its end; more than `limit` bytes are an error (`EFBIG`).
    static func bytes(of descriptor: Int32, path: String, limit: Int) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPiece(of: descriptor, path: path) { (piece) throws(FileError) in
            bytes += piece
            guard bytes.count <= limit else { throw FileError(.read, path, code: EFBIG) }
        }
        return bytes
    }

    static func forEachPiece(
        of descriptor: Int32,
        path: String,
        _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
    ) throws(FileError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 1)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count == 0 { return }
            if count > 0 {
                try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } else if errno != EINTR {
                throw FileError(.read, path, code: errno)
            }
        }
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
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
    static func sync(_ descriptor: Int32, path: String) throws(FileError) {
        while fsync(descriptor) != 0 {
            switch errno {
            case EINTR: continue
            case EINVAL, ENOTSUP: return
            default: throw FileError(.sync, path, code: errno)
            }
        }
    }

    /// Makes the file's bytes, or the names in a directory, outlast a power failure.
    static func sync(_ path: String) throws(FileError) {
        let descriptor = try openFile(path, flags: O_RDONLY)
        defer { _ = close(descriptor) }
        try sync(descriptor, path: path)
    }

    /// Moves within one file system; what stands at `target` is replaced in one step.
    static func rename(_ source: String, to target: String) throws(FileError) {
        guard Foundation.rename(source, target) == 0 else { throw FileError(.rename, target, code: errno) }
    }

    /// Bytes that this user may still write there.
    static func availableBytes(_ directory: String) throws(FileError) -> Int {
        var state = statvfs()
        guard statvfs(directory, &state) == 0 else { throw FileError(.inspect, directory, code: errno) }
        let (bytes, overflow) = UInt64(state.f_bavail).multipliedReportingOverflow(by: UInt64(state.f_frsize))
        return overflow ? .max : Int(clamping: bytes)
    }

    /// Whether the file system that it is on can have no more files. Some count none, and have room for any.
    static func isOutOfFiles(_ directory: String) -> Bool {
        var state = statvfs()
        return statvfs(directory, &state) == 0 && state.f_files > 0 && state.f_favail == 0
    }

    /// Whether a file can be made by that name, or put in place of what is there. In a sticky directory, as /tmp is,
    /// another's file can't be replaced. Where the directory itself is missing, there is nothing in the way.
    static func checkReplaceable(_ path: String) throws(FileError) {
        let directory = DurableFile.directory(of: path)
        guard let parent = try status(directory, followingLink: true) else { return }
        try checkWritable(directory)
        let user = geteuid()
        guard user != 0, parent.st_mode & S_ISVTX != 0, parent.st_uid != user, let file = try status(path) else {
            return
        }
        guard file.st_uid == user else { throw FileError(.replace, path, code: EPERM) }
    }

    /// Whether names can be made and removed in a directory.
    static func checkWritable(_ directory: String) throws(FileError) {
        guard faccessat(AT_FDCWD, directory, W_OK | X_OK, AT_EACCESS) == 0 else {
            throw FileError(.write, directory, code: errno)
        }
    }

    /// `false` when there was nothing to remove.
    @discardableResult
    static func removeFile(_ path: String) throws(FileError) -> Bool {
        if unlink(path) == 0 { return true }
        guard errno == ENOENT else { throw FileError(.remove, path, code: errno) }
        return false
    }

    /// A directory that only its owner may enter. `false` when it was there already.
    @discardableResult
    static func createDirectory(_ path: String) throws(FileError) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        let code = errno
        guard code == EEXIST else { throw FileError(.createDirectory, path, code: code) }
        guard try kind(path, followingLink: true) == .directory else {
            throw FileError(.createDirectory, path, code: ENOTDIR)
        }
        return false
    }

    /// A new directory that only its owner may enter, under a name that nobody has.
    static func createTemporaryDirectory(in parent: String) throws(FileError) -> String {
        var template = Array("\(parent)/override-report-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError(.createDirectory, parent, code: errno) }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    enum Kind: Sendable {
        case file
        case directory
        case link
        case other

        init(_ status: stat) {
            self =
                switch status.st_mode & S_IFMT {
                case S_IFREG: .file
                case S_IFDIR: .directory
                case S_IFLNK: .link
                default: .other
                }
        }
    }

    /// `nil` when there is nothing by that name.
    static func kind(_ path: String, followingLink: Bool = false) throws(FileError) -> Kind? {
        try status(path, followingLink: followingLink).map(Kind.init)
    }

    static func status(_ path: String, followingLink: Bool = false) throws(FileError) -> stat? {
        var status = stat()
        let result = followingLink ? stat(path, &status) : lstat(path, &status)
        if result == 0 { return status }
        guard errno == ENOENT || errno == ENOTDIR else { throw FileError(.inspect, path, code: errno) }
        return nil
    }

    /// The names in a directory, ordered by their bytes.
    static func names(in path: String) throws(FileError) -> [String] {
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
    static func removeTree(_ path: String) throws(FileError) {
        switch try kind(path) {
        case nil: return
        case .directory:
            for name in try names(in: path) { try removeTree(path + "/" + name) }
            guard rmdir(path) == 0 else { throw FileError(.remove, path, code: errno) }
        case .file, .link, .other: try removeFile(path)
        }
    }

    static func setPermissions(_ permissions: mode_t, of path: String) throws(FileError) {
        guard chmod(path, permissions) == 0 else { throw FileError(.setPermissions, path, code: errno) }
    }
}

extension URL {
    /// A path as it stands: Foundation would take `~` for the home directory.
    package init(asGiven path: String) {
        self.init(fileURLWithPath: path.hasPrefix("~") ? "./" + path : path)
    }
}

/// Reads a course list, plan or backup whole: the one place where input meets the file system.
package enum InputFile {
    /// Far above any course list or plan, and far below what would trouble the machine.
    static let sizeLimit = 64 * 1024 * 1024

    package static func readStandardInput() throws(InputError) -> InputText {
        try text(of: "standard input") { () throws(FileError) in STDIN_FILENO }
    }

    /// - Parameter path: a file or a named pipe.
    package static func read(_ path: String) throws(InputError) -> InputText {
        try text(of: path) { () throws(FileError) in try FileSystem.openFile(path, flags: O_RDONLY) }
    }

    /// One that can't be looked at counts as there, reading it will say why; but for one in a directory that may not be
    /// entered, such as another's home.
    package static func isThere(_ path: String) -> Bool {
        do {
            return try FileSystem.kind(path, followingLink: true) != nil
        } catch  where error.code == EACCES {
            return false
        } catch {
            return true
        }
    }

    private static func text(
        of name: String,
        open: () throws(FileError) -> Int32
    ) throws(InputError) -> InputText {
        let bytes: [UInt8]
        do {
            let descriptor = try open()
            defer { if descriptor != STDIN_FILENO { _ = close(descriptor) } }
            bytes = try FileSystem.bytes(of: descriptor, path: name, limit: sizeLimit)
        } catch {
            throw InputError(
                file: name,
                message: error.code == EFBIG
                    ? "the file passes 64 MB; no course list or plan is that long."
                    : "the file can't be read (\(String(cString: strerror(error.code)))). Check the path, and that you may "
                        + "read it."
            )
        }
        return try InputText(bytes, file: name)
    }
}
