import Foundation

/// Keeps a token out of what people and logs see and snapshots keep. A server may give it back, in other case or escaped.
struct Scrubber: Sendable {
    let token: AccessToken

    /// Takes the value of `access_token` out of a path and query, and the token itself out of any text.
    func scrubbed(_ text: String) -> String {
        var scrubbed = text
        if let bytes = scrubbed.withUTF8({ replaced(in: UnsafeRawBufferPointer($0)) }) {
            scrubbed = String(decoding: bytes, as: UTF8.self)
        }
        scrubbed.replace(#/(access_token|api_key)=[^&\s"]*/#.ignoresCase()) { "\($0.1)=redacted" }
        return scrubbed
    }

    /// Takes the token out of a body. Headers stay: their links are opaque, and are scrubbed where they are shown.
    func scrubbed(_ reply: HTTPReply) -> HTTPReply {
        // A word that is too short for a token of Canvas's may stand in a course for a reason of its own.
        guard token.text.utf8.count >= Self.shortestInData || reply.status >= 300,
            let bytes = reply.body.withUnsafeBytes(replaced)
        else { return reply }
        var scrubbed = reply
        scrubbed.body = Data(bytes)
        return scrubbed
    }

    private static let shortestInData = 16
    private static let replacement = Array("redacted".utf8)

    /// Nil when the token does not occur.
    private func replaced(in bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        let token = token.text.utf8.map(\.lowercased)
        guard let first = token.first, mayContain(token, bytes) else { return nil }
        var result: [UInt8] = []
        var (position, kept) = (0, 0)
        while position < bytes.count {
            let byte = bytes[position]
            guard byte.lowercased == first || byte == .percent || byte == .backslash,
                let end = Self.end(of: token, in: bytes, from: position)
            else {
                position += 1
                continue
            }
            result += bytes[kept..<position]
            result += Self.replacement
            (position, kept) = (end, end)
        }
        return kept == 0 ? nil : result + bytes[kept...]
    }

    /// A quick look before a slow one: large answers have neither escapes in them nor the `~` of every token of Canvas's.
    private func mayContain(_ token: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        let rarest = token.first { $0 == UInt8(ascii: "~") } ?? token[0]
        return [rarest, rarest.uppercased, .percent, .backslash].contains {
            memchr(base, Int32($0), bytes.count) != nil
        }
    }

    /// Where the token ends that begins here; each of its characters may be escaped for a URL (`%7E`) or in JSON
    /// (`\u007e`).
    private static func end(of token: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var position = start
        for expected in token {
            guard position < bytes.count else { return nil }
            if bytes[position].lowercased == expected {
                position += 1
            } else if let end = escapeEnd(of: expected, in: bytes, from: position) {
                position = end
            } else {
                return nil
            }
        }
        return position
    }

    private static func escapeEnd(of expected: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let isURL = bytes[start] == .percent
        let (digits, end) = (start + (isURL ? 1 : 4), start + (isURL ? 3 : 6))
        guard end <= bytes.count,
            isURL || bytes[start] == .backslash && bytes[start + 1..<digits].elementsEqual("u00".utf8),
            let byte = UInt8(String(decoding: bytes[digits..<end], as: UTF8.self), radix: 16)
        else { return nil }
        return byte.lowercased == expected ? end : nil
    }
}

extension UInt8 {
    fileprivate static let percent = UInt8(ascii: "%")
    fileprivate static let backslash = UInt8(ascii: "\\")

    fileprivate var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
    fileprivate var uppercased: UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & ~0x20 : self }
}

extension Scrubber {
    /// The same for what a server wrote, which is cut only afterwards: half a token would not be found.
    func scrubbed(_ kind: CanvasError.Kind) -> CanvasError.Kind {
        switch kind {
        case .unauthenticated(let message): .unauthenticated(message: message.map { scrubbed($0) })
        case .forbidden(let message): .forbidden(message: message.map { scrubbed($0) })
        case .notFound(let message): .notFound(message: message.map { scrubbed($0) })
        case .badRequest(let sentence): .badRequest(sentence: scrubbed(sentence))
        case .refused(let status, let message): .refused(status: status, message: message.map { scrubbed($0) })
        case .malformed(let path, let reason):
            .malformed(path: scrubbed(path).cutForMessage, reason: scrubbed(reason).cutForMessage)
        case .leadsElsewhere(let origin): .leadsElsewhere(origin: scrubbed(origin).cutForMessage)
        case .suspiciousPagination(let reason): .suspiciousPagination(reason: scrubbed(reason))
        case .userAgentRefused, .throttled, .server, .transport, .tooManyRedirects, .endless: kind
        }
    }
}
