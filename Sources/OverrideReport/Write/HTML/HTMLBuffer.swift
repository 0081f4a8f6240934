/// A piece of a page in the making: UTF-8 bytes, in which markup and text can't be taken for one another.
struct HTMLBuffer {
    private(set) var bytes: [UInt8] = []

    init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Tags, written as they are. Never give it what came from Canvas.
    mutating func markup(_ markup: String) {
        bytes.append(contentsOf: markup.utf8)
    }

    /// Anything that came from Canvas or a user, as element content or as an attribute's quoted value.
    mutating func text(_ text: String) {
        for byte in withoutForbiddenCharacters(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
            default: bytes.append(byte)
            }
        }
    }

    /// A name that someone chose: cut to a length that no layout breaks at, and kept from turning the text around it
    /// when it is written from right to left.
    mutating func name(_ name: String) {
        markup("<bdi>")
        text(shortened(name))
        markup("</bdi>")
    }

    mutating func append(_ other: HTMLBuffer) {
        bytes.append(contentsOf: other.bytes)
    }
}

/// Canvas's own limit for a name is 255 characters; longer ones come from imports and mistakes.
let longestShownName = 255

/// The full text stands in the CSV reports; a page shows the beginning.
func shortened(_ text: String, to limit: Int = longestShownName) -> String {
    guard text.utf8.count > limit, let end = text.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex),
        end != text.endIndex
    else { return text }
    return text[..<end] + "…"
}

/// HTML allows no control characters and no noncharacters, not even escaped; U+FFFD stands for each.
func withoutForbiddenCharacters(_ text: String) -> String {
    let mayHoldSome = text.utf8.contains { byte in
        switch byte {
        case ..<0x20, 0x7F, 0xC2, 0xEF...: true
        default: false
        }
    }
    guard mayHoldSome else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        scalars.append(isForbiddenInHTML(scalar) ? "\u{FFFD}" : scalar)
    }
    return String(scalars)
}

func isForbiddenInHTML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case ..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
}
