import Spreadsheet

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
        let line = CellStyle.Edge(.hair, Palette.line)
        let base = CellStyle().with {
            $0.vertical = .center
            $0.bottom = line
        }
        title = try workbook.register(
            CellStyle().with {
                $0.bold = true
                $0.fontSize = 20
                $0.fontColor = .white
                $0.fill = Palette.heading
                $0.vertical = .center
                $0.indent = 1
            }
        )
        subtitle = try workbook.register(
            CellStyle().with {
                $0.fontSize = 12
                $0.fontColor = .white
                $0.fill = Palette.heading
                $0.vertical = .top
                $0.indent = 1
            }
        )
        section = try workbook.register(
            CellStyle().with {
                $0.bold = true
                $0.fontSize = 13
                $0.fontColor = Palette.heading
                $0.bottom = .init(.medium, Palette.accent)
            }
        )
        let heading = base.with {
            $0.bold = true
            $0.fontColor = Palette.quiet
        }
        columnHeading = try workbook.register(heading)
        columnHeadingRight = try workbook.register(heading.with { $0.horizontal = .right })
        label = try workbook.register(base.with { $0.fontColor = Palette.quiet })
        text = try workbook.register(base)
        link = try workbook.register(
            base.with {
                $0.fontColor = Palette.link
                $0.underlined = true
            }
        )
        indented = try workbook.register(base.with { $0.indent = 1 })
        number = try workbook.register(base.with { $0.numberFormat = "#,##0" })
        leftNumber = try workbook.register(
            base.with {
                $0.numberFormat = "#,##0"
                $0.horizontal = .left
            }
        )
        bigNumber = try workbook.register(
            base.with {
                $0.numberFormat = "#,##0"
                $0.bold = true
            }
        )
        date = try workbook.register(
            base.with {
                $0.numberFormat = ReportStyles.dateFormat
                $0.horizontal = .left
            }
        )
        hint = try workbook.register(
            CellStyle().with {
                $0.fontColor = Palette.quiet
                $0.italic = true
                $0.wraps = true
                $0.vertical = .top
            }
        )
        var severities: [CellTone: StyleID] = [:]
        for tone in CellTone.allCases {
            severities[tone] = try workbook.register(
                ReportStyles.style(.text, tone).with {
                    $0.bottom = line
                    $0.vertical = .center
                    $0.numberFormat = "#,##0"
                }
            )
        }
        self.severities = severities
    }

    subscript(tone: CellTone) -> StyleID? { severities[tone] }
}
