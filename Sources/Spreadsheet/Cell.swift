/// One cell to write: a value, and how it looks.
package struct Cell: Equatable, Sendable {
    package enum Value: Equatable, Sendable {
        case blank
        case text(String)
        case number(Double)
        /// Shown by the style's number format; a cell without a style gets `yyyy-mm-dd hh:mm`.
        case date(WallClock)
        case boolean(Bool)
        /// The text that is seen, and where a click on it leads. An empty text shows the target.
        case link(Link, text: String)
    }

    package var value: Value
    package var style: StyleID?

    package init(_ value: Value, _ style: StyleID? = nil) {
        self.value = value
        self.style = style
    }

    package static func text(_ text: String, _ style: StyleID? = nil) -> Cell { Cell(.text(text), style) }
    package static func number(_ number: Double, _ style: StyleID? = nil) -> Cell { Cell(.number(number), style) }
    package static func number(_ number: Int, _ style: StyleID? = nil) -> Cell { Cell(.number(Double(number)), style) }
    package static func date(_ date: WallClock, _ style: StyleID? = nil) -> Cell { Cell(.date(date), style) }
    package static func boolean(_ boolean: Bool, _ style: StyleID? = nil) -> Cell { Cell(.boolean(boolean), style) }
    package static func blank(_ style: StyleID? = nil) -> Cell { Cell(.blank, style) }
    package static func link(_ link: Link, text: String, _ style: StyleID? = nil) -> Cell {
        Cell(.link(link, text: text), style)
    }
}

/// Where a link leads.
package enum Link: Equatable, Sendable {
    /// `https:`, `http:` or `mailto:`. Anything else, and what Excel finds too long, is written as text.
    case web(String)
    /// A cell of this workbook.
    case cell(CellAddress)

    /// As libxlsxwriter takes it; nil when a cell can't hold such a link.
    var target: String? {
        switch self {
        case .cell(let address):
            return "internal:" + address.quoted
        case .web(let url):
            let start = url.prefix(8).lowercased()
            guard ["https://", "http://", "mailto:"].contains(where: start.hasPrefix),
                url.utf16.count <= SpreadsheetLimits.linkUnits,
                url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF })
            else { return nil }
            return url
        }
    }

    /// What is shown when the cell has no text of its own.
    var shownTarget: String {
        switch self {
        case .web(let url): url
        case .cell(let address): address.description
        }
    }
}

/// A date and time as a clock on the wall shows it, without a zone: what a spreadsheet calls a date.
package struct WallClock: Hashable, Sendable, CustomStringConvertible {
    package let year, month, day, hour, minute, second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    package var description: String {
        func two(_ number: Int) -> String { String(number).leftPadded(to: 2) }
        return "\(String(year).leftPadded(to: 4))-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)):\(two(second))"
    }

    /// Days since the end of 1899, the time as a fraction; nil for what a sheet has no number for.
    ///
    /// Excel takes 1900 for a leap year (as Lotus 1-2-3 did): before March 1900 the number is one less than the days.
    package var serial: Double? {
        guard (1900...9999).contains(year), (1...12).contains(month), (1...Self.days(ofMonth: month, in: year)) ~= day,
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        // 1899-12-30 is day 693,899 of the calendar that starts on 0000-03-01.
        let days = Self.daysSinceMarchOfYearZero(year, month, day) - 693_899
        let seconds = hour * 3600 + minute * 60 + second
        return Double(days < 61 ? days - 1 : days) + Double(seconds) / 86_400
    }

    private static func days(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A year that starts in March has its leap day at its end, which makes the months' lengths a line.
    private static func daysSinceMarchOfYearZero(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1
    }
}

/// One cell's place, for messages, links and charts. Row and column count from 0; the description is Excel's
/// (`Students!C2`).
package struct CellAddress: Hashable, Sendable, CustomStringConvertible {
    package let sheet: String
    package let row: Int
    package let column: Int

    package init(sheet: String, row: Int, column: Int) {
        (self.sheet, self.row, self.column) = (sheet, row, column)
    }

    package var description: String { "\(sheet)!\(Self.letters(ofColumn: column))\(row + 1)" }

    /// The cell as formulas and internal links name it: sheet in apostrophes, an apostrophe in it doubled.
    package var quoted: String {
        "'\(sheet.replacing("'", with: "''"))'!\(Self.letters(ofColumn: column))\(row + 1)"
    }

    /// `0` is `A`, `25` is `Z`, `26` is `AA`.
    package static func letters(ofColumn column: Int) -> String {
        var letters = ""
        var rest = column
        repeat {
            letters = String(UnicodeScalar(UInt8(65 + rest % 26))) + letters
            rest = rest / 26 - 1
        } while rest >= 0
        return letters
    }
}

/// A rectangle of cells on one sheet, rows and columns counted from 0, both ends included.
package struct CellRange: Hashable, Sendable {
    package let rows: ClosedRange<Int>
    package let columns: ClosedRange<Int>

    package init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        (self.rows, self.columns) = (rows, columns)
    }

    /// `A2:C10`, without the sheet.
    var reference: String {
        [(rows.lowerBound, columns.lowerBound), (rows.upperBound, columns.upperBound)]
            .map { row, column in "\(CellAddress.letters(ofColumn: column))\(row + 1)" }
            .joined(separator: ":")
    }
}
