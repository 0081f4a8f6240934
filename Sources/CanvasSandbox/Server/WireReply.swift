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
