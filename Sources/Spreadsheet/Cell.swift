/// One cell to write: a value, and how it looks.
package struct Cell: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case blank
        case text(String)
        case number(Double)
        /// Shown by the style's number format; a cell without a style gets `yyyy-mm-dd hh:mm`.
        case date(WallClock)
        case boolean(Bool)
        /// The text that is seen, and where a click on it leads. An empty text shows the target.
        case link(Link, text: String)
    }

    package var value: Value
    package var style: StyleID?

    package init(_ value: Value, _ style: StyleID? = nil) {
        self.value = value
        self.style = style
    }

    package static func text(_ text: String, _ style: StyleID? = nil) -> Cell { Cell(.text(text), style) }
    package static func number(_ number: Double, _ style: StyleID? = nil) -> Cell { Cell(.number(number), style) }
    package static func number(_ number: Int, _ style: StyleID? = nil) -> Cell { Cell(.number(Double(number)), style) }
    package static func date(_ date: WallClock, _ style: StyleID? = nil) -> Cell { Cell(.date(date), style) }
    package static func boolean(_ boolean: Bool, _ style: StyleID? = nil) -> Cell { Cell(.boolean(boolean), style) }
    package static func blank(_ style: StyleID? = nil) -> Cell { Cell(.blank, style) }
    package static func link(_ link: Link, text: String, _ style: StyleID? = nil) -> Cell {
        Cell(.link(link, text: text), style)
    }
}

/// Where a link leads.
package enum Link: Equatable, Sendable {
    /// `https:`, `http:` or `mailto:`. Anything else, and what Excel finds too long, is written as text.
    case web(String)
    /// A cell of this workbook.
    case cell(CellAddress)

    /// As libxlsxwriter takes it; nil when a cell can't hold such a link.
    var target: String? {
        switch self {
        case .cell(let address):
            return "internal:" + address.quoted
        case .web(let url):
            let lowercased = url.lowercased()
            guard ["https://", "http://", "mailto:"].contains(where: lowercased.hasPrefix),
                url.utf16.count <= SpreadsheetLimits.linkUnits,
                url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF })
            else { return nil }
            return url
        }
    }

    /// What is shown when the cell has no text of its own.
    var shownTarget: String {
        switch self {
        case .web(let url): url
        case .cell(let address): address.description
        }
    }
}
