/// What one worksheet can hold. The numbers are Excel's; tests lower the first two to reach an edge quickly.
package struct SpreadsheetLimits: Equatable, Sendable {
    /// Rows of one sheet, the header among them.
    package var rows: Int
    /// Links of one sheet. Excel opens a file with more only after a repair that drops them all.
    package var links: Int
    /// Bytes of one sheet's XML. A part of a zip file without 64-bit extensions holds 4 GiB.
    package var sheetBytes: Int

    package init(rows: Int, links: Int, sheetBytes: Int) {
        self.rows = rows
        self.links = links
        self.sheetBytes = sheetBytes
    }

    package static let excel = SpreadsheetLimits(rows: 1_048_576, links: 65_530, sheetBytes: 3_500_000_000)

    static let columns = 16_384
    static let cellTextUnits = 32_767
    static let linkUnits = 2_079
    static let sheetNameUnits = 31
    static let headerFooterUnits = 255
    static let outlineLevels = 0...7
    static let columnWidths = 0.0...255.0
    static let rowHeights = 0.0...409.0
}
