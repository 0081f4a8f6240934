import CanvasAPI
import Foundation
import TestSupport
import Testing

@testable import OverrideReport

@Suite("CSV cells and rows")
struct CSVEncoderTests {
    /// One row of one text column, without the header.
    private func cell(_ value: ReportValue, isRaw: Bool = false) -> String {
        let column = ReportColumn<Int>("x", "X", .text, "Anything.") { _ in value }
        var encoder = CSVEncoder(isRaw: isRaw)
        encoder.append(0, [column])
        return String(decoding: encoder.takeBytes(), as: UTF8.self)
    }

    @Test(
        "a text is quoted only where a separator, quote or line break asks for it",
        arguments: [
            ("plain", "plain"),
            ("", ""),
            ("a b;c'd", "a b;c'd"),
            ("Øye, Ana", "\"Øye, Ana\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("tab\tinside", "tab\tinside"),
            ("עברית 日本 👩‍🔬", "עברית 日本 👩‍🔬"),
        ]
    )
    func quoting(text: String, expected: String) {
        #expect(cell(.text(text)) == expected + "\r\n")
    }

    @Test(
        "a text that a spreadsheet would run is guarded, unless the raw text is asked for",
        arguments: [
            ("=1+1", "'=1+1", "=1+1"),
            ("+1", "'+1", "+1"),
            ("-1", "'-1", "-1"),
            ("@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"),
            ("\t=1", "'\t'=1", "\t=1"),
            ("\r=1", "\"'\r'=1\"", "\"\r=1\""),
            ("\tx", "'\tx", "\tx"),
            ("＝1", "'＝1", "＝1"),
            ("＋－＠", "'＋－＠", "＋－＠"),
            (" \u{A0}\u{FEFF}\u{200B}=1", " \u{A0}\u{FEFF}\u{200B}'=1", " \u{A0}\u{FEFF}\u{200B}=1"),
            ("x;=cmd", "x;'=cmd", "x;=cmd"),
            ("x; @a;\t-b", "x; '@a;\t'-b", "x; @a;\t-b"),
            ("x\r\n=1\n +2", "\"x\r\n'=1\n '+2\"", "\"x\r\n=1\n +2\""),
            ("x;\"=cmd\"", "\"x;\"\"'=cmd\"\"\"", "\"x;\"\"=cmd\"\"\""),
            ("a, =1; b", "\"a, =1; b\"", "\"a, =1; b\""),
            ("ｆ＝1", "ｆ＝1", "ｆ＝1"),
            (
                "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
                "\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""
            ),
            ("a=1", "a=1", "a=1"),
        ]
    )
    func guarding(text: String, guarded: String, raw: String) {
        #expect(cell(.text(text)) == guarded + "\r\n")
        #expect(cell(.text(text), isRaw: true) == raw + "\r\n")
    }

    /// As spreadsheets and most readers split a line: a quote counts at the beginning of a cell only, and what follows
    /// the closing one belongs to the cell.
    private func cells(_ text: String, separator: Character) -> [String] {
        var cells: [String] = [""]
        var isQuoted = false
        var characters = Array(text.replacing("\r\n", with: "\n"))[...]
        while let character = characters.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where characters.first == "\"": cells[cells.count - 1].append(characters.removeFirst())
            case ("\"", true): isQuoted = false
            case ("\"", false) where cells[cells.count - 1].isEmpty: isQuoted = true
            case (separator, false), ("\n", false), ("\r", false): cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    @Test("no cell of random hostile texts is a formula, split at commas, semicolons or tabs")
    func randomTexts() {
        let pieces = ["=", "+", "-", "@", "＝", "'", "\"", ";", ",", "\t", "\r", "\n", " ", "\u{A0}", "\u{200B}", "a"]
        var random = SeededGenerator(20_260_301)
        var found = 0
        for _ in 0..<20_000 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 1...7, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            }
            for isRaw in [false, true] {
                var encoder = CSVEncoder(isRaw: isRaw)
                // A cell that is not text stands first, as in every report.
                let columns =
                    [ReportColumn<[String]>("n", "N", .integer, "1.") { _ in .integer(1) }]
                    + texts.indices.map { index in
                        ReportColumn<[String]>("x", "X", .text, "Any.") { .text($0[index]) }
                    }
                encoder.append(texts, columns)
                let line = String(decoding: encoder.takeBytes(), as: UTF8.self)
                for separator in [",", ";", "\t"] as [Character] {
                    for cell in cells(line, separator: separator) {
                        let start = cell.unicodeScalars.first { !" \u{A0}\u{200B}\t\r\n".unicodeScalars.contains($0) }
                        let isLive = start.map { "=+-@＝".unicodeScalars.contains($0) } ?? false
                        if isRaw { found += isLive ? 1 : 0 } else { #expect(!isLive, "\(texts): \(cell)") }
                    }
                }
            }
        }
        #expect(found > 10_000)
    }

    @Test("what the guard added is taken off again, and nothing else")
    func unguarding() {
        var random = SeededGenerator(7)
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 1...7, using: &random))
                .map { _ in random.pick(["=", "-", "＠", ";", "\t", " ", "\u{FEFF}", "a"]) }.joined()
            #expect(cell(.text(text)).dropLast(1).description.withoutFormulaGuard == text)
        }
        #expect("it's; 'tis ' '1".withoutFormulaGuard == "it's; 'tis ' '1")
    }

    @Test("control characters that break readers are replaced, also in raw texts")
    func controls() {
        #expect(cell(.text("a\u{0}b\u{1B}[31m\u{7F}")) == "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}\r\n")
        #expect(cell(.text("\u{0}\"q\""), isRaw: true) == "\"\u{FFFD}\"\"q\"\"\"\r\n")
    }

    @Test("ids, booleans, numbers, dates and nothing")
    func otherValues() throws {
        let zone = try #require(TimeZone(identifier: "Asia/Kolkata"))
        let instant = try SampleRows.instant("2026-02-21T04:59:59Z")
        #expect(cell(.identifier(21_070_000_000_000_371)) == "21070000000000371\r\n")
        #expect(cell(.boolean(true)) == "true\r\n")
        #expect(cell(.boolean(false)) == "false\r\n")
        #expect(cell(.integer(-3)) == "-3\r\n")
        #expect(cell(.instant(instant, zone: zone)) == "2026-02-21T10:29:59+05:30\r\n")
        #expect(cell(.empty) == "\r\n")
    }

    @Test("taken bytes are not taken twice")
    func taking() {
        let column = ReportColumn<Int>("n", "N", .integer, "A number.") { .integer($0) }
        var encoder = CSVEncoder(isRaw: false)
        encoder.begin([column, column])
        encoder.append(1, [column, column])
        #expect(encoder.takeBytes() == Array("n,n\r\n1,1\r\n".utf8))
        encoder.append(2, [column, column])
        #expect(encoder.bytes.count == 5)
        #expect(encoder.takeBytes() == Array("2,2\r\n".utf8))
        #expect(encoder.takeBytes().isEmpty)
    }
}
