import Hummingbird
import NIOCore

/// The wire's side of the sandbox: Hummingbird's requests in, responses out.
struct SandboxResponder: HTTPResponder {
    let service: SandboxService

    /// Keeps the connection at hand, which some faults close.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
        }
    }

    private static let maximumBodyBytes = 4 * 1024 * 1024

    func respond(to request: Request, context: Context) async throws -> Response {
        let body = try await request.body.collect(upTo: Self.maximumBodyBytes)
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        if let authority = request.head.authority { headers["host"] = authority }
        let sandboxRequest = SandboxRequest(
            method: request.method.rawValue,
            path: request.uri.path,
            query: QueryParameters(query: request.uri.query ?? ""),
            headers: headers,
            body: Array(body.readableBytesView)
        )
        let wire = await service.answer(sandboxRequest, target: request.uri.string)
        return try await response(wire, channel: context.channel)
    }

    private func response(_ wire: WireReply, channel: any Channel) async throws -> Response {
        var fields = HTTPFields()
        for (name, value) in wire.headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        let status = HTTPResponse.Status(code: wire.status)
        let bytes = ByteBuffer(bytes: wire.body)
        switch wire.ending {
        case .complete:
            return Response(
                status: status,
                headers: fields,
                body: wire.body.isEmpty ? .init() : .init(byteBuffer: bytes)
            )
        case .noResponse:
            try await channel.close()
            return Response(status: status)
        case .halfBody:
            let half = ByteBuffer(bytes: wire.body.prefix(wire.body.count / 2))
            let body = ResponseBody(contentLength: wire.body.count) { writer in
                try await writer.write(half)
                try await channel.close()
            }
            return Response(status: status, headers: fields, body: body)
        case .pieces(let pause):
            let body = ResponseBody(contentLength: wire.body.count) { writer in
                for piece in pieces(of: wire.body) {
                    try await Task.sleep(for: pause)
                    try await writer.write(piece)
                }
                try await writer.finish(nil)
            }
            return Response(status: status, headers: fields, body: body)
        }
    }
}

/// A body in four parts.
private func pieces(of body: [UInt8]) -> [ByteBuffer] {
    let size = max(1, (body.count + 3) / 4)
    return stride(from: 0, to: body.count, by: size).map { start in
        ByteBuffer(bytes: body[start..<min(start + size, body.count)])
    }
}
