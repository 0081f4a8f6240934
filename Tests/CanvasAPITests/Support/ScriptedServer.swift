import Foundation
import Synchronization

@testable import CanvasAPI

/// An HTTP server on loopback that answers as told, byte for byte, and remembers what it was asked. Plain sockets, a thread
/// for each connection: nothing stands between a test and the wire.
final class ScriptedServer: Sendable {
    enum Answer: Sendable {
        case reply(status: Int, headers: [String: String], body: String)
        /// These bytes, whatever they are; then the connection is closed, or left open in silence.
        case bytes([UInt8], closes: Bool)
        /// Each piece after a pause; then the connection is left open.
        case pieces([String], pause: Duration)
        /// Reads the request and says nothing.
        case silence
        /// Closes the connection at once.
        case hangUp
        /// The same in anger: what was under way is lost.
        case reset
    }

    struct Request: Sendable {
        var method: String
        /// Path and query as they came.
        var target: String
        var headers: HTTPHeaders
        var body: String
    }

    private struct State {
        var script: [String: [Answer]] = [:]
        var requests: [Request] = []
        var connections: Set<Int32> = []
        var connectionCount = 0
        var isStopped = false
    }

    private let state = Mutex(State())
    private let listener: Int32
    let port: Int

    var origin: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { state.withLock { $0.requests } }
    /// `GET /api/v1/…`, in the order in which they came.
    var calls: [String] { requests.map { "\($0.method) \($0.target)" } }

    /// How many connections were made to it.
    var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// Runs `body` with a server that is gone afterwards.
    static func run<Result>(_ body: (ScriptedServer) async throws -> Result) async throws -> Result {
        let server = try ScriptedServer()
        defer { server.stop() }
        return try await body(server)
    }

    /// Answers to a path, or to a path with its query, one after another; the last one stays.
    func on(_ target: String, _ answers: Answer...) {
        state.withLock { $0.script[target] = answers }
    }

    private init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (listener, length)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(in_port_t(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in accept() }
    }

    private func accept() {
        while true {
            let connection = Foundation.accept(listener, nil, nil)
            guard connection >= 0 else { break }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let isWelcome = state.withLock { state in
                state.connectionCount += 1
                if !state.isStopped { state.connections.insert(connection) }
                return !state.isStopped
            }
            guard isWelcome else {
                close(connection)
                break
            }
            Thread.detachNewThread { [self] in
                while let request = read(from: connection), write(answer(to: request), to: connection) {}
                state.withLock { state in
                    state.connections.remove(connection)
                    _ = close(connection)
                }
            }
        }
        close(listener)
    }

    /// Wakes every thread, so that it ends.
    private func stop() {
        state.withLock { state in
            state.isStopped = true
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func answer(to request: Request) -> Answer {
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

    // MARK: The wire

    /// Nil when the client has closed the connection, or spoke no HTTP. One request at a time: nobody pipelines.
    private func read(from connection: Int32) -> Request? {
        var bytes = Data()
        let emptyLine = Data("\r\n\r\n".utf8)
        while true {
            if let end = bytes.firstRange(of: emptyLine) {
                var lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let words = lines.removeFirst().split(separator: " ")
                let headers = HTTPHeaders(
                    lines.map { line in
                        let halves = line.split(separator: ":", maxSplits: 1)
                        return (String(halves[0]), halves[1].trimmingCharacters(in: .whitespaces))
                    }
                )
                let body = bytes[end.upperBound...]
                if words.count == 3, body.count >= headers.first(name: "content-length").flatMap(Int.init) ?? 0 {
                    return Request(
                        method: String(words[0]),
                        target: String(words[1]),
                        headers: headers,
                        body: String(decoding: body, as: UTF8.self)
                    )
                }
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(connection, &buffer, buffer.count, 0)
            // TLS, for one, does not begin with a letter.
            guard count > 0, buffer[0] >= UInt8(ascii: "A") || !bytes.isEmpty else { return nil }
            bytes += buffer[..<count]
        }
    }

    /// - Returns: whether the connection stays open.
    private func write(_ answer: Answer, to connection: Int32) -> Bool {
        switch answer {
        case .reply(let status, let headers, let body):
            var text = "HTTP/1.1 \(status) Status\r\n"
            if status != 204 { text += "Content-Length: \(body.utf8.count)\r\n" }
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            return send(Array((text + "\r\n" + body).utf8), to: connection)
        case .bytes(let bytes, let closes):
            return send(bytes, to: connection) && !closes
        case .pieces(let pieces, let pause):
            return pieces.allSatisfy { piece in
                Thread.sleep(forTimeInterval: pause / .seconds(1))
                return send(Array(piece.utf8), to: connection)
            }
        case .silence:
            return true
        case .hangUp:
            return false
        case .reset:
            var atOnce = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private func send(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
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
