/// How a sheet is printed.
package struct PageSetup: Equatable, Sendable {
    package enum Paper: Equatable, Sendable { case a4, letter }

    /// Top or bottom of each page, in three parts.
    package struct Line: Equatable, Sendable {
        package var left: [Field]
        package var center: [Field]
        package var right: [Field]

        package init(left: [Field] = [], center: [Field] = [], right: [Field] = []) {
            self.left = left
            self.center = center
            self.right = right
        }
    }

    package enum Field: Equatable, Sendable {
        case text(String)
        case page
        case pages
        case sheetName
    }

    package struct Margins: Equatable, Sendable {
        /// In inches, as Excel counts them.
        package var left, right, top, bottom: Double

        package init(left: Double, right: Double, top: Double, bottom: Double) {
            self.left = left
            self.right = right
            self.top = top
            self.bottom = bottom
        }
    }

    /// Pages that the sheet is shrunk to; 0 is as many as it takes.
    package struct Fit: Equatable, Sendable {
        package var across, down: Int

        package init(across: Int, down: Int) {
            self.across = across
            self.down = down
        }
    }

    package var landscape = false
    package var paper = Paper.letter
    package var fit: Fit?
    /// Rows printed again on each page, counted from 0.
    package var repeatedRows: ClosedRange<Int>?
    package var header: Line?
    package var footer: Line?
    package var margins: Margins?
    package var centeredHorizontally = false
    package var printsGridlines = false
    /// What is printed of the sheet; nil is all of it.
    package var area: CellRange?

    package init() {}
}

extension PageSetup.Line {
    /// Excel's codes: `&L`, `&C`, `&R` start a part, `&P`, `&N`, `&A` are fields, and `&&` is an ampersand.
    var code: String {
        [("&L", left), ("&C", center), ("&R", right)]
            .filter { !$0.1.isEmpty }
            .map { part, fields in part + fields.map(\.code).joined() }
            .joined()
    }
}

extension PageSetup.Field {
    fileprivate var code: String {
        switch self {
        case .text(let text):
            CellText.prepared(text).split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&&")
        case .page: "&P"
        case .pages: "&N"
        case .sheetName: "&A"
        }
    }
}
