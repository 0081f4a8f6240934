import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
import Synchronization
import TestSupport
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
                "GET /api/v1/courses/403?include[]=term: the token's owner"
            ),
            (404, "sandbox-token-not-a-secret", "GET /api/v1/courses/404?include[]=term: Canvas has no such thing"),
            (101, "sandbox-token-no-permissions", "GET /api/v1/courses/101?include[]=term: the token's owner"),
            (101, "sandbox-token-expired", "GET /api/v1/courses/101?include[]=term: Canvas does not accept"),
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

    @Test("a course is asked for no more than matters: GraphQL tells the modules, groups bring their members")
    func requests() async throws {
        let targets = try await sandbox { sandbox, client, address in
            _ = try await read([.canvas(101)], client, address)
            return sandbox.traffic.exchanges.map { "\($0.method) \($0.target.prefix { $0 != "?" })" }
        }
        let course = "GET /api/v1/courses/101"
        #expect(
            targets.sorted() == [
                course, course + "/assignments", course + "/effective_due_dates", course + "/enrollments",
                course + "/groups",
                course + "/modules", course + "/modules/101802/assignment_overrides",
                course + "/modules/101803/assignment_overrides", course + "/modules/101804/assignment_overrides",
                course + "/modules/101805/assignment_overrides",
                course + "/new_quizzes/assignment_overrides", course + "/quizzes",
                course + "/quizzes/101503/date_details", course + "/quizzes/101504/date_details",
                course + "/quizzes/assignment_overrides", course + "/sections",
                "POST /api/graphql",
            ]
        )
    }

    @Test(
        "without GraphQL each module is asked, and nothing is missed; it is told once",
        arguments: [404, 403, 200]
    )
    func withoutGraphQL(status: Int) async throws {
        let (with, without, notes) = try await sandbox { sandbox, client, address in
            let with = try await read([.canvas(101), .canvas(103)], client, address)
            let log = CollectedLog()
            let habits = CanvasHabits(logger: log.logger)
            let refusing = GraphQLRefusing(transport: CurlTransport(), status: status)
            let other = self.client(address, refusing, pageSize: 100, ids: .strings, token: Self.token)
            return (with, try await read([.canvas(101), .canvas(103)], other, address, habits), log.lines)
        }
        #expect(with == without)
        #expect(notes.count == 1)
        #expect(notes.first?.contains("GraphQL does not tell which modules have overrides") == true)
    }

    // MARK: Support

    private static let token = "sandbox-token-not-a-secret"

    private static let courses: [CourseReference.Identity] =
        [101, 103, 104, 105, 21_070_000_000_000_371].map { .canvas($0) }

    private func snapshots(
        of courses: [CourseReference.Identity],
        pageSize: Int,
        ids: CanvasClientOptions.IDFormat,
        token: String = "sandbox-token-not-a-secret"
    ) async throws -> [CourseSnapshot] {
        try await sandbox(pageSize: pageSize) { _, _, address in
            let client = client(address, CurlTransport(), pageSize: pageSize, ids: ids, token: token)
            return try await read(courses, client, address)
        }
    }

    private func sandbox<Result: Sendable>(
        pageSize: Int = 100,
        _ body: (SandboxServer, CanvasClient, String) async throws -> Result
    ) async throws -> Result {
        let samples = URL(fileURLWithPath: #filePath).appending(path: "../../../../samples").standardized
        let sandbox = SandboxServer(
            institution: try SandboxInstitution.load(from: samples),
            options: SandboxOptions(maximumPageSize: pageSize, isReadOnly: true),
            logger: Self.silent
        )
        return try await sandbox.whileRunning { address in
            let client = client(address, CurlTransport(), pageSize: pageSize, ids: .strings, token: Self.token)
            return try await body(sandbox, client, address)
        }
    }

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func client(
        _ address: String,
        _ transport: any HTTPTransport,
        pageSize: Int,
        ids: CanvasClientOptions.IDFormat,
        token: String
    ) -> CanvasClient {
        guard let url = try? CanvasURL(address), let token = AccessToken(token) else { fatalError("no server") }
        return CanvasClient(
            server: CanvasServer(url: url, token: token),
            transport: transport,
            governor: ThrottleGovernor(ceiling: 8),
            options: CanvasClientOptions(version: "test", contact: "test", idFormat: ids, pageSize: pageSize),
            wallClock: { Instant(secondsSince1970: 0) },
            logger: Self.silent
        )
    }

    private func read(
        _ courses: [CourseReference.Identity],
        _ client: CanvasClient,
        _ address: String,
        _ habits: CanvasHabits = CanvasHabits()
    ) async throws -> [CourseSnapshot] {
        var snapshots: [CourseSnapshot] = []
        for identity in courses {
            let reference = CourseReference(identity: identity, text: "")
            let fetcher = CourseFetcher(client: client, habits: habits)
            let pages = try await fetcher.pages(of: fetcher.course(reference))
            snapshots.append(CourseNormalizer(pages, reference: reference, canvasURL: address).snapshot())
        }
        return snapshots
    }
}

/// A Canvas without GraphQL: it answers with this status, and `errors` where that is 200.
private struct GraphQLRefusing: HTTPTransport {
    let transport: any HTTPTransport
    let status: Int

    func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        guard exchange.url.hasSuffix("/api/graphql") else { return try await transport.send(exchange) }
        let body = #"{"errors":[{"message":"no"}]}"#
        return HTTPReply(status: status, headers: [:], body: Data(body.utf8))
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
