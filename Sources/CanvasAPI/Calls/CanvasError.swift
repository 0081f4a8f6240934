import Foundation

/// Why a call of the API gave no answer that may be used. Its text names the call, says what happened and what to do, and
/// never holds a token.
package struct CanvasError: Error, Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// The token is missing, wrong, expired or revoked.
        case unauthenticated(message: String?)
        /// The token is good, but its owner may not do this.
        case forbidden(message: String?)
        /// Canvas wants a `User-Agent` that tells who is asking.
        case userAgentRefused
        case notFound(message: String?)
        /// 400 and 422, with Canvas's own sentence.
        case badRequest(sentence: String)
        /// Any other status that is neither success nor the server's failure.
        case refused(status: Int, message: String?)
        /// Refused for the request rate, time after time.
        case throttled
        case server(status: Int)
        /// An answer that is not what the endpoint sends: `path` is the place in the JSON, empty for the whole.
        case malformed(path: String, reason: String)
        /// No whole answer.
        case transport(TransportFailure)
        /// A redirect or page link to another origin, which the token is not sent to.
        case leadsElsewhere(origin: String)
        case tooManyRedirects
        /// The pages of a list do not make a whole.
        case suspiciousPagination(reason: String)
        /// A list that passes every length or time that can be meant.
        case endless(reason: String)
    }

    package let kind: Kind
    package let method: String
    /// Path and query, without the origin.
    package let path: String
    /// How often it was asked.
    package let attempts: Int

    package init(kind: Kind, method: String, path: String, attempts: Int = 1) {
        self.kind = kind
        self.method = method
        self.path = path
        self.attempts = attempts
    }

    /// A write that may or may not have happened: only reading again can tell.
    package var isOutcomeUnknown: Bool {
        guard method != "GET" else { return false }
        switch kind {
        case .transport(let failure): return failure.phase != .connecting
        case .server, .malformed: return true
        default: return false
        }
    }
}

extension CanvasError: CustomStringConvertible {
    package var description: String {
        "\(trouble) \(nextStep)"
    }

    /// The call, and what happened.
    package var trouble: String {
        let times = attempts > 1 ? " (tried \(attempts) times)" : ""
        return "\(method) \(path.removingPercentEncoding ?? path): \(what)\(times)."
    }

    private var what: String {
        switch kind {
        case .unauthenticated(let message):
            "Canvas does not accept the access token" + quoted(message)
        case .forbidden(let message):
            "the token's owner is not allowed to do this" + quoted(message)
        case .userAgentRefused:
            "Canvas refused the request for its User-Agent"
        case .notFound(let message):
            "Canvas has no such thing" + quoted(message)
        case .badRequest(let sentence):
            "Canvas refused the request" + quoted(sentence)
        case .refused(let status, let message):
            "Canvas answered with status \(status)" + quoted(message)
        case .throttled:
            "Canvas keeps refusing requests because there are too many"
        case .server(let status):
            "Canvas failed with status \(status)"
        case .malformed(let path, let reason):
            "the answer is not what this endpoint sends: " + (path.isEmpty ? reason : "at \(path), \(reason)")
        case .transport(let failure):
            failure.reason
        case .leadsElsewhere(let origin):
            "the answer leads to \(origin), and the access token is not sent there"
        case .tooManyRedirects:
            "Canvas redirects in circles"
        case .suspiciousPagination(let reason):
            "the list can't be taken as complete: \(reason)"
        case .endless(let reason):
            "the list does not end: \(reason)"
        }
    }

    package var nextStep: String {
        switch kind {
        case .unauthenticated:
            "Make a new token in Canvas (Account, Settings, New Access Token) and give it to this program."
        case .forbidden:
            "Ask a Canvas administrator for the permission, or use a token of somebody who has it."
        case .userAgentRefused:
            "Ask the Canvas administrator whether this program is blocked."
        case .notFound:
            "Check the id, and whether it was deleted or belongs to another Canvas."
        case .badRequest, .refused:
            "Check what was asked for; asking again does not help."
        case .throttled:
            "Try again later, or with a lower concurrency; other programs may be using the same token."
        case .transport(let failure) where failure.isLasting:
            "Check the Canvas URL and the network; asking again does not help."
        case .transport(let failure) where failure.phase == .connecting:
            "Check the Canvas URL and the network, or try again later."
        case .server, .transport, .malformed, .endless:
            isOutcomeUnknown
                ? "Canvas may or may not have made the change: look in Canvas before you try again."
                : "Try again later; if it stays, tell the Canvas administrator."
        case .leadsElsewhere:
            "Check the Canvas URL: give the address that Canvas itself uses in its links."
        case .tooManyRedirects:
            "Check the Canvas URL."
        case .suspiciousPagination:
            "Try again; if it stays, a proxy between here and Canvas may be dropping headers."
        }
    }

    private func quoted(_ message: String?) -> String {
        guard let message, !message.isEmpty else { return "" }
        return " (\"\(message)\")"
    }
}

/// What an error body says. It may be JSON of several shapes, plain text, or HTML; nothing is assumed.
struct ErrorBody {
    /// Canvas's own sentence, on one line and not longer than a few lines of a terminal.
    let message: String?
    /// `unauthenticated` or `unauthorized`, where Canvas says so.
    let status: String?

    /// Far more than any refusal needs.
    private static let longestBody = 1 << 16

    init(_ body: Data) {
        let text = CanvasJSON.withoutPrefix(body.prefix(Self.longestBody))
        let json = try? JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)
        let plain = CanvasJSON.looksLikeHTML(text) ? nil : String(decoding: text, as: UTF8.self)
        self.message = (json.map(Self.sentence) ?? plain).flatMap(Self.tidied)
        self.status = (json as? [String: Any])?["status"] as? String
    }

    func mentions(_ phrase: String) -> Bool {
        message?.lowercased().contains(phrase) ?? false
    }

    /// `{"error":"…"}`, `{"message":"…"}`, `{"errors":"…"}`, `{"errors":[{"message":"…"}]}`, `{"errors":["…"]}`,
    /// `{"errors":{"field":[{"message":"…"}]}}`. An `error` that is one word only titles a `message`.
    private static func sentence(in json: Any) -> String? {
        if let text = json as? String { return text }
        if let list = json as? [Any] { return joined(list.compactMap(sentence)) }
        guard let object = json as? [String: Any] else { return nil }
        let error = object["error"].flatMap(sentence)
        let message = object["message"].flatMap(sentence)
        if let error, let message { return error.contains(" ") ? error : message }
        if let sentence = error ?? message { return sentence }
        guard let fields = object["errors"] as? [String: Any] else { return object["errors"].flatMap(sentence) }
        return joined(
            fields.sorted { $0.key < $1.key }.compactMap { field, value in
                sentence(in: value).map { "\(field): \($0)" }
            }
        )
    }

    private static func joined(_ sentences: [String]) -> String? {
        sentences.isEmpty ? nil : sentences.joined(separator: "; ")
    }

    private static func tidied(_ text: String) -> String? {
        let words = text.unicodeScalars
            .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
            .map(String.init)
        return words.isEmpty ? nil : words.joined(separator: " ").cutForMessage
    }
}

extension String {
    private static let longestInMessage = 300

    /// Not longer than a few lines of a terminal.
    var cutForMessage: String {
        count > Self.longestInMessage ? prefix(Self.longestInMessage) + "…" : self
    }
}

extension CanvasError {
    /// The token's owner may not.
    package var isForbidden: Bool { if case .forbidden = kind { true } else { false } }

    /// There is a server, and its certificate is not accepted.
    package var isCertificateRefused: Bool {
        if case .transport(let failure) = kind { failure.isLasting } else { false }
    }

    /// No matter of one request: the next would be refused as well.
    package var isTokenRefused: Bool { if case .unauthenticated = kind { true } else { false } }
}
