import Foundation
import Testing

@testable import CanvasAPI

@Suite("Certificates", .timeLimit(.minutes(1)))
struct TLSTests {
    @Test("an authority is trusted when it is named, and each thing wrong with a certificate has its own sentence")
    func certificates() async throws {
        try await ScriptedServer.run { server in
            server.on("/api/v1/users/self", .json(#"{"id":1}"#))
            try await withSecureFront(of: server.port) { front in
                let authorities = try #require(CertificateFile(front.authority))
                let host = try #require(front.ports.first)
                try await TestClient.run("https://127.0.0.1:\(host)", authorities: authorities) { test in
                    let user = try await test.client.currentUser()
                    #expect(user.id == 1)
                }
                #expect(server.calls.count == 1)

                for (index, authorities, reason) in [
                    (0, nil, "the server's certificate is not trusted (--ca-file names an authority to trust)"),
                    (1, authorities, "the server's certificate has expired"),
                    (2, authorities, "the server's certificate is for another host"),
                ] {
                    let transport = CurlTransport(authorities: authorities)
                    let exchange = HTTPExchange(url: "https://127.0.0.1:\(front.ports[index])/")
                    let failure = await #expect(throws: TransportFailure.self) { try await transport.send(exchange) }
                    #expect(failure == TransportFailure(phase: .connecting, reason: reason))
                }
                #expect(server.calls.count == 1)
            }
        }
    }

    private struct SecureFront {
        let authority: String
        /// With a good certificate, an expired one, another host's; then the proxy.
        let ports: [Int]
    }

    /// Python's TLS and certificates by `openssl` in front of a plain server.
    private func withSecureFront(of port: Int, _ body: (SecureFront) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "secure-front-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", tests.appending(path: "EndToEndTests/Fixtures/secure_front.py").path, directory, String(port),
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        // Not a signal that the threads here block: a child inherits that.
        defer { kill(process.processIdentifier, SIGKILL) }
        var line = ""
        while !line.hasSuffix("\n") {
            let piece = output.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "the fixture ended")
            line += String(decoding: piece, as: UTF8.self)
        }
        let ports = line.split { $0 == " " || $0.isNewline }.compactMap { Int($0) }
        try #require(ports.count == 4)
        try await body(SecureFront(authority: "\(directory)/authority.pem", ports: ports))
    }
}
