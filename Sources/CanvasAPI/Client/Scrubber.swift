import Foundation

/// Keeps a token out of texts that people and logs see.
struct Scrubber: Sendable {
    private let token: AccessToken

    init(token: AccessToken) {
        self.token = token
    }

    /// Takes the value of `access_token` out of a path and query, and the token itself out of any text.
    func scrubbed(_ text: String) -> String {
        var scrubbed = text.replacingOccurrences(of: token.text, with: "redacted")
        scrubbed.replace(#/(access_token|api_key)=[^&\s"]*/#.ignoresCase()) { "\($0.1)=redacted" }
        return scrubbed
    }
}

extension Scrubber {
    /// The same for what a server wrote: it might give the token back.
    func scrubbed(_ kind: CanvasError.Kind) -> CanvasError.Kind {
        switch kind {
        case .unauthenticated(let message): .unauthenticated(message: message.map { scrubbed($0) })
        case .forbidden(let message): .forbidden(message: message.map { scrubbed($0) })
        case .notFound(let message): .notFound(message: message.map { scrubbed($0) })
        case .badRequest(let sentence): .badRequest(sentence: scrubbed(sentence))
        case .refused(let status, let message): .refused(status: status, message: message.map { scrubbed($0) })
        case .malformed(let path, let reason): .malformed(path: scrubbed(path), reason: scrubbed(reason))
        case .leadsElsewhere(let origin): .leadsElsewhere(origin: scrubbed(origin))
        case .suspiciousPagination(let reason): .suspiciousPagination(reason: scrubbed(reason))
        case .userAgentRefused, .throttled, .server, .transport, .tooManyRedirects: kind
        }
    }
}
