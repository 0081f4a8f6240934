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

    typealias Reader<Result> = @Sendable (Row) -> Result

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
    /// What alone decides the value, the link and the tone, where rows have it in common.
    var part: RowPart<Row>?
    var value: Reader<Value>
    /// The page that a click leads to.
    var link: Reader<String?>?
    /// Another tone than the row's.
    var tone: Reader<CellTone?>?
}

/// Links on one sheet at most. libxlsxwriter keeps each, and closing takes 2.4 kB more for it: with one in every row memory
/// would grow with the number of courses.
let mostLinksOfSheet = 400

/// Room for a weekday, a date and a time.
let dateColumnWidths: ClosedRange<Double> = 20.5...20.5

extension SheetColumn {
    /// The column as the text formats have it, folded away.
    init(_ column: ReportColumn<Row>, zones: ReportZones) {
        let read = column.value
        self.init(name: column.name, heading: column.heading, role: .text, widths: 10...22) { Value(read($0)) }
        isFolded = true
        part = column.part
        switch column.type {
        case .text: (widths, holdsNumbersAsText) = (8...30, column.name.hasPrefix("sis_"))
        case .identifier: holdsNumbersAsText = true
        case .boolean: widths = 10...10
        case .integer:
            (role, widths) = (.number, 11...11)
            value = { row in
                let number = read(row)
                return number == .empty ? .text("not known") : Value(number)
            }
        case .instant: (role, widths, heading) = (.date, dateColumnWidths, zones.heading(column.heading))
        case .code(let codes):
            widths = 10...24
            let words = Dictionary(codes.map { ($0, PlainWords.text(ofCode: $0)) }) { first, _ in first }
            value = { row in
                if case .text(let code) = read(row) { .text(words[code] ?? code) } else { .blank }
            }
        }
        // Two lines are enough for the heading.
        let least = max(widths.lowerBound, Double(heading.count) / 2 + 8)
        widths = least...max(least, widths.upperBound)
    }
}

extension SheetColumn.Value {
    init(_ value: ReportValue) {
        switch value {
        case .empty: self = .blank
        case .text(let text): self = .text(text)
        case .identifier(let id): self = .text(id.description)
        case .boolean(let isTrue): self = .text(PlainWords.text(of: isTrue))
        case .integer(let number): self = .number(Double(number))
        case .instant(let instant, let zone): self = .instant(instant, zone)
        }
    }
}

/// How one kind of row becomes a sheet.
struct SheetDefinition<Row> {
    let name: String
    /// What a row is, for the Summary.
    let rowMeaning: String
    /// Columns at the left that stay in view.
    let frozenColumns: Int
    /// The name of the last column on paper; nil prints all in view.
    var lastPrinted: String?
    let tabColor: Color
    /// What alone decides the look, where rows have it in common.
    var lookPart: RowPart<Row>?
    var look: @Sendable (Row) -> SheetRowLook = { _ in SheetRowLook() }
    let columns: [SheetColumn<Row>]
}

/// What a row tells by its looks.
struct SheetRowLook {
    var tone = CellTone.plain
    /// Whether its cells lead somewhere, as long as few on the sheet do.
    var hasLinks = true
}

/// Picks columns of a report for the front of its sheet.
struct FrontColumns<Row> {
    let all: [ReportColumn<Row>]
    let zones: ReportZones

    /// The report's column of this name; nil where the report has no such column.
    func callAsFunction(
        _ name: String,
        heading: String? = nil,
        role: CellRole? = nil,
        widths: ClosedRange<Double>? = nil,
        link: SheetColumn<Row>.Reader<String?>? = nil,
        tone: SheetColumn<Row>.Reader<CellTone?>? = nil,
        value: SheetColumn<Row>.Reader<SheetColumn<Row>.Value>? = nil
    ) -> SheetColumn<Row>? {
        guard let column = all.first(where: { $0.name == name }) else { return nil }
        var front = SheetColumn(column, zones: zones)
        front.isFolded = false
        front.heading = heading ?? front.heading
        front.role = role ?? front.role
        front.widths = widths ?? front.widths
        front.link = link
        front.tone = tone
        front.value = value ?? front.value
        return front
    }

    /// The columns for people in front, and others of the CSV folded away behind them.
    ///
    /// - Parameters:
    ///   - front: nil where the report or this workbook has no such column.
    ///   - names: of the others, all by default.
    func columns(_ front: [SheetColumn<Row>?], folded names: [String]? = nil) -> [SheetColumn<Row>] {
        let front = front.compactMap { $0 }
        let shown = Set(front.map(\.name))
        let headings = Set(front.map(\.heading))
        let others = names.map { names in names.compactMap { name in all.first { $0.name == name } } } ?? all
        let folded = others.filter { !shown.contains($0.name) }.map { column in
            var column = SheetColumn(column, zones: zones)
            // The front has the same in words.
            if headings.contains(column.heading) { column.heading += " (codes)" }
            return column
        }
        return front + folded
    }
}

/// The zones that the dates of one workbook are written in.
enum ReportZones: Sendable, Equatable {
    /// All dates are in this zone: the headings name it.
    case single(TimeZone)
    /// Each course has its own: a column of the row says which.
    case several

    /// - Parameter courseZones: the zones of the courses in the list, as `--time-zone course` writes their dates.
    init(_ choice: TimeZoneChoice, courseZones: Set<TimeZone>) {
        switch choice {
        case .utc: self = .single(.gmt)
        case .named(let zone): self = .single(zone)
        case .course:
            if let zone = courseZones.first, courseZones.count == 1 { self = .single(zone) } else { self = .several }
        }
    }

    /// The zone of dates that belong to no course: when the run was, say.
    var forRun: TimeZone { if case .single(let zone) = self { zone } else { .gmt } }

    /// `Due (America/New_York)`, or `Due` where the rows say which zone.
    func heading(_ heading: String) -> String {
        if case .single(let zone) = self { "\(heading) (\(zone.nameForReaders))" } else { heading }
    }
}
