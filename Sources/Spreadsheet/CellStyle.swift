import CXLSXWriter

/// How a cell looks. Register it with a workbook once, and use what it gives for every cell.
package struct CellStyle: Hashable, Sendable {
    package enum Horizontal: Hashable, Sendable { case left, right }
    package enum Vertical: Hashable, Sendable { case top, center }
    package enum Line: Hashable, Sendable { case thin, medium, hair }

    package struct Edge: Hashable, Sendable {
        package var line: Line
        package var color: Color

        package init(_ line: Line, _ color: Color) { (self.line, self.color) = (line, color) }
    }

    /// In points; nil is the workbook's own, 11.
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

    package static let white = Color(0xFFFFFF)

    /// The library takes 0 for “no colour”; its black has a bit above the 24.
    var library: lxw_color_t { rgb == 0 ? 0x100_0000 : lxw_color_t(rgb) }
}

/// A style as the workbook that it was registered with knows it.
package struct StyleID: Hashable, Sendable {
    /// The workbook's number: the format ends with it.
    let workbook: Int
    nonisolated(unsafe) let format: UnsafeMutablePointer<lxw_format>
}

extension CellStyle {
    func check(place: String) throws(SpreadsheetError) {
        if let numberFormat {
            if numberFormat.isEmpty { throw .emptyText(name: "number format", place: place) }
            // The library keeps it in a field of 128 bytes.
            if numberFormat.utf8.count > 127 || numberFormat.contains("\0") {
                let (value, allowed) = ("“\(numberFormat)”", "at most 127 bytes, no NUL")
                throw .setting(name: "number format", place: place, value: value, allowed: allowed)
            }
        }
        if let fontSize { try requireSetting("font size", fontSize, in: 1...409, unit: " points", place: place) }
        try requireSetting("indent", indent, in: 0...15, place: place)
    }

    func apply(to format: UnsafeMutablePointer<lxw_format>) {
        if let fontSize { format_set_font_size(format, fontSize) }
        if bold { format_set_bold(format) }
        if italic { format_set_italic(format) }
        if underlined { format_set_underline(format, UInt8(LXW_UNDERLINE_SINGLE.rawValue)) }
        if let fontColor { format_set_font_color(format, fontColor.library) }
        if let fill { format_set_bg_color(format, fill.library) }
        if let numberFormat { format_set_num_format(format, numberFormat) }
        if let horizontal { format_set_align(format, horizontal.library) }
        if let vertical { format_set_align(format, vertical.library) }
        if wraps { format_set_text_wrap(format) }
        if indent > 0 { format_set_indent(format, UInt8(indent)) }
        let edges = [
            (bottom, format_set_bottom, format_set_bottom_color), (left, format_set_left, format_set_left_color),
            (right, format_set_right, format_set_right_color),
        ]
        for case (let edge?, let setLine, let setColor) in edges {
            setLine(format, edge.line.library)
            setColor(format, edge.color.library)
        }
    }
}

extension CellStyle.Horizontal {
    fileprivate var library: UInt8 { UInt8((self == .left ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT).rawValue) }
}

extension CellStyle.Vertical {
    fileprivate var library: UInt8 {
        UInt8((self == .top ? LXW_ALIGN_VERTICAL_TOP : LXW_ALIGN_VERTICAL_CENTER).rawValue)
    }
}

extension CellStyle.Line {
    fileprivate var library: UInt8 {
        let style =
            switch self {
            case .thin: LXW_BORDER_THIN
            case .medium: LXW_BORDER_MEDIUM
            case .hair: LXW_BORDER_HAIR
            }
        return UInt8(style.rawValue)
    }
}
