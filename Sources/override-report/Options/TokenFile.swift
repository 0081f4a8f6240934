import CanvasAPI
import Foundation
import Logging

@testable import OverrideReport

/// `--token-file`: a file or pipe that holds an access token and nothing else.
enum TokenFile {
    /// Far more than any token.
    private static let sizeLimit = 64 * 1024

    /// Reads it once: what came out of a pipe does not come again.
    static func read(_ path: String, logger: Logger) throws -> AccessToken {
        guard let bytes = try? bytes(of: path) else {
            throw Failure(
                "can't read the token file \(path). Check the path, and that you may read it.",
                status: .tokenRefused
            )
        }
        if isReadableByOthers(path) {
            logger.warning("other users of this machine may read the token file \(path). Run: chmod 600 \(path)")
        }
        guard bytes.count <= sizeLimit, let token = AccessToken(String(decoding: bytes, as: UTF8.self)) else {
            throw Failure(
                "the token file \(path) holds no token: it is empty, or has more than one word. Put the token alone "
                    + "into it.",
                status: .tokenRefused
            )
        }
        return token
    }

    /// All of it, but not more than one byte beyond the limit.
    private static func bytes(of path: String) throws -> Data {
        let file = try FileHandle(forReadingFrom: URL(asGiven: path))
        defer { try? file.close() }
        var bytes = Data()
        while bytes.count <= sizeLimit, let piece = try file.read(upToCount: sizeLimit + 1 - bytes.count),
            !piece.isEmpty
        {
            bytes += piece
        }
        return bytes
    }

    private static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }
}
