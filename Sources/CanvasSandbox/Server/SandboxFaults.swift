import FlyingFox
import Foundation

/// Something that goes wrong with an answer on its way.
package enum SandboxFault: String, Sendable, Hashable, CaseIterable {
    /// 500, 502 or 503 with an HTML page.
    case serverError
    /// The connection closes before anything is sent.
    case closedConnection
    /// The body ends before its announced length, and the connection closes.
    case shortBody
    /// A complete response whose JSON stops in the middle.
    case truncatedJSON
    /// Every part of the body comes late.
    case slowBody
    /// Nothing comes for a while.
    case stalledFirstByte
    /// A login page, in HTML and with 200.
    case loginPage
    /// JSON of a shape that no Canvas endpoint has.
    case otherShape
    /// `next` names the page it stands on.
    case repeatedNextLink
    /// `next` leads to another host.
    case foreignNextLink
    /// A redirect to another host.
    case foreignRedirect
    /// A full page without its `Link` header.
    case missingLink
    /// The page's first object stands in it twice.
    case duplicateObject
    /// 408.
    case requestTimeout
    /// 503 with `Retry-After: 1`.
    case retryAfter
    /// Refused for its rate, as if the bucket were full.
    case throttled
}

/// When a fault happens.
package struct SandboxFaultRule: Sendable {
    package var fault: SandboxFault
    /// Of the requests that match, the part that is hit: 0.1 is one in ten.
    package var fraction: Double
    /// Only requests whose path and query contain this.
    package var pathContains: String?
    /// Matching requests that pass before the rule begins.
    package var skip: Int
    /// How often it happens at most.
    package var limit: Int?

    package init(
        _ fault: SandboxFault,
        fraction: Double = 1,
        pathContains: String? = nil,
        skip: Int = 0,
        limit: Int? = nil
    ) {
        self.fault = fault
        self.fraction = fraction
        self.pathContains = pathContains
        self.skip = skip
        self.limit = limit
    }
}

/// Every fault of a sandbox. The first rule that hits a request decides; the same seed and the same order of requests
/// give the same faults.
package struct SandboxFaults: Sendable {
    package var rules: [SandboxFaultRule]
    package var seed: UInt64
    /// From this request on, every token is refused.
    package var revokesTokensAfter: Int?
    /// How long slow and stalled answers wait.
    package var delay: Duration
    /// Whether the throttle refuses as Canvas does when its bucket is full.
    package var throttle: SandboxThrottle?

    package init(
        rules: [SandboxFaultRule] = [],
        seed: UInt64 = 1,
        revokesTokensAfter: Int? = nil,
        delay: Duration = .milliseconds(400),
        throttle: SandboxThrottle? = nil
    ) {
        self.rules = rules
        self.seed = seed
        self.revokesTokensAfter = revokesTokensAfter
        self.delay = delay
        self.throttle = throttle
    }

    package static let none = SandboxFaults()

    /// The kinds that `named(_:fraction:seed:)` knows.
    package static let names = ["throttle", "errors", "cut", "slow"]

    /// Faults by the names a person types: `throttle,errors,cut,slow`. `throttle` turns Canvas's leaky bucket on; each of
    /// the others hits `fraction` of the requests, its kinds by turns.
    package static func named(
        _ list: String,
        fraction: Double = 0.1,
        seed: UInt64 = 1
    ) throws(SandboxFaultNameError) -> SandboxFaults {
        var faults = SandboxFaults(seed: seed)
        for piece in list.split(separator: ",") {
            let name = piece.trimmingCharacters(in: .whitespaces)
            switch name {
            case "throttle": faults.throttle = .canvas
            case "errors": faults.add([.serverError, .closedConnection, .requestTimeout, .retryAfter], fraction)
            case "cut": faults.add([.shortBody, .truncatedJSON], fraction)
            case "slow": faults.add([.slowBody, .stalledFirstByte], fraction)
            default: throw SandboxFaultNameError(name: name)
            }
        }
        return faults
    }

    private mutating func add(_ kinds: [SandboxFault], _ fraction: Double) {
        rules += kinds.map { SandboxFaultRule($0, fraction: fraction / Double(kinds.count)) }
    }
}

/// A name after `--faults` that is none.
package struct SandboxFaultNameError: Error, Equatable, CustomStringConvertible {
    package var name: String

    package var description: String {
        "\"\(name)\" is no fault; choose from \(SandboxFaults.names.joined(separator: ", "))."
    }
}

// MARK: Which request a fault hits

/// Decides request by request whether a fault hits it.
struct FaultSchedule: Sendable {
    private let rules: [SandboxFaultRule]
    private var matches: [Int]
    private var hits: [Int]
    private var generator: SplitMix64

    init(_ faults: SandboxFaults) {
        rules = faults.rules
        matches = Array(repeating: 0, count: faults.rules.count)
        hits = matches
        generator = SplitMix64(seed: faults.seed)
    }

    /// The fault of the next request, if any. Every rule draws its number for every request, so that what one rule does
    /// has no influence on the others.
    mutating func next(target: String) -> SandboxFault? {
        var chosen: SandboxFault?
        for (index, rule) in rules.enumerated() {
            let draw = Double(generator.next() >> 11) / Double(1 << 53)
            if let part = rule.pathContains, !target.contains(part) { continue }
            matches[index] += 1
            guard chosen == nil, matches[index] > rule.skip, draw < rule.fraction else { continue }
            if let limit = rule.limit, hits[index] >= limit { continue }
            hits[index] += 1
            chosen = rule.fault
        }
        return chosen
    }
}

/// A small generator of which every seed gives a known sequence (Steele, Lea and Flood, 2014).
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

// MARK: What it does to an answer

extension SandboxReply {
    init(throttledBy throttle: SandboxThrottle) {
        let status = throttle.refusal == .forbidden ? 403 : 429
        self.init(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .rateLimitRemaining: "0.0"],
            body: .text("\(status) Forbidden (Rate Limit Exceeded)\n")
        )
        headers[.retryAfter] = throttle.retryAfter.map(String.init)
    }

    mutating func hit(by fault: SandboxFault, request: SandboxRequest, delay: Duration) {
        let target = request.target
        switch fault {
        case .serverError: self = .failure([500, 502, 503][target.utf8.count % 3])
        case .closedConnection: delivery = .nothing
        case .shortBody: delivery = .brokenOff
        case .truncatedJSON: delivery = .truncated
        case .slowBody: delivery = .pieces(pause: delay / 4)
        case .stalledFirstByte: delivery = .late(delay)
        case .loginPage:
            self = .html(
                "<!DOCTYPE html><html><head><title>Log In to Canvas</title></head><body><form></form></body></html>"
            )
        case .otherShape: body = .json(["message": "moved", "data": ["rows": [["x": 1]]]])
        case .repeatedNextLink:
            let url = "<\(request.origin)\(target)>"
            headers[.link] = "\(url); rel=\"current\",\(url); rel=\"next\""
        case .foreignNextLink: headers[.link] = "<http://canvas.invalid\(target)>; rel=\"next\""
        case .foreignRedirect:
            self = .html(
                "<html><body>You are being redirected.</body></html>",
                status: 302,
                headers: [.location: "http://canvas.invalid\(target)"]
            )
        case .missingLink: headers[.link] = nil
        case .duplicateObject: if case .json(let value) = body { body = .json(value.withFirstElementTwice) }
        case .requestTimeout: self = .failure(408)
        case .retryAfter: self = .failure(503, headers: [.retryAfter: "1"])
        case .throttled: break
        }
    }

    private static func failure(_ status: Int, headers: [HTTPHeader: String] = [:]) -> SandboxReply {
        .html("<html><body><h1>\(status)</h1></body></html>\n", status: status, headers: headers)
    }
}

extension JSONValue {
    /// A list, or the lists right inside an object, with the first element twice.
    fileprivate var withFirstElementTwice: JSONValue {
        switch self {
        case .array(let elements): .array(elements.prefix(1) + elements)
        case .object(let members):
            .object(
                members.mapValues { value in
                    if case .array = value { value.withFirstElementTwice } else { value }
                }
            )
        default: self
        }
    }
}
