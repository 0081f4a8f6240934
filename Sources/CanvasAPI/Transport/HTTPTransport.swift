import Foundation

/// One HTTP exchange. It follows no redirect, tries nothing twice, and reads no JSON.
package protocol HTTPTransport: Sendable {
    /// - Throws: `TransportFailure`, or `CancellationError` at once when the task is cancelled.
    func send(_ exchange: HTTPExchange) async throws -> HTTPReply
}

/// A request as it goes on the wire.
package struct HTTPExchange: Sendable {
    package let method: String
    package let url: String
    package let headers: HTTPHeaders
    package let body: [UInt8]?
    /// The reply is to tell how long the server's certificate is good.
    var wantsCertificate = false

    package init(method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// A whole answer: the body has arrived to its last byte and is decompressed.
package struct HTTPReply: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package var body: Data
    /// It came from where Canvas redirected the request to.
    var isRedirected = false
    /// Where the exchange wanted it.
    var certificateEnd: Instant?

    package init(status: Int, headers: HTTPHeaders, body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields in the order in which they go or came; names are told apart without regard to case.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var fields: [(name: String, value: String)] = []

    init(_ fields: [(String, String)]) {
        self.fields = fields.map { ($0, $1) }
    }

    package init(dictionaryLiteral fields: (String, String)...) {
        self.init(fields)
    }

    package mutating func add(name: String, value: String) {
        fields.append((name, value))
    }

    /// Every value of a field that may come more than once.
    package subscript(name: String) -> [String] {
        fields.filter { $0.name.caseInsensitiveCompare(name) == .orderedSame }.map(\.value)
    }

    package func first(name: String) -> String? { self[name].first }
}

/// No whole answer came.
package struct TransportFailure: Error, Equatable, Sendable {
    package enum Phase: Sendable {
        /// No connection, so that the server can't have seen the request.
        case connecting
        /// Sent, or perhaps sent, and no answer began.
        case waiting
        /// The answer began and did not end.
        case receiving
    }

    package let phase: Phase
    /// What went wrong, without an address: `the connection was refused`.
    package let reason: String
    /// A certificate that is not accepted now is not accepted a minute later either.
    var isLasting = false
}
