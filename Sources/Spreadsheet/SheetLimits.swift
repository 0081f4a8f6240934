/// What one worksheet can hold. The numbers are Excel's; tests lower those of an instance to reach an edge quickly.
package struct SpreadsheetLimits: Equatable, Sendable {
    /// Rows of one sheet, the header among them.
    package var rows: Int
    /// Links of one sheet. Excel opens a file with more only after a repair that drops them all.
    package var links: Int
    /// Bytes of one sheet's XML. A part of a zip file without 64-bit extensions holds 4 GiB.
    package var sheetBytes: Int

    package init(rows: Int, links: Int, sheetBytes: Int) {
        (self.rows, self.links, self.sheetBytes) = (rows, links, sheetBytes)
    }

    package static let excel = SpreadsheetLimits(rows: 1_048_576, links: 65_530, sheetBytes: 3_500_000_000)

    static let columns = 16_384
    static let cellTextUnits = 32_767
    static let linkUnits = 2_079
    static let sheetNameUnits = 31
    static let headerFooterUnits = 255
    static let columnWidths = 0.0...255.0
    static let rowHeights = 0.0...409.0
}

/// The rules that Excel has for the name of a sheet. libxlsxwriter counts code points where Excel counts UTF-16 units,
/// and lets the empty name and `History` through.
enum SheetName {
    static func check(_ name: String, taken: [String]) throws(SpreadsheetError) {
        if let problem = problem(of: name, taken: taken) { throw .sheetName(name, problem: problem) }
    }

    private static func problem(of name: String, taken: [String]) -> String? {
        if name.isEmpty { return "a name must not be empty" }
        let (units, limit) = (name.utf16.count, SpreadsheetLimits.sheetNameUnits)
        if units > limit { return "it has \(units) UTF-16 units, and at most \(limit) are allowed" }
        if let character = name.first(where: isForbidden) {
            return "it contains \(shown(character)), which Excel forbids there"
        }
        if name.hasPrefix("'") || name.hasSuffix("'") { return "it starts or ends with an apostrophe" }
        let folded = name.lowercased()
        if folded == "history" { return "Excel keeps this name for itself" }
        guard taken.contains(where: { $0.lowercased() == folded }) else { return nil }
        return "another sheet of the workbook has it already (upper and lower case are the same)"
    }

    private static func shown(_ character: Character) -> String {
        let scalars = character.unicodeScalars
        guard let scalar = scalars.first, scalar.value < 0x20 || scalar.value == 0x7F else { return "“\(character)”" }
        return "a control character (U+" + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4) + ")"
    }

    private static func isForbidden(_ character: Character) -> Bool {
        "[]:*?/\\".contains(character)
            || character.unicodeScalars.contains { scalar in
                scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            }
    }

    /// `Students (2)`; a long name is shortened so that the number fits.
    static func continued(_ name: String, part: Int) -> String {
        let suffix = " (\(part))"
        var base = name
        while base.utf16.count + suffix.utf16.count > SpreadsheetLimits.sheetNameUnits { base.removeLast() }
        return base + suffix
    }
}
