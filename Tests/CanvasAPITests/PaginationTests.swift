import Testing

@testable import CanvasAPI

@Suite("A list is taken only when it is whole")
struct PaginationTests {
    static let path = "/api/v1/courses/42/sections"
    static let first = path + "?per_page=2"

    @Test("every page is read through its link, whatever the link looks like")
    func pages() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            let bookmark = Self.path + "?page=bookmark:WzEsMl0&per_page=2"
            server.on(Self.first, .page(#"[{"id":1},{"id":2}]"#, next: server.origin + bookmark))
            server.on(
                bookmark,
                .reply(status: 200, headers: ["LINK": "</api/v1/third>;rel=next"], body: #"[{"id":3},{"id":4}]"#)
            )
            server.on("/api/v1/third", .page(#"[{"id":"5"}]"#, next: nil))
            let sections = try await test.client.sections(course: 42)
            #expect(sections.map(\.id) == [1, 2, 3, 4, 5])
            #expect(server.calls == ["GET \(Self.first)", "GET \(bookmark)", "GET /api/v1/third"])
        }
    }

    @Test("pages inside an object are merged, and the head is the first one's")
    func mergedObject() async throws {
        let path = "/api/v1/courses/42/quizzes/9/date_details"
        try await ScriptedServer.run { server in
            server.on(
                path + "?per_page=1",
                .page(
                    #"{"id":9,"lock_at":"1970-01-01T00:00:00Z","overrides":[{"id":1,"course_id":42}]}"#,
                    next: "\(path)?page=2"
                )
            )
            server.on(path + "?page=2", .page(#"{"id":9,"overrides":[{"id":2,"student_ids":[4]}]}"#, next: nil))
            let details = try await TestClient(server.origin, pageSize: 1).client.dateDetails(course: 42, quiz: 9)
            let expected = Canvas.DateDetails(
                lockAt: Instant(secondsSince1970: 0),
                overrides: [.init(id: 1, target: .course(42)), .init(id: 2, target: .students([4]))]
            )
            #expect(details == expected)
        }
    }

    @Test("a full page without any Link header may hide more, and is an error")
    func fullPageWithoutLink() async throws {
        let error = try await failure(of: .json(#"[{"id":1},{"id":2}]"#))
        let reason = "a page of 2 came without a Link header, so there may be more"
        #expect(
            error
                == CanvasError(
                    kind: .suspiciousPagination(reason: reason),
                    method: "GET",
                    path: Self.first,
                    attempts: 4
                )
        )
    }

    @Test("a short page without a Link header is whole, as long as the server never sent one")
    func shortPageWithoutLink() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .json(#"[{"id":1}]"#))
            server.on("/api/v1/courses/42/modules", .page("[]", next: nil))
            let sections = try await test.client.sections(course: 42)
            #expect(sections == [Canvas.Section(id: 1)])
            _ = try await test.client.modules(course: 42)
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            let reason = "a page of 1 came without a Link header, so there may be more"
            #expect(error?.kind == .suspiciousPagination(reason: reason))
        }
    }

    @Test("a page that lost its link, links back, links elsewhere or shows an id twice is asked for again")
    func damagedPages() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1},{"id":2}]"#, next: "/api/v1/second"))
            server.on(
                "/api/v1/second",
                .json(#"[{"id":3},{"id":4}]"#),
                .page(#"[{"id":3},{"id":4}]"#, next: Self.first),
                .page(#"[{"id":3},{"id":4}]"#, next: "https://elsewhere.example/api/v1/third"),
                .page(#"[{"id":3},{"id":4}]"#, next: "/api/v1/third")
            )
            server.on("/api/v1/third", .page(#"[{"id":5},{"id":5}]"#, next: nil), .page(#"[{"id":5}]"#, next: nil))
            let sections = try await test.client.sections(course: 42)
            #expect(sections.map(\.id) == [1, 2, 3, 4, 5])
            #expect(test.client.requestCount == 7)
        }
    }

    @Test("compressed answers are asked for and read")
    func compressed() async throws {
        let gzip: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x8B, 0xAE, 0x56, 0xCA, 0x4C, 0x51, 0xB2, 0x32, 0xD4, 0x51, 0xCA, 0x4B,
            0xCC, 0x4D, 0x55, 0xB2, 0x52, 0x72, 0x54, 0xAA, 0xD5, 0x81, 0x88, 0x19, 0xD5, 0xC6, 0x02, 0x00, 0x9F, 0x4D,
            0x71, 0xC1, 0x1E, 0, 0, 0,
        ]
        try await ScriptedServer.run { server, test in
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n"
            server.on(Self.path, .bytes(Array(head.utf8) + gzip, closes: false))
            let sections = try await test.client.sections(course: 42)
            #expect(sections == [Canvas.Section(id: 1, name: "A"), Canvas.Section(id: 2)])
            #expect(server.requests[0].headers.first(name: "accept-encoding")?.contains("gzip") == true)
        }
    }

    @Test("a full page whose Link header names no next page is the last")
    func fullLastPage() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1},{"id":2}]"#, next: nil))
            let sections = try await test.client.sections(course: 42)
            #expect(sections.count == 2)
        }
    }

    @Test(
        "a page whose Link header is about other pages, or can't be read, without naming the next one is an error",
        arguments: [
            (#"</s?page=1>; rel="current",</s?page=2>; rel="last""#, "its Link header names a last page"),
            (#"</s?page=1>; rel="first",</s?page=2>; rel="last""#, "its Link header names a last page"),
            (#"</s?page=1>; rel="current",/s?page=2>; rel="next""#, "its Link header can't be read"),
            (#"</s?page=1>; rel="current",</s?page=2; rel="next""#, "its Link header can't be read"),
            (#"</s?page=1>; rel="current"; title="no end, </s?page=2>; rel=next"#, "its Link header can't be read"),
            (#"</style.css>; rel="preload""#, "a page of 2 came without a Link header"),
        ]
    )
    func linkWithoutNext(_ link: String, _ reason: String) async throws {
        let body = #"[{"id":1},{"id":2}]"#
        let error = try await failure(of: .reply(status: 200, headers: ["Link": link], body: body))
        guard case .suspiciousPagination(let found) = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.hasPrefix(reason))
        #expect(error?.attempts == 4)
    }

    @Test("a full page that names itself as the last one is the last")
    func lastPageNamesItself() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            let link = #"</s?page=1>; rel="current",</s?page=1>; rel="first",</s?page=1>; rel="last""#
            server.on(Self.first, .reply(status: 200, headers: ["Link": link], body: #"[{"id":1},{"id":2}]"#))
            let sections = try await test.client.sections(course: 42)
            #expect(sections.count == 2)
        }
    }

    @Test("a list of more rows than any list has is an error")
    func endlessRows() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1},{"id":2}]"#, next: "/api/v1/second"))
            server.on("/api/v1/second", .page(#"[{"id":3},{"id":4}]"#, next: "/api/v1/third"))
            #expect(PageReader(client: test.client).rowLimit == 500_000)
            let reader = PageReader(client: test.client, rowLimit: 3)
            let error = await #expect(throws: CanvasError.self) {
                try await reader.pages(from: Self.first, of: [Canvas.Section].self)
            }
            let kind = CanvasError.Kind.endless(reason: "more than 3 rows came")
            #expect(error == CanvasError(kind: kind, method: "GET", path: Self.first))
            #expect(server.calls.count == 2)
        }
    }

    @Test("a list that takes longer than half an hour is an error, and no page of it is tried again after that")
    func endlessTime() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            let tenMinutes = ScriptedServer.Answer.status(503, headers: ["Retry-After": "600"])
            server.on(Self.first, tenMinutes, .page(#"[{"id":1}]"#, next: "/api/v1/p/2"))
            server.on("/api/v1/p/2", tenMinutes, .page(#"[{"id":2}]"#, next: "/api/v1/p/3"))
            server.on("/api/v1/p/3", tenMinutes, .page(#"[{"id":3}]"#, next: "/api/v1/p/4"), tenMinutes)
            server.on("/api/v1/p/4", .page(#"[{"id":4}]"#, next: nil))
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            #expect(error?.kind == .endless(reason: "it takes longer than 30 minutes"))
            let trouble = await #expect(throws: CanvasError.self) {
                try await PageReader(client: test.client, timeLimit: .seconds(1500))
                    .pages(from: "/api/v1/p/3?per_page=2", of: [Canvas.Section].self)
            }
            #expect(trouble?.kind == .server(status: 503))
            #expect(trouble?.attempts == 4)
        }
    }

    @Test("a next link to the page itself, or to an earlier one, is an error", arguments: [first, "/api/v1/second"])
    func circle(_ target: String) async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1}]"#, next: "/api/v1/second"))
            server.on("/api/v1/second", .page(#"[{"id":2}]"#, next: target))
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            let reason = "the link to the next page leads back to one that was read"
            #expect(error?.kind == .suspiciousPagination(reason: reason))
            #expect(error?.path == "/api/v1/second")
            #expect(server.calls.count == 5)
        }
    }

    @Test("a list that never ends but in empty pages is an error")
    func emptyPages() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page("[]", next: "/api/v1/p/1"))
            for page in 1...20 { server.on("/api/v1/p/\(page)", .page("[]", next: "/api/v1/p/\(page + 1)")) }
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            #expect(error?.kind == .suspiciousPagination(reason: "11 pages in a row are empty"))
        }
    }

    @Test("an id on two pages: the list is read once more, and taken when it is whole then")
    func shiftedOnce() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(
                Self.first,
                .page(#"[{"id":1},{"id":2}]"#, next: "/api/v1/second"),
                .page(#"[{"id":0},{"id":1}]"#, next: "/api/v1/second")
            )
            server.on("/api/v1/second", .page(#"[{"id":2}]"#, next: nil))
            let sections = try await test.client.sections(course: 42)
            #expect(sections.map(\.id) == [0, 1, 2])
            #expect(server.calls.count == 4)
        }
    }

    @Test("an id on two pages twice in a row is an error")
    func shiftedTwice() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1},{"id":2}]"#, next: "/api/v1/second"))
            server.on("/api/v1/second", .page(#"[{"id":2}]"#, next: nil))
            let error = await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
            let reason = "the id 2 came on two pages, twice in a row"
            #expect(error?.kind == .suspiciousPagination(reason: reason))
        }
    }

    @Test("a cut page in the middle is asked for again, and the list is whole")
    func cutPage() async throws {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, .page(#"[{"id":1}]"#, next: "/api/v1/second"))
            server.on(
                "/api/v1/second",
                .bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"id\":2}]", closes: true),
                .bytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[{\"id\":2},", closes: true),
                .json("<html><body>Please log in</body></html>", headers: ["Content-Type": "text/html"]),
                .page(#"[{"id":2}]"#, next: nil)
            )
            let sections = try await test.client.sections(course: 42)
            #expect(sections.map(\.id) == [1, 2])
            #expect(test.client.requestCount == 5)
        }
    }

    private func failure(of answer: ScriptedServer.Answer) async throws -> CanvasError? {
        try await ScriptedServer.run(pageSize: 2) { server, test in
            server.on(Self.first, answer)
            return await #expect(throws: CanvasError.self) { try await test.client.sections(course: 42) }
        }
    }
}
