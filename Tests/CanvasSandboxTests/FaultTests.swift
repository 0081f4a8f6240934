import CanvasAPI
import Testing

@testable import CanvasSandbox

@Suite("Faults")
struct FaultTests {
    private let sections = "courses/102/sections?per_page=2"

    private func faulty(_ fault: SandboxFault) -> SandboxOptions {
        SandboxOptions(faults: SandboxFaults(rules: [SandboxFaultRule(fault)], delay: .milliseconds(20)))
    }

    private func answer(with fault: SandboxFault) async throws -> SandboxClient.Answer {
        try await withSandbox(faulty(fault)) { client, _ in try await client.get(sections) }
    }

    private func wholeAnswer() async throws -> SandboxClient.Answer {
        try await withSandbox { client, _ in try await client.get(sections) }
    }

    @Test(
        "a closed connection gives not a byte, a short body no end, and both are errors of the connection",
        arguments: [(SandboxFault.closedConnection, TransportFailure.Phase.waiting), (.shortBody, .receiving)]
    )
    func broken(fault: SandboxFault, phase: TransportFailure.Phase) async throws {
        try await withSandbox(faulty(fault)) { client, server in
            let failure = await #expect(throws: TransportFailure.self) { try await client.get(sections) }
            #expect(failure?.phase == phase)
            #expect(server.traffic.exchanges.first?.fault == fault)
        }
    }

    @Test("truncated JSON comes as a complete response of half the text")
    func truncated() async throws {
        let whole = try await wholeAnswer()
        let cut = try await answer(with: .truncatedJSON)
        #expect(cut.status == 200)
        #expect(cut.text == String(decoding: Array(whole.text.utf8).prefix(whole.text.utf8.count / 2), as: UTF8.self))
    }

    @Test("slow and stalled answers come whole", arguments: [SandboxFault.slowBody, .stalledFirstByte])
    func slow(fault: SandboxFault) async throws {
        #expect(try await answer(with: fault).text == wholeAnswer().text)
    }

    @Test("servers in trouble answer in HTML, or say when to come back")
    func serverErrors() async throws {
        let error = try await answer(with: .serverError)
        #expect([500, 502, 503].contains(error.status))
        #expect(error.headers["content-type"] == "text/html; charset=utf-8")
        #expect(try await answer(with: .requestTimeout).status == 408)
        let later = try await answer(with: .retryAfter)
        #expect(later.status == 503)
        #expect(later.headers["retry-after"] == "1")
    }

    @Test("a login page and foreign JSON come with 200")
    func otherBodies() async throws {
        let page = try await answer(with: .loginPage)
        #expect(page.status == 200)
        #expect(page.text.hasPrefix("<!DOCTYPE html>"))
        #expect(page.link == nil)
        #expect(try await answer(with: .otherShape).text == #"{"message":"moved","data":{"rows":[{"x":1}]}}"#)
    }

    @Test("the next link can repeat, lead elsewhere or be missing")
    func links() async throws {
        try await withSandbox(faulty(.repeatedNextLink)) { client, _ in
            let answer = try await client.get(sections)
            #expect(answer.next(at: client.url) == sections)
        }
        let foreign = try await answer(with: .foreignNextLink)
        #expect(foreign.link == #"<http://canvas.invalid/api/v1/courses/102/sections?per_page=2>; rel="next""#)
        let missing = try await answer(with: .missingLink)
        #expect(missing.link == nil)
        #expect(missing.text == (try await wholeAnswer()).text)
    }

    @Test("a redirect names another host")
    func redirect() async throws {
        try await withSandbox(faulty(.foreignRedirect)) { client, _ in
            let answer = try await client.get("users/self")
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "http://canvas.invalid/api/v1/users/self")
        }
    }

    @Test("a page's first object can come twice")
    func duplicate() async throws {
        let answer = try await answer(with: .duplicateObject)
        #expect(answer.text.matches(of: #/"id":1020(\d)/#).map { String($0.1) } == ["1", "1", "2"])
    }

    @Test(
        "refusals for the rate are 403 with a sentence, or 429",
        arguments: [
            (SandboxThrottle.Refusal.forbidden, 403, "403 Forbidden (Rate Limit Exceeded)\n"),
            (.tooManyRequests, 429, "429 Forbidden (Rate Limit Exceeded)\n"),
        ]
    )
    func throttled(refusal: SandboxThrottle.Refusal, status: Int, text: String) async throws {
        var throttle = SandboxThrottle.canvas
        throttle.highWaterMark = 0
        throttle.refusal = refusal
        throttle.retryAfter = 3
        try await withSandbox(SandboxOptions(faults: SandboxFaults(throttle: throttle))) { client, server in
            let answer = try await client.get(sections)
            #expect(answer.status == status)
            #expect(answer.text == text)
            #expect(answer.headers["retry-after"] == "3")
            #expect(answer.headers["x-request-cost"] == nil)
            #expect(server.traffic.throttled == 1)
        }
    }

    @Test("a bucket takes eleven requests at once, gives back what they reserved, and leaks")
    func bucket() {
        let start = ContinuousClock.now
        var bucket = LeakyBucket(.canvas, now: start)
        var admitted = (1...12).map { _ in bucket.admit(now: start) }
        #expect(admitted == Array(repeating: true, count: 11) + [false])
        #expect(bucket.remaining == 50)
        #expect(bucket.settle(cost: 10, now: start) == 90)
        admitted = [0, 1, 2].map { bucket.admit(now: start.advanced(by: .seconds($0))) }
        #expect(admitted == [true, false, true])
        #expect(bucket.remaining == 10)
    }

    @Test("tokens can be revoked in the middle")
    func revoked() async throws {
        try await withSandbox(SandboxOptions(faults: SandboxFaults(revokesTokensAfter: 2))) { client, server in
            for _ in 1...4 { _ = try await client.get("users/self") }
            #expect(server.traffic.exchanges.map(\.status) == [200, 200, 401, 401])
        }
    }

    @Test("a rule can wait, strike once, and look at the path")
    func rules() async throws {
        let rule = SandboxFaultRule(.requestTimeout, pathContains: "sections", skip: 1, limit: 1)
        try await withSandbox(SandboxOptions(faults: SandboxFaults(rules: [rule]))) { client, server in
            for path in ["users/self", sections, "users/self", sections, sections] { _ = try await client.get(path) }
            #expect(server.traffic.exchanges.map(\.status) == [200, 200, 200, 408, 200])
        }
    }

    @Test("the same seed gives the same faults, another seed others, about as many as asked for")
    func deterministic() async throws {
        func statuses(seed: UInt64) async throws -> [Int] {
            let rule = SandboxFaultRule(.requestTimeout, fraction: 0.25)
            let options = SandboxOptions(faults: SandboxFaults(rules: [rule], seed: seed))
            return try await withSandbox(options) { client, server in
                for _ in 1...200 { _ = try await client.get("users/self") }
                return server.traffic.exchanges.map(\.status)
            }
        }
        let first = try await statuses(seed: 7)
        #expect(try await statuses(seed: 7) == first)
        #expect(try await statuses(seed: 8) != first)
        #expect((30...70).contains(first.count { $0 == 408 }))
    }

    @Test("fault names are read from a list, and an unknown one is named in the error")
    func names() throws {
        let faults = try SandboxFaults.named("throttle, errors,cut,slow", fraction: 0.4)
        #expect(faults.throttle != nil)
        #expect(
            faults.rules.map(\.fault) == [
                .serverError, .closedConnection, .requestTimeout, .retryAfter, .shortBody, .truncatedJSON, .slowBody,
                .stalledFirstByte,
            ]
        )
        #expect(faults.rules.map(\.fraction) == [0.1, 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2])
        let error = #expect(throws: SandboxFaultNameError.self) { try SandboxFaults.named("errors,fire") }
        #expect(error?.description == #""fire" is no fault; choose from throttle, errors, cut, slow."#)
    }

    @Test("a port that is taken is an error with a sentence")
    func portTaken() async throws {
        try await withSandbox { client, _ in
            let port = try #require(Int(client.url.split(separator: ":").last ?? ""))
            let error = await #expect(throws: SandboxStartError.self) {
                try await withSandbox(SandboxOptions(port: port)) { _, _ in }
            }
            #expect(error?.description.hasPrefix("The sandbox can't listen on 127.0.0.1:\(port): ") == true)
        }
    }
}
