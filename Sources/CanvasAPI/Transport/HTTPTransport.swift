import Foundation

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

    package init(method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
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

/// Header fields in the order in which they go or came; names are told apart without regard to case.
package struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field] = []

    package init(_ fields: some Sequence<(String, String)> = EmptyCollection()) {
        for (name, value) in fields { add(name: name, value: value) }
    }

    package init(dictionaryLiteral fields: (String, String)...) {
        self.init(fields)
    }

    package mutating func add(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Every value of a field that may come more than once.
    package subscript(name: String) -> [String] {
        fields.filter { $0.name.caseInsensitiveCompare(name) == .orderedSame }.map(\.value)
    }

    package func first(name: String) -> String? { self[name].first }
    package func contains(name: String) -> Bool { !self[name].isEmpty }
}

/// How long to wait for a server.
package struct HTTPTimeouts: Sendable, Equatable {
    /// For the connection: name, proxy and TLS included.
    package var connect: Duration
    /// From the connection to the head of the answer.
    package var firstByte: Duration
    /// Between two pieces of the body.
    package var idle: Duration
    /// For all of it, however steadily something trickles in.
    package var whole: Duration

    package init(
        connect: Duration = .seconds(10),
        firstByte: Duration = .seconds(60),
        idle: Duration = .seconds(30),
        whole: Duration = .seconds(120)
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.whole = whole
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
