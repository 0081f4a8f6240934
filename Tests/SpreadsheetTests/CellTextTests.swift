import Testing

@testable import Spreadsheet

@Suite("Text of cells")
struct CellTextTests {
    @Test(
        "what XML can't carry is replaced, what it can stays",
        arguments: [
            ("plain", "plain"),
            ("a\u{0}b", "a\u{FFFD}b"),
            ("a\u{1}\u{8}\u{B}\u{C}\u{E}\u{1F}b", "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}b"),
            ("a\u{FFFE}b", "a\u{FFFD}b"), ("a\u{FFFF}b", "a\u{FFFD}b"), ("a\u{FFFD}b", "a\u{FFFD}b"),
            ("a\tb\nc", "a\tb\nc"), ("a\r\nb\rc", "a\nb\nc"),
            ("é😀𝄞漢\u{FEFF}\u{202E}", "é😀𝄞漢\u{FEFF}\u{202E}"),
            ("\u{3FBF}\u{FBFF}\u{FFBF}", "\u{3FBF}\u{FBFF}\u{FFBF}"),
        ]
    )
    func forbidden(text: String, expected: String) {
        #expect(Array(CellText.prepared(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        "what looks like a code is shown as typed",
        arguments: [
            ("_x0041_", "_x005F_x0041_"), ("_xabCD_", "_x005F_xabCD_"),
            ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"), ("__x0041_", "__x005F_x0041_"),
            ("_x004_", "_x004_"), ("_x0041", "_x0041"), ("_X0041_", "_X0041_"), ("_x00G1_", "_x00G1_"),
            ("x0041_", "x0041_"), ("_x005F_", "_x005F_x005F_"),
        ]
    )
    func codes(text: String, expected: String) {
        #expect(CellText.prepared(text) == expected)
    }

    @Test("a text of 32,767 UTF-16 units stays, one more is cut and marked")
    func limit() {
        let full = String(repeating: "a", count: 32_767)
        #expect(CellText.prepared(full) == full)
        #expect(CellText.prepared(full + "a") == String(repeating: "a", count: 32_760) + "… [cut]")
        let emoji = String(repeating: "😀", count: 16_383)
        #expect(CellText.prepared(emoji) == emoji)
        #expect(CellText.prepared(emoji + "a") == emoji + "a")
        #expect(CellText.prepared(emoji + "ab") == String(repeating: "😀", count: 16_380) + "… [cut]")
    }

    @Test("a cut never splits a character")
    func boundary() {
        #expect(CellText.prepared("abcd😀efghijk", limit: 12) == "abcd… [cut]")
        #expect(CellText.prepared("abcde\u{301}fghijkl", limit: 12) == "abcd… [cut]")
        #expect(CellText.prepared("abcde\u{301}fghijklm", limit: 13) == "abcde\u{301}… [cut]")
        // A character longer than all the room is cut between its code points.
        #expect(CellText.prepared("e" + String(repeating: "\u{301}", count: 200), limit: 100).utf16.count == 100)
    }

    @Test("escaped codes count as what is written, and a cut never leaves half of one")
    func escapedLength() {
        let text = String(repeating: "_x0041_", count: 4_000)
        let cut = CellText.prepared(text)
        #expect(cut.utf16.count <= 32_767)
        #expect(cut.utf16.count > 32_700)
        #expect(cut.hasSuffix("… [cut]"))
        #expect(CellText.prepared("_x0041_ and more", limit: 20) == "_x005F_x0041_… [cut]")
    }

    @Test("ten megabytes are cut as well")
    func huge() {
        #expect(CellText.prepared(String(repeating: "_x0041_", count: 1_500_000)).utf16.count <= 32_767)
    }

    @Test("the library writes it as prepared")
    func through() throws {
        #expect(try written("a<b>&\"c\"") == "a&lt;b&gt;&amp;\"c\"")
        #expect(try written("=1+1") == "=1+1")
        #expect(try written("_x0041_") == "_x005F_x0041_")
        #expect(try written("a\u{0}\u{1F}\u{FFFE}b") == "a\u{FFFD}\u{FFFD}\u{FFFD}b")
        #expect(try written(" two\nlines ") == " two\nlines ")
        let full = String(repeating: "😀", count: 16_383) + "a"
        #expect(try written(full) == full)
        #expect(try written(full + "b").hasSuffix("😀… [cut]"))
    }
}
