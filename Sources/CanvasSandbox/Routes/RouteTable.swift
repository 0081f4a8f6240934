/// What answers a request: most routes read; a write changes the institution, or throws and changes nothing.
enum RouteHandler: Sendable {
    case read(@Sendable (RouteContext) throws(CanvasRefusal) -> SandboxReply)
    case write(@Sendable (inout SandboxInstitution, RouteContext) throws(CanvasRefusal) -> SandboxReply)
}

struct Route: Sendable {
    var method: String
    /// Pieces of the path; those that start with `:` match anything and are given to the handler by name.
    var pattern: [String]
    var handler: RouteHandler

    static func get(
        _ pattern: String,
        _ handler: @escaping @Sendable (RouteContext) throws(CanvasRefusal) -> SandboxReply
    ) -> Route {
        Route(method: "GET", pattern: pieces(pattern), handler: .read(handler))
    }

    static func put(
        _ pattern: String,
        _ handler: @escaping @Sendable (inout SandboxInstitution, RouteContext) throws(CanvasRefusal) -> SandboxReply
    ) -> Route {
        Route(method: "PUT", pattern: pieces(pattern), handler: .write(handler))
    }

    private static func pieces(_ pattern: String) -> [String] {
        ["api", "v1"] + pattern.split(separator: "/").map(String.init)
    }

    /// The values of the pattern's names, or nil when the path is another.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var values: [String: String] = [:]
        for (piece, segment) in zip(pattern, segments) {
            if piece.hasPrefix(":") {
                values[String(piece.dropFirst())] = segment
            } else if piece != segment {
                return nil
            }
        }
        return values
    }
}

/// Every route of the sandbox; the first that matches answers, so fixed words stand before names.
enum RouteTable {
    private static let routes: [Route] =
        accountRoutes + courseRoutes + peopleRoutes + groupRoutes + quizRoutes + assignmentRoutes + dateDetailRoutes
        + moduleRoutes + moduleOverrideRoutes

    static func find(method: String, segments: [String]) -> (handler: RouteHandler, parameters: [String: String])? {
        for route in routes where route.method == method {
            if let parameters = route.match(segments) { return (route.handler, parameters) }
        }
        return nil
    }
}
