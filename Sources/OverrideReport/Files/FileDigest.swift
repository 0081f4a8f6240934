import Foundation

/// Length and SHA-256 of a file, read in pieces, so that a large workbook does not have to fit in memory.
struct FileDigest: Equatable {
    var byteCount: Int
    /// In lower-case hexadecimal digits, as `sha256sum` prints it.
    var sha256: String

    init(of path: String) throws(FileError) {
        let descriptor = try FileSystem.openFile(path, flags: O_RDONLY | O_NOFOLLOW)
        defer { _ = close(descriptor) }
        var hash = SHA256()
        var total = 0
        var buffer = [UInt8](repeating: 0, count: 131_072)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(.read, path, code: errno)
            }
            if count == 0 { break }
            buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            total += count
        }
        self.byteCount = total
        self.sha256 = hash.finalize().hexadecimal
    }
}
