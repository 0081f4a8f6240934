/// An answer before it is written to the wire.
struct SandboxReply: Sendable {
    enum Body: Sendable {
        case empty
        case json(JSONValue)
        case text(String, contentType: String)
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body

    static func json(_ value: JSONValue, status: Int = 200) -> SandboxReply {
        SandboxReply(status: status, body: .json(value))
    }

    static let noContent = SandboxReply(status: 204, body: .empty)

    func with(link: String?) -> SandboxReply {
        guard let link else { return self }
        var reply = self
        reply.headers.append(("link", link))
        return reply
    }
}

/// A refusal in Canvas's own words; thrown out of a route, answered as it stands.
struct CanvasRefusal: Error {
    var reply: SandboxReply

    init(status: Int, _ body: JSONValue, headers: [(name: String, value: String)] = []) {
        reply = SandboxReply(status: status, headers: headers, body: .json(body))
    }

    private static let challenge = [(name: "www-authenticate", value: #"Bearer realm="canvas-lms""#)]

    static let unauthenticated = CanvasRefusal(
        status: 401,
        ["status": "unauthenticated", "errors": [["message": "user authorization required"]]],
        headers: challenge
    )
    static let invalidToken = CanvasRefusal(
        status: 401,
        ["errors": [["message": "Invalid access token."]]],
        headers: challenge
    )
    static let forbidden = CanvasRefusal(
        status: 403,
        [
            "status": "unauthorized",
            "errors": [["message": "user not authorized to perform that action"]],
        ]
    )
    static let notFound = CanvasRefusal(
        status: 404,
        ["errors": [["message": "The specified resource does not exist."]]]
    )
    /// Since 2026 Canvas refuses requests that don't say who sends them.
    static let noUserAgent = CanvasRefusal(
        status: 403,
        [
            "error": "Forbidden",
            "message":
                "You are not authorized to access this site because you have not provided a valid user agent.",
        ]
    )
    static let internalError = CanvasRefusal(
        status: 500,
        ["errors": [["message": "An error occurred.", "error_code": "internal_server_error"]], "error_report_id": 1]
    )

    /// `{"error": "…"}`, as the bulk update of module overrides answers.
    static func badRequest(error: String) -> CanvasRefusal {
        CanvasRefusal(status: 400, ["error": .string(error)])
    }

    /// `{"message": "…"}`, as the assignments and enrollments lists answer.
    static func badRequest(message: String) -> CanvasRefusal {
        CanvasRefusal(status: 400, ["message": .string(message)])
    }
}
