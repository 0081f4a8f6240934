import Foundation

/// Where a redirect or page link leads, seen from the configured origin.
enum LinkTarget: Equatable {
    /// Path and query on the same origin.
    case sameOrigin(String)
    case elsewhere(origin: String)
    case unreadable

    init(_ link: String, from origin: CanvasOrigin, at currentTarget: String) {
        if link.hasPrefix("/"), !link.hasPrefix("//") {
            self = Self.target(ofPath: link)
            return
        }
        if link.hasPrefix("?") {
            let path = currentTarget.prefix { $0 != "?" }
            self = Self.target(ofPath: path + link)
            return
        }
        guard let components = URLComponents(string: link), let linked = CanvasOrigin(components),
            components.user == nil, components.password == nil
        else {
            self = .unreadable
            return
        }
        guard linked == origin else {
            self = .elsewhere(origin: linked.description)
            return
        }
        let query = components.percentEncodedQuery.map { "?" + $0 } ?? ""
        let path = components.percentEncodedPath
        self = .sameOrigin((path.isEmpty ? "/" : path) + query)
    }

    private static func target(ofPath path: String) -> LinkTarget {
        guard let components = URLComponents(string: path), components.host == nil else { return .unreadable }
        return .sameOrigin(components.percentEncodedPath + (components.percentEncodedQuery.map { "?" + $0 } ?? ""))
    }
}
