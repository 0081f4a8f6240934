import TestSupport
import Testing

@testable import CanvasAPI

@Suite("The Link header")
struct LinkHeaderTests {
    @Test(
        "relations in any order and any dress",
        arguments: [
            (
                [
                    #"<https://c.example.edu/api/v1/x?page=1>; rel="current",<https://c.example.edu/api/v1/x?page=2>; "#
                        + #"rel="next",<https://c.example.edu/api/v1/x?page=9>; rel="last""#
                ],
                "https://c.example.edu/api/v1/x?page=2"
            ),
            ([#"<a>; rel="last", <b>; rel="next""#], "b"),
            (["<b>;rel=next"], "b"),
            ([#"< b >;  REL = "Next" "#], " b "),
            ([#"<b>; title="a, b; rel=last"; rel="next""#], "b"),
            ([#"<b?a=1,2;3>; rel="prev next""#], "b?a=1,2;3"),
            ([#"<a>; rel="first""#, #"<b>; rel="next""#], "b"),
            ([#"<b>; rel="next",<c>; rel="next""#], "b"),
        ]
    )
    func next(_ values: [String], _ expected: String) {
        #expect(LinkHeader(values).next == expected)
    }

    @Test(
        "without a next relation there is none",
        arguments: [[], [""], [#"<a>; rel="current""#], ["a; rel=next"], ["<a; rel=next"], [#"<a>; rel="nextish""#]]
    )
    func noNext(_ values: [String]) {
        #expect(LinkHeader(values).next == nil)
    }

    @Test("noise is read to its end without a crash, and never makes up an address")
    func fuzz() {
        var random = SeededGenerator(4_288)
        let pieces = ["<", ">", ";", ",", "\"", "rel", "=", "next", " ", "\t", "https://x/?a=b", "é", "\u{202E}", "\\"]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...24, using: &random))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
                .joined()
            if let next = LinkHeader([text]).next {
                #expect(text.contains("<\(next)>"), "\(text)")
            }
        }
    }

    @Test(
        "where a link leads",
        arguments: [
            ("https://canvas.example.edu/api/v1/x?page=2", LinkTarget.sameOrigin("/api/v1/x?page=2")),
            ("https://CANVAS.example.edu:443/x", .sameOrigin("/x")),
            ("/api/v1/x?page=bookmark:WzFd", .sameOrigin("/api/v1/x?page=bookmark:WzFd")),
            ("?page=3", .sameOrigin("/api/v1/here?page=3")),
            ("https://canvas.example.edu", .sameOrigin("/")),
            ("http://canvas.example.edu/x", .elsewhere(origin: "http://canvas.example.edu")),
            ("https://canvas.example.edu:8443/x", .elsewhere(origin: "https://canvas.example.edu:8443")),
            (
                "https://canvas.example.edu.evil.example/x",
                .elsewhere(origin: "https://canvas.example.edu.evil.example")
            ),
            ("https://evil.example\\@canvas.example.edu/", .unreadable),
            ("https://canvas.example.edu@evil.example/", .unreadable),
            ("//evil.example/x", .unreadable),
            ("ftp://canvas.example.edu/x", .unreadable),
            ("javascript:alert(1)", .unreadable),
            ("", .unreadable),
        ]
    )
    func target(_ link: String, _ expected: LinkTarget) throws {
        let origin = try CanvasURL("https://canvas.example.edu").origin
        #expect(LinkTarget(link, from: origin, at: "/api/v1/here?page=1") == expected)
    }
}
