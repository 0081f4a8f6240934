import CanvasAPI
import Foundation
import Spreadsheet

/// One kind of row on its sheet, and on the sheets that it goes on in. What many cells show alike is made ready once, and
/// handed to libxlsxwriter as it is.
final class TableSheet<Row> {
    private let definition: SheetDefinition<Row>
    private let sheet: ContinuedWorksheet
    private var links = 0
    /// Cells whose links were left out.
    private var linksAsText = 0
    private let linksInRow: Int
    private let styles: ReportStyles
    /// Of the course at hand.
    private var pieces: RowPieces<Row, ReadyCells>
    private var looks = MadeOfParts<SheetRowLook>()
    private var cells: [ReadyCells] = []
    private var texts: [String: PreparedText] = [:]
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
        pieces = RowPieces(definition.columns.map(\.part))
        sheet = try ContinuedWorksheet(
            name: definition.name,
            layout: Self.layout(definition, styles: styles, footer: footer),
            in: workbook
        )
    }

    /// Writes the rows of one course.
    ///
    /// - Parameter wrote: is told where each row begins.
    func append(
        _ rows: some Sequence<Row>,
        wrote: ((Row, CellAddress) -> Void)? = nil
    ) throws(SpreadsheetError) {
        for row in rows {
            cells.removeAll(keepingCapacity: true)
            pieces.forEach(of: row) {
                ready($0, row)
            } _: {
                cells.append($0)
            }
            let look = looks.made(of: definition.lookPart?.object(row)) { definition.look(row) }
            let address = try append(look)
            wrote?(row, address)
        }
        pieces.removeAll()
        looks = MadeOfParts()
        // Codes and reasons come again in the next course; names of people and items do not.
        if texts.count > 5_000 { texts = [:] }
    }

    private func append(_ look: SheetRowLook) throws(SpreadsheetError) -> CellAddress {
        // All links of a row or none, so that a reader can tell where they stop.
        let hasRoom = links + linksInRow <= mostLinksOfSheet
        // Rows with long sentences are as high as these need, up to ten lines.
        let lines = cells.reduce(1) { max($0, $1.lines) }
        let height = lines > 1 ? Double(min(lines, 10)) * WrappedText.lineHeight : nil
        return try sheet.append(height: height) { writer in
            var column = 0
            for piece in cells {
                for cell in piece.cells {
                    let tone = cell.tone ?? look.tone
                    switch cell.content {
                    case .nothing: break
                    // A blank cell shows the colour behind it, and no letters.
                    case .blank: writer.blank(column: column, style: tone.hasFill ? styles[.text, tone] : nil)
                    case .text(let text):
                        if look.hasLinks, let (target, role) = cell.link {
                            if hasRoom {
                                links += 1
                                writer.link(target, text: text, column: column, style: styles[role, tone])
                                break
                            }
                            linksAsText += 1
                        }
                        writer.text(text, column: column, style: styles[cell.role, tone])
                    case .number(let number): writer.number(number, column: column, style: styles[cell.role, tone])
                    }
                    column += 1
                }
            }
        }
    }

    private func ready(_ range: Range<Int>, _ row: Row) -> ReadyCells {
        var lines = 1
        let cells = range.map { index in
            let column = definition.columns[index]
            let isWrapped = column.role == .wrapped
            var cell = ReadyCell(content: .nothing, role: isWrapped ? .wrapped : .text, tone: column.tone?(row))
            switch column.value(row) {
            case .blank: if !column.isFolded { cell.content = .blank }
            case .text(let text):
                cell.content = .text(prepared(text))
                if let target = column.link?(row), !target.isEmpty {
                    cell.link = (PreparedLink(.web(target)), isWrapped ? .wrappedLink : .link)
                }
                if isWrapped { lines = max(lines, WrappedText.lines(text, widest: column.widths.upperBound)) }
            case .number(let number): (cell.content, cell.role) = (.number(number), column.role)
            case .instant(let instant, let zone):
                let serial = dates.serial(of: instant, in: zone)
                cell.content = serial.map { .number($0) } ?? .text(PreparedText(DateText.text(instant, in: zone)))
                cell.role = .date
            }
            return cell
        }
        return ReadyCells(cells: cells, lines: lines)
    }

    private func prepared(_ text: String) -> PreparedText {
        if let known = texts[text] { return known }
        let prepared = PreparedText(text)
        texts[text] = prepared
        return prepared
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

/// A cell made ready for as many rows as show it.
private struct ReadyCell {
    enum Content {
        /// Not even a style.
        case nothing
        case blank
        case text(PreparedText)
        case number(Double)
    }

    var content: Content
    var role: CellRole
    var link: (target: PreparedLink, role: CellRole)?
    /// Another than the row's.
    let tone: CellTone?

    init(content: Content, role: CellRole, tone: CellTone?) {
        (self.content, self.role, self.tone) = (content, role, tone)
    }
}

/// Neighbours of one row.
private final class ReadyCells {
    let cells: [ReadyCell]
    /// Of text, one below the other.
    let lines: Int

    init(cells: [ReadyCell], lines: Int) {
        (self.cells, self.lines) = (cells, lines)
    }
}

/// How many lines a text takes in a column. Not every program finds that out by itself.
enum WrappedText {
    static let lineHeight = 15.0
    /// Column widths are in digits; letters of running text are narrower.
    static let lettersPerDigit = 1.1

    /// - Parameter widest: of the column, in digits.
    static func lines(_ text: String, widest: Double) -> Int {
        let width = widest * lettersPerDigit
        return text.utf8.count > Int(width) ? lines(text, width: width) : 1
    }

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
private struct SheetDates {
    private struct Key: Hashable {
        let instant: Instant
        let zone: TimeZone
    }

    private var serials: [Key: Double?] = [:]

    /// The number of a date cell; `nil` for what no cell can hold as a date (before 1900).
    mutating func serial(of instant: Instant, in zone: TimeZone) -> Double? {
        let key = Key(instant: instant, zone: zone)
        if let serial = serials[key] { return serial }
        // A list of many courses has many dates in all; those of courses gone by are not needed again.
        if serials.count > 50_000 { serials.removeAll() }
        let serial = WallClock(instant, in: zone).serial
        serials[key] = serial
        return serial
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
