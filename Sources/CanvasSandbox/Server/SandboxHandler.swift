import Synchronization

/// A request in, an answer out: everything of the sandbox but the wire.
final class SandboxService: Sendable {
    private let state: Mutex<SandboxState>
    private let options: SandboxOptions
    private let now: @Sendable () -> ContinuousClock.Instant

    init(
        institution: SandboxInstitution,
        options: SandboxOptions,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.state = Mutex(SandboxState(institution: institution, options: options))
        self.options = options
        self.now = now
    }

    var traffic: SandboxTraffic { state.withLock(\.traffic) }
    var institution: SandboxInstitution { state.withLock(\.institution) }

    /// Answers a request, faults included.
    func answer(_ request: SandboxRequest, target: String) async -> WireReply {
        let admission = state.withLock { $0.begin(request, target: target, now: now()) }
        if options.latency > .zero { await pause(options.latency) }
        var wire: WireReply
        if !admission.isAdmitted {
            wire = WireReply(throttledBy: options.faults.throttle ?? .canvas)
        } else {
            let reply = reply(to: request)
            wire = WireReply(reply, idsAsText: request.wantsTextIDs)
            let quota = state.withLock { $0.settle(request, bytes: wire.body.count, now: now()) }
            wire.headers.append(("x-request-cost", quota.cost.description))
            wire.headers.append(("x-rate-limit-remaining", quota.remaining.description))
            if let fault = admission.fault {
                wire = wire.hit(by: fault, request: request, target: target, delay: options.faults.delay)
            }
        }
        if let delay = wire.firstByteDelay { await pause(delay) }
        let exchange = SandboxExchange(
            method: request.method,
            target: target,
            status: wire.status,
            fault: admission.fault
        )
        state.withLock { $0.traffic.end(exchange, isThrottled: !admission.isAdmitted) }
        return wire
    }

    private func reply(to request: SandboxRequest) -> SandboxReply {
        do throws(CanvasRefusal) {
            return try route(request)
        } catch {
            return error.reply
        }
    }

    private func route(_ request: SandboxRequest) throws(CanvasRefusal) -> SandboxReply {
        guard let agent = request.headers["user-agent"], !agent.isEmpty else { throw .noUserAgent }
        guard let token = request.token else { throw .unauthenticated }
        guard let caller = state.withLock({ $0.caller(of: token) }) else { throw .invalidToken }
        if options.isReadOnly && request.method != "GET" {
            throw CanvasRefusal(status: 405, ["errors": [["message": "This sandbox is read-only."]]])
        }
        guard let route = RouteTable.find(method: request.method, segments: request.segments) else { throw .notFound }
        var context = RouteContext(
            institution: institution,
            caller: caller,
            request: request,
            parameters: route.parameters,
            maximumPageSize: options.maximumPageSize
        )
        switch route.handler {
        case .read(let handler):
            return try handler(context)
        case .write(let handler):
            return try state.withLock { state throws(CanvasRefusal) in
                context.institution = state.institution
                return try handler(&state.institution, context)
            }
        }
    }

    /// A wait that a shutdown may cut short.
    private func pause(_ duration: Duration) async {
        do {
            try await Task.sleep(for: duration)
        } catch {
            // Cancelled: the server is ending, and the answer may go out early.
        }
    }
}

/// Everything of a running sandbox that changes. It is only touched under the server's lock.
struct SandboxState {
    var institution: SandboxInstitution
    var traffic = SandboxTraffic()
    private var schedule: FaultSchedule
    private var buckets: [String: LeakyBucket] = [:]
    private let options: SandboxOptions

    init(institution: SandboxInstitution, options: SandboxOptions) {
        self.institution = institution
        self.options = options
        self.schedule = FaultSchedule(options.faults)
    }

    /// Notes a request, and says what will go wrong with it.
    mutating func begin(_ request: SandboxRequest, target: String, now: ContinuousClock.Instant) -> Admission {
        traffic.begin(method: request.method)
        let fault = schedule.next(target: target)
        if fault == .throttled { return Admission(fault: fault, isAdmitted: false) }
        guard let throttle = options.faults.throttle else { return Admission(fault: fault, isAdmitted: true) }
        let isAdmitted = self[bucketOf: request.token ?? "", throttle, now].admit(now: now)
        return Admission(fault: fault, isAdmitted: isAdmitted)
    }

    struct Admission {
        var fault: SandboxFault?
        var isAdmitted: Bool
    }

    /// Takes what the answer cost, and gives the quota headers.
    mutating func settle(_ request: SandboxRequest, bytes: Int, now: ContinuousClock.Instant) -> QuotaHeaders {
        guard let throttle = options.faults.throttle else { return QuotaHeaders(cost: 0.05, remaining: 600) }
        let cost = throttle.cost(bytes: bytes)
        self[bucketOf: request.token ?? "", throttle, now].settle(cost: cost, now: now)
        return QuotaHeaders(cost: cost, remaining: self[bucketOf: request.token ?? "", throttle, now].remaining)
    }

    /// Whose token it is; nil for a token that opens nothing (any more).
    func caller(of token: String) -> SandboxToken? {
        if let limit = options.faults.revokesTokensAfter, traffic.requests > limit { return nil }
        return institution.tokens.first { $0.token == token && !$0.isExpired }
    }

    private subscript(bucketOf key: String, throttle: SandboxThrottle, now: ContinuousClock.Instant) -> LeakyBucket {
        get { buckets[key] ?? LeakyBucket(throttle, now: now) }
        set { buckets[key] = newValue }
    }
}

/// `X-Request-Cost` and `X-Rate-Limit-Remaining`.
struct QuotaHeaders {
    var cost: Double
    var remaining: Double
}

/// One request that the sandbox answered, for tests and rehearsals to look at afterwards.
package struct SandboxExchange: Sendable, Equatable {
    package var method: String
    /// Path and query, as sent.
    package var target: String
    package var status: Int
    package var fault: SandboxFault?
}

/// What a sandbox has been asked so far.
package struct SandboxTraffic: Sendable, Equatable {
    package var requests = 0
    /// Requests refused for their rate.
    package var throttled = 0
    /// Requests with a verb other than GET.
    package var writeAttempts = 0
    package var inFlight = 0
    package var peakInFlight = 0
    /// In the order in which they were answered, the first 100,000.
    package var exchanges: [SandboxExchange] = []

    private static let capacity = 100_000

    mutating func begin(method: String) {
        requests += 1
        if method != "GET" { writeAttempts += 1 }
        inFlight += 1
        peakInFlight = max(peakInFlight, inFlight)
    }

    mutating func end(_ exchange: SandboxExchange, isThrottled: Bool) {
        inFlight -= 1
        if isThrottled { throttled += 1 }
        if exchanges.count < Self.capacity { exchanges.append(exchange) }
    }
}

import FlyingFox
import FlyingSocks
import Foundation
import Logging

/// The wire's side of the sandbox: FlyingFox's requests in, responses out.
struct SandboxResponder: HTTPHandler {
    let service: SandboxService
    let logger: Logger

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.key.rawValue.lowercased()] = field.value }
        let sandboxRequest = SandboxRequest(
            method: request.method.rawValue,
            path: request.target.path(),
            query: QueryParameters(query: request.target.query()),
            headers: headers,
            body: Array(try await request.bodyData)
        )
        let wire = await service.answer(sandboxRequest, target: request.target.rawValue)
        logger.debug("\(request.method.rawValue) \(request.target.rawValue)", metadata: ["status": "\(wire.status)"])
        return response(wire)
    }

    private func response(_ wire: WireReply) -> HTTPResponse {
        var headers = HTTPHeaders()
        for (name, value) in wire.headers { headers.addValue(value, for: HTTPHeader(name)) }
        let body: HTTPBodySequence
        switch wire.ending {
        case .complete:
            body = HTTPBodySequence(data: Data(wire.body), suggestedBufferSize: max(1, wire.body.count))
        case .noResponse:
            return HTTPResponse(webSocket: HangUp())
        case .halfBody:
            let half = wire.body.prefix(wire.body.count / 2)
            body = HTTPBodySequence(from: BodyPieces(pieces: [half], breaksOff: true), count: wire.body.count)
        case .pieces(let pause):
            body = HTTPBodySequence(
                from: BodyPieces(pieces: quarters(of: wire.body), pause: pause),
                count: wire.body.count
            )
        }
        return HTTPResponse(
            statusCode: HTTPStatusCode(wire.status, phrase: "Sandbox"),
            headers: headers,
            body: body
        )
    }

    private func quarters(of body: [UInt8]) -> [ArraySlice<UInt8>] {
        let size = max(1, (body.count + 3) / 4)
        return stride(from: 0, to: body.count, by: size).map { body[$0..<min($0 + size, body.count)] }
    }
}

/// Closes the connection before anything is sent. A protocol that can't be switched to is the one answer of which
/// FlyingFox writes nothing, not even its head.
private struct HangUp: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw SocketError.disconnected
    }
}

/// A body in pieces, each after a pause; it may break off after the last, and then the connection closes.
private struct BodyPieces: AsyncBufferedSequence, AsyncBufferedIteratorProtocol {
    typealias Element = UInt8

    var pieces: [ArraySlice<UInt8>]
    var pause = Duration.zero
    var breaksOff = false

    func makeAsyncIterator() -> BodyPieces { self }

    /// Not asked for: a body goes out in buffers.
    mutating func next() async throws -> UInt8? {
        try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> ArraySlice<UInt8>? {
        guard !pieces.isEmpty else {
            if breaksOff { throw SocketError.disconnected }
            return nil
        }
        try await Task.sleep(for: pause)
        return pieces.removeFirst()
    }
}
