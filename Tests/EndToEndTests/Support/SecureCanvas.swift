import Foundation
import Testing

/// TLS in front of a sandbox, and a proxy.
struct SecureFront {
    let directory: String
    /// With a good certificate, an expired one, another host's; then the proxy.
    let ports: [Int]
    let list: String

    var arguments: [String] { ["run", list, "--out", "\(directory)/reports", "--format", "csv"] }
    var address: String { "https://127.0.0.1:\(ports[0])" }
    var authority: String { "\(directory)/authority.pem" }
    /// What the proxy was asked.
    var proxied: String { "\(directory)/proxied" }
}

/// Certificates are made on the spot, by an authority that nobody trusts unless told to.
func withSecureCanvas(_ body: (TestCanvas, SecureFront) async throws -> Void) async throws {
    try await withScratchDirectory { scratch in
        try await TestCanvas.run { canvas in
            let port = try #require(URL(string: canvas.url)?.port)
            let script = Tool.package.appending(path: "Tests/EndToEndTests/Fixtures/secure_front.py").path
            let front = try RunningTool(["python3", script, scratch, String(port)], environment: [:], input: nil)
            defer { front.signal(SIGKILL) }
            #expect(try await front.waits { try front.output.hasSuffix("\n") })
            let ports = try front.output.split { $0 == " " || $0.isNewline }.compactMap { Int($0) }
            try #require(ports.count == 4)
            let list = try write("103\n", to: "\(scratch)/list.txt")
            try await body(canvas, SecureFront(directory: scratch, ports: ports, list: list))
        }
    }
}
