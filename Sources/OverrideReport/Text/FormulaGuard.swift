/// The `'` that keeps a spreadsheet from running a text of a CSV file as a formula.
///
/// Whoever opens the file may split it at commas, semicolons or tabs, and a cell with a line break in the middle: a text
/// begins a cell at its start, and again after each tab, carriage return, line feed and semicolon in it. Blanks and
/// invisible characters at the beginning don't count, as spreadsheets take them off.
enum FormulaGuard {
    /// Where a `'` goes, in rising order: before each character that begins a formula, and before a text that itself
    /// begins with a tab or carriage return.
    static func places(in utf8: UnsafeBufferPointer<UInt8>) -> [Int] {
        var places: [Int] = []
        if let first = utf8.first, first == .tab || first == .carriageReturn { places.append(0) }
        if let place = formula(in: utf8, from: 0) { places.append(place) }
        for (index, byte) in utf8.enumerated() where isBreak(byte) {
            if let place = formula(in: utf8, from: index + 1) { places.append(place) }
        }
        return places
    }

    /// The character that makes a formula of a cell which begins at `start`.
    static func formula(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let first = firstShown(in: utf8, from: start)
        return isFormulaSign(in: utf8, at: first) ? first : nil
    }

    /// The text as it was before it was guarded.
    static func removed(from text: String) -> String {
        var text = text
        return text.withUTF8 { utf8 in
            var guards: Set<Int> = []
            func look(at index: Int) {
                guard index + 1 < utf8.count, utf8[index] == .apostrophe else { return }
                let isAtTab = index == 0 && (utf8[1] == .tab || utf8[1] == .carriageReturn)
                if isAtTab || isFormulaSign(in: utf8, at: index + 1) { guards.insert(index) }
            }
            look(at: firstShown(in: utf8, from: 0))
            for (index, byte) in utf8.enumerated() where isBreak(byte) {
                look(at: firstShown(in: utf8, from: index + 1))
            }
            return String(decoding: utf8.indices.filter { !guards.contains($0) }.map { utf8[$0] }, as: UTF8.self)
        }
    }

    /// Past the blanks and invisible characters of a cell that begins at `start`. After a separator a quote is taken for
    /// the beginning of a quoted cell, and left out as well.
    private static func firstShown(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < utf8.count {
            let length = start > 0 && utf8[index] == .quote ? 1 : blankLength(in: utf8, at: index)
            guard length > 0 else { break }
            index += length
        }
        return index
    }

    private static func isBreak(_ byte: UInt8) -> Bool {
        byte == .tab || byte == .carriageReturn || byte == .lineFeed || byte == .semicolon
    }

    /// `=`, `+`, `-`, `@`, and their full-width forms U+FF1D, U+FF0B, U+FF0D, U+FF20.
    private static func isFormulaSign(in utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        guard index < utf8.count else { return false }
        switch utf8[index] {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): return true
        case 0xEF where index + 2 < utf8.count && utf8[index + 1] == 0xBC:
            return [0x9D, 0x8B, 0x8D, 0xA0].contains(utf8[index + 2])
        default: return false
        }
    }

    /// The number of bytes of a blank or invisible character; 0 for any other.
    private static func blankLength(in utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let second = index + 1 < utf8.count ? utf8[index + 1] : 0
        let third = index + 2 < utf8.count ? utf8[index + 2] : 0
        switch (utf8[index], second, third) {
        case (0x20, _, _): return 1
        // Next line, no-break space, soft hyphen.
        case (0xC2, 0x85, _), (0xC2, 0xA0, _), (0xC2, 0xAD, _): return 2
        // Blanks of other widths and scripts, zero-width characters, marks of direction, the byte order mark.
        case (0xE1, 0x9A, 0x80), (0xE1, 0xA0, 0x8E), (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xA8...0xAF),
            (0xE2, 0x81, 0x9F...0xAF), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
            return 3
        default: return 0
        }
    }
}

extension String {
    /// Takes off the `'` that the CSV writer puts before what a spreadsheet would run as a formula.
    var withoutFormulaGuard: String { utf8.contains(.apostrophe) ? FormulaGuard.removed(from: self) : self }
}
