import FlyingFox
import FlyingSocks
import Foundation

/// An answer, and how it goes out.
struct SandboxReply: Sendable {
    enum Body: Sendable {
        case json(JSONValue)
        case text(String)
    }

    /// Apart from `whole`, what a fault makes of it.
    enum Delivery: Sendable {
        case whole
        /// The connection closes without a response.
        case nothing
        /// A complete response with half of the body.
        case truncated
        /// The connection closes after half of the announced body.
        case brokenOff
        /// The body goes out in quarters, each after a pause.
        case pieces(pause: Duration)
        case late(Duration)
    }

    var status: Int
    var headers: [HTTPHeader: String]
    var body: Body
    var delivery = Delivery.whole

    static let noContent = SandboxReply(status: 204, headers: [:], body: .text(""))

    static func json(_ value: JSONValue, status: Int = 200, headers: [HTTPHeader: String] = [:]) -> SandboxReply {
        var reply = SandboxReply(status: status, headers: headers, body: .json(value))
        reply.headers[.contentType] = "application/json; charset=utf-8"
        return reply
    }

    static func page(_ value: JSONValue, link: String?) -> SandboxReply {
        json(value, headers: link.map { [.link: $0] } ?? [:])
    }

    static func html(_ text: String, status: Int = 200, headers: [HTTPHeader: String] = [:]) -> SandboxReply {
        var reply = SandboxReply(status: status, headers: headers, body: .text(text))
        reply.headers[.contentType] = "text/html; charset=utf-8"
        return reply
    }

    func data(idsAsText: Bool) -> Data {
        switch body {
        case .json(let value): value.data(idsAsText: idsAsText)
        case .text(let text): Data(text.utf8)
        }
    }

    /// - Parameter data: the body.
    func response(_ data: Data) -> HTTPResponse {
        let body: HTTPBodySequence
        switch delivery {
        case .whole, .late: body = .buffered(data)
        case .truncated: body = .buffered(data.prefix(data.count / 2))
        case .nothing: return HTTPResponse(webSocket: HangUp())
        case .brokenOff:
            let half = Array(data.prefix(data.count / 2))
            body = HTTPBodySequence(from: BodyPieces(pieces: [half[...]], breaksOff: true), count: data.count)
        case .pieces(let pause):
            let bytes = Array(data)
            let size = max(1, (bytes.count + 3) / 4)
            let quarters = stride(from: 0, to: bytes.count, by: size).map { bytes[$0...].prefix(size) }
            body = HTTPBodySequence(from: BodyPieces(pieces: quarters, pause: pause), count: data.count)
        }
        // Set one by one: a dictionary's values would be split at commas, and joined again with blanks.
        var fields = HTTPHeaders()
        for (name, value) in headers { fields.addValue(value, for: name) }
        return HTTPResponse(statusCode: HTTPStatusCode(status, phrase: "Sandbox"), headers: fields, body: body)
    }
}

extension HTTPHeader {
    static let accept = HTTPHeader("Accept")
    static let challenge = HTTPHeader("WWW-Authenticate")
    static let date = HTTPHeader("Date")
    static let link = HTTPHeader("Link")
    static let requestCost = HTTPHeader("X-Request-Cost")
    static let rateLimitRemaining = HTTPHeader("X-Rate-Limit-Remaining")
    static let retryAfter = HTTPHeader("Retry-After")
    static let userAgent = HTTPHeader("User-Agent")
}

extension HTTPBodySequence {
    fileprivate static func buffered(_ data: Data) -> HTTPBodySequence {
        HTTPBodySequence(data: data, suggestedBufferSize: Swift.max(1, data.count))
    }
}

/// Closes the connection before anything is sent. A protocol that can't be switched to is the one answer of which
/// FlyingFox writes nothing, not even its head.
private struct HangUp: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw SocketError.disconnected
    }
}

/// A body in pieces, each after a pause; it may break off after the last, and then the connection closes.
private struct BodyPieces: AsyncBufferedSequence, AsyncBufferedIteratorProtocol {
    typealias Element = UInt8

    var pieces: [ArraySlice<UInt8>]
    var pause = Duration.zero
    var breaksOff = false

    func makeAsyncIterator() -> BodyPieces { self }

    /// Not asked for: a body goes out in buffers.
    mutating func next() async throws -> UInt8? {
        try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
        guard !pieces.isEmpty else {
            if breaksOff { throw SocketError.disconnected }
            return nil
        }
        try await Task.sleep(for: pause)
        return pieces.removeFirst()
    }
}

/// A refusal in Canvas's own words; thrown out of a route, answered as it stands.
struct CanvasRefusal: Error {
    var reply: SandboxReply

    init(status: Int, _ body: JSONValue, headers: [HTTPHeader: String] = [:]) {
        reply = .json(body, status: status, headers: headers)
    }

    private static let challenge: [HTTPHeader: String] = [.challenge: #"Bearer realm="canvas-lms""#]

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
        ["status": "unauthorized", "errors": [["message": "user not authorized to perform that action"]]]
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
    static let readOnly = CanvasRefusal(status: 405, ["errors": [["message": "This sandbox is read-only."]]])
    static let internalError = CanvasRefusal(
        status: 500,
        ["errors": [["message": "An error occurred.", "error_code": "internal_server_error"]], "error_report_id": 1]
    )

    /// `{"error": "…"}`, as the bulk update of module overrides answers.
    static func badRequest(error: String) -> CanvasRefusal { CanvasRefusal(status: 400, ["error": .string(error)]) }

    /// `{"message": "…"}`, as the assignments and enrollments lists answer.
    static func badRequest(message: String) -> CanvasRefusal {
        CanvasRefusal(status: 400, ["message": .string(message)])
    }
}

/// What is there, or Canvas's 404.
func found<Value>(_ value: Value?) throws(CanvasRefusal) -> Value {
    guard let value else { throw .notFound }
    return value
}
