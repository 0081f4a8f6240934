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
