import CanvasAPI
import Foundation
import Logging

/// `--token-file`: a file that holds an access token and nothing else.
enum TokenFile {
    static func read(_ path: String, logger: Logger) throws -> AccessToken {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure(
                "can't read the token file \(path). Check the path, and that you may read it.",
                status: .tokenRefused
            )
        }
        if isReadableByOthers(path) {
            logger.warning("other users of this machine may read the token file \(path). Run: chmod 600 \(path)")
        }
        guard let token = AccessToken(text) else {
            throw Failure(
                "the token file \(path) holds no token: it is empty, or has more than one word. Put the token alone "
                    + "into it.",
                status: .tokenRefused
            )
        }
        return token
    }

    private static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }
}
