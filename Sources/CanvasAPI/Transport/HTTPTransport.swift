import Foundation
import NIOHTTP1

/// One HTTP exchange. It follows no redirect, tries nothing twice, and reads no JSON.
package protocol HTTPTransport: Sendable {
    /// - Throws: `TransportFailure`, or `CancellationError` at once when the task is cancelled.
    func send(_ exchange: HTTPExchange) async throws -> HTTPReply
}

/// A request as it goes on the wire.
package struct HTTPExchange: Sendable, Equatable {
    package let method: String
    package let url: String
    package let headers: HTTPHeaders
    package let body: [UInt8]?
}

/// A whole answer: the body has arrived to its last byte and is decompressed.
package struct HTTPReply: Sendable, Equatable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: Data
    /// It came from where Canvas redirected the request to.
    var isRedirected = false

    package init(status: Int, headers: HTTPHeaders, body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// No whole answer came.
package struct TransportFailure: Error, Equatable, Sendable {
    package enum Phase: String, Sendable {
        /// No connection, so that the server can't have seen the request.
        case connecting
        /// Sent, or perhaps sent, and no answer began.
        case waiting
        /// The answer began and did not end.
        case receiving
    }

    package let phase: Phase
    package let isTimeout: Bool
    /// What went wrong, without an address: `the connection was refused`.
    package let reason: String

    package init(phase: Phase, isTimeout: Bool = false, reason: String) {
        self.phase = phase
        self.isTimeout = isTimeout
        self.reason = reason
    }
}
