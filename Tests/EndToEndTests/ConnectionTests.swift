import CanvasSandbox
import Foundation
import Testing

@Suite("The way to Canvas", .timeLimit(.minutes(10)))
struct ConnectionTests {
    @Test("through a proxy and TLS of an authority of one's own; the proxy sees no request")
    func proxy() async throws {
        try await withSecureCanvas { canvas, front in
            let proxy = "http://127.0.0.1:\(front.ports[3])"
            let arguments = front.arguments + ["--canvas-url", front.address, "--ca-file", front.authority]
            let outcome = try await Tool.run(
                arguments,
                environment: ["HTTPS_PROXY": proxy, "CANVAS_API_TOKEN": canvas.token]
            )
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            #expect(canvas.traffic.requests > 5)
            let proxied = try String(contentsOfFile: front.proxied, encoding: .utf8)
            #expect(Set(proxied.split(separator: "\n")) == ["CONNECT 127.0.0.1:\(front.ports[0])"])
        }
    }

    @Test(
        "the environment names the authority, and hosts that no proxy is for",
        arguments: ["SSL_CERT_FILE", "CURL_CA_BUNDLE"]
    )
    func environment(variable: String) async throws {
        try await withSecureCanvas { canvas, front in
            let environment = [
                variable: front.authority, "CANVAS_API_URL": front.address, "CANVAS_API_TOKEN": canvas.token,
                // Nobody listens there.
                "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1",
            ]
            let outcome = try await Tool.run(front.arguments, environment: environment)
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
            #expect(!FileManager.default.fileExists(atPath: front.proxied))
        }
    }

    @Test("what is not encrypted goes to loopback, and through no proxy")
    func plain() async throws {
        try await withScratchDirectory { scratch in
            let proxy = "http://127.0.0.1:9"
            let outcome = try await Tool.run(
                ["run", "--sandbox", "--samples", Tool.samples, "--out", "\(scratch)/reports", "--format", "csv"],
                environment: ["http_proxy": proxy, "HTTP_PROXY": proxy, "ALL_PROXY": proxy, "all_proxy": proxy]
            )
            #expect(outcome.ending == .exited(0), "\(outcome.diagnostics)")
        }
    }

    @Test(
        "a file without certificates is told before anything is asked",
        arguments: [["--ca-file"], ["SSL_CERT_FILE"], ["CURL_CA_BUNDLE"]]
    )
    func noCertificates(source: [String]) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let arguments = ["run", list, "--out", "\(scratch)/reports"]
                for file in [try write("no certificate\n", to: "\(scratch)/file.pem"), "\(scratch)/missing.pem"] {
                    let isOption = source[0].hasPrefix("-")
                    let outcome = try await Tool.run(
                        arguments + (isOption ? [source[0], file] : []),
                        environment: canvas.environment.merging(isOption ? [:] : [source[0]: file]) { $1 }
                    )
                    #expect(outcome.ending == .exited(65))
                    #expect(outcome.diagnostics.contains("\(source[0]): no certificates can be read from \(file)."))
                }
                #expect(canvas.traffic.requests == 0)
            }
        }
    }

    @Test("with hardly a file descriptor left it ends with a sentence", arguments: [8, 10, 11, 12, 13, 14, 16])
    func fewDescriptors(limit: Int) async throws {
        try await withScratchDirectory { scratch in
            try await TestCanvas.run { canvas in
                let list = try write("103\n", to: "\(scratch)/list.txt")
                let outcome = try await Tool.run(
                    ["run", list, "--out", "\(scratch)/reports", "--format", "csv"],
                    environment: canvas.environment,
                    under: ["bash", "-c", "ulimit -n \(limit); exec \"$@\"", "launcher"]
                )
                #expect([.exited(1), .exited(65)].contains(outcome.ending), "\(outcome)")
                #expect(outcome.diagnostics.contains(". "), "\(outcome.diagnostics)")
            }
        }
    }
}
