import CanvasAPI
import Foundation
import Spreadsheet

/// One kind of row on its sheet, and on the sheets that it goes on in.
final class TableSheet<Row> {
    private let definition: SheetDefinition<Row>
    private let sheet: ContinuedWorksheet
    /// Links that the sheet had no room for.
    private var linksAsText = 0
    private let styles: ReportStyles
    private let linksInRow: Int
    private let wrapped: [(column: Int, width: Double)]
    private var dates = SheetDates()

    init(
        _ definition: SheetDefinition<Row>,
        in workbook: Workbook,
        styles: ReportStyles,
        footer: String
    ) throws(SpreadsheetError) {
        self.definition = definition
        self.styles = styles
        linksInRow = definition.columns.count { $0.link != nil }
        wrapped = definition.columns.enumerated()
            .filter { $0.element.role == .wrapped }
            .map { (column: $0.offset, width: $0.element.widths.upperBound * WrappedText.lettersPerDigit) }
        sheet = try ContinuedWorksheet(
            name: definition.name,
            layout: Self.layout(definition, styles: styles, footer: footer),
            in: workbook
        )
    }

    /// - Returns: where the row begins.
    @discardableResult
    func append(_ row: Row) throws(SpreadsheetError) -> CellAddress {
        let rowTone = definition.tone(row)
        // All links of a row or none, so that a reader can tell where they stop.
        let hasLinks = sheet.linksLeft >= linksInRow
        var cells: [Cell] = []
        cells.reserveCapacity(definition.columns.count)
        for column in definition.columns {
            cells.append(cell(column, row, tone: column.tone?(row) ?? rowTone, hasLinks: hasLinks))
        }
        return try sheet.append(cells, height: height(of: cells))
    }

    /// Rows with long sentences are as high as these need, up to ten lines.
    private func height(of cells: [Cell]) -> Double? {
        var lines = 1
        for (column, width) in wrapped {
            let text: String
            switch cells[column].value {
            case .text(let plain), .link(_, let plain): text = plain
            case .blank, .number, .date, .boolean: continue
            }
            guard text.utf8.count > Int(width) else { continue }
            lines = max(lines, WrappedText.lines(text, width: width))
        }
        return lines > 1 ? Double(min(lines, 10)) * WrappedText.lineHeight : nil
    }

    func finish() throws(SpreadsheetError) -> SummaryPage.Sheet {
        try sheet.finish()
        return SummaryPage.Sheet(
            names: sheet.sheetNames,
            meaning: definition.rowMeaning,
            rows: sheet.rowCount,
            linksAsText: linksAsText
        )
    }

    private func cell(_ column: SheetColumn<Row>, _ row: Row, tone: CellTone, hasLinks: Bool) -> Cell {
        switch column.value(row) {
        case .blank:
            // A blank cell of a plain row needs no style; one of a marked row shows the mark.
            return .blank(tone == .plain || column.isFolded ? nil : styles[.text, tone])
        case .text(let text):
            let isWrapped = column.role == .wrapped
            if let target = column.link?(row), !target.isEmpty {
                if hasLinks { return .link(.web(target), text: text, styles[isWrapped ? .wrappedLink : .link, tone]) }
                linksAsText += 1
            }
            return .text(text, styles[isWrapped ? .wrapped : .text, tone])
        case .number(let number):
            return .number(number, styles[column.role, tone])
        case .instant(let instant, let zone):
            return Cell(dates.value(of: instant, in: zone), styles[.date, tone])
        }
    }

    private static func layout(
        _ definition: SheetDefinition<Row>,
        styles: ReportStyles,
        footer: String
    ) -> ContinuedWorksheet.Layout {
        let columns = definition.columns.map { column in
            ContinuedWorksheet.Column(
                heading: column.heading,
                headingStyle: column.isFolded ? styles.foldedHeading : styles.heading,
                widths: column.widths,
                isFolded: column.isFolded,
                holdsNumbersAsText: column.holdsNumbersAsText
            )
        }
        var layout = ContinuedWorksheet.Layout(columns: columns)
        // Bold letters are wider, and the filter's button takes room.
        let lines = definition.columns.map { WrappedText.lines($0.heading, width: $0.widths.lowerBound - 3) }
        layout.headingHeight = 15.75 * Double(min(4, lines.max() ?? 1)) + 3
        layout.frozenColumns = definition.frozenColumns
        layout.printedColumns = definition.columns.firstIndex { $0.name == definition.lastPrinted }.map { $0 + 1 }
        layout.tabColor = definition.tabColor
        layout.page.landscape = true
        layout.page.fit = .init(across: 1, down: 0)
        layout.page.margins = .init(left: 0.4, right: 0.4, top: 0.6, bottom: 0.6)
        layout.page.printsGridlines = true
        layout.page.header = .init(left: [.sheetName])
        layout.page.footer = .init(left: [.text(footer)], right: [.text("Page "), .page, .text(" of "), .pages])
        return layout
    }
}

/// How many lines a text takes in a column. Not every program finds that out by itself.
enum WrappedText {
    static let lineHeight = 15.0
    /// Column widths are in digits; letters of running text are narrower.
    static let lettersPerDigit = 1.1

    static func lines(_ text: String, width: Double) -> Int {
        let room = max(4, Int(width))
        var lines = 1
        var used = 0
        for word in text.split(separator: " ") {
            if used > 0, used + 1 + word.count > room {
                lines += 1
                used = word.count
            } else {
                used += (used > 0 ? 1 : 0) + word.count
            }
        }
        return lines
    }
}

/// Dates as a clock in a zone shows them. Remembers what it worked out: a course has many rows but few distinct dates.
struct SheetDates {
    private struct Key: Hashable {
        let instant: Instant
        let zone: TimeZone
    }

    private var values: [Key: Cell.Value] = [:]

    /// A date cell; text for what no cell can hold as a date (before 1900).
    mutating func value(of instant: Instant, in zone: TimeZone) -> Cell.Value {
        let key = Key(instant: instant, zone: zone)
        if let value = values[key] { return value }
        // A list of many courses has many dates in all; those of courses gone by are not needed again.
        if values.count > 50_000 { values.removeAll() }
        let clock = WallClock(instant, in: zone)
        let value = clock.serial == nil ? .text(DateText.text(instant, in: zone)) : Cell.Value.date(clock)
        values[key] = value
        return value
    }
}

extension WallClock {
    init(_ instant: Instant, in zone: TimeZone) {
        let local = LocalTime(instant, in: zone)
        let date = local.date
        self.init(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: local.secondOfDay / 3600,
            minute: local.secondOfDay / 60 % 60,
            second: local.secondOfDay % 60
        )
    }
}
