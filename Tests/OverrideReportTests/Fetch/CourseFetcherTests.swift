import CanvasAPI
import CanvasSandbox
import Foundation
import Logging
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
            let pages = try await CourseFetcher(client: client).pages(of: reference)
            snapshots.append(CourseNormalizer(pages, reference: reference, canvasURL: address).snapshot())
        }
        return snapshots
    }
}
