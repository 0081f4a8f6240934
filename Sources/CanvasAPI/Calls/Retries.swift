import CCurl
import Synchronization

/// When to ask again: exponential back-off with full jitter.
struct RetryPolicy: Sendable {
    var attempts = 8
    /// For answers that came whole and make no sense; no more than ``attempts``.
    var doubtfulAttempts = 4
    /// Refusals by the throttle have their own count, because waiting does help there.
    var throttledAttempts = 20
    var firstDelay = Duration.milliseconds(500)
    var longestDelay = Duration.seconds(30)

    /// - Parameters:
    ///   - failures: how often it failed so far, from 1.
    ///   - random: from 0 up to 1.
    func delay(afterFailures failures: Int, random: Double) -> Duration {
        min(firstDelay * (1 << min(failures - 1, 30)), longestDelay) * random
    }
}

/// How many retries there may be in all, so that a dead server fails a run soon and a bad hour does not. A budget earns
/// with every request, and draws from its parent as well: a course's budget is a child of the run's.
package final class RetryBudget: Sendable {
    private let balance: Mutex<Double>
    private let earnedPerRequest: Double
    private let parent: RetryBudget?

    init(retries: Int, earnedPerRequest: Double = 0, parent: RetryBudget? = nil) {
        self.balance = Mutex(Double(retries))
        self.earnedPerRequest = earnedPerRequest
        self.parent = parent
    }

    /// For a whole run.
    package static func forRun() -> RetryBudget {
        RetryBudget(retries: 1000, earnedPerRequest: 1)
    }

    /// For one course of a run.
    package static func forCourse(of run: RetryBudget) -> RetryBudget {
        RetryBudget(retries: 50, earnedPerRequest: 1, parent: run)
    }

    func earn() {
        balance.withLock { $0 += earnedPerRequest }
        parent?.earn()
    }

    /// False when nothing is left here or above; then nothing is taken.
    func spend() -> Bool {
        let isHere = balance.withLock { balance in
            guard balance >= 1 else { return false }
            balance -= 1
            return true
        }
        guard isHere else { return false }
        guard let parent, !parent.spend() else { return true }
        balance.withLock { $0 += 1 }
        return false
    }
}

/// The `Retry-After` header: seconds, or the moment as an HTTP date.
struct RetryAfter {
    /// Nobody is made to wait longer than this by a header.
    private static let longest = 600.0

    /// Nil for what can't be obeyed; then the pauses are the client's own.
    let delay: Duration?
    /// What is done in place of what was asked for, for the log.
    let note: String?

    /// Nil where the header is missing or can't be read.
    init?(_ headers: HTTPHeaders, now: Instant) {
        guard let text = headers.first(name: "retry-after") else { return nil }
        let seconds: Double
        if let number = Double(text), !number.isNaN {
            seconds = number
        } else {
            guard let moment = Instant(httpDate: text) else { return nil }
            // A date that has passed is a clock that differs, and no reason to wait.
            seconds = max(0, Double(moment.secondsSince1970 - now.secondsSince1970))
        }
        delay = seconds < 0 ? nil : .seconds(min(seconds, Self.longest))
        note =
            if seconds < 0 {
                "Retry-After is negative; the usual pause is made."
            } else if seconds > Self.longest {
                "Retry-After asks for more than \(Int(Self.longest) / 60) minutes; no more than that is waited."
            } else {
                nil
            }
    }
}

extension Instant {
    /// As HTTP headers and certificates write it: `Mon, 30 Nov 2026 15:00:00 GMT`, `Nov 30 15:00:00 2026 GMT`.
    init?(httpDate text: String) {
        let moment = curl_getdate(text, nil)
        guard moment != -1 else { return nil }
        self.init(secondsSince1970: Int64(moment))
    }
}

/// What a status and body mean, before the body is decoded.
enum ReplyVerdict {
    case success
    /// The address to ask instead.
    case redirect(location: String)
    case failure(AttemptFailure)

    init(_ reply: HTTPReply, retryAfter: RetryAfter?) {
        if (200..<300).contains(reply.status) {
            self = .success
        } else if [301, 302, 303, 307, 308].contains(reply.status),
            let location = reply.headers.first(name: "location")
        {
            self = .redirect(location: location)
        } else {
            let (kind, retry) = Self.refusal(reply, delay: retryAfter?.delay)
            self = .failure(AttemptFailure(kind: kind, retry: retry))
        }
    }

    /// 403 has three meanings, and 401 two; only the body tells them apart (Canvas: lib/authentication_methods.rb,
    /// app/middleware/request_throttle.rb).
    private static func refusal(
        _ reply: HTTPReply,
        delay: Duration?
    ) -> (CanvasError.Kind, AttemptFailure.Retry) {
        let body = ErrorBody(reply.body)
        switch reply.status {
        case 408, 500...:
            return (.server(status: reply.status), .backOff(atLeast: delay ?? .zero))
        case 429:
            return (.throttled, .throttle(retryAfter: delay))
        case 403 where body.mentions("rate limit exceeded"):
            return (.throttled, .throttle(retryAfter: delay))
        case 400, 422:
            return (.badRequest(sentence: body.message ?? "without a reason"), .never)
        case 401 where body.status == "unauthorized" || body.mentions("insufficient scopes"):
            return (.forbidden(message: body.message), .never)
        case 401:
            return (.unauthenticated(message: body.message), .never)
        case 403 where body.mentions("user agent") || body.mentions("user-agent"):
            return (.userAgentRefused, .never)
        case 403:
            return (.forbidden(message: body.message), .never)
        case 404:
            return (.notFound(message: body.message), .never)
        default:
            return (.refused(status: reply.status, message: body.message), .never)
        }
    }
}
