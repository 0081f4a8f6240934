import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import Synchronization
import Testing

@testable import OverrideReport

/// Over real HTTP, against the sandbox and its samples.
@Suite("Fetching a course")
struct CourseFetcherTests {
    @Test("ids as numbers or strings, pages of 1 or of 100: the same snapshots")
    func sameWhateverThePages() async throws {
        let large = try await snapshots(of: Self.courses, pageSize: 100, ids: .numbers)
        #expect(large.map(\.course.id) == [101, 103, 104, 105, 21_070_000_000_000_371])
        #expect(large.allSatisfy { $0.gaps.isEmpty })
        #expect(try await snapshots(of: Self.courses, pageSize: 1, ids: .strings) == large)
        #expect(try await snapshots(of: Self.courses, pageSize: 7, ids: .numbers) == large)
    }

    @Test("a course by its SIS id is the course by its Canvas id")
    func sisID() async throws {
        let bySIS = try await snapshots(of: [.sis("2026AU/BIO.101")], pageSize: 100, ids: .strings)
        #expect(bySIS == (try await snapshots(of: [.canvas(101)], pageSize: 100, ids: .strings)))
    }

    @Test("a token that may read but not manage: what is hidden is a gap, and the rest is there")
    func readerToken() async throws {
        let snapshot = try await snapshots(
            of: [.canvas(102)],
            pageSize: 100,
            ids: .strings,
            token: "sandbox-token-reader"
        )[0]
        #expect(
            Set(snapshot.gaps.map(\.kind)) == [
                .itemOverridesHidden, .itemOverridesFromQuizEndpoint, .moduleOverridesHidden,
            ]
        )
        #expect(snapshot.items.filter { $0.kind == .classicQuiz }.allSatisfy { $0.overrideSource == .quizEndpoint })
        #expect(snapshot.items.filter { $0.kind == .assignment }.allSatisfy { $0.overrideSource == .hidden })
        #expect(snapshot.students.count == 260)
    }

    @Test("a teacher of one section sees a part of the course, and the snapshot says so")
    func sectionLimitedToken() async throws {
        let snapshot = try await snapshots(
            of: [.canvas(101)],
            pageSize: 100,
            ids: .strings,
            token: "sandbox-token-section-teacher"
        )[0]
        #expect(snapshot.gaps.map(\.kind) == [.sectionLimited])
        #expect(snapshot.sections.map(\.id) == [10102])
    }

    @Test(
        "a course that can't be read is an error that says why",
        arguments: [
            (
                CanvasID(403), "sandbox-token-not-a-secret",
                "GET /api/v1/courses/403?include%5B%5D=term: the token's owner"
            ),
            (404, "sandbox-token-not-a-secret", "GET /api/v1/courses/404?include%5B%5D=term: Canvas has no such thing"),
            (101, "sandbox-token-no-permissions", "GET /api/v1/courses/101?include%5B%5D=term: the token's owner"),
            (101, "sandbox-token-expired", "GET /api/v1/courses/101?include%5B%5D=term: Canvas does not accept"),
        ]
    )
    func unreadableCourse(_ id: CanvasID, _ token: String, _ start: String) async throws {
        let error = await #expect(throws: CanvasError.self) {
            try await snapshots(of: [.canvas(id)], pageSize: 100, ids: .strings, token: token)
        }
        #expect(error?.description.hasPrefix(start) == true, "\(error?.description ?? "")")
    }

    @Test("sections are read again where a student is in one that the first list had not", arguments: [true, false])
    func sectionsAgain(isThereThen: Bool) async throws {
        let enrollment = #"""
            [{"id":1,"user_id":21,"course_section_id":12,"type":"StudentEnrollment","enrollment_state":"active",
              "user":{"id":21,"sortable_name":"Lee, Ann"}}]
            """#
        let first = #"[{"id":11,"name":"A"}]"#
        let then = isThereThen ? #"[{"id":11,"name":"A"},{"id":12,"name":"B"}]"# : first
        let noOverrides = #"{"quiz_assignment_overrides":[]}"#
        let transport = ScriptedTransport([
            "/courses/7": [#"{"id":7,"name":"Tides"}"#],
            "/courses/7/sections": [first, then],
            "/courses/7/enrollments": [enrollment],
            "/courses/7/effective_due_dates": ["{}"],
            "/courses/7/quizzes/assignment_overrides": [noOverrides],
            "/courses/7/new_quizzes/assignment_overrides": [noOverrides],
        ])
        let client = CanvasClient(
            server: CanvasServer(
                url: try CanvasURL("https://canvas.test"),
                token: try #require(AccessToken("a-token"))
            ),
            transport: transport,
            governor: ThrottleGovernor(ceiling: 8),
            options: CanvasClientOptions(version: "test", contact: "test"),
            wallClock: { Instant(secondsSince1970: 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let snapshot = try await read([.canvas(7)], client, "https://canvas.test")[0]
        #expect(snapshot.sections.map(\.id) == (isThereThen ? [11, 12] : [11]))
        #expect(snapshot.gaps.map(\.kind) == (isThereThen ? [] : [.sectionMissing]))
    }

    // MARK: Support

    private static let courses: [CourseReference.Identity] =
        [101, 103, 104, 105, 21_070_000_000_000_371].map { .canvas($0) }

    private func snapshots(
        of courses: [CourseReference.Identity],
        pageSize: Int,
        ids: CanvasClientOptions.IDFormat,
        token: String = "sandbox-token-not-a-secret"
    ) async throws -> [CourseSnapshot] {
        let samples = URL(fileURLWithPath: #filePath).appending(path: "../../../../samples").standardized
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let sandbox = SandboxServer(
            institution: try SandboxInstitution.load(from: samples),
            options: SandboxOptions(maximumPageSize: pageSize, isReadOnly: true),
            logger: logger
        )
        return try await sandbox.whileRunning { address in
            let accessToken = try #require(AccessToken(token))
            let client = CanvasClient(
                server: CanvasServer(url: try CanvasURL(address), token: accessToken),
                transport: CurlTransport(),
                governor: ThrottleGovernor(ceiling: 8),
                options: CanvasClientOptions(version: "test", contact: "test", idFormat: ids, pageSize: pageSize),
                wallClock: { Instant(secondsSince1970: 0) },
                logger: logger
            )
            return try await read(courses, client, address)
        }
    }

    private func read(
        _ courses: [CourseReference.Identity],
        _ client: CanvasClient,
        _ address: String
    ) async throws -> [CourseSnapshot] {
        var snapshots: [CourseSnapshot] = []
        for identity in courses {
            let reference = CourseReference(identity: identity, text: "")
            let fetcher = CourseFetcher(client: client)
            let pages = try await fetcher.pages(of: fetcher.course(reference))
            snapshots.append(CourseNormalizer(pages, reference: reference, canvasURL: address).snapshot())
        }
        return snapshots
    }
}

/// Answers by path, with one body after another, and the last one again; an empty list where it was told nothing.
private final class ScriptedTransport: HTTPTransport {
    private let bodies: Mutex<[String: [String]]>

    init(_ bodies: [String: [String]]) {
        self.bodies = Mutex(bodies)
    }

    func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        let path = String(exchange.url.prefix { $0 != "?" }.dropFirst("https://canvas.test/api/v1".count))
        let body = bodies.withLock { bodies in
            guard let queue = bodies[path], let first = queue.first else { return "[]" }
            if queue.count > 1 { bodies[path]?.removeFirst() }
            return first
        }
        return HTTPReply(status: 200, headers: [:], body: Data(body.utf8))
    }
}
