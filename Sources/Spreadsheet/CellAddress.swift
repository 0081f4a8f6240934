/// One cell, for messages, links and charts. Row and column count from 0; the description is Excel's (`Students!C2`).
package struct CellAddress: Hashable, Sendable, CustomStringConvertible {
    package let sheet: String
    package let row: Int
    package let column: Int

    package init(sheet: String, row: Int, column: Int) {
        self.sheet = sheet
        self.row = row
        self.column = column
    }

    package var description: String { "\(sheet)!\(Self.letters(ofColumn: column))\(row + 1)" }

    /// The cell as formulas and internal links name it: sheet in apostrophes, an apostrophe in it doubled.
    package var quoted: String { "\(Self.quotedSheet(sheet))!\(Self.letters(ofColumn: column))\(row + 1)" }

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

    static func quotedSheet(_ name: String) -> String {
        "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

/// A rectangle of cells on one sheet, rows and columns counted from 0, both ends included.
package struct CellRange: Hashable, Sendable {
    package let rows: ClosedRange<Int>
    package let columns: ClosedRange<Int>

    package init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.rows = rows
        self.columns = columns
    }

    /// `A2:C10`, without the sheet.
    package var reference: String {
        "\(CellAddress.letters(ofColumn: columns.lowerBound))\(rows.lowerBound + 1)"
            + ":\(CellAddress.letters(ofColumn: columns.upperBound))\(rows.upperBound + 1)"
    }
}
