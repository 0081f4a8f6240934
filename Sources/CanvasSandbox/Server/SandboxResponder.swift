import FlyingFox
import FlyingSocks
import Foundation
import Logging

/// The wire's side of the sandbox: FlyingFox's requests in, responses out.
struct SandboxResponder: HTTPHandler {
    let service: SandboxService
    let logger: Logger

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.key.rawValue.lowercased()] = field.value }
        let sandboxRequest = SandboxRequest(
            method: request.method.rawValue,
            path: request.target.path(),
            query: QueryParameters(query: request.target.query()),
            headers: headers,
            body: Array(try await request.bodyData)
        )
        let wire = await service.answer(sandboxRequest, target: request.target.rawValue)
        logger.debug("\(request.method.rawValue) \(request.target.rawValue)", metadata: ["status": "\(wire.status)"])
        return response(wire)
    }

    private func response(_ wire: WireReply) -> HTTPResponse {
        var headers = HTTPHeaders()
        for (name, value) in wire.headers { headers.addValue(value, for: HTTPHeader(name)) }
        let body: HTTPBodySequence
        switch wire.ending {
        case .complete:
            body = HTTPBodySequence(data: Data(wire.body), suggestedBufferSize: max(1, wire.body.count))
        case .noResponse:
            return HTTPResponse(webSocket: HangUp())
        case .halfBody:
            let half = wire.body.prefix(wire.body.count / 2)
            body = HTTPBodySequence(from: BodyPieces(pieces: [half], breaksOff: true), count: wire.body.count)
        case .pieces(let pause):
            body = HTTPBodySequence(
                from: BodyPieces(pieces: quarters(of: wire.body), pause: pause),
                count: wire.body.count
            )
        }
        return HTTPResponse(
            statusCode: HTTPStatusCode(wire.status, phrase: "Sandbox"),
            headers: headers,
            body: body
        )
    }

    private func quarters(of body: [UInt8]) -> [ArraySlice<UInt8>] {
        let size = max(1, (body.count + 3) / 4)
        return stride(from: 0, to: body.count, by: size).map { body[$0..<min($0 + size, body.count)] }
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
