import Foundation

/// Takes out of a text what changes from run to run.
enum RunFactsText {
    /// Two servers on loopback have two ports, which the addresses of the items name, and the foot of a page's paper, a
    /// style whose digest is in the page's policy.
    static func withoutPort(_ bytes: Data) -> Data {
        Data(
            String(decoding: bytes, as: UTF8.self)
                .replacing(#/127\.0\.0\.1:\d+/#, with: "127.0.0.1")
                .replacing(#/(style-src '[^']*') '[^']*'/#) { "\($0.1) 'FOOT'" }
                .utf8
        )
    }

    /// courses.csv without `requests` and `fetched_at`.
    static func withoutRequests(_ courses: Data) -> String {
        String(decoding: courses, as: UTF8.self).replacing("\r\n", with: "\n")
            .replacing(#/\d+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00/#, with: "")
    }

    /// The manifest that a manifest replaced depends on what stood there, not on what was written.
    static func withoutPrevious(_ manifest: String) -> String {
        manifest.replacing(#/"previous" : (?:null|\{[^}]*\})/#, with: "\"previous\" : null")
    }

    /// The moments of reading and what depends on them, replaced by one word.
    static func fixed(_ text: String) -> String {
        text
            // courses.csv
            .replacing(#/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00/#, with: ",WHEN")
            // manifest.json
            .replacing(#/("(?:first|last)_fetched_at" : )"[^"]*"/#) { "\($0.1)\"WHEN\"" }
            .replacing(#/("bytes" : )\d+/#) { "\($0.1)0" }
            .replacing(#/("(?:snapshot_)?sha256" : )"[^"]*"/#) { "\($0.1)\"DIGEST\"" }
            // index.html
            .replacing(#/(<dt>Read from Canvas<\/dt><dd><bdi>)[^<]*/#) { "\($0.1)WHEN" }
    }
}
