import FlyingFox
import Foundation
import Logging
import Synchronization

/// A request in, an answer out: who asks, what the route says, and the faults on the way.
final class SandboxHandler: HTTPHandler, Sendable {
    private let state: Mutex<SandboxState>
    private let options: SandboxOptions
    private let logger: Logger

    init(institution: SandboxInstitution, options: SandboxOptions, logger: Logger) {
        self.state = Mutex(SandboxState(institution: institution, options: options))
        self.options = options
        self.logger = logger
    }

    var traffic: SandboxTraffic { state.withLock(\.traffic) }
    var institution: SandboxInstitution { state.withLock(\.institution) }

    func handleRequest(_ http: HTTPRequest) async throws -> HTTPResponse {
        let request = SandboxRequest(http, body: try await http.bodyData)
        let (fault, isAdmitted) = state.withLock { $0.begin(request, now: .now) }
        await pause(options.latency)
        var reply: SandboxReply
        var data: Data
        if isAdmitted {
            reply = answer(request)
            data = reply.data(idsAsText: request.wantsTextIDs)
            let (cost, remaining) = state.withLock { $0.settle(request, bytes: data.count, now: .now) }
            reply.headers[.requestCost] = cost.description
            reply.headers[.rateLimitRemaining] = remaining.description
            reply.headers[.date] = httpDate(time(nil))
            if let fault {
                reply.hit(by: fault, request: request, delay: options.faults.delay)
                data = reply.data(idsAsText: request.wantsTextIDs)
            }
        } else {
            reply = SandboxReply(throttledBy: options.faults.throttle ?? .canvas)
            data = reply.data(idsAsText: false)
        }
        if case .late(let delay) = reply.delivery { await pause(delay) }
        let exchange = SandboxExchange(
            method: request.method,
            target: request.target,
            status: reply.status,
            fault: fault
        )
        state.withLock { $0.traffic.end(exchange, isThrottled: !isAdmitted) }
        logger.debug("\(request.method) \(request.target)", metadata: ["status": "\(reply.status)"])
        return reply.response(data)
    }

    private func answer(_ request: SandboxRequest) -> SandboxReply {
        do {
            return try routed(request)
        } catch let refusal as CanvasRefusal {
            return refusal.reply
        } catch {
            return CanvasRefusal.internalError.reply
        }
    }

    /// Reads work on a copy of the institution, so that they don't wait for each other.
    private func routed(_ request: SandboxRequest) throws -> SandboxReply {
        guard request.http.headers[.userAgent]?.isEmpty == false else { throw CanvasRefusal.noUserAgent }
        guard let token = request.token else { throw CanvasRefusal.unauthenticated }
        guard let caller = state.withLock({ $0.caller(of: token) }) else { throw CanvasRefusal.invalidToken }
        if options.isReadOnly && request.isWrite { throw CanvasRefusal.readOnly }
        guard let route = Route.of(request) else { throw CanvasRefusal.notFound }
        var context = RouteContext(
            institution: institution,
            caller: caller,
            request: request,
            parameters: route.parameters,
            maximumPageSize: options.maximumPageSize
        )
        switch route.action {
        case .read(let read): return try read(context)
        case .write(let write):
            return try state.withLock { state in
                context.institution = state.institution
                return try write(&state.institution, context)
            }
        }
    }

    /// A wait that a shutdown may cut short: then the answer goes out early.
    private func pause(_ duration: Duration) async {
        if duration > .zero { try? await Task.sleep(for: duration) }
    }
}

/// `Mon, 30 Nov 2026 15:00:00 GMT`
private func httpDate(_ seconds: time_t) -> String {
    var (seconds, parts) = (seconds, tm())
    gmtime_r(&seconds, &parts)
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
        buffer[0] = 0
        strftime(buffer.baseAddress, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return buffer.baseAddress.map { String(cString: $0) }
    }
    return text ?? ""
}

/// A request as the routes see it.
struct SandboxRequest: Sendable {
    let http: HTTPRequest
    let query: QueryParameters
    let body: Data

    init(_ http: HTTPRequest, body: Data) {
        self.http = http
        self.query = QueryParameters(http.target.query())
        self.body = body
    }

    var method: String { http.method.rawValue }
    /// GraphQL queries are sent by POST, and read.
    var isWrite: Bool { method != "GET" && http.target.path() != "/api/graphql" }
    /// Path and query, as sent.
    var target: String { http.target.rawValue }
    /// `http://127.0.0.1:8080`, as the caller addressed it.
    var origin: String { "http://" + (http.headers[.host] ?? "127.0.0.1") }
    var wantsTextIDs: Bool { http.headers[.accept]?.contains("application/json+canvas-string-ids") ?? false }

    /// The token of the `Authorization` header, or of the `access_token` parameter.
    var token: String? {
        guard let header = http.headers[.authorization] else { return query.text("access_token") }
        let words = header.split(separator: " ")
        return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
    }
}

/// Everything of a running sandbox that changes. It is only touched under the handler's lock.
private struct SandboxState {
    var institution: SandboxInstitution
    var traffic = SandboxTraffic()
    private var schedule: FaultSchedule
    private var buckets: [String: LeakyBucket] = [:]
    private let faults: SandboxFaults

    init(institution: SandboxInstitution, options: SandboxOptions) {
        self.institution = institution
        self.faults = options.faults
        self.schedule = FaultSchedule(options.faults)
    }

    /// Notes a request; tells what will go wrong with it, and whether its rate lets it in.
    mutating func begin(
        _ request: SandboxRequest,
        now: ContinuousClock.Instant
    ) -> (fault: SandboxFault?, isAdmitted: Bool) {
        traffic.begin(isWrite: request.isWrite)
        let fault = schedule.next(target: request.target)
        if fault == .throttled { return (fault, false) }
        guard let throttle = faults.throttle else { return (fault, true) }
        return (fault, buckets[request.token ?? "", default: LeakyBucket(throttle, now: now)].admit(now: now))
    }

    /// Takes what the answer cost, and gives the figures of the quota headers.
    mutating func settle(
        _ request: SandboxRequest,
        bytes: Int,
        now: ContinuousClock.Instant
    ) -> (cost: Double, remaining: Double) {
        guard let throttle = faults.throttle else { return (0.05, 600) }
        let cost = throttle.cost(bytes: bytes)
        return (
            cost, buckets[request.token ?? "", default: LeakyBucket(throttle, now: now)].settle(cost: cost, now: now)
        )
    }

    /// Whose token it is; nil for a token that opens nothing (any more).
    func caller(of token: String) -> SandboxToken? {
        if let limit = faults.revokesTokensAfter, traffic.requests > limit { return nil }
        return institution.tokens.first { $0.token == token && !$0.isExpired }
    }
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
    /// Requests with a verb other than GET, but for GraphQL's.
    package var writeAttempts = 0
    package var inFlight = 0
    package var peakInFlight = 0
    /// In the order in which they were answered, the first 100,000.
    package var exchanges: [SandboxExchange] = []

    fileprivate mutating func begin(isWrite: Bool) {
        requests += 1
        if isWrite { writeAttempts += 1 }
        inFlight += 1
        peakInFlight = max(peakInFlight, inFlight)
    }

    fileprivate mutating func end(_ exchange: SandboxExchange, isThrottled: Bool) {
        inFlight -= 1
        if isThrottled { throttled += 1 }
        if exchanges.count < 100_000 { exchanges.append(exchange) }
    }
}
