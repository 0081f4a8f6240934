import Testing

@testable import CanvasAPI

@Suite("Replacing a module's overrides")
struct ModuleWriteTests {
    static let path = "/api/v1/courses/42/modules/5/assignment_overrides"

    @Test(
        "the body, byte for byte",
        arguments: [
            ([], #"{"overrides":[]}"#),
            (
                [
                    .new(.students([21_070_000_000_000_371, 4]), title: "Trip to \"A/B\""),
                    .existing(7, target: .section(12)),
                    .existing(8, title: "Other"),
                    .existing(9),
                    .new(.group(6)),
                ],
                #"{"overrides":[{"student_ids":[21070000000000371,4],"title":"Trip to \"A/B\""},"#
                    + #"{"course_section_id":12,"id":7},{"id":8,"title":"Other"},{"id":9},{"group_id":6}]}"#
            ),
        ] as [([Canvas.ModuleOverrideWrite], String)]
    )
    func body(_ overrides: [Canvas.ModuleOverrideWrite], _ expected: String) async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(204))
            try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: overrides)
            #expect(server.requests.map(\.method) == ["PUT"])
            #expect(server.requests.map(\.body) == [expected])
            #expect(server.requests.map { $0.headers["content-type"] } == [["application/json"]])
        }
    }

    @Test(
        "Canvas's refusals come with Canvas's sentence",
        arguments: [
            (
                400, #"{"error":"cannot provide course_section_id and student_ids on the same override"}"#,
                CanvasError.Kind.badRequest(
                    sentence: "cannot provide course_section_id and student_ids on the same override"
                )
            ),
            (400, #"{"error":"List of overrides required"}"#, .badRequest(sentence: "List of overrides required")),
            (404, #"{"errors":[{"message":"gone"}]}"#, .notFound(message: "gone")),
            (
                403, #"{"status":"unauthorized","errors":[{"message":"no"}]}"#,
                .forbidden(message: "no")
            ),
            (500, "", .server(status: 500)),
        ]
    )
    func refusals(_ status: Int, _ body: String, _ kind: CanvasError.Kind) async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(status, body))
            let error = await #expect(throws: CanvasError.self) {
                try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: [.existing(1)])
            }
            #expect(error == CanvasError(kind: kind, method: "PUT", path: Self.path))
        }
    }

    @Test("a write does not follow a redirect")
    func redirect() async throws {
        try await ScriptedServer.run { server, test in
            server.on(Self.path, .status(307, headers: ["Location": "/api/v1/elsewhere"]))
            let error = await #expect(throws: CanvasError.self) {
                try await test.client.replaceModuleAssignmentOverrides(course: 42, module: 5, with: [])
            }
            let kind = CanvasError.Kind.refused(
                status: 307,
                message: "a redirect, which is not followed for a write"
            )
            #expect(error?.kind == kind)
            #expect(server.calls.count == 1)
        }
    }
}
