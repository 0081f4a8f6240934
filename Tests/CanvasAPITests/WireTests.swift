import Foundation
import Testing

@testable import CanvasAPI

@Suite("A server that misbehaves on the wire", .timeLimit(.minutes(5)))
struct WireTests {
    private static let path = "/api/v1/users/self"
    private static let putPath = "/api/v1/courses/42/modules/5/assignment_overrides"

    /// How a transport without retries fails when this is the answer.
    private func failure(
        _ answer: ScriptedServer.Answer,
        settings: TransferSettings = TransferSettings(bodyLimit: 1 << 20)
    ) async throws -> TransportFailure? {
        try await ScriptedServer.run { server in
            server.on("/", answer)
            let transport = CurlTransport(settings)
            let exchange = HTTPExchange(url: "\(server.origin)/")
            return await #expect(throws: TransportFailure.self) { try await transport.send(exchange) }
        }
    }

    @Test(
        "a status line without a status that can be is an error, not a crash",
        arguments: [
            "HTTP/1.1 000\r\n\r\n", "HTTP/1.1 000 Zero\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 -20 x\r\n\r\n",
        ]
    )
    func status(_ bytes: String) async throws {
        let failure = try await failure(.bytes(bytes, closes: true))
        #expect(failure == TransportFailure(phase: .waiting, reason: "the answer is cut or no valid HTTP"))
    }

    @Test(
        "what is no HTTP is an error, not a crash",
        arguments: ["SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\0"]
    )
    func noHTTP(_ bytes: String) async throws {
        #expect(try await failure(.bytes(bytes, closes: true)) != nil)
    }

    @Test("an answer that does not begin in time, or stops in the middle, is a time-out")
    func timeouts() async throws {
        let patience = TransferSettings(connect: .milliseconds(50), firstByte: .milliseconds(50))
        let silence = try await failure(.silence, settings: patience)
        #expect(silence == TransportFailure(phase: .waiting, reason: "no answer began in time"))
        let stops = ScriptedServer.Answer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\"", closes: false)
        let stopped = try await failure(stops, settings: TransferSettings(idle: .milliseconds(50)))
        #expect(stopped == TransportFailure(phase: .receiving, reason: "the answer stopped arriving"))
    }

    @Test("after a time-out it is asked again")
    func timeoutAgain() async throws {
        let settings = TransferSettings(connect: .milliseconds(500), firstByte: .milliseconds(50))
        try await ScriptedServer.run(settings: settings) { server, test in
            server.on(Self.path, .silence, .json(#"{"id":1}"#))
            let user = try await test.client.currentUser()
            #expect(user.id == 1)
        }
    }

    @Test("a cut, a hang-up and a reset are told from one another, and by how far they came")
    func cuts() async throws {
        let cut = try await failure(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", closes: true))
        #expect(cut == TransportFailure(phase: .receiving, reason: "the connection was closed too early"))
        let hangUp = try await failure(.hangUp)
        #expect(hangUp == TransportFailure(phase: .waiting, reason: "the connection was closed too early"))
        let reset = try await failure(.reset)
        #expect(reset == TransportFailure(phase: .waiting, reason: "the connection was reset"))
    }

    @Test("a body that trickles ends when the time for a whole request is over")
    func trickle() async throws {
        let settings = TransferSettings(firstByte: .seconds(20), idle: .seconds(20), whole: .seconds(1))
        let pieces = ["HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"] + Array(repeating: " ", count: 900)
        let failure = try await failure(.pieces(pieces, pause: .milliseconds(20)), settings: settings)
        let reason = "the answer was not whole after 1 s"
        #expect(failure == TransportFailure(phase: .receiving, reason: reason))
    }

    @Test("a request takes 120 seconds at most where nothing else is said")
    func defaultLimit() {
        #expect(TransferSettings().whole == .seconds(120))
    }

    @Test("a head that trickles is no answer that began, and one without end is cut off")
    func head() async throws {
        let settings = TransferSettings(connect: .milliseconds(300), firstByte: .milliseconds(300))
        let lines = ["HTTP/1.1 200 OK\r\n"] + (1...100).map { "X-\($0): 1\r\n" }
        let slow = try await failure(.pieces(lines, pause: .milliseconds(20)), settings: settings)
        #expect(slow == TransportFailure(phase: .waiting, reason: "no answer began in time"))
        let line = "X: \(String(repeating: "x", count: 50_000))\r\n"
        let endless = try await failure(
            .pieces(["HTTP/1.1 200 OK\r\n"] + Array(repeating: line, count: 40), pause: .zero)
        )
        #expect(endless?.phase == .waiting)
    }

    @Test("slow pieces of a body come whole as long as they keep coming")
    func slowPieces() async throws {
        let settings = TransferSettings(connect: .seconds(1), firstByte: .seconds(1), idle: .seconds(1))
        try await ScriptedServer.run(settings: settings) { server, test in
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            server.on(
                Self.path,
                .pieces([head, "3\r\n{\"i", "\r\n5\r\nd\":1}\r\n0\r\n\r\n"], pause: .milliseconds(60))
            )
            let user = try await test.client.currentUser()
            #expect(user.id == 1)
            #expect(test.client.requestCount == 1)
        }
    }

    @Test("a body is limited by what comes out of its compression")
    func bomb() async throws {
        let bomb = Self.gzip(zeros: 4 << 20)
        #expect(bomb.count < 32_768)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
        let failure = try await failure(.bytes(Array(head.utf8) + bomb, closes: true))
        let reason = "the answer is larger than any that can be meant"
        #expect(failure == TransportFailure(phase: .receiving, reason: reason))
    }

    @Test("what stands before a final answer and behind its body is not taken for its head")
    func interim() async throws {
        try await ScriptedServer.run { server in
            let interim = "HTTP/1.1 100 Continue\r\nLink: <http://interim/>\r\n\r\n"
            let head = "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
            let body = "2\r\n{}\r\n0\r\nLink: <http://trailer/>\r\n\r\n"
            server.on("/", .bytes(interim + interim + head + body, closes: true))
            let reply = try await CurlTransport().send(HTTPExchange(url: "\(server.origin)/"))
            #expect(reply.status == 200)
            #expect(reply.headers["x-a"] == ["1", "2"])
            #expect(reply.headers["link"] == [])
            #expect(String(decoding: reply.body, as: UTF8.self) == "{}")
        }
    }

    @Test("a request on a connection that was closed meanwhile is not sent again by itself", arguments: ["GET", "PUT"])
    func keptConnection(_ method: String) async throws {
        try await ScriptedServer.run { server in
            server.on("/first", .json("{}"))
            server.on("/second", .hangUp)
            let transport = CurlTransport()
            _ = try await transport.send(HTTPExchange(url: "\(server.origin)/first"))
            let exchange = HTTPExchange(
                method: method,
                url: "\(server.origin)/second",
                body: method == "PUT" ? [1] : nil
            )
            let failure = await #expect(throws: TransportFailure.self) { try await transport.send(exchange) }
            #expect(failure == TransportFailure(phase: .waiting, reason: "the connection was closed too early"))
            #expect(server.calls == ["GET /first", "\(method) /second"])
        }
    }

    @Test("one connection serves request after request")
    func reuse() async throws {
        try await ScriptedServer.run { server in
            server.on("/", .json("{}"))
            let transport = CurlTransport()
            for _ in 1...20 { _ = try await transport.send(HTTPExchange(url: "\(server.origin)/")) }
            #expect(server.connectionCount == 1)
        }
    }

    @Test("no redirect is followed")
    func redirect() async throws {
        try await ScriptedServer.run { server in
            server.on("/", .status(302, headers: ["Location": "/elsewhere"]))
            let reply = try await CurlTransport().send(HTTPExchange(url: "\(server.origin)/"))
            #expect(reply.status == 302)
            #expect(server.calls == ["GET /"])
        }
    }

    @Test(
        "a name that is not known and a refused connection are told apart, and nothing was sent",
        arguments: [
            ("https://canvas.invalid/", "the host name is not known"),
            // Nobody listens at port 9.
            ("http://127.0.0.1:9/", "the connection was refused"),
        ]
    )
    func noConnection(_ url: String, _ reason: String) async throws {
        let failure = await #expect(throws: TransportFailure.self) {
            try await CurlTransport().send(HTTPExchange(url: url))
        }
        #expect(failure == TransportFailure(phase: .connecting, reason: reason))
    }

    @Test("a cancelled request ends at once, while it waits for an answer")
    func cancelledRequest() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .silence)
            let request = Task { try await test.client.currentUser() }
            while server.calls.isEmpty { await Task.yield() }
            request.cancel()
            await #expect(throws: CancellationError.self) { try await request.value }
        }
    }

    @Test("a task that is cancelled already sends nothing, and many at once end at once")
    func cancelled() async throws {
        try await ScriptedServer.run { server in
            server.on("/", .silence)
            let transport = CurlTransport()
            let exchange = HTTPExchange(url: "\(server.origin)/")
            let started = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for _ in 1...50 {
                    group.addTask {
                        await #expect(throws: CancellationError.self) { try await transport.send(exchange) }
                    }
                }
                group.cancelAll()
            }
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(HTTPExchange(url: "\(server.origin)/late"))
            }
            await #expect(throws: CancellationError.self) { try await late.value }
            // Far below the limit of a request: it was the cancellation that ended them.
            #expect(started.duration(to: .now) < .seconds(100))
            #expect(!server.calls.contains("GET /late"))
        }
    }

    @Test("a file that is missing, or holds no certificate that can be read, is no file of authorities")
    func certificateFile() throws {
        let path = NSTemporaryDirectory() + "certificates-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(CertificateFile(path) == nil)
        try Data("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8).write(
            to: URL(fileURLWithPath: path)
        )
        #expect(CertificateFile(path) == nil)
    }

    /// Zeros, compressed as far as gzip goes: one of them, and then "the one before, 258 times", over and over. The
    /// checksum is missing; who reads that far has read too much.
    private static func gzip(zeros: Int) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        var (current, used) = (UInt8(0), 0)
        func put(_ bits: String) {
            for bit in bits {
                if bit == "1" { current |= 1 << UInt8(used) }
                used += 1
                if used == 8 {
                    bytes.append(current)
                    (current, used) = (0, 0)
                }
            }
        }
        // The last block, with the fixed codes, and a literal zero.
        put("1" + "10" + "00110000")
        for _ in 0..<zeros / 258 { put("11000101" + "00000") }
        put("0000000" + "0000000")
        return bytes
    }
}
