import CanvasAPI
import Foundation
import Synchronization
import Testing

@testable import OverrideReport
@testable import override_report

extension Tool {
    /// Runs a command inside this process, on a context that has nothing but what is given here: no environment, no
    /// standard input, no Canvas but on loopback. For everything where a process of its own is not the point.
    ///
    /// - Parameter onDiagnostics: is called with what goes to standard error, before the command goes on.
    static func command(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        onDiagnostics: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> ToolOutcome {
        let output = Recording()
        let diagnostics = Recording(onWrite: onDiagnostics)
        let context = RunContext.isolated(
            Console(output: output.stream, diagnostics: diagnostics.stream),
            environment: environment,
            input: input
        )
        let status = await Main.status(of: arguments, context)
        return ToolOutcome(ending: .exited(status), output: output.text, diagnostics: diagnostics.text)
    }
}

extension RunContext {
    /// Has nothing but what is given here.
    static func isolated(
        _ console: Console = Console(output: .init { _ in nil }, diagnostics: .init { _ in nil }),
        environment: [String: String],
        input: String? = nil
    ) -> RunContext {
        RunContext(
            console: console,
            environment: environment,
            executableDirectory: "/nonexistent/bin",
            now: { Instant(secondsSince1970: Int64(Date().timeIntervalSince1970)) },
            systemConfiguration: "/nonexistent/config.yaml",
            readStandardInput: {
                try InputText(Array(#require(input, "standard input was not expected").utf8), file: "standard input")
            },
            transport: { LoopbackTransport(transport: CurlTransport(authorities: $0)) }
        )
    }
}

/// What a command says.
private final class Recording: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let onWrite: @Sendable (String) -> Void

    init(onWrite: @escaping @Sendable (String) -> Void = { _ in }) {
        self.onWrite = onWrite
    }

    var stream: Console.Stream {
        Console.Stream(write: { new in
            self.bytes.withLock { $0 += new }
            self.onWrite(String(decoding: new, as: UTF8.self))
            return nil
        })
    }

    var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
}

/// Reaches this machine and no other.
private struct LoopbackTransport: HTTPTransport {
    let transport: CurlTransport

    func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        let host = URL(string: exchange.url)?.host()
        try #require(host == "127.0.0.1", "a request to \(exchange.url) was not expected")
        return try await transport.send(exchange)
    }
}
