import CanvasAPI
import Foundation
import Spreadsheet

/// One column of a sheet: a column of the report, or one that only people need.
struct SheetColumn<Row> {
    enum Value {
        case blank
        case text(String)
        case number(Double)
        case instant(Instant, TimeZone)
    }

    /// The name in the CSV; a column of the sheet alone has a name of its own.
    var name: String
    var heading: String
    var role: CellRole
    /// The column grows with its texts from the lower to the upper width.
    var widths: ClosedRange<Double>
    /// In the group at the right that is folded away at first.
    var isFolded = false
    /// Ids look like numbers, and Excel would mark each one.
    var holdsNumbersAsText = false
    var value: @Sendable (Row) -> Value
    /// The page that a click leads to.
    var link: (@Sendable (Row) -> String?)?
    /// Another tone than the row's.
    var tone: (@Sendable (Row) -> CellTone?)?
}

extension SheetColumn {
    /// The column as the text formats have it, folded away.
    init(_ column: ReportColumn<Row>, zones: ReportZones) {
        name = column.name
        heading = column.heading
        let read = column.value
        value = { Value(read($0)) }
        switch column.type {
        case .text:
            (role, widths, holdsNumbersAsText) = (.text, 8...30, column.name.hasPrefix("sis_"))
        case .identifier:
            (role, widths, holdsNumbersAsText) = (.text, 10...22, true)
        case .boolean:
            (role, widths) = (.text, 10...10)
        case .integer:
            (role, widths) = (.number, 11...11)
            value = { row in
                let number = read(row)
                return number == .empty ? .text("not known") : Value(number)
            }
        case .instant:
            (role, widths) = (.date, 20.5...20.5)
            heading = zones.heading(column.heading)
        case .code:
            (role, widths) = (.text, 10...24)
            value = { row in
                if case .text(let code) = read(row), !code.isEmpty {
                    .text(PlainWords.text(ofCode: code))
                } else {
                    .blank
                }
            }
        }
        isFolded = true
        // Two lines are enough for the heading.
        let least = max(widths.lowerBound, Double(heading.count) / 2 + 8)
        widths = least...max(least, widths.upperBound)
    }
}

extension SheetColumn.Value {
    init(_ value: ReportValue) {
        switch value {
        case .text(let text): self = text.isEmpty ? .blank : .text(text)
        case .identifier(let id?): self = .text(id.description)
        case .boolean(let boolean?): self = .text(PlainWords.text(of: boolean))
        case .integer(let number): self = .number(Double(number))
        case .instant(let instant?, let zone): self = .instant(instant, zone)
        case .identifier(nil), .boolean(nil), .instant(nil, _), .empty: self = .blank
        }
    }
}
