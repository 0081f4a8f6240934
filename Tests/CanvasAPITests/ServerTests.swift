import Testing

@testable import CanvasAPI

@Suite("Where to ask, and as whom")
struct ServerTests {
    @Test(
        "addresses as people write them",
        arguments: [
            ("https://canvas.example.edu", "https://canvas.example.edu"),
            (" https://Canvas.Example.edu/ \n", "https://canvas.example.edu"),
            ("https://canvas.example.edu/api/v1/", "https://canvas.example.edu"),
            ("https://example.edu:8443/canvas/api/v1", "https://example.edu:8443/canvas"),
            ("https://example.edu/canvas//", "https://example.edu/canvas"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:3000/", "http://localhost:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ]
    )
    func address(_ text: String, _ expected: String) throws {
        #expect(try CanvasURL(text).description == expected)
    }

    @Test(
        "addresses that are refused",
        arguments: [
            ("", CanvasURLError.notAnAddress),
            ("canvas.example.edu", .notAnAddress),
            ("ftp://canvas.example.edu", .notAnAddress),
            ("https://", .notAnAddress),
            ("https://canvas.example.edu:99999", .notAnAddress),
            ("https://me:secret@canvas.example.edu", .hasUserInfo),
            ("https://canvas.example.edu/?access_token=x", .hasQuery),
            ("https://canvas.example.edu/#top", .hasQuery),
            ("http://canvas.example.edu", .notEncrypted(host: "canvas.example.edu")),
            ("http://127.0.0.1.evil.example", .notEncrypted(host: "127.0.0.1.evil.example")),
            ("http://localhost.evil.example", .notEncrypted(host: "localhost.evil.example")),
            ("http://0.0.0.0", .notEncrypted(host: "0.0.0.0")),
            (
                "https://canvas.example.edu/courses/3",
                .isPage(page: "/courses/3", address: "https://canvas.example.edu")
            ),
            (
                "https://example.edu:8443/canvas/login/canvas/",
                .isPage(page: "/login/canvas", address: "https://example.edu:8443/canvas")
            ),
            (
                "https://canvas.example.edu/api/v1/courses",
                .isPage(page: "/api/v1/courses", address: "https://canvas.example.edu")
            ),
        ]
    )
    func refusedAddress(_ text: String, _ expected: CanvasURLError) {
        #expect(throws: expected) { try CanvasURL(text) }
        #expect(!expected.description.contains("secret"))
    }

    @Test("a token loses the whitespace around it and nothing else")
    func tokenText() {
        #expect(AccessToken(" \t4321~abc \r\n")?.text == "4321~abc")
        #expect(AccessToken("") == nil)
        #expect(AccessToken(" \n") == nil)
        #expect(AccessToken("4321~ab\nHost: evil.example") == nil)
        #expect(AccessToken("4321~äbc") == nil)
    }

    @Test("a token prints as redacted wherever it stands")
    func tokenIsRedacted() throws {
        let token = try #require(AccessToken("4321~abc"))
        let server = CanvasServer(url: try CanvasURL("https://canvas.example.edu"), token: token)
        var dumped = ""
        dump(server, to: &dumped)
        let texts = ["\(token)", token.debugDescription, String(reflecting: server), "\([token])", dumped]
        for text in texts {
            #expect(text.contains("redacted"))
            #expect(!text.contains("4321"))
        }
    }

    @Test(
        "no token in what people see",
        arguments: [
            ("/api/v1/x?access_token=abc&page=2", "/api/v1/x?access_token=redacted&page=2"),
            ("/api/v1/x?page=2&Access_Token=abc", "/api/v1/x?page=2&Access_Token=redacted"),
            ("/api/v1/4321~abc/x", "/api/v1/redacted/x"),
            ("4321~ABC4321~abC 4321%7Eabc %34321%7e%41bc", "redactedredacted redacted redacted"),
            (#"4321\u007eabc \u00344321~abc"#, #"redacted \u0034redacted"#),
            ("4321~ab 4321~ab%6 %7e 4321%7", "4321~ab 4321~ab%6 %7e 4321%7"),
            ("/api/v1/x?page=2", "/api/v1/x?page=2"),
        ]
    )
    func scrubbing(_ text: String, _ expected: String) throws {
        let scrubber = Scrubber(token: try #require(AccessToken("4321~abc")))
        #expect(scrubber.scrubbed(text) == expected)
    }
}
