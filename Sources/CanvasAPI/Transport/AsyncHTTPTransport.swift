import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOPosix
import Synchronization

/// How long to wait for a server that does nothing.
package struct HTTPTimeouts: Sendable, Equatable {
    /// For the connection, TLS included.
    package var connect: Duration
    /// From the connection to the head of the answer.
    package var firstByte: Duration
    /// Between two pieces of the body.
    package var idle: Duration

    package init(
        connect: Duration = .seconds(10),
        firstByte: Duration = .seconds(60),
        idle: Duration = .seconds(30)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
    }
}

/// The transport over async-http-client: keep-alive connections, decompression, no redirects of its own.
package final class AsyncHTTPTransport: HTTPTransport {
    private let client: HTTPClient
    private let timeouts: HTTPTimeouts
    private let bodyLimit: Int

    /// - Parameter bodyLimit: bytes of one decompressed body; the due dates of a course of 2,000 students and 500
    ///   assignments are 100 MB.
    package init(timeouts: HTTPTimeouts = HTTPTimeouts(), connections: Int = 32, bodyLimit: Int = 512 << 20) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .enabled(limit: .size(bodyLimit))
        configuration.timeout.connect = TimeAmount(timeouts.connect)
        configuration.timeout.read = nil
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        // Trying again is decided in one place, with back-off and a budget, and that place is not the pool.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.timeouts = timeouts
        self.bodyLimit = bodyLimit
    }

    /// Closes the connections. The transport must not be used afterwards, and must not be dropped before.
    package func shutdown() async throws {
        try await client.shutdown()
    }

    package func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        var request = HTTPClientRequest(url: exchange.url)
        request.method = HTTPMethod(rawValue: exchange.method)
        request.headers = exchange.headers
        // The client decompresses, but does not ask for it by itself.
        request.headers.add(name: "Accept-Encoding", value: "gzip, deflate")
        if let body = exchange.body {
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response: HTTPClientResponse
        do {
            let deadline = NIODeadline.now() + TimeAmount(timeouts.connect) + TimeAmount(timeouts.firstByte)
            response = try await client.execute(request, deadline: deadline)
        } catch {
            try Task.checkCancellation()
            throw TransportFailure(error, hasStarted: false)
        }
        do {
            let body = try await collect(response.body)
            return HTTPReply(status: Int(response.status.code), headers: response.headers, body: body)
        } catch {
            try Task.checkCancellation()
            throw TransportFailure(error, hasStarted: true)
        }
    }

    /// Reads the body while a second task watches that pieces of it keep coming.
    private func collect(_ body: HTTPClientResponse.Body) async throws -> Data {
        let lastPiece = LastMoment()
        let (idle, bodyLimit) = (timeouts.idle, bodyLimit)
        return try await withThrowingTaskGroup(of: Data?.self) { group in
            group.addTask {
                var collected = ByteBuffer()
                for try await var piece in body {
                    lastPiece.mark()
                    guard collected.readableBytes + piece.readableBytes <= bodyLimit else {
                        throw NIOTooManyBytesError(maxBytes: bodyLimit)
                    }
                    collected.writeBuffer(&piece)
                }
                return Data(buffer: collected)
            }
            group.addTask {
                while true {
                    let due = lastPiece.value + idle
                    if due <= .now { throw TransportFailure.idle }
                    try await Task.sleep(until: due, clock: .continuous)
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let data = result { return data }
            }
            return Data()
        }
    }
}

/// When the last piece of a body came.
private final class LastMoment: Sendable {
    private let moment = Mutex(ContinuousClock.now)

    var value: ContinuousClock.Instant { moment.withLock { $0 } }

    func mark() {
        moment.withLock { $0 = .now }
    }
}

extension TransportFailure {
    fileprivate static let idle = TransportFailure(
        phase: .receiving,
        isTimeout: true,
        reason: "the answer stopped arriving"
    )

    /// Puts the libraries' errors into words. Their own texts are not passed on, since some contain addresses.
    fileprivate init(_ error: any Error, hasStarted: Bool) {
        switch error {
        case let failure as TransportFailure:
            self = failure
        case let error as HTTPClientError:
            self.init(error, hasStarted: hasStarted)
        case let error as NIOConnectionError:
            let isUnknownHost = error.connectionErrors.isEmpty && (error.dnsAError ?? error.dnsAAAAError) != nil
            let reason = isUnknownHost ? "the host name is not known" : "no connection could be made"
            self.init(phase: .connecting, reason: reason)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            self.init(phase: .connecting, reason: "the connection was refused")
        case is ChannelError where !hasStarted:
            self.init(phase: .connecting, reason: "no connection could be made")
        case is IOError:
            self.init(phase: hasStarted ? .receiving : .waiting, reason: "the connection was reset")
        case is NIOTooManyBytesError:
            self.init(phase: .receiving, reason: "the answer is larger than any that can be meant")
        case is HTTPParserError:
            self.init(phase: hasStarted ? .receiving : .waiting, reason: "the answer is cut or no valid HTTP")
        default:
            let kind = String(describing: type(of: error))
            // The TLS library is not linked by name; its errors are told by their type's.
            if !hasStarted, kind.contains("SSL") {
                let reason = "no secure connection could be made (the certificate is not trusted, or it is no HTTPS)"
                self.init(phase: .connecting, reason: reason)
                return
            }
            self.init(phase: hasStarted ? .receiving : .waiting, reason: "the exchange failed (\(kind))")
        }
    }

    private init(_ error: HTTPClientError, hasStarted: Bool) {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self.init(phase: .connecting, isTimeout: true, reason: "no connection could be made in time")
        case .deadlineExceeded, .readTimeout:
            self.init(phase: .waiting, isTimeout: true, reason: "no answer began in time")
        case .remoteConnectionClosed:
            self.init(phase: hasStarted ? .receiving : .waiting, reason: "the connection was closed too early")
        default:
            self.init(phase: hasStarted ? .receiving : .waiting, reason: error.shortDescription)
        }
    }
}
