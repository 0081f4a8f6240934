import Foundation
import Testing

@testable import CanvasAPI

@Suite("Certificates", .timeLimit(.minutes(5)))
struct TLSTests {
    @Test(
        "an authority is trusted when it is named; what is wrong with a certificate is told by a sentence of its own, at once"
    )
    func certificates() async throws {
        try await ScriptedServer.run { server in
            server.on("/api/v1/users/self", .json(#"{"id":1}"#))
            try await withSecureFront(of: server.port) { front in
                let authorities = try #require(CertificateFile(front.authority))
                let trusting = TransferSettings(authorities: authorities)
                let address = "https://127.0.0.1:\(front.ports[0])"
                let good = try TestClient(address, settings: trusting)
                let user = try await good.client.currentUser()
                #expect(user.id == 1)
                #expect(server.calls.count == 1)

                // Made a moment ago, for two days.
                let end = try #require(try await TestClient(address, settings: trusting).client.probe().certificateEnd)
                let left = Double(end.secondsSince1970) - Date().timeIntervalSince1970
                #expect((86_400...2 * 86_400).contains(left))

                for (index, settings, reason) in [
                    (0, TransferSettings(), "is not trusted (--ca-file names an authority to trust)"),
                    (1, trusting, "has expired"), (2, trusting, "is for another host"),
                ] {
                    let test = try TestClient("https://127.0.0.1:\(front.ports[index])", settings: settings)
                    let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
                    #expect(
                        error?.description == "GET /api/v1/users/self: the server's certificate \(reason). Check the "
                            + "Canvas URL and the network; asking again does not help."
                    )
                    #expect(test.client.requestCount == 1)
                    #expect(test.clock.sleeps == [])
                }
                #expect(server.calls.count == 2)
            }
        }
    }

    @Test("a name that is not known may be a moment's trouble, and is asked for again")
    func unknownName() async throws {
        let test = try TestClient("https://canvas.invalid", retries: RetryPolicy(attempts: 3))
        let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
        #expect(error?.kind == .transport(TransportFailure(phase: .connecting, reason: "the host name is not known")))
        #expect(test.client.requestCount == 3)
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
