import CXLSXWriter

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

/// The styles of one workbook as libxlsxwriter's formats: each distinct style once.
struct StyleRegistry {
    private var formats: [UnsafeMutablePointer<lxw_format>] = []
    private var indexes: [CellStyle: Int] = [:]

    mutating func index(
        of style: CellStyle,
        in workbook: UnsafeMutablePointer<lxw_workbook>,
        place: String
    ) throws(SpreadsheetError) -> Int {
        if let index = indexes[style] { return index }
        try style.check(place: place)
        guard let format = workbook_add_format(workbook) else {
            throw .library(place: place, action: "add a style", code: 1, message: "Out of memory")
        }
        style.apply(to: format)
        formats.append(format)
        indexes[style] = formats.count - 1
        return formats.count - 1
    }

    func format(at index: Int) -> UnsafeMutablePointer<lxw_format>? {
        formats.indices.contains(index) ? formats[index] : nil
    }
}

extension CellStyle {
    fileprivate func check(place: String) throws(SpreadsheetError) {
        for (name, text) in [("font name", fontName), ("number format", numberFormat)] {
            // The library keeps both in fields of 128 bytes.
            guard let text else { continue }
            if text.isEmpty { throw .emptyText(name: name, place: place) }
            if text.utf8.count > 127 || text.contains("\0") {
                throw .setting(name: name, place: place, value: "“\(text)”", allowed: "at most 127 bytes, no NUL")
            }
        }
        if let fontSize, !(1...409).contains(fontSize) {
            throw .setting(name: "font size", place: place, value: "\(fontSize)", allowed: "1 to 409 points")
        }
        if !(0...15).contains(indent) {
            throw .setting(name: "indent", place: place, value: "\(indent)", allowed: "0 to 15")
        }
    }

    fileprivate func apply(to format: UnsafeMutablePointer<lxw_format>) {
        if let fontName { format_set_font_name(format, fontName) }
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
        if let top {
            format_set_top(format, top.line.library)
            format_set_top_color(format, top.color.library)
        }
        if let bottom {
            format_set_bottom(format, bottom.line.library)
            format_set_bottom_color(format, bottom.color.library)
        }
        if let left {
            format_set_left(format, left.line.library)
            format_set_left_color(format, left.color.library)
        }
        if let right {
            format_set_right(format, right.line.library)
            format_set_right_color(format, right.color.library)
        }
    }
}

extension Color {
    /// The library takes 0 for “no colour”; its black has a bit above the 24.
    var library: lxw_color_t { rgb == 0 ? 0x100_0000 : lxw_color_t(rgb) }
}

extension CellStyle.Horizontal {
    fileprivate var library: UInt8 {
        switch self {
        case .left: UInt8(LXW_ALIGN_LEFT.rawValue)
        case .center: UInt8(LXW_ALIGN_CENTER.rawValue)
        case .right: UInt8(LXW_ALIGN_RIGHT.rawValue)
        }
    }
}

extension CellStyle.Vertical {
    fileprivate var library: UInt8 {
        switch self {
        case .top: UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue)
        case .center: UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue)
        case .bottom: UInt8(LXW_ALIGN_VERTICAL_BOTTOM.rawValue)
        }
    }
}

extension CellStyle.Line {
    fileprivate var library: UInt8 {
        switch self {
        case .thin: UInt8(LXW_BORDER_THIN.rawValue)
        case .medium: UInt8(LXW_BORDER_MEDIUM.rawValue)
        case .hair: UInt8(LXW_BORDER_HAIR.rawValue)
        }
    }
}
