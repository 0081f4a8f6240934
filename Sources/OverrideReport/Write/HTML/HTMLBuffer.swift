import CanvasAPI
import Foundation

/// A piece of a page in the making: UTF-8 bytes, in which markup and text can't be taken for one another.
struct HTMLBuffer {
    private(set) var bytes: [UInt8] = []

    init(reservingCapacity capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    init(_ markup: String) {
        self.markup(markup)
    }

    /// Tags, written as they are. Never give it what came from Canvas.
    mutating func markup(_ markup: String) {
        bytes.append(contentsOf: markup.utf8)
    }

    /// Anything that came from Canvas or a user, as element content or as an attribute's quoted value.
    mutating func text(_ text: String) {
        for byte in withoutForbiddenCharacters(text).utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\""): markup("&quot;")
            case UInt8(ascii: "'"): markup("&#39;")
            default: bytes.append(byte)
            }
        }
    }

    /// A name that someone chose: cut to a length that no layout breaks at, and kept from turning the text around it
    /// when it is written from right to left.
    mutating func name(_ name: String) {
        element("bdi", shortened(name))
    }

    mutating func names(_ names: some Sequence<String>) {
        for (position, name) in names.enumerated() {
            if position > 0 { markup("; ") }
            self.name(name)
        }
    }

    /// An element that holds just a text.
    mutating func element(_ tag: String, _ text: String) {
        markup("<\(tag)>")
        self.text(text)
        markup("</\(tag)>")
    }

    /// The sentences of a reason.
    mutating func reasons(_ lines: [String]) {
        markup("<ul class=\"why\">")
        for line in lines { element("li", line) }
        markup("</ul>")
    }

    /// The item's name as a link to Canvas, and its kind.
    mutating func item(_ item: Item) {
        if let url = item.safeURL {
            markup("<a href=\"")
            text(url)
            markup("\">")
            name(item.name)
            markup("</a>")
        } else {
            name(item.name)
        }
        element("small", item.kindText)
    }

    mutating func append(_ other: HTMLBuffer) {
        append(other.bytes)
    }

    /// Markup, as ``markup(_:)`` takes it.
    mutating func append(_ markup: [UInt8]) {
        bytes.append(contentsOf: markup)
    }
}

/// U+FFFD stands for each character that HTML forbids.
func withoutForbiddenCharacters(_ text: String) -> String {
    let mayHoldSome = text.utf8.contains { byte in
        switch byte {
        case ..<0x20, 0x7F, 0xC2, 0xEF...: true
        default: false
        }
    }
    guard mayHoldSome else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { scalars.append(isForbiddenInHTML(scalar) ? "\u{FFFD}" : scalar) }
    return String(scalars)
}

/// Dates as people read them, in one zone. A course has few distinct instants and a page shows each of them often, so
/// every text is made once.
final class PageDates {
    let zone: TimeZone
    private var texts: [Instant: PageDate] = [:]

    init(zone: TimeZone) {
        self.zone = zone
    }

    subscript(instant: Instant) -> PageDate {
        if let known = texts[instant] { return known }
        let made = PageDate(instant, in: zone)
        texts[instant] = made
        return made
    }

    func element(_ instant: Instant, class name: String? = nil) -> String {
        let text = self[instant]
        let attribute = name.map { " class=\"\($0)\"" } ?? ""
        return "<time\(attribute) datetime=\"\(text.exact)\">\(text.shown)</time>"
    }
}

struct PageDate {
    /// `Fri 20 Feb 2026, 23:59`
    let shown: String
    /// `2026-02-20T23:59:59-05:00`
    let exact: String

    init(_ instant: Instant, in zone: TimeZone) {
        exact = DateText.text(instant, in: zone)
        shown = instant.words(in: zone)
    }
}

extension Item {
    /// A link only where it is one: no `javascript:` from a Canvas that was talked into it.
    var safeURL: String? { url.flatMap(webAddress) }
}

/// The address when it is `http` or `https`, else `nil`.
func webAddress(_ text: String) -> String? {
    let isWeb = text.hasPrefix("https://") || text.hasPrefix("http://")
    return isWeb ? text : nil
}
