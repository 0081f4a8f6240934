import Foundation

/// What a status and body mean, before the body is decoded.
enum ReplyVerdict: Equatable {
    case success
    /// The address to ask instead.
    case redirect(location: String)
    case failure(CanvasError.Kind, AttemptFailure.Retry)

    init(_ reply: HTTPReply, now: Instant?) {
        switch reply.status {
        case 200..<300:
            self = .success
        case 301, 302, 303, 307, 308:
            if let location = reply.headers.first(name: "location") {
                self = .redirect(location: location)
            } else {
                self = .failure(.refused(status: reply.status, message: nil), .never)
            }
        case 408, 500...:
            let atLeast = RetryAfter(reply.headers, now: now)?.delay
            self = .failure(.server(status: reply.status), .backOff(atLeast: atLeast ?? .zero))
        case 429:
            self = .throttled(reply, now: now)
        default:
            self = Self.refusal(reply, now: now)
        }
    }

    private static func throttled(_ reply: HTTPReply, now: Instant?) -> ReplyVerdict {
        .failure(.throttled, .throttle(retryAfter: RetryAfter(reply.headers, now: now)?.delay))
    }

    /// 403 has three meanings, and 401 two; only the body tells them apart (Canvas: lib/authentication_methods.rb,
    /// app/middleware/request_throttle.rb).
    private static func refusal(_ reply: HTTPReply, now: Instant?) -> ReplyVerdict {
        let body = ErrorBody(reply.body)
        switch reply.status {
        case 400, 422:
            return .failure(.badRequest(sentence: body.message ?? "without a reason"), .never)
        case 401 where body.status == "unauthorized" || body.mentions("insufficient scopes"):
            return .failure(.forbidden(message: body.message), .never)
        case 401:
            return .failure(.unauthenticated(message: body.message), .never)
        case 403 where body.mentions("rate limit exceeded"):
            return .throttled(reply, now: now)
        case 403 where body.mentions("user agent") || body.mentions("user-agent"):
            return .failure(.userAgentRefused, .never)
        case 403:
            return .failure(.forbidden(message: body.message), .never)
        case 404:
            return .failure(.notFound(message: body.message), .never)
        default:
            return .failure(.refused(status: reply.status, message: body.message), .never)
        }
    }
}

/// One attempt that failed, and whether another makes sense.
struct AttemptFailure: Error, Equatable {
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
