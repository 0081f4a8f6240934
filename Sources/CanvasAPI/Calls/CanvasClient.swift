import Logging

/// Makes one call: asks the governor, sends, judges the answer, and asks again where that makes sense.
struct Caller: Sendable {
    let server: CanvasServer
    let transport: any HTTPTransport
    let governor: ThrottleGovernor
    let options: CanvasClientOptions
    let timekeeper: Timekeeper
    let wallClock: @Sendable () -> Instant
    let random: @Sendable () -> Double
    let logger: Logger
    let linkHabit: LinkHabit
    var budget: RetryBudget
    var counter: RequestCounter

    private static let redirectLimit = 5

    func perform<Value: Sendable>(
        _ request: CanvasRequest,
        read: @Sendable (HTTPReply) throws -> Value
    ) async throws -> Value {
        let target = request.target(pathPrefix: server.url.pathPrefix)
        return try await perform(request.method, target, body: request.body, read: read)
    }

    /// - Parameters:
    ///   - target: path and query on the configured origin.
    ///   - deadline: it is not tried again after this moment.
    /// - Throws: `CanvasError`; `CancellationError` at once when the task is cancelled.
    func perform<Value: Sendable>(
        _ method: CanvasRequest.Method,
        _ target: String,
        body: [UInt8]? = nil,
        retriesUntil deadline: Duration? = nil,
        read: @Sendable (HTTPReply) throws -> Value
    ) async throws -> Value {
        budget.earn()
        var (attempts, failures, refusals) = (0, 0, 0)
        while true {
            attempts += 1
            do {
                return try await attempt(method, target, body: body, read: read)
            } catch let failure as AttemptFailure {
                if case .throttle = failure.retry { refusals += 1 } else { failures += 1 }
                let isTooLate = deadline.map { timekeeper.now >= $0 } ?? false
                let mayRetry = mayRetry(failure, method: method, failures: failures, refusals: refusals)
                guard !isTooLate, mayRetry, budget.spend() else {
                    throw error(failure.kind, method, target, attempts: attempts)
                }
                await governor.noteRetry()
                try await pause(before: failure.retry, failures: failures)
            }
        }
    }

    /// A request that the throttle refused waits for the governor instead.
    private func pause(before retry: AttemptFailure.Retry, failures: Int) async throws {
        let delay = options.retries.delay(afterFailures: failures, random: random())
        switch retry {
        case .throttle, .never: return
        case .doubtful: try await timekeeper.sleep(for: delay)
        case .backOff(let atLeast): try await timekeeper.sleep(for: max(delay, atLeast))
        }
    }

    func error(
        _ kind: CanvasError.Kind,
        _ method: CanvasRequest.Method,
        _ target: String,
        attempts: Int = 1
    ) -> CanvasError {
        CanvasError(
            kind: scrubber.scrubbed(kind),
            method: method.rawValue,
            path: scrubber.scrubbed(target),
            attempts: attempts
        )
    }

    private func mayRetry(
        _ failure: AttemptFailure,
        method: CanvasRequest.Method,
        failures: Int,
        refusals: Int
    ) -> Bool {
        switch failure.retry {
        case .never: return false
        case .throttle: return refusals < options.retries.throttledAttempts
        case .doubtful, .backOff:
            // A write that Canvas may have taken is not sent twice.
            if method == .put {
                guard case .transport(let transport) = failure.kind, transport.phase == .connecting else {
                    return false
                }
            }
            return failures < (failure.retry == .doubtful ? options.retries.doubtfulAttempts : options.retries.attempts)
        }
    }

    private func attempt<Value: Sendable>(
        _ method: CanvasRequest.Method,
        _ target: String,
        body: [UInt8]?,
        read: @Sendable (HTTPReply) throws -> Value
    ) async throws -> Value {
        var current = target
        for _ in 0...Self.redirectLimit {
            var reply = try await exchange(method, current, body: body)
            reply.isRedirected = current != target
            switch ReplyVerdict(reply, now: wallClock()) {
            case .success:
                do {
                    return try read(reply)
                } catch let answer as MalformedAnswer {
                    let kind = CanvasError.Kind.malformed(path: answer.path, reason: answer.reason)
                    throw AttemptFailure(kind: kind, retry: answer.isJSON ? .doubtful : .backOff(atLeast: .zero))
                }
            case .failure(let kind, let retry):
                throw AttemptFailure(kind: kind, retry: retry)
            case .redirect(let location):
                guard method == .get else {
                    let message = "a redirect, which is not followed for a write"
                    throw AttemptFailure(kind: .refused(status: reply.status, message: message), retry: .never)
                }
                current = try follow(location, from: current)
            }
        }
        throw AttemptFailure(kind: .tooManyRedirects, retry: .never)
    }

    private func follow(_ location: String, from current: String) throws -> String {
        switch LinkTarget(location, from: server.url.origin, at: current) {
        case .sameOrigin(let target): return target
        case .elsewhere(let origin):
            throw AttemptFailure(kind: .leadsElsewhere(origin: origin), retry: .doubtful)
        case .unreadable:
            throw AttemptFailure(kind: .malformed(path: "", reason: "a redirect to no address"), retry: .doubtful)
        }
    }

    /// One request and its answer, through the governor.
    private func exchange(_ method: CanvasRequest.Method, _ target: String, body: [UInt8]?) async throws -> HTTPReply {
        let permit = try await governor.acquire()
        counter.add()
        let start = timekeeper.now
        do {
            let reply = scrubber.scrubbed(
                try await transport.send(
                    HTTPExchange(
                        method: method.rawValue,
                        url: server.url.origin.description + target,
                        headers: headers(hasBody: body != nil),
                        body: body
                    )
                )
            )
            let signal = ThrottleSignal(reply, now: wallClock())
            await governor.release(permit, signal)
            log(method, target, reply.status, signal, duration: timekeeper.now - start)
            logUnobeyed(reply)
            return reply
        } catch let failure as TransportFailure {
            await governor.release(permit, .lost)
            logger.debug("\(scrubber.scrubbed("\(method.rawValue) \(target): \(failure.reason)"))")
            throw AttemptFailure(kind: .transport(failure), retry: .backOff(atLeast: .zero))
        } catch {
            await governor.release(permit, .lost)
            throw error
        }
    }

    private func headers(hasBody: Bool) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Authorization": "Bearer \(server.token.text)",
            "User-Agent": options.userAgent,
            "Accept": options.idFormat == .strings
                ? "application/json+canvas-string-ids, application/json" : "application/json",
        ]
        if hasBody { headers.add(name: "Content-Type", value: "application/json") }
        return headers
    }

    /// A wait that Canvas asks for and does not get, where it matters.
    private func logUnobeyed(_ reply: HTTPReply) {
        guard let note = RetryAfter(reply.headers, now: wallClock())?.note,
            case .failure(_, let retry) = ReplyVerdict(reply, now: wallClock()), retry != .never
        else { return }
        logger.notice("\(note)")
    }

    private var scrubber: Scrubber { Scrubber(token: server.token) }

    private func log(
        _ method: CanvasRequest.Method,
        _ target: String,
        _ status: Int,
        _ signal: ThrottleSignal,
        duration: Duration
    ) {
        logger.debug(
            "\(method.rawValue) \(scrubber.scrubbed(target))",
            metadata: [
                "status": "\(status)",
                "ms": "\(Int(duration.seconds * 1000))",
                "cost": "\(signal.cost.map { "\($0)" } ?? "-")",
                "remaining": "\(signal.remaining.map { "\($0)" } ?? "-")",
            ]
        )
    }
}
