import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on loopback that answers as told, byte for byte, and remembers what it was asked.
final class ScriptedServer: Sendable {
    enum Answer: Sendable {
        case reply(status: Int, headers: [String: String], body: String)
        /// These bytes, whatever they are; then the connection is closed, or left open in silence.
        case bytes([UInt8], closes: Bool)
        /// Reads the request and says nothing.
        case silence
        /// Closes the connection at once.
        case hangUp
    }

    struct Request: Equatable, Sendable {
        var method: String
        /// Path and query as they came.
        var target: String
        var headers: HTTPHeaders
        var body: String
    }

    private struct State {
        var script: [String: [Answer]] = [:]
        var requests: [Request] = []
    }

    private let state = Mutex(State())
    private let channel: Mutex<(any Channel)?> = Mutex(nil)
    private let acceptedPort = Mutex(0)

    var port: Int { acceptedPort.withLock { $0 } }
    var origin: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.withLock { $0.requests } }
    /// `GET /api/v1/…`, in the order in which they came.
    var calls: [String] { requests.map { "\($0.method) \($0.target)" } }

    /// Runs `body` with a server that is gone afterwards.
    static func run<Result>(_ body: (ScriptedServer) async throws -> Result) async throws -> Result {
        let server = ScriptedServer()
        try await server.start()
        do {
            let result = try await body(server)
            try await server.stop()
            return result
        } catch {
            try await server.stop()
            throw error
        }
    }

    /// Answers to a path, or to a path with its query, one after another; the last one stays.
    func on(_ target: String, _ answers: Answer...) {
        state.withLock { $0.script[target] = answers }
    }

    private func start() async throws {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                    try channel.pipeline.syncOperations.addHandler(RequestHandler(server: self))
                }
            }
        let bound = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        acceptedPort.withLock { $0 = bound.localAddress?.port ?? 0 }
        channel.withLock { $0 = bound }
    }

    func stop() async throws {
        let bound = channel.withLock { channel in
            defer { channel = nil }
            return channel
        }
        try await bound?.close()
    }

    fileprivate func answer(to request: Request) -> Answer {
        state.withLock { state in
            state.requests.append(request)
            let path = String(request.target.prefix { $0 != "?" })
            for key in [request.target, path] {
                guard var answers = state.script[key], let first = answers.first else { continue }
                if answers.count > 1 {
                    answers.removeFirst()
                    state.script[key] = answers
                }
                return first
            }
            return .reply(status: 404, headers: [:], body: #"{"errors":[{"message":"no script for this"}]}"#)
        }
    }
}

extension ScriptedServer.Answer {
    static func bytes(_ text: String, closes: Bool) -> Self {
        .bytes(Array(text.utf8), closes: closes)
    }

    static func json(_ body: String, headers: [String: String] = [:]) -> Self {
        .reply(status: 200, headers: headers, body: body)
    }

    /// A page with a link to the next one, given as Canvas writes it.
    static func page(_ body: String, next: String?) -> Self {
        let link = next.map { "<\($0)>; rel=\"next\"" } ?? "<http://x/>; rel=\"current\""
        return .reply(status: 200, headers: ["link": link], body: body)
    }

    static func status(_ status: Int, _ body: String = "", headers: [String: String] = [:]) -> Self {
        .reply(status: status, headers: headers, body: body)
    }
}

private final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private var head: HTTPRequestHead?
    private var body = ByteBuffer()

    init(server: ScriptedServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body.clear()
        case .body(var piece):
            body.writeBuffer(&piece)
        case .end:
            guard let head else { return }
            let request = ScriptedServer.Request(
                method: head.method.rawValue,
                target: head.uri,
                headers: head.headers,
                body: String(buffer: body)
            )
            write(server.answer(to: request), context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func write(_ answer: ScriptedServer.Answer, context: ChannelHandlerContext) {
        switch answer {
        case .reply(let status, let headers, let body):
            var text = "HTTP/1.1 \(status) Status\r\n"
            if status != 204 { text += "Content-Length: \(body.utf8.count)\r\n" }
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            send(Array((text + "\r\n" + body).utf8), context: context, closes: false)
        case .bytes(let bytes, let closes):
            send(bytes, context: context, closes: closes)
        case .silence:
            break
        case .hangUp:
            context.close(promise: nil)
        }
    }

    private func send(_ bytes: [UInt8], context: ChannelHandlerContext, closes: Bool) {
        let written = context.eventLoop.makePromise(of: Void.self)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: written)
        if closes {
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
    }
}
