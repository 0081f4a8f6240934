import Spreadsheet

/// What a cell is for.
enum CellRole: Int, CaseIterable {
    case text
    /// Long sentences, on as many lines as they need.
    case wrapped
    case link
    case wrappedLink
    case date
    case number
    /// Days before or after, with their sign.
    case days
}

/// What a cell tells by its looks.
enum CellTone: Int, CaseIterable {
    case plain
    /// A row whose dates are others than everyone's.
    case differs
    /// The date itself.
    case changed
    /// A row that does not apply to the student or section.
    case faded
    case good
    case note
    case warning
    case error
}

/// The looks of the report's tables: one style for each role and tone. Colour never stands alone: a changed date is
/// bold, a faded row italic, and a severity is a word.
struct ReportStyles {
    static let dateFormat = "ddd d mmm yyyy hh:mm"
    static let countFormat = "#,##0"

    /// By role, then by tone.
    private let styles: [StyleID]
    let heading: StyleID
    let foldedHeading: StyleID

    init(in workbook: Workbook) throws(SpreadsheetError) {
        var styles: [StyleID] = []
        for role in CellRole.allCases {
            for tone in CellTone.allCases { styles.append(try workbook.register(Self.style(role, tone))) }
        }
        self.styles = styles
        let heading = CellStyle().with {
            $0.bold = true
            $0.fontColor = .white
            $0.fill = Palette.heading
            $0.wraps = true
            $0.vertical = .center
            $0.left = .init(.thin, Palette.headingLine)
            $0.right = .init(.thin, Palette.headingLine)
        }
        self.heading = try workbook.register(heading)
        foldedHeading = try workbook.register(heading.with { $0.fill = Palette.foldedHeading })
    }

    subscript(role: CellRole, tone: CellTone) -> StyleID {
        styles[role.rawValue * CellTone.allCases.count + tone.rawValue]
    }

    static func style(_ role: CellRole, _ tone: CellTone) -> CellStyle {
        var style = CellStyle()
        style.vertical = .top
        switch role {
        case .text: break
        case .wrapped: style.wraps = true
        case .link: style.fontColor = Palette.link
        case .wrappedLink: (style.fontColor, style.wraps) = (Palette.link, true)
        case .date: (style.numberFormat, style.horizontal) = (dateFormat, .left)
        case .number: (style.numberFormat, style.horizontal, style.indent) = (countFormat, .right, 1)
        // `0.##` would leave the point behind whole days.
        case .days: (style.numberFormat, style.horizontal, style.indent) = ("+General;-General;0", .right, 1)
        }
        tone.apply(to: &style)
        return style
    }
}

extension CellTone {
    var hasFill: Bool { self != .plain && self != .faded }

    fileprivate func apply(to style: inout CellStyle) {
        switch self {
        case .plain: break
        case .differs: style.fill = Color(0xFFF8E1)
        case .changed: (style.fill, style.bold) = (Color(0xFFE082), true)
        case .faded: (style.fontColor, style.italic) = (Color(0x666666), true)
        case .good: (style.fill, style.fontColor) = (Color(0xE2F0D9), Color(0x1E5B1E))
        case .note: (style.fill, style.fontColor) = (Color(0xDDEBF7), Color(0x1F3864))
        case .warning: (style.fill, style.fontColor) = (Color(0xFFE699), Color(0x5C4100))
        case .error: (style.fill, style.fontColor, style.bold) = (Color(0xF8CBAD), Color(0x8B0000), true)
        }
    }
}

/// Colours that the tables and the Summary share.
enum Palette {
    static let heading = Color(0x1F3864)
    static let headingLine = Color(0x8497B0)
    static let foldedHeading = Color(0x595959)
    static let link = Color(0x0B4F9E)
    static let quiet = Color(0x595959)
    static let line = Color(0xBFBFBF)
    static let accent = Color(0x2E75B6)
}

/// The looks of the Summary, which is a page rather than a table.
struct SummaryStyles {
    let title: StyleID
    let subtitle: StyleID
    let section: StyleID
    let columnHeading: StyleID
    let columnHeadingRight: StyleID
    let label: StyleID
    let text: StyleID
    let link: StyleID
    let indented: StyleID
    let number: StyleID
    let leftNumber: StyleID
    let bigNumber: StyleID
    let date: StyleID
    let hint: StyleID
    private let severities: [CellTone: StyleID]

    init(in workbook: Workbook) throws(SpreadsheetError) {
        func style(
            _ base: CellStyle,
            _ change: (inout CellStyle) -> Void = { _ in }
        ) throws(SpreadsheetError) -> StyleID {
            try workbook.register(base.with(change))
        }
        let line = CellStyle.Edge(.hair, Palette.line)
        let base = CellStyle().with { ($0.vertical, $0.bottom) = (.center, line) }
        let banner = CellStyle().with { ($0.fontColor, $0.fill, $0.indent) = (.white, Palette.heading, 1) }
        title = try style(banner) { ($0.bold, $0.fontSize, $0.vertical) = (true, 20, .center) }
        subtitle = try style(banner) { ($0.fontSize, $0.vertical) = (12, .top) }
        section = try style(CellStyle()) {
            ($0.bold, $0.fontSize, $0.fontColor) = (true, 13, Palette.heading)
            $0.bottom = .init(.medium, Palette.accent)
        }
        let heading = base.with { ($0.bold, $0.fontColor) = (true, Palette.quiet) }
        columnHeading = try style(heading)
        columnHeadingRight = try style(heading) { $0.horizontal = .right }
        label = try style(base) { $0.fontColor = Palette.quiet }
        text = try style(base)
        link = try style(base) { ($0.fontColor, $0.underlined) = (Palette.link, true) }
        indented = try style(base) { $0.indent = 1 }
        let count = base.with { $0.numberFormat = ReportStyles.countFormat }
        number = try style(count)
        leftNumber = try style(count) { $0.horizontal = .left }
        bigNumber = try style(count) { $0.bold = true }
        date = try style(base) { ($0.numberFormat, $0.horizontal) = (ReportStyles.dateFormat, .left) }
        hint = try style(CellStyle()) {
            ($0.fontColor, $0.italic, $0.wraps, $0.vertical) = (Palette.quiet, true, true, .top)
        }
        var severities: [CellTone: StyleID] = [:]
        for tone in CellTone.allCases {
            severities[tone] = try style(ReportStyles.style(.text, tone)) {
                ($0.bottom, $0.vertical, $0.numberFormat) = (line, .center, ReportStyles.countFormat)
            }
        }
        self.severities = severities
    }

    subscript(tone: CellTone) -> StyleID? { severities[tone] }
}
