import CanvasAPI
import Foundation
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

    @Test(
        "a date is written for people and exactly, in the zone's offset of that day",
        arguments: [
            ("2026-02-21T04:59:59Z", "America/New_York", "Fri 20 Feb 2026, 23:59", "2026-02-20T23:59:59-05:00"),
            ("2026-07-01T03:59:00Z", "America/New_York", "Tue 30 Jun 2026, 23:59", "2026-06-30T23:59:00-04:00"),
            ("2026-02-20T18:30:00Z", "Asia/Kolkata", "Sat 21 Feb 2026, 00:00", "2026-02-21T00:00:00+05:30"),
            (
                "2026-10-25T00:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 02:30 (UTC+02:00)",
                "2026-10-25T02:30:00+02:00"
            ),
            (
                "2026-10-25T01:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 02:30 (UTC+01:00)",
                "2026-10-25T02:30:00+01:00"
            ),
            ("2026-10-25T02:30:00Z", "Europe/Berlin", "Sun 25 Oct 2026, 03:30", "2026-10-25T03:30:00+01:00"),
            ("2026-03-29T01:30:00Z", "Europe/Berlin", "Sun 29 Mar 2026, 03:30", "2026-03-29T03:30:00+02:00"),
            ("1969-12-31T23:00:07Z", "GMT", "Wed 31 Dec 1969, 23:00:07", "1969-12-31T23:00:07+00:00"),
        ]
    )
    func writesDates(instant: String, zone: String, shown: String, exact: String) throws {
        let dates = PageDates(zone: try #require(TimeZone(identifier: zone)))
        let date = dates[try #require(Instant(rfc3339: instant))]
        #expect(date.shown == shown)
        #expect(date.exact == exact)
    }

    @Test("the element carries both")
    func writesElements() throws {
        let dates = PageDates(zone: .gmt)
        let element = dates.element(try #require(Instant(rfc3339: "2026-02-20T23:59:59Z")), class: "due")
        #expect(element == #"<time class="due" datetime="2026-02-20T23:59:59+00:00">Fri 20 Feb 2026, 23:59</time>"#)
    }
}
