import Foundation
import TestSupport
import Testing

@testable import CanvasAPI

@Suite("What a refusal means")
struct ErrorTests {
    static let htmlPage = "<!DOCTYPE html><html><body>Page not found</body></html>"

    static let refusals: [(Int, String, CanvasError.Kind)] = [
        (
            401, #"{"errors":[{"message":"Invalid access token."}]}"#,
            .unauthenticated(message: "Invalid access token.")
        ),
        (
            401, #"while(1);{"status":"unauthenticated","errors":[{"message":"user authorization required"}]}"#,
            .unauthenticated(message: "user authorization required")
        ),
        (401, "", .unauthenticated(message: nil)),
        (
            401, #"{"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]}"#,
            .forbidden(message: "user not authorized to perform that action")
        ),
        (
            401, #"{"errors":[{"message":"Insufficient scopes on access token."}]}"#,
            .forbidden(message: "Insufficient scopes on access token.")
        ),
        (
            403, #"{"status":"unauthorized","errors":[{"message":"usuario no autorizado"}]}"#,
            .forbidden(message: "usuario no autorizado")
        ),
        (403, htmlPage, .forbidden(message: nil)),
        (
            403,
            #"{"error":"Forbidden","message":"You are not authorized to access this site because you have not "#
                + #"provided a valid user agent."}"#,
            .userAgentRefused
        ),
        (
            404, #"{"errors":[{"message":"The specified resource does not exist."}]}"#,
            .notFound(message: "The specified resource does not exist.")
        ),
        (404, htmlPage, .notFound(message: nil)),
        (400, #"{"error":"List of overrides required"}"#, .badRequest(sentence: "List of overrides required")),
        (
            400, #"{"message":"Invalid assignment_ids: 1,2"}"#,
            .badRequest(sentence: "Invalid assignment_ids: 1,2")
        ),
        (400, #"{"errors":["a is wrong","b too"]}"#, .badRequest(sentence: "a is wrong; b too")),
        (
            400, #"{"errors":{"set":[{"type":"taken","message":"has already been taken"}],"base":["x"]}}"#,
            .badRequest(sentence: "base: x; set: has already been taken")
        ),
        (400, "", .badRequest(sentence: "without a reason")),
        (
            422, #"{"errors":"assignment_ids param is invalid"}"#,
            .badRequest(sentence: "assignment_ids param is invalid")
        ),
        (409, "a\u{1B}[31m conflict\nof two", .refused(status: 409, message: "a [31m conflict of two")),
        (304, "", .refused(status: 304, message: nil)),
    ]

    @Test("status and body together tell what it is, and it is not asked again", arguments: refusals.indices)
    func refusal(_ index: Int) async throws {
        let (status, body, kind) = Self.refusals[index]
        try await ScriptedServer.run { server, test in
            // A 304 has no body on the wire.
            let answer: ScriptedServer.Answer =
                status == 304 ? .bytes("HTTP/1.1 304 X\r\n\r\n", closes: true) : .status(status, body)
            server.on("/api/v1/users/self", answer)
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect(error == CanvasError(kind: kind, method: "GET", path: "/api/v1/users/self"))
            #expect(server.calls.count == 1)
        }
    }

    @Test("each error is a sentence: what, where, and what to do next")
    func descriptions() {
        let error = CanvasError(
            kind: .malformed(path: "[3].id", reason: "a Canvas id was expected"),
            method: "GET",
            path: "/api/v1/courses/42/sections?per_page=100",
            attempts: 2
        )
        #expect(
            error.description
                == "GET /api/v1/courses/42/sections?per_page=100: the answer is not what this endpoint sends: at [3].id, "
                + "a Canvas id was expected (tried 2 times). Try again later; if it stays, tell the Canvas administrator."
        )
        let refused = CanvasError(kind: .forbidden(message: "no"), method: "GET", path: "/x")
        #expect(
            refused.description
                == #"GET /x: the token's owner is not allowed to do this ("no"). Ask a Canvas administrator for the "#
                + "permission, or use a token of somebody who has it."
        )
    }

    @Test(
        "a Retry-After in seconds or as a date",
        arguments: [
            ("120", Duration.seconds(120)), ("0", .zero), ("1.5", .milliseconds(1500)), ("86400", .seconds(600)),
            ("Sat, 21 Nov 2026 21:06:48 GMT", .seconds(48)), ("Sat, 21 Nov 2026 21:05:00 GMT", .zero),
            ("1e300", .seconds(600)), ("inf", .seconds(600)), ("Sat, 21 Nov 9999 21:06:48 GMT", .seconds(600)),
            ("-5", nil), ("-1e300", nil), ("nan", nil), ("soon", nil), ("Sat, 21 Foo 2026 21:06:48 GMT", nil),
        ] as [(String, Duration?)]
    )
    func retryAfter(_ text: String, _ expected: Duration?) throws {
        let now = try instant("2026-11-21T21:06:00Z")
        #expect(RetryAfter(["Retry-After": text], now: now)?.delay == expected)
    }

    @Test(
        "an id that is no whole positive number is an error",
        arguments: ["-5", "1.5", "1e30", "9223372036854775808", #""-5""#, #""9223372036854775808""#]
    )
    func identifiers(_ id: String) {
        #expect(throws: MalformedAnswer.self) {
            try CanvasJSON.decode(Canvas.Section.self, from: Data("{\"id\":\(id)}".utf8))
        }
    }

    @Test("a value that is quoted in an error is cut")
    func longValue() async throws {
        try await ScriptedServer.run { server, test in
            server.on("/api/v1/users/self", .json(#"{"id":"\#(String(repeating: "x", count: 5_000))"}"#))
            let error = await #expect(throws: CanvasError.self) { try await test.client.currentUser() }
            #expect((error?.description.count ?? .max) < 700)
        }
    }

    @Test("noise in an error body is never more than a short line")
    func errorBodies() {
        var random = SeededGenerator(7)
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...400, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let message = ErrorBody(Data(bytes)).message ?? ""
            #expect(message.count <= 301)
            #expect(!message.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }
}
