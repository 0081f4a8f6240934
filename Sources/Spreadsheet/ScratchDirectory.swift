import Foundation

/// A directory of this workbook's own for libxlsxwriter's temporary files.
///
/// The library silently takes another directory when the given one is bad, and doesn't notice a full one. So it is made
/// here, next to the output, and looked at from outside. The library removes the names of its files as it opens them.
struct ScratchDirectory {
    let path: String

    /// `parent/prefix` and six characters, readable by the owner only.
    static func make(in parent: String, prefix: String) throws(SpreadsheetError) -> ScratchDirectory {
        let pattern = parent + "/" + prefix + "XXXXXX"
        var bytes = pattern.utf8CString
        let made = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(mkdtemp) != nil
        }
        guard made else { throw .file(path: parent, action: "make a temporary directory in it", code: errno) }
        return ScratchDirectory(path: String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// Bytes that this user may still write there.
    func availableBytes() throws(SpreadsheetError) -> Int {
        var state = statvfs()
        guard statvfs(path, &state) == 0 else {
            throw .file(path: path, action: "ask for free space", code: errno)
        }
        return Int(
            clamping: UInt64(state.f_bavail).multipliedReportingOverflow(by: UInt64(state.f_frsize)).partialValue
        )
    }

    /// Is the open file on the same file system as this directory?
    func holds(_ file: UnsafeMutablePointer<FILE>) -> Bool {
        var own = stat()
        var other = stat()
        return stat(path, &own) == 0 && fstat(fileno(file), &other) == 0 && own.st_dev == other.st_dev
    }

    /// Why no file can be made in it: a file system may have room, and none for another file.
    func refusal() -> Int32 {
        let probe = path + "/probe"
        let descriptor = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        unlink(probe)
        return EIO
    }

    /// What is left in it goes too. A directory that stays is found by whoever clears the prefix; nothing depends on it.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension LossCause {
    /// - Parameter largest: bytes of the largest part so far, which is copied once more with a beginning and an end.
    init(of path: String, largest: Int) {
        var limit = rlimit()
        var file = stat()
        let isLimited = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 && limit.rlim_cur != .max
        let written = stat(path, &file) == 0 ? Int(file.st_size) : 0
        let size = UInt64(max(written, largest + 65_536))
        self = isLimited && size >= limit.rlim_cur ? .sizeLimit(bytes: UInt64(limit.rlim_cur)) : .fullDisk
    }
}
