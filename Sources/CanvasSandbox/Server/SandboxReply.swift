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

/// An answer in bytes, and how it goes out.
struct WireReply: Sendable {
    enum Ending: Sendable {
        case complete
        /// The connection closes without a response.
        case noResponse
        /// The connection closes after half of the body.
        case halfBody
        /// The body goes out in pieces, each after a pause.
        case pieces(pause: Duration)
    }

    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var ending = Ending.complete
    var firstByteDelay: Duration?

    init(_ reply: SandboxReply, idsAsText: Bool) {
        status = reply.status
        headers = reply.headers
        switch reply.body {
        case .empty:
            body = []
        case .json(let value):
            headers.append(("content-type", "application/json; charset=utf-8"))
            body = JSONWriter.bytes(of: value, idsAsText: idsAsText)
        case .text(let text, let contentType):
            headers.append(("content-type", contentType))
            body = Array(text.utf8)
        }
    }

    init(throttledBy throttle: SandboxThrottle) {
        let status = throttle.refusal == .forbidden ? 403 : 429
        let text = "\(status) Forbidden (Rate Limit Exceeded)\n"
        self.init(
            SandboxReply(status: status, body: .text(text, contentType: "text/plain; charset=utf-8")),
            idsAsText: false
        )
        headers.append(("x-rate-limit-remaining", "0.0"))
        if let seconds = throttle.retryAfter { headers.append(("retry-after", String(seconds))) }
    }

    private init(status: Int, html: String) {
        self.init(
            SandboxReply(status: status, body: .text(html, contentType: "text/html; charset=utf-8")),
            idsAsText: false
        )
    }
}

// MARK: Faults

extension WireReply {
    /// The answer as it arrives when a fault hits it.
    func hit(by fault: SandboxFault, request: SandboxRequest, target: String, delay: Duration) -> WireReply {
        var reply = self
        switch fault {
        case .serverError:
            let status = [500, 502, 503][target.utf8.count % 3]
            return WireReply(status: status, html: "<html><body><h1>\(status)</h1></body></html>\n")
        case .closedConnection: reply.ending = .noResponse
        case .shortBody: reply.ending = .halfBody
        case .truncatedJSON: reply.body = Array(body.prefix(body.count / 2))
        case .slowBody: reply.ending = .pieces(pause: delay / 4)
        case .stalledFirstByte: reply.firstByteDelay = delay
        case .loginPage:
            let page =
                "<!DOCTYPE html><html><head><title>Log In to Canvas</title></head><body><form></form></body></html>"
            return WireReply(status: 200, html: page)
        case .otherShape:
            reply.body = Array(#"{"message":"moved","data":{"rows":[{"x":1}]}}"#.utf8)
        case .repeatedNextLink:
            reply.replaceLink(
                "<\(request.origin)\(target)>; rel=\"current\",<\(request.origin)\(target)>; rel=\"next\""
            )
        case .foreignNextLink:
            reply.replaceLink("<http://canvas.invalid\(target)>; rel=\"next\"")
        case .foreignRedirect:
            reply = WireReply(status: 302, html: "<html><body>You are being redirected.</body></html>")
            reply.headers.append(("location", "http://canvas.invalid\(target)"))
        case .missingLink: reply.headers.removeAll { $0.name == "link" }
        case .duplicateObject: reply.body = reply.bodyWithFirstObjectTwice
        case .requestTimeout: return WireReply(status: 408, html: "<html><body><h1>408</h1></body></html>\n")
        case .retryAfter:
            reply = WireReply(status: 503, html: "<html><body><h1>503</h1></body></html>\n")
            reply.headers.append(("retry-after", "1"))
        case .throttled: break
        }
        return reply
    }

    private mutating func replaceLink(_ link: String) {
        headers.removeAll { $0.name == "link" }
        headers.append(("link", link))
    }

    /// The body's list, or the one list of its object, with the first element twice.
    private var bodyWithFirstObjectTwice: [UInt8] {
        guard let value = try? JSONValue.parse(body) else { return body }
        switch value {
        case .array(let elements):
            return JSONWriter.bytes(of: .array(elements.prefix(1) + elements))
        case .object(let members):
            let doubled = members.map { member in
                guard case .array(let elements) = member.value else { return member }
                return JSONValue.Member(member.key, .array(elements.prefix(1) + elements))
            }
            return JSONWriter.bytes(of: .object(doubled))
        default: return body
        }
    }
}
