/// How a cell looks. Register it with a workbook once, and use the number it gives for every cell.
package struct CellStyle: Hashable, Sendable {
    package enum Horizontal: Hashable, Sendable { case left, center, right }
    package enum Vertical: Hashable, Sendable { case top, center, bottom }
    package enum Line: Hashable, Sendable { case thin, medium, hair }

    package struct Edge: Hashable, Sendable {
        package var line: Line
        package var color: Color

        package init(_ line: Line, _ color: Color) {
            self.line = line
            self.color = color
        }
    }

    /// Nil is the workbook's own: Calibri, 11 points.
    package var fontName: String?
    package var fontSize: Double?
    package var bold = false
    package var italic = false
    package var underlined = false
    package var fontColor: Color?
    package var fill: Color?
    /// As Excel writes it, in English: `yyyy-mm-dd hh:mm`, `#,##0`, `@` for text.
    package var numberFormat: String?
    package var horizontal: Horizontal?
    package var vertical: Vertical?
    package var wraps = false
    package var indent = 0
    package var top: Edge?
    package var bottom: Edge?
    package var left: Edge?
    package var right: Edge?

    package init() {}

    /// A copy with some properties changed: `base.with { $0.bold = true }`.
    package func with(_ change: (inout CellStyle) -> Void) -> CellStyle {
        var copy = self
        change(&copy)
        return copy
    }
}

/// Red, green and blue, eight bits each: `Color(0xC00000)`.
package struct Color: Hashable, Sendable {
    package let rgb: UInt32

    package init(_ rgb: UInt32) { self.rgb = rgb & 0xFF_FFFF }

    package static let black = Color(0x000000)
    package static let white = Color(0xFFFFFF)
}

/// A style that a workbook knows.
package struct StyleID: Hashable, Sendable {
    let workbook: ObjectIdentifier
    let index: Int
}
