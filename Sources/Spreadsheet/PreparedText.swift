/// Text made ready once for as many cells as show it: clean, short enough, its width known.
package struct PreparedText: Sendable {
    let string: CString
    /// In digits of the default font, roughly.
    package let width: Int
    package let isEmpty: Bool

    package init(_ text: String) {
        string = CString(CellText.prepared(text))
        width = TextWidth.of(text)
        isEmpty = text.isEmpty
    }
}

/// A link made ready once for as many cells as have it.
package struct PreparedLink: Sendable {
    /// Nil when a cell can't hold such a link.
    let target: CString?
    let isWeb: Bool
    /// For a cell without a text of its own.
    let shownTarget: PreparedText

    package init(_ link: Link) {
        target = link.target.map(CString.init)
        isWeb = if case .web = link { true } else { false }
        shownTarget = PreparedText(link.shownTarget)
    }
}

/// Characters as C reads them, for as long as somebody holds this.
final class CString: Sendable {
    nonisolated(unsafe) let characters: UnsafePointer<CChar>

    init(_ text: String) {
        let bytes = Array(text.utf8CString)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        characters = UnsafePointer(copy)
    }

    deinit { characters.deallocate() }
}

/// Text as a cell can hold it.
///
/// - XML can't carry most control characters, nor U+FFFE and U+FFFF: each becomes U+FFFD.
/// - A line ends in LF in a cell: CR LF and CR become LF.
/// - `_x0041_` would be shown as `A` (ECMA-376 part 1, 22.9.2.19, ST_Xstring): its first `_` is written as `_x005F_`.
/// - A cell holds 32,767 UTF-16 units: longer text is cut between characters and ends in `… [cut]`.
enum CellText {
    static let cutMark = "… [cut]"

    /// What to write for `text`. Plain text, which is nearly all there is, comes back as it is.
    static func prepared(_ text: String, limit: Int = SpreadsheetLimits.cellTextUnits) -> String {
        if text.utf8.count <= limit, isPlain(text) { return text }
        // No more than can be kept is looked at; CR LF, which gives one unit for two, makes no difference then.
        let clean = replacingForbidden(prefix(of: text, units: 2 * limit + 2))
        let written = escapingCodes(clean)
        return written.utf16.count <= limit ? written : cut(clean, to: limit)
    }

    /// Nothing to replace and nothing to escape. Bytes are enough to tell, and quick.
    private static func isPlain(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte < 0x20, byte != 0x09, byte != 0x0A { return false }
            if byte == 0x78, previous == 0x5F { return false }
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
            if byte >= 0xBE, previous == 0xBF { return false }
            previous = byte
        }
        return true
    }

    private static func replacingForbidden(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = "\0"
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0D: result.append("\n")
            case 0x09, 0x0A: result.append(scalar)
            case 0..<0x20, 0xFFFE, 0xFFFF: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    private static func escapingCodes(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for index in bytes.indices {
            if startsCode(bytes, at: index) {
                result.append(contentsOf: "_x005F_".utf8)
            } else {
                result.append(bytes[index])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `_x`, four hexadecimal digits, `_`. The closing `_` may open the next code, so every place is looked at.
    private static func startsCode(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index + 6 < bytes.count, bytes[index] == 0x5F, bytes[index + 1] == 0x78, bytes[index + 6] == 0x5F else {
            return false
        }
        return bytes[(index + 2)...(index + 5)].allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        }
    }

    /// As many whole characters as leave room for the mark. A character too long for the cell is cut between scalars.
    private static func cut(_ text: String, to limit: Int) -> String {
        let room = limit - cutMark.utf16.count
        var kept = prefix(of: text, units: room)
        while true {
            let written = escapingCodes(kept)
            let excess = written.utf16.count - room
            if excess <= 0 { return written + cutMark }
            // Each unit taken away frees at most 7: the closest cut is never passed.
            kept = prefix(of: kept, units: kept.utf16.count - max(1, excess / 7))
        }
    }

    private static func prefix(of text: String, units: Int) -> String {
        guard let end = text.utf16.index(text.startIndex, offsetBy: units, limitedBy: text.endIndex) else {
            return text
        }
        let searched = text.utf16[..<end].indices.suffix(64)
        if end.samePosition(in: text) != nil { return String(text[..<end]) }
        if let boundary = searched.last(where: { $0.samePosition(in: text) != nil && $0 > text.startIndex }) {
            return String(text[..<boundary])
        }
        // No character ends near by: a code point has two units at most.
        return String(text[..<(end.samePosition(in: text.unicodeScalars) ?? text.utf16.index(before: end))])
    }
}

/// How wide a column must be for a text, in digits of the default font: East Asian characters and emoji count twice.
enum TextWidth {
    /// The width, or `known` where the text isn't wider: no more bytes than there is room for need no look.
    static func of(_ text: String, beyond known: Int = 0) -> Int {
        guard text.utf8.count > known else { return known }
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x0A }) { return text.utf8.count }
        // A cell shows its lines one below the other.
        return text.split(separator: "\n").reduce(known) { widest, line in
            max(widest, line.unicodeScalars.reduce(0) { $0 + cells(of: $1) })
        }
    }

    private static func cells(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        if scalar.properties.generalCategory == .nonspacingMark { return 0 }
        return switch scalar.value {
        case 0x1100..<0x1160, 0x2E80..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE70, 0xFF00..<0xFF61,
            0x1F300..<0x1FA00, 0x20000..<0x40000:
            2
        default: 1
        }
    }
}
