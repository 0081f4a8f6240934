import CCrypto
import Foundation

/// A secret that turns ids into codes: the same id gives the same code with the same key, and without the key nobody can
/// tell which id a code is of, even by trying all ids.
struct PseudonymKey: Sendable {
    /// Fewer bytes could be tried out.
    private static let leastSize = 16
    private static let sizeLimit = 64 * 1024

    private let bytes: [UInt8]

    /// Of a file that is there.
    ///
    /// - Throws: `FileError`, or `InputError` for a file that holds no key.
    init(readingFrom path: String) throws {
        let contents = try FileSystem.contents(of: path, limit: Self.sizeLimit)
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        bytes = Array(Array(contents.drop(while: isBlank).reversed()).drop(while: isBlank).reversed())
        guard bytes.count >= Self.leastSize else {
            throw InputError(
                file: path,
                message:
                    "a key for pseudonyms has \(Self.leastSize) characters at least, and this file has \(bytes.count). "
                    + "Name a file that is not there yet, and a key is made."
            )
        }
    }

    /// Of a file, which is made with a new key where there is none. Of several that make it at once one does.
    init(at path: String) throws {
        if try FileSystem.kind(path, followingLink: true) == nil { try Self.make(path) }
        try self.init(readingFrom: path)
    }

    /// Under a name of its own first, so that nobody reads half a key.
    private static func make(_ path: String) throws {
        try DurableFile.check(path)
        let temporary = "\(DurableFile.directory(of: path))/\(TemporaryNames.prefix)key.\(getpid())"
        try FileSystem.removeFile(temporary)
        let file = try ReportFile(temporary)
        try file.write((0..<32).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal + "\n")
        try file.close()
        defer { _ = try? FileSystem.removeFile(temporary) }
        if link(temporary, path) == 0 { return try FileSystem.sync(DurableFile.directory(of: path)) }
        switch errno {
        case EEXIST: return
        // A file system without second names.
        case EPERM, ENOTSUP, ENOSYS, EMLINK: try FileSystem.rename(temporary, to: path)
        case let code: throw FileError(.create, path, code: code)
        }
    }

    /// `p-9f86d081884c7d65`: HMAC-SHA256, of which 64 bits tell the students of any institution apart. The letter keeps
    /// spreadsheets from taking it for a number.
    func code(_ text: String) -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let message = Array(text.utf8)
        let isMade = HMAC(EVP_sha256(), bytes, Int32(bytes.count), message, message.count, &digest, &count) != nil
        precondition(isMade)
        return "p-" + digest.prefix(8).hexadecimal
    }

    /// For the log, where others than the owner may read the key.
    static func warning(about path: String) throws -> String? {
        guard let mode = try FileSystem.status(path, followingLink: true)?.st_mode, mode & 0o077 != 0 else {
            return nil
        }
        return
            "other users of this machine may read the key \(path), and with it tell who is who. Run: chmod 600 \(path)"
    }
}
