import ArgumentParser
import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import OverrideReport

/// Which Canvas, and as whom.
struct CanvasOptions: ParsableArguments {
    @Option(help: "Address of Canvas, as https://canvas.example.edu (environment: CANVAS_API_URL).")
    var canvasURL: String?

    @Option(
        help: ArgumentHelp(
            "File that holds the access token (otherwise environment: CANVAS_API_TOKEN).",
            discussion: "A token is never an argument: others could read it.",
            valueName: "file"
        ),
        completion: .file()
    )
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Shell command that prints the access token, in 30 seconds at most.",
            valueName: "command"
        )
    )
    var tokenCommand: TokenCommand?

    @Option(
        help: .rare(
            "File of certificate authorities in PEM that are trusted as well (otherwise environment: SSL_CERT_FILE, "
                + "CURL_CA_BUNDLE).",
            valueName: "file"
        ),
        completion: .file()
    )
    var caFile: String?

    @Flag(help: "Use a made-up Canvas inside this process instead of a real one.")
    var sandbox = false

    @Option(help: .rare("Directory of the sandbox's samples.", valueName: "dir"), completion: .directory)
    var samples: String?

    @Option(
        help: .rare(
            "Who runs this, an address or a name, for Canvas's administrators: it goes into the User-Agent.",
            valueName: "text"
        )
    )
    var contact = "contact not given"

    func validate() throws {
        guard !sandbox || canvasURL == nil && tokenFile == nil && tokenCommand == nil && caFile == nil else {
            throw ValidationError(
                "--sandbox brings its own address and token. Leave out --canvas-url, --token-file, --token-command and "
                    + "--ca-file."
            )
        }
        guard tokenFile == nil || tokenCommand == nil else {
            throw ValidationError("--token-file and --token-command both give a token. Leave one of them out.")
        }
        guard
            contact.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
            )
        else {
            throw ValidationError(
                "--contact goes into an HTTP header. Use plain letters, without brackets or line ends."
            )
        }
        guard sandbox || samples == nil else {
            throw ValidationError("--samples is for --sandbox. Add --sandbox, or leave it out.")
        }
    }

    /// - Throws: `CanvasURLError`, or a ``Failure`` with status 64 for a missing address, 4 for a missing token.
    func server(_ context: RunContext, logger: Logger) async throws -> CanvasServer {
        CanvasServer(url: try url(context), token: try await token(context, logger: logger))
    }

    /// - Throws: as ``server(_:logger:)`` for the address.
    func url(_ context: RunContext) throws -> CanvasURL {
        guard let text = canvasURL ?? context.environment["CANVAS_API_URL"], !text.isEmpty else {
            throw Failure(
                "no Canvas URL. Give --canvas-url https://canvas.example.edu, set CANVAS_API_URL, or put canvas-url into "
                    + "the configuration; to try it without a Canvas, use --sandbox.",
                status: .usage
            )
        }
        return try CanvasURL(text)
    }

    /// - Throws: a ``Failure`` with status 65 for a file that is not one of certificates.
    func authorities(_ context: RunContext) throws -> CertificateFile? {
        let variables = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"]
        let given = [(caFile, "--ca-file")] + variables.map { (context.environment[$0], $0) }
        guard case (let path?, let source)? = given.first(where: { !($0.0 ?? "").isEmpty }) else { return nil }
        if let file = CertificateFile(path) { return file }
        throw Failure(
            "\(source): no certificates can be read from \(path). Give a file of certificate authorities in PEM, which "
                + "has lines like -----BEGIN CERTIFICATE-----.",
            status: .badInput
        )
    }

    private func token(_ context: RunContext, logger: Logger) async throws -> AccessToken {
        if let tokenCommand { return try await tokenCommand.token(context.environment) }
        if let tokenFile { return try TokenFile.read(tokenFile, logger: logger) }
        guard let text = context.environment["CANVAS_API_TOKEN"], !text.isEmpty else {
            throw Failure(
                "no access token. Set CANVAS_API_TOKEN, or give --token-file or --token-command. Canvas makes "
                    + "tokens under Account, Settings, New Access Token.",
                status: .tokenRefused
            )
        }
        guard let token = AccessToken(text) else {
            throw Failure(
                "CANVAS_API_TOKEN holds no token: it has blanks or control characters.",
                status: .tokenRefused
            )
        }
        return token
    }
}

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
        let text = String(decoding: bytes.prefix(sizeLimit), as: UTF8.self)
        guard !text.contains("CANVAS_API_TOKEN="), !text.contains(where: { "\"'“”‘’".contains($0) }) else {
            throw Failure(
                "the token file \(path) holds more than the token: quotes, or CANVAS_API_TOKEN=. Put the token alone into "
                    + "it.",
                status: .tokenRefused
            )
        }
        guard bytes.count <= sizeLimit, let token = AccessToken(text) else {
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
