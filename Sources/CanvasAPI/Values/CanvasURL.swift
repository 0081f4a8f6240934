import Foundation

/// Scheme, host and port: the only place a token goes to.
package struct CanvasOrigin: Hashable, Sendable, CustomStringConvertible {
    package let scheme: String
    package let host: String
    package let port: Int

    /// Nil for a URL that is not HTTP or HTTPS, has no host, or names a port that can't be.
    init?(_ components: URLComponents) {
        guard let scheme = components.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = components.host?.lowercased(), !host.isEmpty
        else { return nil }
        let port = components.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    /// `https://canvas.example.edu`, with the port when it isn't the scheme's own.
    package var description: String {
        let isDefaultPort = port == (scheme == "https" ? 443 : 80)
        let hostText = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme)://\(hostText)" + (isDefaultPort ? "" : ":\(port)")
    }

    var isLoopback: Bool {
        let bare = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        if bare == "localhost" || bare == "::1" { return true }
        let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// The address of a Canvas, as people write it: `https://canvas.example.edu`, with a trailing slash or `/api/v1` if they
/// like, and a path prefix where Canvas lives below one. Plain HTTP is for loopback only.
package struct CanvasURL: Hashable, Sendable, CustomStringConvertible {
    package let origin: CanvasOrigin
    /// The path in front of `/api/v1`, without a slash at its end; empty for almost everybody.
    package let pathPrefix: String

    package init(_ text: some StringProtocol) throws(CanvasURLError) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let components = URLComponents(string: trimmed), let origin = CanvasOrigin(components) else {
            throw .notAnAddress
        }
        guard components.user == nil, components.password == nil else { throw .hasUserInfo }
        guard components.query == nil, components.fragment == nil else { throw .hasQuery }
        guard origin.scheme == "https" || origin.isLoopback else { throw .notEncrypted(host: origin.host) }
        let prefix = Self.prefix(ofPath: components.percentEncodedPath)
        if let page = Self.page(inPath: prefix) {
            throw .isPage(page: String(page), address: origin.description + prefix[..<page.startIndex])
        }
        self.origin = origin
        self.pathPrefix = prefix
    }

    package var isEncrypted: Bool { origin.scheme == "https" }

    private static func prefix(ofPath path: String) -> String {
        var rest = Substring(path)
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        if rest.hasSuffix("/api/v1") { rest = rest.dropLast("/api/v1".count) }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return String(rest)
    }

    /// Where a page of Canvas or a call of its API begins in a path: `/courses/3`, `/login`.
    private static func page(inPath path: String) -> Substring? {
        let pages: Set<Substring> = ["courses", "accounts", "login", "profile", "users", "calendar", "api"]
        let start = path.split(separator: "/").first(where: pages.contains)?.startIndex
        return start.map { path[path.index(before: $0)...] }
    }

    /// The address without a slash at its end and without `/api/v1`.
    package var description: String { origin.description + pathPrefix }
}

package enum CanvasURLError: Error, Equatable, Sendable, CustomStringConvertible {
    case notAnAddress
    case hasUserInfo
    case hasQuery
    case isPage(page: String, address: String)
    case notEncrypted(host: String)

    package var description: String {
        switch self {
        case .notAnAddress:
            "The Canvas URL is no web address. Give one like https://canvas.example.edu."
        case .hasUserInfo:
            "The Canvas URL has a user name or password in it. Leave them out: the access token is all that is needed."
        case .hasQuery:
            "The Canvas URL has a query or fragment in it. Give only the address, like https://canvas.example.edu."
        case .isPage(let page, let address):
            "The Canvas URL leads to \(page), a page of Canvas. Give the address alone: \(address)"
        case .notEncrypted(let host):
            "The Canvas URL of \(host) is not HTTPS, and the access token must not travel unencrypted. "
                + "Use https://; plain HTTP is for loopback addresses only."
        }
    }
}

/// A Canvas access token. It prints as "redacted" wherever it is printed, dumped or mirrored; only the `Authorization`
/// header reads its text.
package struct AccessToken: Sendable, Equatable {
    let text: String

    /// Whitespace and line ends around the token are dropped, since files and copied text carry them. Nil when nothing is
    /// left, or when what is left can't stand in a header.
    package init?(_ text: some StringProtocol) {
        let trimmed = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = trimmed.lastIndex { !$0.properties.isWhitespace }
        guard let end else { return nil }
        let token = trimmed[...end]
        guard token.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else { return nil }
        self.text = String(String.UnicodeScalarView(token))
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "redacted" }
    package var debugDescription: String { "redacted" }
    package var customMirror: Mirror { Mirror(reflecting: "redacted") }
}

/// Where to ask, and as whom.
package struct CanvasServer: Sendable, Equatable {
    package let url: CanvasURL
    package let token: AccessToken

    package init(url: CanvasURL, token: AccessToken) {
        self.url = url
        self.token = token
    }
}
