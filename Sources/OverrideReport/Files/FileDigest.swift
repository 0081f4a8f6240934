import CCrypto
import Foundation

/// SHA-256 of bytes that come in pieces, by the system's OpenSSL.
struct SHA256: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("OpenSSL has no SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let isTaken = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
        precondition(isTaken)
    }

    /// The digest of all that came, once.
    consuming func finalize() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let isDone = EVP_DigestFinal_ex(context, &digest, &count) == 1
        precondition(isDone)
        return Array(digest.prefix(Int(count)))
    }

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.finalize()
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal digits, two a byte, as `sha256sum` prints them.
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Length and SHA-256 of a file, read in pieces, so that a large workbook does not have to fit in memory.
struct FileDigest: Equatable {
    var byteCount: Int
    /// In lower-case hexadecimal digits, as `sha256sum` prints it.
    var sha256: String

    init(of path: String, followsLink: Bool = false) throws(FileError) {
        let descriptor = try FileSystem.openFile(path, flags: O_RDONLY | (followsLink ? 0 : O_NOFOLLOW))
        defer { _ = close(descriptor) }
        var hash = SHA256()
        var byteCount = 0
        try FileSystem.forEachPiece(of: descriptor, path: path) { piece in
            hash.update(piece)
            byteCount += piece.count
        }
        self.byteCount = byteCount
        self.sha256 = hash.finalize().hexadecimal
    }
}

/// A report's path below the output directory: `students.csv`, `courses/1201.html`. A manifest is a file that anybody
/// may have edited, so that only such paths are believed of it: nothing absolute, nothing that climbs, nothing hidden,
/// and no kind of file that is no report.
struct ReportPath: Hashable, Sendable, Comparable {
    let text: String

    private static let endings = [".csv", ".xlsx", ".html", ".ndjson", ".json"]

    init?(_ text: String) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = components.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.utf8.contains(0) }
        guard isPlain, Self.endings.contains(where: text.hasSuffix) else { return nil }
        self.text = text
    }

    /// The directories above it, outermost first: `courses`.
    var directories: [String] {
        let components = text.split(separator: "/").dropLast()
        return components.indices.map { components[...$0].joined(separator: "/") }
    }

    /// By its UTF-8 bytes.
    static func < (left: ReportPath, right: ReportPath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
