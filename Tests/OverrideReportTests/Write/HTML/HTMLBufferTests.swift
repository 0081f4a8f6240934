import Testing

@testable import OverrideReport

@Suite struct HTMLBufferTests {
    @Test(
        "text can't become markup",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("a & b", "a &amp; b"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("&lt;", "&amp;lt;"),
            ("Müller, ليلى 三日月", "Müller, ليلى 三日月"),
        ]
    )
    func escapes(text: String, expected: String) {
        var buffer = HTMLBuffer()
        buffer.text(text)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
    }

    @Test("characters that HTML forbids are replaced, tabs and line ends stay")
    func replacesForbiddenCharacters() throws {
        #expect(withoutForbiddenCharacters("a\u{0}b\u{1B}c\u{7F}d\u{85}e") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e")
        for value: UInt32 in [0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF] {
            let scalar = try #require(Unicode.Scalar(value))
            #expect(withoutForbiddenCharacters("a\(scalar)b") == "a\u{FFFD}b")
        }
        #expect(withoutForbiddenCharacters("a\tb\nc ﷺ é") == "a\tb\nc ﷺ é")
    }

    @Test("a name keeps its direction to itself and is cut where it would break the layout")
    func namesAreIsolatedAndCut() {
        var buffer = HTMLBuffer()
        buffer.name("ليلى")
        buffer.name(String(repeating: "x", count: 10_000))
        let expected = "<bdi>ليلى</bdi><bdi>" + String(repeating: "x", count: 255) + "…</bdi>"
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == expected)
    }

    @Test("a name of just the longest length is whole, in characters, not bytes")
    func countsCharacters() {
        let longest = String(repeating: "é", count: 255)
        #expect(shortened(longest) == longest)
        #expect(shortened(longest + "é") == longest + "…")
        #expect(shortened("abc", to: 2) == "ab…")
    }
}
