import Spreadsheet

/// What a cell is for.
enum CellRole: CaseIterable {
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
enum CellTone: CaseIterable {
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

    private let styles: [CellRole: [CellTone: StyleID]]
    let heading: StyleID
    let foldedHeading: StyleID

    init(in workbook: Workbook) throws(SpreadsheetError) {
        var styles: [CellRole: [CellTone: StyleID]] = [:]
        for role in CellRole.allCases {
            for tone in CellTone.allCases {
                styles[role, default: [:]][tone] = try workbook.register(Self.style(role, tone))
            }
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

    subscript(role: CellRole, tone: CellTone) -> StyleID? { styles[role]?[tone] }

    static func style(_ role: CellRole, _ tone: CellTone) -> CellStyle {
        var style = CellStyle()
        style.vertical = .top
        switch role {
        case .text: break
        case .wrapped: style.wraps = true
        case .link: style.fontColor = Palette.link
        case .wrappedLink:
            style.fontColor = Palette.link
            style.wraps = true
        case .date:
            style.numberFormat = dateFormat
            style.horizontal = .left
        case .number:
            style.numberFormat = "#,##0"
            style.horizontal = .right
            style.indent = 1
        case .days:
            // `0.##` would leave the point behind whole days.
            style.numberFormat = "+General;-General;0"
            style.horizontal = .right
            style.indent = 1
        }
        tone.apply(to: &style)
        return style
    }
}

extension CellTone {
    fileprivate func apply(to style: inout CellStyle) {
        switch self {
        case .plain: break
        case .differs: style.fill = Color(0xFFF8E1)
        case .changed:
            style.fill = Color(0xFFE082)
            style.bold = true
        case .faded:
            style.italic = true
            style.fontColor = Color(0x666666)
        case .good: (style.fill, style.fontColor) = (Color(0xE2F0D9), Color(0x1E5B1E))
        case .note: (style.fill, style.fontColor) = (Color(0xDDEBF7), Color(0x1F3864))
        case .warning: (style.fill, style.fontColor) = (Color(0xFFE699), Color(0x5C4100))
        case .error:
            (style.fill, style.fontColor) = (Color(0xF8CBAD), Color(0x8B0000))
            style.bold = true
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
