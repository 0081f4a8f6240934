import Testing

@testable import CanvasSandbox

@Suite("Pages and parameters")
struct PagingTests {
    @Test("a numbered page has its rows and all five links, without spaces between them")
    func numberedPage() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/102/sections?per_page=2&page=2")
            let base = "<\(client.url)/api/v1/courses/102/sections?page="
            #expect(
                answer.link == base + "2&per_page=2>; rel=\"current\"," + base + "3&per_page=2>; rel=\"next\"," + base
                    + "1&per_page=2>; rel=\"prev\"," + base + "1&per_page=2>; rel=\"first\"," + base
                    + "3&per_page=2>; rel=\"last\""
            )
            #expect(
                answer.text
                    == #"[{"id":10203,"course_id":102,"name":"Lecture 3","start_at":null,"end_at":null,"#
                    + #""created_at":"2026-01-05T15:00:00Z","restrict_enrollments_to_section_dates":null,"#
                    + #""nonxlist_course_id":null,"sis_section_id":"2026AU-STAT102-3","#
                    + #""sis_course_id":"2026AU-STAT102","integration_id":null},"#
                    + #"{"id":10204,"course_id":102,"name":"Lecture 4","start_at":null,"end_at":null,"#
                    + #""created_at":"2026-01-05T15:00:00Z","restrict_enrollments_to_section_dates":null,"#
                    + #""nonxlist_course_id":null,"sis_section_id":"2026AU-STAT102-4","#
                    + #""sis_course_id":"2026AU-STAT102","integration_id":null}]"#
            )
        }
    }

    @Test("a page beyond the end is empty, and one that is no number is not found")
    func beyondTheEnd() async throws {
        try await withSandbox { client, _ in
            let beyond = try await client.get("courses/102/sections?per_page=2&page=9")
            #expect(beyond.status == 200)
            #expect(beyond.text == "[]")
            for page in ["0", "-1", "two", "bookmark:x"] {
                #expect(try await client.get("courses/102/sections?page=\(page)").status == 404)
            }
        }
    }

    @Test(
        "per_page is ten by default, at least one and at most a hundred",
        arguments: [
            ("", 10), ("&per_page=0", 1), ("&per_page=abc", 1), ("&per_page=250", 100), ("&per_page=40", 40),
        ]
    )
    func pageSize(query: String, count: Int) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/102/modules/102804/items?x=1" + query)
            #expect(answer.text.matches(of: #/"module_id"/#).count == count)
        }
    }

    @Test("enrollments page by bookmark: every one once, in order, no last page, and no page number")
    func bookmarks() async throws {
        try await withSandbox { client, _ in
            let first = try await client.get("courses/105/enrollments?type[]=StudentEnrollment&per_page=3")
            let link = try #require(first.link)
            #expect(link.contains(#"page=first&per_page=3>; rel="current""#))
            #expect(link.contains("page=bookmark:"))
            #expect(!link.contains(#"rel="last""#))
            let pages = try await client.pages("courses/105/enrollments?type[]=StudentEnrollment&per_page=3")
            let names = pages.flatMap { $0.matches(of: #/"sortable_name":"([^"]*)"/#).map { String($0.1) } }
            #expect(
                names
                    == [
                        "Ærøvig, Søren", "Blinky, Tamsin", "Erskine, Xanthe", "Gower, Romy", "Kentia, Quentin",
                        "Mutton-Bird, Posy", "Mutton-Bird, Posy", "Nedsbeach, Ursa", "Quimby, Zelda",
                        "Reefwater, Lanyon",
                    ].sorted { $0.lowercased() < $1.lowercased() }
            )
            for page in ["2", "bookmark:nonsense", "last"] {
                #expect(try await client.get("courses/105/enrollments?page=\(page)").status == 404)
            }
        }
    }

    @Test("the links stay below 6144 bytes: with a long query there is none at all")
    func longQuery() async throws {
        try await withSandbox { client, _ in
            let ids = (1...150).map { "quiz_assignment_overrides[][quiz_ids][]=\(101_500 + $0)" }
            let filter = ids.joined(separator: "&").replacing("[", with: "%5B").replacing("]", with: "%5D")
            let answer = try await client.get("courses/101/quizzes/assignment_overrides?\(filter)&per_page=1")
            #expect(answer.status == 200)
            #expect(answer.link == nil)
        }
    }

    @Test("of links that don't all fit, the next page and the last come first")
    func someLinksFit() async throws {
        try await withSandbox { client, _ in
            let padding = String(repeating: "x", count: 2500)
            let link = try #require(try await client.get("courses/102/sections?per_page=1&pad=\(padding)").link)
            #expect(link.matches(of: #/rel="(\w+)"/#).map { String($0.1) } == ["next", "last"])
        }
    }

    @Test("a server with pages of one serves the same rows")
    func pagesOfOne() async throws {
        try await withSandbox(SandboxOptions(maximumPageSize: 1)) { client, server in
            let pages = try await client.pages("courses/101/modules?per_page=100")
            #expect(pages.count == 5)
            #expect(server.traffic.requests == 5)
        }
    }

    @Test("overrides of one assignment come whole, whatever page is asked for")
    func unpaged() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.get("courses/102/assignments/102410/overrides?per_page=5&page=3")
            #expect(answer.link == nil)
            #expect(answer.text.matches(of: #/"unassign_item"/#).count == 33)
        }
    }

    @Test("date_details and the quiz endpoints page inside their object")
    func insideObjects() async throws {
        try await withSandbox { client, _ in
            let details = try await client.pages("courses/102/assignments/102410/date_details?per_page=20")
            #expect(details.map { $0.matches(of: #/"unassign_item"/#).count } == [20, 13])
            #expect(details.allSatisfy { $0.hasPrefix(#"{"id":102410,"due_at":"2026-11-10T07:59:59Z""#) })
            let quizzes = try await client.pages("courses/102/quizzes/assignment_overrides?per_page=4")
            #expect(quizzes.map { $0.matches(of: #/"quiz_id"/#).count } == [4, 2])
            #expect(quizzes.allSatisfy { $0.hasPrefix(#"{"quiz_assignment_overrides":["#) })
        }
    }

    @Test(
        "parameters nest by Rack's rules",
        arguments: [
            ("a=1&b=x%20y+z", ["a": "1", "b": "x y z"]),
            ("a[]=1&a[]=2&b%5B%5D=3", ["a": ["1", "2"], "b": ["3"]]),
            ("a[b][c]=1", ["a": ["b": ["c": "1"]]]),
            ("a[][b][]=1&a[][b][]=2", ["a": [["b": ["1", "2"]]]]),
            ("a[][b]=1&a[][c]=2&a[][b]=3", ["a": [["b": "1", "c": "2"], ["b": "3"]]]),
            ("a[0][b][]=1", ["a": ["0": ["b": ["1"]]]]),
        ] as [(String, [String: JSONValue])]
    )
    func parameters(query: String, expected: [String: JSONValue]) {
        let parameters = QueryParameters(query)
        for (name, value) in expected { #expect(parameters[name] == value) }
    }
}
