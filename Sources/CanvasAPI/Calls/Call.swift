import Logging

/// One call of the API, before it has an origin and a token.
struct CanvasRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
        /// A GraphQL query: it reads, as `get` does.
        case query = "POST"
    }

    var method = Method.get
    /// Path and query as they go on the wire.
    var target: String
    var body: [UInt8]?
    var wantsCertificate = false
}

/// One attempt that failed, and whether another makes sense.
struct AttemptFailure: Error {
    enum Retry: Equatable {
        case never
        /// A few times: an answer that makes no sense is probably meant, but a proxy in a bad hour may have given it.
        case doubtful
        case backOff(atLeast: Duration)
        /// The governor decides when.
        case throttle(retryAfter: Duration?)
    }

    let kind: CanvasError.Kind
    let retry: Retry
}

extension CanvasClient {
    private static let redirectLimit = 5

    private var scrubber: Scrubber { Scrubber(token: server.token) }

    /// Makes one call: asks the governor, sends, judges the reply, and asks again where that makes sense.
    ///
    /// - Parameters:
    ///   - deadline: it is not tried again after this moment.
    ///   - read: makes the value of a reply that is a success; what it can't take it throws as `MalformedAnswer`, or as
    ///     `AttemptFailure`.
    /// - Throws: `CanvasError`; `CancellationError` at once when the task is cancelled.
    func call<Value: Sendable>(
        _ request: CanvasRequest,
        retriesUntil deadline: Duration? = nil,
        read: @Sendable (HTTPReply) throws -> Value
    ) async throws -> Value {
        budget.earn()
        var (failures, refusals) = (0, 0)
        while true {
            do {
                return try await attempt(request, read: read)
            } catch let failure as AttemptFailure {
                if case .throttle = failure.retry { refusals += 1 } else { failures += 1 }
                let isTooLate = deadline.map { timekeeper.now >= $0 } ?? false
                let mayRetry = mayRetry(failure, of: request.method, failures: failures, refusals: refusals)
                guard !isTooLate, mayRetry, budget.spend() else {
                    throw error(failure.kind, of: request, attempts: failures + refusals)
                }
                await governor.noteRetry()
                try await pause(before: failure.retry, failures: failures)
            }
        }
    }

    func error(_ kind: CanvasError.Kind, of request: CanvasRequest, attempts: Int = 1) -> CanvasError {
        CanvasError(
            kind: scrubber.scrubbed(kind),
            method: request.method.rawValue,
            path: scrubber.scrubbed(request.target),
            attempts: attempts
        )
    }

    private func mayRetry(
        _ failure: AttemptFailure,
        of method: CanvasRequest.Method,
        failures: Int,
        refusals: Int
    ) -> Bool {
        let policy = options.retries
        switch failure.retry {
        case .never: return false
        case .throttle: return refusals < policy.throttledAttempts
        case .doubtful, .backOff:
            // A write that Canvas may have taken is not sent twice.
            if method == .put {
                guard case .transport(let transport) = failure.kind, transport.phase == .connecting else {
                    return false
                }
            }
            let isDoubtful = failure.retry == .doubtful
            return failures < (isDoubtful ? min(policy.doubtfulAttempts, policy.attempts) : policy.attempts)
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

    /// Follows redirects on the same origin.
    private func attempt<Value: Sendable>(
        _ request: CanvasRequest,
        read: @Sendable (HTTPReply) throws -> Value
    ) async throws -> Value {
        var current = request
        for _ in 0...Self.redirectLimit {
            var (reply, verdict) = try await exchange(current)
            reply.isRedirected = current.target != request.target
            switch verdict {
            case .success:
                do {
                    return try read(reply)
                } catch let answer as MalformedAnswer {
                    let kind = CanvasError.Kind.malformed(path: answer.path, reason: answer.reason)
                    throw AttemptFailure(kind: kind, retry: answer.isJSON ? .doubtful : .backOff(atLeast: .zero))
                }
            case .failure(let failure):
                throw failure
            case .redirect(let location):
                guard request.method == .get else {
                    let message = "a redirect, which is not followed for a write"
                    throw AttemptFailure(kind: .refused(status: reply.status, message: message), retry: .never)
                }
                current.target = try LinkTarget(location, from: server.url.origin, at: current.target)
                    .sameOrigin(orElse: .malformed(path: "", reason: "a redirect to no address"))
            }
        }
        throw AttemptFailure(kind: .tooManyRedirects, retry: .never)
    }

    /// One request and its answer, through the governor.
    func exchange(_ request: CanvasRequest) async throws -> (HTTPReply, ReplyVerdict) {
        let permit = try await governor.acquire()
        counter.count.add(1, ordering: .relaxed)
        let start = timekeeper.now
        do {
            let reply = scrubber.scrubbed(try await transport.send(exchange(request)))
            let retryAfter = RetryAfter(reply.headers, now: wallClock())
            let verdict = ReplyVerdict(reply, retryAfter: retryAfter)
            let signal = ThrottleSignal(reply, verdict)
            await governor.release(permit, signal)
            log(request, reply.status, signal, duration: timekeeper.now - start)
            if let note = retryAfter?.note, case .failure(let failure) = verdict, failure.retry != .never {
                logger.notice("\(note)")
            }
            return (reply, verdict)
        } catch let failure as TransportFailure {
            await governor.release(permit, .lost)
            logger.debug("\(scrubber.scrubbed("\(request.method.rawValue) \(request.target): \(failure.reason)"))")
            throw AttemptFailure(
                kind: .transport(failure),
                retry: failure.isLasting ? .never : .backOff(atLeast: .zero)
            )
        } catch {
            await governor.release(permit, .lost)
            throw error
        }
    }

    private func exchange(_ request: CanvasRequest) -> HTTPExchange {
        var headers: HTTPHeaders = [
            "Authorization": "Bearer \(server.token.text)",
            "User-Agent": options.userAgent,
            "Accept": options.idFormat == .strings
                ? "application/json+canvas-string-ids, application/json" : "application/json",
        ]
        if request.body != nil { headers.add(name: "Content-Type", value: "application/json") }
        var exchange = HTTPExchange(
            method: request.method.rawValue,
            url: server.url.origin.description + request.target,
            headers: headers,
            body: request.body
        )
        exchange.wantsCertificate = request.wantsCertificate
        return exchange
    }

    private func log(_ request: CanvasRequest, _ status: Int, _ signal: ThrottleSignal, duration: Duration) {
        logger.debug(
            "\(request.method.rawValue) \(scrubber.scrubbed(request.target))",
            metadata: [
                "status": "\(status)",
                "ms": "\(Int(duration.seconds * 1000))",
                "cost": "\(signal.cost.map { "\($0)" } ?? "-")",
                "remaining": "\(signal.remaining.map { "\($0)" } ?? "-")",
            ]
        )
    }
}
